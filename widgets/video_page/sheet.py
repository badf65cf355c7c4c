"""The video page: the grid with its bars left, cameras, findings and moving right; each key goes where it belongs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from widgets.kit.form import DetailForm
from widgets.kit.held_keys import HeldKeys
from widgets.kit.hints import KeyHints
from widgets.kit.scale import Scale
from widgets.kit.sheet import Sheet
from widgets.video_page.parts import Parts

SIDE = 304, 336
"""Pixels of the column at the right: at least, at most; between them a quarter of the page."""


class VideoPage(Sheet):
    """Arranges its parts and knows nothing of cameras; what the parts say goes to who made them."""

    health_turned = Signal(bool)  # the table of the cameras' health is to be seen, or no more
    left = Signal()  # nobody looks at it any more: no stream is needed for it

    def __init__(
        self, under: QWidget, parts: Parts, *, left: int, top: int, bottom: int, scale: Scale = Scale.CONSOLE
    ) -> None:
        # Before anything of Qt's: a sheet hears of its window's events as soon as it is one.
        self.parts = parts
        self._talking = False
        self._keys = HeldKeys(parts.grid)
        super().__init__(under, "", left=left, top=top, bottom=bottom, scale=scale)
        self._keys.released.connect(self._end_talk)
        self.setObjectName("video-page")
        self.title.set_text(self.tr("Video"))
        self.heading.insertWidget(self.heading.indexOf(self.status) + 1, parts.note)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(parts.grid)
        self._stack.addWidget(parts.health)
        self._side = QWidget(self)
        self._arrange(scale)
        parts.purpose.setParent(self)
        parts.purpose.hide()
        parts.found.hide()
        parts.purpose.installEventFilter(self)
        parts.found.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _arrange(self, scale: Scale) -> None:
        gap, parts = scale.sizes.gap, self.parts
        hints = (
            (("1", "…", "9"), self.tr("select")),
            (("Enter",), self.tr("enlarge")),
            (("⇧←→",), self.tr("swap")),
            (("Del",), self.tr("empty")),
            (("+", "−", "0"), self.tr("zoom")),
            (("Tab",), self.tr("cameras")),
            (("C",), self.tr("wide")),
            (("P",), self.tr("move")),
            (("L",), self.tr("health")),
        )
        self._hints = KeyHints(hints, scale=scale, shrink=True)
        main = QVBoxLayout()
        main.setSpacing(gap)
        main.addWidget(parts.bar)
        main.addWidget(parts.tour)
        main.addWidget(self._stack, 1)
        # Beside one another below the pictures, where those leave room.
        below = QHBoxLayout()
        below.setSpacing(scale.sizes.pad)
        below.addWidget(parts.report, 2, Qt.AlignmentFlag.AlignBottom)
        below.addWidget(parts.found, 3, Qt.AlignmentFlag.AlignBottom)
        main.addLayout(below)
        main.addWidget(self._hints)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(gap)
        side.addWidget(parts.tree, 1)
        side.addWidget(parts.ptz)
        self.body.addLayout(main, 1)
        self.body.addWidget(self._side)

    @property
    def wide(self) -> bool:
        """Whether the grid has the whole width."""
        return self._side.isHidden()

    @property
    def health_shown(self) -> bool:
        return self._stack.currentWidget() is self.parts.health

    def open(self) -> None:
        super().open()
        self.show_health(False)

    @Slot(str)
    def show_status(self, text: str) -> None:
        """How many pictures there are and in which states."""
        self.status.set_text(text)

    @Slot(bool)
    def show_wide(self, wide: bool) -> None:
        """The grid over the whole width; the keyboard comes to it when it was at the side."""
        self._side.setVisible(not wide)
        if wide and not self._holds_keyboard(self._stack):
            self._front().setFocus()

    @Slot(bool)
    def show_health(self, shown: bool) -> None:
        """In place of the pictures; what is kept of a picture can then not be asked for: nobody sees which."""
        turned = shown is not self.health_shown
        self._stack.setCurrentWidget(self.parts.health if shown else self.parts.grid)
        self.parts.bar.setVisible(not shown)
        self._front().setFocus()
        if turned:
            self.health_turned.emit(shown)

    def event(self, event: QEvent) -> bool:
        """Esc goes to what has the keyboard here, and takes the page away only when nothing else has use for it."""
        asks = event.type() is QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_M and not event.isAutoRepeat():
            self._keys.release(event.key())
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from part to part; within a form from field to field."""
        form = _form_of(QApplication.focusWidget())
        if form is not None:
            _go_within(form, next)
            return True
        parts = (self._front(), self.parts.tree, *self.parts.moving.stops())
        ring = [part for part in parts if part.isVisible()]
        if not ring:
            return super().focusNextPrevChild(next)  # the page is just being hidden, and the keyboard goes elsewhere
        here = [number for number, part in enumerate(ring) if self._holds_keyboard(part)]
        to = (here[0] + (1 if next else -1)) % len(ring) if here else 0
        ring[to].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A form that has gone gives the keyboard back to the pictures; one that comes stands in their middle."""
        if watched is self.parts.purpose and event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._place_purpose()
        if watched in (self.parts.purpose, self.parts.found) and event.type() is QEvent.Type.Hide and self.isVisible():
            self._front().setFocus()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(min(max(self.width() // 4, SIDE[0]), SIDE[1]))
        self._place_purpose()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._end_talk()
        self.left.emit()

    def _pressed(self, event: QKeyEvent) -> bool:
        """The keys of the whole page; whether this was one."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if held and not shift:
            return False
        if event.isAutoRepeat():
            return key == Qt.Key.Key_M
        if self.parts.tour_keys.press(key, shift=shift):
            return True
        if shift:
            return False
        return (not self.health_shown and self.parts.bar_keys.press(key)) or self._turned(key)

    def _turned(self, key: int) -> bool:
        if key == Qt.Key.Key_C:
            self.show_wide(not self.wide)
        elif key == Qt.Key.Key_L:
            self.show_health(not self.health_shown)
        elif key == Qt.Key.Key_P:
            self.show_wide(False)
            next(iter(self.parts.moving.stops()), self.parts.ptz).setFocus()
        elif key == Qt.Key.Key_Slash:
            self.show_wide(False)
            self.parts.search.open_search()
        elif key == Qt.Key.Key_M:
            if self._keys.press(key):
                self._talking = True
                self.parts.voice.begin()
        elif key == Qt.Key.Key_A:
            self.parts.voice.ask()
        else:
            return False
        return True

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whoever has the keyboard hears the key come up, and the street would go on listening."""
        if self._talking and (now is None or not self.isAncestorOf(now)):
            self._end_talk()

    @Slot()
    def _end_talk(self) -> None:
        self._keys.clear()
        if self._talking:
            self._talking = False
            self.parts.voice.end()

    def _front(self) -> QWidget:
        return self.parts.health if self.health_shown else self.parts.grid

    def _holds_keyboard(self, part: QWidget) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is part or part.isAncestorOf(focused))

    def _place_purpose(self) -> None:
        form, area = self.parts.purpose, self._stack
        fields = form.layout()
        if fields is not None:
            # Not `adjustSize`, which takes the height of the width that the longest line would like to have.
            form.resize(form.width(), fields.totalHeightForWidth(form.width()))
        middle = area.mapTo(self, area.rect().center())
        form.move(middle.x() - form.width() // 2, middle.y() - form.height() // 2)
        form.raise_()


def _form_of(widget: QWidget | None) -> DetailForm | None:
    """The form that has the keyboard, when it is one of its fields."""
    while widget is not None and not isinstance(widget, DetailForm):
        widget = widget.parentWidget()
    return widget


def _go_within(form: DetailForm, forward: bool) -> None:
    """To the next field of the form, and from the last to the first: what lies below it is not to be seen."""
    start = QApplication.focusWidget() or form
    found = _beside(start, forward)
    while found is not None and found is not start:
        takes = form.isAncestorOf(found) and found.isVisible() and found.isEnabled() and found.focusProxy() is None
        if takes and found.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.setFocus(Qt.FocusReason.TabFocusReason)
            return
        found = _beside(found, forward)


def _beside(widget: QWidget, forward: bool) -> QWidget | None:
    return widget.nextInFocusChain() if forward else widget.previousInFocusChain()
