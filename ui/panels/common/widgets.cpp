#include "ui/panels/common/widgets.h"

#include <QAction>
#include <QButtonGroup>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>
#include <utility>

#include "ui/panels/common/icon.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {

SegmentedControl::SegmentedControl(const QString& accessible_name, QWidget* parent)
    : QFrame(parent), group_(new QButtonGroup(this)) {
    setProperty("segmented", true);
    setAccessibleName(accessible_name);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(group_, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

QToolButton* SegmentedControl::add(const QString& label, const QString& tooltip) {
    auto* button = new QToolButton(this);
    button->setText(label);
    button->setToolTip(tooltip);
    button->setAccessibleName(label);
    button->setAccessibleDescription(tooltip);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    group_->addButton(button, static_cast<int>(group_->buttons().size()));
    layout()->addWidget(button);
    return button;
}

int SegmentedControl::current() const { return group_->checkedId(); }

void SegmentedControl::set_current(int index) {
    if (auto* button = group_->button(index)) button->setChecked(true);
}

void SegmentedControl::set_choice_enabled(int index, bool enabled) {
    if (auto* button = group_->button(index)) button->setEnabled(enabled);
}

void SegmentedControl::set_choice_visible(int index, bool visible) {
    if (auto* button = group_->button(index)) button->setVisible(visible);
}

ChipRow::ChipRow(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void ChipRow::add(QWidget* widget) {
    widget->setParent(this);
    items_.push_back(widget);
    updateGeometry();
    arrange();
}

void ChipRow::set_shown(bool shown) {
    shown_ = shown;
    arrange();
}

QSize ChipRow::sizeHint() const {
    QSize size(0, 0);
    for (const QWidget* item : items_) {
        size.setHeight(std::max(size.height(), item->sizeHint().height()));
        size.rwidth() += item->sizeHint().width() + space::s;
    }
    return size;
}

QSize ChipRow::minimumSizeHint() const { return {0, sizeHint().height()}; }

void ChipRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

bool ChipRow::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::StyleChange) arrange();
    return QWidget::event(event);
}

void ChipRow::arrange() {
    int x = 0;
    bool room = shown_;
    for (QWidget* item : items_) {
        const QSize size = item->sizeHint();
        room = room && x + size.width() <= width();
        item->setVisible(room);
        item->setGeometry(x, (height() - size.height()) / 2, size.width(), size.height());
        x += size.width() + space::s;
    }
}

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::set_full_text(const QString& text) {
    full_ = text;
    setToolTip(text);
    elide();
}

QSize ElidedLabel::minimumSizeHint() const { return {0, QLabel::minimumSizeHint().height()}; }

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::elide() {
    setText(fontMetrics().elidedText(full_, Qt::ElideRight, contentsRect().width()));
}

QString shown_in_line(const QString& text) { return plain_words(text.simplified()); }

QLabel* caption(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("role", "secondary");
    label->setFont(theme::font(TextRole::Caption));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel* section_title(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(theme::font(TextRole::Strong));
    return label;
}

QAction* named_action(const QString& name, const QString& text, const QString& tip, const QKeySequence& keys, std::function<void()> what, QObject* parent) {
    auto* action = new QAction(text, parent);
    action->setObjectName(name);
    action->setToolTip(tip);
    action->setShortcut(keys);
    QObject::connect(action, &QAction::triggered, parent, [what = std::move(what)] { what(); });
    return action;
}

void ask_folder(QWidget* parent, const QString& title, const QString& start, std::function<void(const QString&)> chosen) {
    auto* dialog = new QFileDialog(parent, title, start);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

QToolButton* icon_button(const QString& icon_name, const QString& accessible_name, const QString& tooltip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setProperty("icon_name", icon_name);
    button->setIcon(icon(icon_name));
    button->setAccessibleName(accessible_name);
    button->setToolTip(tooltip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void refresh_icons(QWidget* root) {
    const auto buttons = root->findChildren<QAbstractButton*>();
    for (QAbstractButton* button : buttons) {
        const QString name = button->property("icon_name").toString();
        if (name.isEmpty()) continue;
        button->setIcon(button->property("primary").toBool() ? icon(name, theme::current().on_accent) : icon(name));
    }
}

}  // namespace reasonscope::ui
