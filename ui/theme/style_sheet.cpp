// The style sheet of the window. Colours are named $token and filled in from the theme.

#include <QHash>

#include "ui/theme/theme.h"

namespace reasonscope::ui::theme {
namespace {

constexpr const char* kFrames = R"(
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: $selected; }
QDockWidget { color: $text_secondary; font-weight: 600; }
QDockWidget::title { background: $window; padding: 7px 10px 6px 10px; text-align: left; }
QDockWidget > QWidget { background: $surface; }
QSplitter::handle { background: $border; }
QSplitter::handle:hover { background: $accent; }
QStatusBar { background: $window; color: $text_secondary; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $text_secondary; padding: 2px 6px; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $border; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: $border; width: 1px; margin: 5px 6px; }
QMenuBar { background: $window; color: $text; border-bottom: 1px solid $border; padding: 2px 4px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $border_strong; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $text_faint; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $border_strong; padding: 6px 8px; }
QGroupBox { border: 1px solid $border; border-radius: 6px; margin-top: 9px; padding: 10px 8px 8px 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: $text_secondary; }
)";

constexpr const char* kControls = R"(
QPushButton { background: $raised; color: $text; border: 1px solid $border_strong; border-radius: 6px; padding: 5px 14px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $text_faint; border-color: $border; background: $window; }
QPushButton:default, QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton:default:hover, QPushButton[primary="true"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[primary="true"]:disabled { background: $hover; color: $text_faint; border-color: $border; }
QPushButton[chip="true"] { border-radius: 13px; padding: 3px 12px; color: $text_secondary; border-color: $border; text-align: left; }
QPushButton[chip="true"]:hover { color: $text; border-color: $accent; }
QPushButton[card="true"] { border-radius: 8px; border-color: $border; background: $surface; text-align: left; }
QPushButton[card="true"]:hover { border-color: $accent; background: $hover; }
QPushButton[card="true"]:focus { border-color: $accent; }
QPushButton[link="true"] { border: 1px solid transparent; background: transparent; color: $accent; padding: 3px 6px; text-align: left; }
QPushButton[link="true"]:hover { background: $hover; }
QPushButton[link="true"]:focus { border-color: $accent; }
QListWidget[navigation="true"] { background: transparent; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent; border-radius: 5px; padding: 4px 8px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:focus { border-color: $accent; }
QToolButton[title_button="true"] { padding: 3px; }
QToolButton:disabled { color: $text_faint; }
QToolButton[small="true"] { padding: 0 8px; color: $text_secondary; border-color: $border; border-radius: 9px; }
QToolButton[small="true"]:hover { color: $text; border-color: $accent; }
QToolButton[small="true"]:disabled { color: $text_faint; }
QFrame[segmented="true"] { background: $hover; border: 1px solid $border; border-radius: 7px; }
QFrame[segmented="true"] QToolButton { padding: 3px 10px; color: $text_secondary; border-radius: 5px; }
QFrame[segmented="true"] QToolButton:hover { color: $text; background: transparent; }
QFrame[segmented="true"] QToolButton:checked { background: $raised; color: $text; border: 1px solid $border_strong; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: $surface; color: $text; border: 1px solid $border_strong; border-radius: 6px; padding: 4px 8px;
  selection-background-color: $accent; selection-color: $on_accent; }
QTextEdit[role="words"] { border: none; padding: 0; background: transparent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
  color: $text_faint; background: $window; border-color: $border; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; width: 18px; border: none; margin: 2px 2px 0 0; border-radius: 3px; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; width: 18px; border: none; margin: 0 2px 2px 0; border-radius: 3px; }
QSpinBox::up-button:hover, QSpinBox::down-button:hover, QDoubleSpinBox::up-button:hover, QDoubleSpinBox::down-button:hover { background: $hover; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/theme/chevron-up.svg); width: 9px; height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/theme/chevron-down.svg); width: 9px; height: 9px; }
QComboBox { padding-right: 22px; }
QComboBox::drop-down { subcontrol-position: center right; width: 20px; border: none; }
QComboBox::down-arrow { image: url(:/theme/chevron-down.svg); width: 11px; height: 11px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border_strong; selection-background-color: $selected; selection-color: $text; outline: none; padding: 3px; }
QCheckBox, QRadioButton { spacing: 7px; color: $text; }
QCheckBox::indicator { width: 15px; height: 15px; border: 1px solid $border_strong; border-radius: 4px; background: $surface; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $check; border-color: $check; image: url(:/theme/check.svg); }
QSlider::groove:horizontal { height: 4px; background: $border_strong; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 7px; background: $raised; border: 1px solid $border_strong; }
QSlider::handle:horizontal:hover { border-color: $accent; }
QProgressBar { background: $hover; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; text-align: center; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QLabel[role="secondary"] { color: $text_secondary; }
QLabel[role="faint"] { color: $text_faint; }
QLabel[role="error"] { color: $danger; }
)";

constexpr const char* kLists = R"(
QAbstractItemView { background: $surface; color: $text; border: none; outline: none; alternate-background-color: $alternate; selection-background-color: $selected; selection-color: $text; }
QTreeView::item, QListView::item, QTableView::item { padding: 4px 6px; border: none; }
QTreeView::item, QListView::item { border-radius: 4px; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: $selected; color: $text; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url(:/theme/chevron-right.svg); }
QTreeView::branch:has-children:open { image: url(:/theme/chevron-down.svg); }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text_secondary; border: none; border-bottom: 1px solid $border; padding: 5px 5px; font-weight: 600; }
QTableCornerButton::section { background: $surface; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid $border; background: $surface; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $text_secondary; padding: 7px 12px 6px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border_strong; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $text_faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

QHash<QString, QColor> tokens(const Theme& t) {
    return {{"window", t.window},
            {"surface", t.surface},
            {"raised", t.raised},
            {"hover", t.hover},
            {"selected", t.selected},
            {"border", t.border},
            {"border_strong", t.border_strong},
            {"text", t.text},
            {"text_secondary", t.text_secondary},
            {"text_faint", t.text_faint},
            {"accent", t.accent},
            {"accent_hover", t.accent_hover},
            {"on_accent", t.on_accent},
            {"danger", t.danger},
            {"check", t.dark ? QColor("#5B70E0") : t.accent},  // the tick is white in both themes
            {"alternate", palette(t).color(QPalette::AlternateBase)}};
}

}  // namespace

QString style_sheet(const Theme& t) {
    const QHash<QString, QColor> names = tokens(t);
    const QString source = QString::fromLatin1(kFrames) + QString::fromLatin1(kControls) + QString::fromLatin1(kLists);
    QString sheet;
    sheet.reserve(source.size());
    for (qsizetype i = 0; i < source.size();) {
        if (source[i] != u'$') {
            sheet += source[i++];
            continue;
        }
        qsizetype end = i + 1;
        while (end < source.size() && (source[end].isLetter() || source[end] == u'_')) ++end;
        sheet += names.value(source.mid(i + 1, end - i - 1), QColor(Qt::magenta)).name();
        i = end;
    }
    return sheet;
}

}  // namespace reasonscope::ui::theme
