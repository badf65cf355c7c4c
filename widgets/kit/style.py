"""The application's style, built from the named colours and applied by the composition root."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale


def apply_style(app: QApplication, scale: Scale = Scale.CONSOLE) -> None:
    app.setStyle("Fusion")
    app.setPalette(style_palette())
    app.setFont(scale.font(Role.BODY))
    app.setStyleSheet(style_sheet(scale))


def style_palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, tone in (
        (role.Window, Tone.GROUND),
        (role.Base, Tone.GROUND),
        (role.AlternateBase, Tone.PANEL),
        (role.Button, Tone.RAISED),
        (role.ToolTipBase, Tone.RAISED),
        (role.Highlight, Tone.SELECTED),
        (role.WindowText, Tone.TEXT),
        (role.Text, Tone.TEXT),
        (role.ButtonText, Tone.TEXT),
        (role.ToolTipText, Tone.TEXT),
        (role.HighlightedText, Tone.TEXT),
        (role.PlaceholderText, Tone.MUTED),
        (role.Link, Tone.ACCENT),
        (role.Light, Tone.RAISED),
        (role.Midlight, Tone.RAISED),
        (role.Mid, Tone.LINE),
        (role.Dark, Tone.LINE),
        (role.Shadow, Tone.GROUND),
    ):
        palette.setColor(target, tone.color)
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, Tone.DIM.color)
    return palette


def style_sheet(scale: Scale = Scale.CONSOLE) -> str:
    """Only what a palette cannot say: scroll bars and their menus, tool tips, buttons, fields."""
    size = scale.sizes.small
    return f"""
QToolTip {{ background: {Tone.RAISED.hex}; color: {Tone.TEXT.hex}; border: 1px solid {Tone.LINE.hex};
    padding: 4px 8px; font-size: {size}px; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 8px; }}
QScrollBar:horizontal {{ height: 8px; }}
QScrollBar::handle {{ background: {Tone.LINE.hex}; border-radius: 3px; min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {Tone.DIM.hex}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {Tone.RAISED.hex}; color: {Tone.TEXT.hex}; border: 1px solid {Tone.LINE.hex}; padding: 4px 0; }}
QMenu::item {{ padding: 4px 16px; }}
QMenu::item:selected {{ background: {Tone.SELECTED.hex}; }}
QLineEdit, QComboBox, QPlainTextEdit {{ background: {Tone.GROUND.hex}; color: {Tone.TEXT.hex};
    border: 1px solid {Tone.LINE.hex}; border-radius: 3px; padding: 0 12px;
    selection-background-color: {Tone.SELECTED.hex}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border-color: {Tone.ACCENT.hex}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {Tone.DIM.hex}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox QAbstractItemView {{ background: {Tone.RAISED.hex}; color: {Tone.TEXT.hex};
    border: 1px solid {Tone.LINE.hex}; selection-background-color: {Tone.SELECTED.hex}; outline: none; }}
QPushButton {{ background: {Tone.RAISED.hex}; color: {Tone.TEXT.hex}; border: 1px solid {Tone.LINE.hex};
    border-radius: 3px; padding: 4px 12px; }}
QPushButton:hover, QPushButton:focus {{ border-color: {Tone.ACCENT.hex}; }}
QPushButton:pressed {{ background: {Tone.SELECTED.hex}; }}
QPushButton:disabled {{ color: {Tone.DIM.hex}; }}
QPushButton:default {{ background: {Tone.SELECTED.hex}; border-color: {Tone.ACCENT.hex}; }}
QPushButton:flat {{ background: transparent; border-color: transparent; color: {Tone.ACCENT.hex}; }}
QPushButton:flat:focus {{ border-color: {Tone.ACCENT.hex}; }}
"""
