#include "ui/shell/palette/palette.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kWidth = 620, kMostRows = 9, kMostItems = 60;
enum Role { IndexRole = Qt::UserRole, GroupRole, KeysRole, PlacesRole };

class ItemDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {option.rect.width(), QFontMetrics(theme::font(TextRole::Body)).height() + 14};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& t = theme::current();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state.testFlag(QStyle::State_Selected) ? t.selected : t.hover);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), space::radius, space::radius);
        }
        QRect box = option.rect.adjusted(space::l, 0, -space::l, 0);
        painter->setFont(theme::font(TextRole::Caption));
        draw_keys(painter, box, index.data(KeysRole).toString());
        painter->setPen(t.text_faint);
        const QString group = index.data(GroupRole).toString();
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, group);
        box.setRight(box.right() - painter->fontMetrics().horizontalAdvance(group) - space::m);
        draw_title(painter, box, index.data().toString(), index.data(PlacesRole).toList());
        painter->restore();
    }

private:
    static void draw_keys(QPainter* painter, QRect& box, const QString& keys) {
        const QStringList each = keys.split(QStringLiteral(", "), Qt::SkipEmptyParts);
        if (each.isEmpty()) return;
        const Theme& t = theme::current();
        const int width = painter->fontMetrics().horizontalAdvance(each.first()) + 12;
        const QRectF cap(box.right() - width, box.center().y() - painter->fontMetrics().height() / 2.0 - 2, width, painter->fontMetrics().height() + 4);
        painter->setPen(QPen(t.border_strong, 1));
        painter->setBrush(t.surface);
        painter->drawRoundedRect(cap, 4, 4);
        painter->setPen(t.text_secondary);
        painter->drawText(cap, Qt::AlignCenter, each.first());
        box.setRight(box.right() - width - space::m);
    }

    /// The matched letters stand out.
    static void draw_title(QPainter* painter, const QRect& box, const QString& title, const QVariantList& places) {
        const Theme& t = theme::current();
        const QFont plain = theme::font(TextRole::Body), strong = theme::font(TextRole::Strong);
        const QString shown = QFontMetrics(strong).elidedText(title, Qt::ElideRight, box.width());
        double x = box.left();
        const double baseline = box.center().y() + QFontMetricsF(plain).ascent() / 2 - 1;
        for (qsizetype i = 0; i < shown.size();) {
            const bool hit = places.contains(static_cast<int>(i));
            qsizetype end = i + 1;
            while (end < shown.size() && places.contains(static_cast<int>(end)) == hit) ++end;
            const QString part = shown.mid(i, end - i);
            painter->setFont(hit ? strong : plain);
            painter->setPen(hit ? t.accent : t.text);
            painter->drawText(QPointF(x, baseline), part);
            x += QFontMetricsF(painter->font()).horizontalAdvance(part);
            i = end;
        }
    }
};

}  // namespace

Palette::Palette(QWidget* parent) : QFrame(parent), input_(new QLineEdit(this)), list_(new QListWidget(this)), nothing_(new QLabel(this)) {
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Command palette"));
    input_->setAccessibleName(tr("What to do or open"));
    input_->setPlaceholderText(tr("Type what you want to do, or a session, run or model"));
    input_->setFrame(false);
    input_->setFont(theme::font(TextRole::Title));
    list_->setAccessibleName(tr("Matches"));
    list_->setItemDelegate(new ItemDelegate(list_));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setMouseTracking(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setUniformItemSizes(true);
    nothing_->setText(tr("Nothing here by that name."));
    nothing_->setProperty("role", "secondary");
    nothing_->setContentsMargins(space::l, space::s, space::l, space::m);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(input_);
    column->addWidget(list_);
    column->addWidget(nothing_);
    input_->installEventFilter(this);
    parent->installEventFilter(this);
    connect(input_, &QLineEdit::textChanged, this, &Palette::fill);
    connect(list_, &QListWidget::itemClicked, this, &Palette::run_current);
    hide();
}

void Palette::open(std::vector<PaletteItem> items) {
    if (isHidden()) before_ = QApplication::focusWidget();
    items_ = std::move(items);
    const Theme& t = theme::current();
    setStyleSheet(QStringLiteral("#palette { background: %1; border: 1px solid %2; border-radius: 10px; }"
                                 "#palette QLineEdit { background: transparent; border: none; border-bottom: 1px solid %3; border-radius: 0; padding: 12px 14px; }"
                                 "#palette QListWidget { background: transparent; }")
                      .arg(t.raised.name(), t.border_strong.name(), t.border.name()));
    input_->clear();
    fill();
    show();
    raise();
    input_->setFocus(Qt::PopupFocusReason);
}

void Palette::add_items(std::vector<PaletteItem> items) {
    if (isHidden()) return;
    std::move(items.begin(), items.end(), std::back_inserter(items_));
    fill();
}

void Palette::fill() {
    const QString question = input_->text();
    struct Found {
        std::size_t item;
        FuzzyMatch match;
    };
    std::vector<Found> found;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (auto match = fuzzy_match(question, items_[i].title)) {
            found.push_back({i, std::move(*match)});
        } else if (auto other = fuzzy_match(question, items_[i].detail); other && !question.isEmpty()) {
            found.push_back({i, {other->score / 2, {}}});  // what is not seen counts half
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.match.score > b.match.score; });
    if (found.size() > kMostItems) found.resize(kMostItems);
    list_->clear();
    for (const auto& [i, match] : found) {
        auto* item = new QListWidgetItem(items_[i].title, list_);
        QVariantList places;
        for (const int place : match.places) places << place;
        item->setData(IndexRole, static_cast<int>(i));
        item->setData(GroupRole, items_[i].group);
        item->setData(KeysRole, items_[i].keys);
        item->setData(PlacesRole, places);
        item->setToolTip(items_[i].detail);
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1, %2, %3").arg(items_[i].title, items_[i].group, items_[i].keys));
    }
    list_->setCurrentRow(0);
    list_->setVisible(!found.empty());
    nothing_->setVisible(found.empty());
    place();
}

void Palette::place() {
    const int row = QFontMetrics(theme::font(TextRole::Body)).height() + 14;
    list_->setFixedHeight(std::min(list_->count(), kMostRows) * row + space::s);
    const int width = std::min(kWidth, parentWidget()->width() - 2 * space::xl);
    layout()->activate();
    resize(width, sizeHint().height());
    move((parentWidget()->width() - width) / 2, std::max(space::xl, parentWidget()->height() / 9));
}

void Palette::dismiss() {
    if (isHidden()) return;
    hide();
    if (before_) before_->setFocus();
    before_ = nullptr;
}

void Palette::run_current() {
    const QListWidgetItem* item = list_->currentItem();
    if (item == nullptr) return;
    const auto run = items_[static_cast<std::size_t>(item->data(IndexRole).toInt())].run;
    dismiss();
    run();
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible()) place();
        return false;
    }
    if (event->type() == QEvent::FocusOut) {
        if (static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason) dismiss();
        return false;
    }
    // Esc would otherwise be taken by the window's own shortcut.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() != QEvent::KeyPress) return false;
    const int rows = list_->count();
    const auto go = [this, rows](int by) {
        if (rows > 0) list_->setCurrentRow(std::clamp(list_->currentRow() + by, 0, rows - 1));
        return true;
    };
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Up: return list_->currentRow() == 0 ? go(rows) : go(-1);
        case Qt::Key_Down: return list_->currentRow() == rows - 1 ? go(-rows) : go(1);
        case Qt::Key_PageUp: return go(-kMostRows);
        case Qt::Key_PageDown: return go(kMostRows);
        case Qt::Key_Tab:
        case Qt::Key_Backtab: return true;  // nothing else here takes the focus
        case Qt::Key_Return:
        case Qt::Key_Enter: run_current(); return true;
        case Qt::Key_Escape: dismiss(); return true;
        default: return false;
    }
}

void Palette::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible()) dismiss();
}

}  // namespace reasonscope::ui
