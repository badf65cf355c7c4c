"""Names of roads: a stock of made-up ones for each street, in both languages, never the same twice."""

from __future__ import annotations

from collections.abc import Iterator

Name = tuple[str, str]

_STOCK: dict[str, tuple[Name, ...]] = {
    "500105001": (
        ("华新", "Huaxin"),
        ("金源", "Jinyuan"),
        ("桥北", "Qiaobei"),
        ("建北", "Jianbei"),
        ("董家溪", "Dongjiaxi"),
    ),
    "500105002": (
        ("聚贤", "Juxian"),
        ("庆云", "Qingyun"),
        ("永平", "Yongping"),
        ("江城", "Jiangcheng"),
        ("金沙", "Jinsha"),
    ),
    "500105003": (("石马", "Shima"), ("南石", "Nanshi"), ("盘溪", "Panxi"), ("玉带", "Yudai"), ("松石", "Songshi")),
    "500105004": (
        ("大石", "Dashi"),
        ("石门", "Shimen"),
        ("忠恕", "Zhongshu"),
        ("红原", "Hongyuan"),
        ("庆丰", "Qingfeng"),
    ),
    "500105005": (("寸滩", "Cuntan"), ("港安", "Gangan"), ("黑石", "Heishi"), ("金渝", "Jinyu"), ("溉澜", "Gailan")),
    "500105006": (
        ("洋河", "Yanghe"),
        ("兴隆", "Xinglong"),
        ("小苑", "Xiaoyuan"),
        ("塔坪", "Taping"),
        ("红旗", "Hongqi"),
        ("北城", "Beicheng"),
    ),
    "500105007": (
        ("五红", "Wuhong"),
        ("五江", "Wujiang"),
        ("雨花", "Yuhua"),
        ("五里", "Wuli"),
        ("刘家台", "Liujiatai"),
    ),
    "500105008": (("郭家", "Guojia"), ("铜锣", "Tongluo"), ("兴场", "Xingchang"), ("望塔", "Wangta")),
    "500105009": (("铁山", "Tieshan"), ("唐桂", "Tanggui"), ("云岭", "Yunling"), ("港城", "Gangcheng")),
    "500105100": (
        ("鱼嘴", "Yuzui"),
        ("永顺", "Yongshun"),
        ("福港", "Fugang"),
        ("长鱼", "Changyu"),
        ("双溪", "Shuangxi"),
    ),
    "500105101": (("复盛", "Fusheng"), ("福生", "Fusheng New"), ("大田", "Datian"), ("临港", "Lingang")),
    "500105102": (("五宝", "Wubao"), ("干坝", "Ganba"), ("新房", "Xinfang"), ("龙井", "Longjing")),
}
_FORMS: tuple[Name, ...] = (
    ("{}路", "{} Road"),
    ("{}一路", "{} 1st Road"),
    ("{}二路", "{} 2nd Road"),
    ("{}三路", "{} 3rd Road"),
    ("{}四路", "{} 4th Road"),
    ("{}一支路", "{} 1st Branch Road"),
    ("{}二支路", "{} 2nd Branch Road"),
    ("{}三支路", "{} 3rd Branch Road"),
    ("{}四支路", "{} 4th Branch Road"),
    ("{}东街", "{} East Street"),
    ("{}西街", "{} West Street"),
    ("{}横街", "{} Cross Street"),
    ("{}后街", "{} Back Street"),
    ("{}巷", "{} Lane"),
)


def road_names(street: str) -> Iterator[Name]:
    """(Chinese, English) names for the roads of a street, given by its code; the plain ones first."""
    for chinese, english in _FORMS:
        for base, latin in _STOCK[street]:
            yield chinese.format(base), english.format(latin)


_DIGITS = "零一二三四五六七八九"


def counted(number: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十二, 四十八."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
