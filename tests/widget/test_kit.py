"""The shared parts: colours, sizes, text that stays text, ages, marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.made_up_alarms import Clock
from widgets.kit.ages import Age, ago, clock, running, short_clock
from widgets.kit.marks import Sign, paint_mark, paint_sign
from widgets.kit.palette import Tone, priority_tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.style import style_sheet
from widgets.kit.text import as_tooltip, plain
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure

ROOT = Path(__file__).parents[2]


def luminance(tone: Tone) -> float:
    parts = [int(tone.hex[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (Tone.TEXT, Tone.GROUND),
        (Tone.TEXT, Tone.PANEL),
        (Tone.TEXT, Tone.RAISED),
        (Tone.TEXT, Tone.SELECTED),
        (Tone.MUTED, Tone.GROUND),
        (Tone.YELLOW, Tone.GROUND),
        (Tone.YELLOW, Tone.PANEL),
        (Tone.ORANGE, Tone.GROUND),
    ],
)
def test_text_keeps_a_contrast_of_seven_to_one_with_its_ground(text: Tone, ground: Tone) -> None:
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7.0


def test_only_the_palette_names_a_colour() -> None:
    named = re.compile(r"""["'{ ]#[0-9a-fA-F]{3,8}\b|QColor\(["'\d]|QColorConstants|GlobalColor\.(?!transparent)""")
    sources = [*ROOT.glob("widgets/**/*.py"), *ROOT.glob("layouts/**/*.py")]
    guilty = [path.name for path in sources if path.name != "palette.py" and named.search(path.read_text("utf-8"))]
    assert guilty == []


def test_the_wall_is_read_from_eight_metres_and_the_desk_from_one() -> None:
    wall, desk = Scale.WALL.sizes, Scale.CONSOLE.sizes
    assert wall.small >= 28
    assert wall.heading >= 44
    assert wall.figure >= 96
    assert (wall.row, desk.row) == (64, 32)
    assert (desk.body, desk.figure) == (14, 28)


def test_figures_are_all_of_one_width(qapp: object) -> None:
    metrics = QFontMetricsF(Scale.WALL.font(Role.FIGURE))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("化粪池甲烷 62.4 %", "化粪池甲烷 62.4 %"),
        ("<b>bold</b> & more", "<b>bold</b> & more"),
        ("one\ntwo\tthree\r\nfour", "one two three  four"),
        ("safe\u202eevil\u2066x\u200f", "safeevilx"),
        ("bell\x07null\x00", "bellnull"),
        ("\ufeffmark\u200b", "mark"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
        ("far          apart", "far   apart"),
        ("", ""),
    ],
)
def test_outside_text_becomes_one_line_without_controls(said: str, shown: str) -> None:
    assert plain(said) == shown


def test_endless_text_is_cut() -> None:
    assert plain("字" * 100_000, 500) == "字" * 499 + "…"


def test_a_tooltip_shows_markup_as_text() -> None:
    assert as_tooltip("<img src=x>&") == "<p>&lt;img src=x&gt;&amp;</p>"
    assert as_tooltip("") == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (214, "214"),
        (98.64, "98.6"),
        (1_382_000, "1\u00a0382\u00a0000"),
        (0.417, "0.42"),
        (0.3, "0.3"),
        (0.0, "0"),
        (-3.25, "\u22123.2"),
        (None, "—"),
        (float("nan"), "—"),
        (float("inf"), "—"),
    ],
)
def test_figures_are_written_as_people_write_them(value: float | None, shown: str) -> None:
    assert figure(value) == shown


def test_ages_in_words() -> None:
    assert ago(2.9) == "2 s ago"
    assert ago(61) == "1 min ago"
    assert ago(7200) == "2 h ago"
    assert ago(200_000) == "2 d ago"
    assert ago(None) == "no data yet"
    assert ago(-5) == "0 s ago"


def test_a_running_count_and_a_clock() -> None:
    chongqing = timezone(timedelta(hours=8))
    instant = datetime(2025, 5, 20, 6, 8, 6, tzinfo=UTC)
    assert running(34.7) == "00:34"
    assert running(3723) == "1:02:03"
    assert clock(instant, chongqing) == "14:08:06"
    assert short_clock(instant, instant, chongqing) == "14:08"
    assert short_clock(instant, instant + timedelta(days=1), chongqing) == "05-20"


def test_an_age_grows_by_itself_and_is_stale_after_three_seconds() -> None:
    time = Clock()
    age = Age(time)
    assert age.seconds is None
    assert not age.stale
    age.tell(1.0)
    time.seconds += 1.5
    assert age.seconds == 2.5
    assert not age.stale
    time.seconds += 1.0
    assert age.stale


def picture(paint: Callable[[QPainter, QRectF], None]) -> QImage:
    """What `paint` draws into a clear square of 32 pixels."""
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, 32, 32))
    painter.end()
    return image


@pytest.mark.parametrize("priority", list(Priority))
def test_a_mark_is_painted_in_its_colour_and_leaves_the_corners_free(qapp: object, priority: Priority) -> None:
    image = picture(lambda painter, box: paint_mark(painter, priority, box))
    assert image.pixelColor(16, 18).name() == priority_tone(priority).hex
    assert image.pixelColor(0, 0).alpha() == 0


def test_the_four_marks_differ_in_shape_without_colour(qapp: object) -> None:
    def outline(priority: Priority) -> bytes:
        image = picture(lambda painter, box: paint_mark(painter, priority, box))
        return bytes(image.convertToFormat(QImage.Format.Format_Alpha8).constBits())

    assert len({outline(priority) for priority in Priority}) == 4


def test_the_signs_of_answers_differ_in_shape(qapp: object) -> None:
    def pixels(sign: Sign) -> bytes:
        return bytes(picture(lambda painter, box: paint_sign(painter, sign, box, Tone.TEXT.color)).constBits())

    assert len({pixels(sign) for sign in Sign}) == 5


def test_a_line_of_text_strips_controls_and_repaints_only_for_new_words(qtbot: QtBot) -> None:
    line = TextLine("a\u202eb", scale=Scale.CONSOLE)
    qtbot.addWidget(line)
    assert line.text == "ab"
    assert line.accessibleName() == "ab"
    line.show_text("<i>3 s old</i>", Tone.YELLOW, Priority.MINOR)
    assert (line.text, line.tone, line.mark) == ("<i>3 s old</i>", Tone.YELLOW, Priority.MINOR)


def test_a_panel_says_that_its_data_is_old_within_three_seconds(qtbot: QtBot) -> None:
    time = Clock()
    panel = Panel("Queue", scale=Scale.CONSOLE, clock=time)
    qtbot.addWidget(panel)
    panel.set_age(0.5)
    assert panel.stale_text == ""
    time.seconds += 12
    panel.set_age(12.0)
    assert panel.stale_text == "12 s old"
    panel.set_age(0.0)
    assert panel.stale_text == ""


def test_a_panel_shows_its_body_or_one_message(qtbot: QtBot) -> None:
    panel = Panel("Queue", scale=Scale.WALL)
    qtbot.addWidget(panel)
    assert panel.message == ""
    panel.show_loading()
    assert panel.message == "Loading…"
    panel.show_empty("nothing here")
    assert panel.message == "nothing here"
    panel.show_body()
    assert panel.message == ""


def test_the_style_sheet_uses_the_palette() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", style_sheet()))
    assert colours <= {tone.hex for tone in Tone}
    assert Tone.SELECTED.hex in colours
