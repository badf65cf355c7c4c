"""Everything a person reads has its Chinese: nothing missing, nothing left over, nothing hidden from the extractor."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bridge.core import handshake, source_link, source_socket
from bridge.protocol.seat import LinkState
from commandcenter.adapters.doctor.place import stale_translations
from commandcenter.app.action_words import ACTION_WORDS
from commandcenter.app.words import Words
from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Outcome
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.linkage import StepState
from commandcenter.domain.priority import Priority
from commandcenter.wiring.source_health import REFUSALS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "translations"
FILE = FOLDER / "commandcenter_zh_CN.ts"
UPDATE = ROOT / "packaging" / "python" / "update-translations"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# Calls that look a text up which is marked elsewhere.
LOOK_UPS = {
    "commandcenter/app/words.py",
    "commandcenter/wiring/answers.py",
    "commandcenter/wiring/looked_up.py",
    "commandcenter/wiring/sources.py",
    "widgets/map/view.py",
}

Texts = dict[tuple[str, str], ElementTree.Element]


def texts(file: Path) -> Texts:
    """(context, source text) → its <translation> element."""
    found: Texts = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found[context.findtext("name", ""), message.findtext("source", "")] = translation
    return found


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """What the extractor makes of the source and the committed translations."""
    copy = tmp_path_factory.mktemp("translations") / FILE.name
    shutil.copy(FILE, copy)
    subprocess.run([str(UPDATE), str(copy)], check=True, capture_output=True, timeout=100)
    return texts(copy)


def test_the_translations_hold_exactly_the_texts_of_the_source(extracted: Texts) -> None:
    committed = texts(FILE)
    assert sorted(extracted.keys() - committed.keys()) == [], "missing: run packaging/python/update-translations"
    assert sorted(committed.keys() - extracted.keys()) == [], "left over: run packaging/python/update-translations"


def test_every_text_is_finished(extracted: Texts) -> None:
    unfinished = [key for key, found in extracted.items() if found.get("type") or not (found.text or "").strip()]
    assert unfinished == []


def test_every_translation_is_chinese() -> None:
    assert [key for key, found in texts(FILE).items() if not CHINESE.search(found.text or "")] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    different = [
        (source, found.text)
        for (_, source), found in texts(FILE).items()
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(found.text or ""))
    ]
    assert different == []


@pytest.mark.parametrize(
    ("context", "kind"),
    [
        ("state", AlarmState),
        ("priority", Priority),
        ("step", StepState),
        ("outcome", Outcome),
        ("link", LinkState),
        ("key", KeyKind),
    ],
)
def test_every_value_that_is_looked_up_has_its_word(context: str, kind: type[Enum]) -> None:
    assert [it.value for it in kind if (context, getattr(it, "spoken", it.value)) not in texts(FILE)] == []


def test_every_refusal_of_a_source_has_its_word() -> None:
    known = {
        handshake.REFUSED,
        handshake.NO_KEY,
        handshake.OTHER_KEY,
        handshake.HANGS_UP,
        source_socket.UNTRUSTED,
        source_socket.UNUSABLE,
        source_link.FOREIGN,
    }
    assert known == set(REFUSALS)


def test_every_action_of_the_journal_has_its_word() -> None:
    known = texts(FILE)
    assert sorted(word for word in ACTION_WORDS.values() if ("action", word) not in known) == []


def test_the_compiled_translations_are_up_to_date() -> None:
    assert stale_translations(FOLDER) == [], "run make setup"


@pytest.mark.parametrize(
    ("context", "text", "chinese"),
    [
        ("trouble", "There is no journal in the data folder {folder}.", "数据目录 {folder} 中没有日志。"),
        ("cli", "The journal is intact.", "日志完整。"),
        ("doctor", "libVLC can be loaded", "libVLC 可加载"),
        ("state", "unacknowledged", "未确认"),
        ("priority", "critical", "红色"),
        ("step", "unknown", "未知"),
        ("answer", "offline", "离线"),
        ("action", "alarm acknowledged", "确认告警"),
        ("outcome", "refused", "被拒"),
        ("link", "lost", "失联"),
        ("key", "revoked", "已吊销"),
        ("source", "not trusted", "密钥未信任"),
        ("Words", "Not confirmed", "待核实"),
        ("AlarmQueueView", "Alarms", "告警队列"),
    ],
)
def test_each_kind_of_text_comes_out_in_chinese(context: str, text: str, chinese: str) -> None:
    assert Words("zh").known(context, text) == chinese
    assert Words("en").known(context, text) == text


def test_a_reason_inside_a_trouble_is_worded_too() -> None:
    inner = Trouble("headings missing: {names}", names="address")
    error = Trouble("The camera list {file} is wrong at {where}: {what}", file="a.csv", where="line 1", what=inner)
    assert Words("zh").trouble(error) == "摄像机清单 a.csv 有误，位置 line 1：缺少列名：address"
    assert Words("en").trouble(error) == "The camera list a.csv is wrong at line 1: headings missing: address"


def test_text_from_outside_keeps_its_braces() -> None:
    assert Words("zh").known("answer", "{0.__class__} at 3 %") == "{0.__class__} at 3 %"


def test_no_text_is_hidden_from_the_extractor() -> None:
    """It reads string literals only, and nothing inside an f-string."""
    hidden = {}
    for package in ("commandcenter", "widgets", "layouts", "bridge"):
        for path in sorted((ROOT / package).rglob("*.py")):
            lines = list(_hidden(ast.parse(path.read_text(encoding="utf-8"))))
            if lines:
                hidden[path.relative_to(ROOT).as_posix()] = lines
    assert {name: lines for name, lines in hidden.items() if name not in LOOK_UPS} == {}


def _hidden(tree: ast.Module) -> Iterator[int]:
    """Lines of the marks that the extractor does not see."""
    inside = {id(it) for found in ast.walk(tree) if isinstance(found, ast.JoinedStr) for it in ast.walk(found)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts_of = {"tr": call.args[:1], "translate": call.args[:2], "QT_TRANSLATE_NOOP": call.args[:2]}.get(name)
        # `str.translate` takes one argument and has nothing to do with languages.
        if texts_of is None or (name == "translate" and len(call.args) < 2):
            continue
        literal = all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts_of)
        if not literal or id(call) in inside:
            yield call.lineno
