"""The sentences of the verifier in Chinese and English, with nothing in them that could steer a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import category

from audit.chinese import CHINESE
from audit.verdict import Code, Said, Value

LONGEST = 200
VERDICTS: Mapping[Code, tuple[str, str]] = MappingProxyType(
    {
        Code.OK: ("OK: as it was sealed", "完好：与封存时一致"),
        Code.ALTERED: ("ALTERED: not as it was sealed", "被改动：与封存时不一致"),
        Code.TRUNCATED: ("TRUNCATED OR ROLLED BACK: what was there is missing", "被截断或回退：曾有的内容缺失"),
        Code.FORKED: ("FORKED: the log has signed two histories", "分叉：日志签署过两个不同的历史"),
        Code.KEY: ("KEY TROUBLE: a signature does not count", "密钥问题：有签名不能采信"),
        Code.UNREADABLE: ("UNREADABLE: it cannot be verified", "无法读取：不能核验"),
    }
)


class Words:
    """Says things in one language, "zh" or "en"."""

    def __init__(self, language: str) -> None:
        self._chinese = language == "zh"

    def verdict(self, code: Code, name: str) -> str:
        return f"{VERDICTS[code][self._chinese]} [{int(code)}] {clean(name)}"

    def said(self, said: Said) -> str:
        template = said.template
        if self._chinese:
            where = "{where}: "
            known = template.startswith(where) and template not in CHINESE
            template = where + CHINESE[template.removeprefix(where)] if known else CHINESE[template]
        return template.format(**{name: clean(value) for name, value in said.values.items()})

    def more(self, count: int) -> str:
        return f"另有 {count:,} 处" if self._chinese else f"and {count:,} more"


def clean(value: Value) -> str:
    """Text on one line, bounded; what cannot be seen or turns the writing round is shown as its number."""
    text = str(value)
    shown = "".join(
        it if not category(it).startswith(("C", "Z")) or it == " " else f"\\u{{{ord(it):x}}}" for it in text[:LONGEST]
    )
    return shown + ("…" if len(text) > LONGEST else "")
