#include "ui/views/head_lines.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>

#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr double kRow = 19, kTop = 22, kWords = 0.38;  // of the width, each side
constexpr std::size_t kSpoken = 3;

}  // namespace

HeadLines::HeadLines(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HeadLines::set_data(HeadLinesData data) {
    data_ = std::move(data);
    // Faint ones first, so that strong lines lie on top.
    std::ranges::stable_sort(data_.lines, {}, &HeadLine::weight);
    hovered_.reset();
    current_ = -1;
    setAccessibleDescription(spoken());
    updateGeometry();
    update();
}

void HeadLines::clear() { set_data({}); }

void HeadLines::set_current(std::optional<TokenPos> query) {
    const auto found = query ? std::ranges::find(data_.queries, *query, &HeadWord::position) : data_.queries.end();
    current_ = found == data_.queries.end() ? -1 : static_cast<int>(found - data_.queries.begin());
    setAccessibleDescription(spoken());
    update();
}

QSize HeadLines::sizeHint() const {
    const std::size_t rows = std::max(data_.queries.size(), data_.keys.size());
    return {240, rows == 0 ? 0 : static_cast<int>(kTop + kRow * static_cast<double>(rows) + 4)};
}

QRectF HeadLines::word_rect(bool key, int index) const {
    const double words = width() * kWords;
    return {key ? 0.0 : width() - words, kTop + kRow * index, words, kRow};
}

QRectF HeadLines::query_rect(int index) const { return word_rect(false, index); }
QRectF HeadLines::key_rect(int index) const { return word_rect(true, index); }

std::optional<HeadLines::Place> HeadLines::place_at(QPointF at) const {
    const int row = static_cast<int>((at.y() - kTop) / kRow);
    if (at.y() < kTop) return std::nullopt;
    const double words = width() * kWords;
    if (at.x() < words && row < static_cast<int>(data_.keys.size())) return Place{true, row};
    if (at.x() > width() - words && row < static_cast<int>(data_.queries.size())) return Place{false, row};
    return std::nullopt;
}

std::optional<HeadLines::Place> HeadLines::focus() const {
    if (hovered_) return hovered_;
    return current_ >= 0 ? std::optional(Place{false, current_}) : std::nullopt;
}

bool HeadLines::shown(const HeadLine& line, const std::optional<Place>& focus) const {
    return !focus || (focus->key ? line.key == focus->index : line.query == focus->index);
}

void HeadLines::paint_word(QPainter& p, bool key, int index, double weight, bool lit) const {
    const Theme& t = theme::current();
    const HeadWord& word = (key ? data_.keys : data_.queries)[static_cast<std::size_t>(index)];
    const QRectF box = word_rect(key, index);
    if (key && word.gap_before) {
        p.setPen(QPen(t.border_strong, 1, Qt::DotLine));
        p.drawLine(box.topLeft(), box.topRight());
    }
    if (weight > 0) {  // a bar behind the word, from the side of the lines
        QColor fill = t.accent;
        fill.setAlphaF(0.22F);
        const double length = box.width() * std::min(1.0, weight);
        p.fillRect(key ? QRectF(box.right() - length, box.y() + 1, length, box.height() - 2) : QRectF(box.x(), box.y() + 1, length, box.height() - 2), fill);
    }
    if (word.step_class >= 0) p.fillRect(QRectF(key ? box.x() : box.right() - 3, box.y() + 3, 3, box.height() - 6), theme::step_class_color(word.step_class));
    p.setPen(lit ? t.text : t.text_faint);
    draw_line(p, box.adjusted(7, 0, -7, 0), (key ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, word.text, theme::font(TextRole::Fixed));
}

void HeadLines::paintEvent(QPaintEvent* /*event*/) {
    if (data_.queries.empty()) return;
    const Theme& t = theme::current();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setFont(theme::font(TextRole::Caption));
    p.setPen(t.text_secondary);
    p.drawText(QRectF(0, 0, width() * kWords - 7, kTop), Qt::AlignRight | Qt::AlignVCenter, tr("looked at"));
    p.drawText(QRectF(width() * (1 - kWords) + 7, 0, width() * kWords, kTop), Qt::AlignLeft | Qt::AlignVCenter, tr("while predicting"));
    const auto lit = focus();
    std::vector<double> keys(data_.keys.size(), 0), queries(data_.queries.size(), 0);
    for (const HeadLine& line : data_.lines) {
        if (!shown(line, lit)) continue;
        const QRectF from = key_rect(line.key), to = query_rect(line.query);
        const QPointF a(from.right(), from.center().y()), b(to.x(), to.center().y());
        const double middle = (a.x() + b.x()) / 2;
        QPainterPath path(a);
        path.cubicTo(QPointF(middle, a.y()), QPointF(middle, b.y()), b);
        QColor color = t.accent;
        color.setAlphaF(std::clamp(line.weight * (lit ? 1.0F : 0.7F) + 0.04F, 0.0F, 1.0F));
        p.setPen(QPen(color, 0.8 + 2.4 * static_cast<double>(line.weight)));
        p.drawPath(path);
        auto& key = keys[static_cast<std::size_t>(line.key)];
        auto& query = queries[static_cast<std::size_t>(line.query)];
        if (lit) {
            key = std::max(key, static_cast<double>(line.weight));
            query = std::max(query, static_cast<double>(line.weight));
        }
    }
    for (int i = 0; i < static_cast<int>(keys.size()); ++i) paint_word(p, true, i, lit && !lit->key ? keys[static_cast<std::size_t>(i)] : 0, !lit || *lit == Place{true, i} || keys[static_cast<std::size_t>(i)] > 0);
    for (int i = 0; i < static_cast<int>(queries.size()); ++i) paint_word(p, false, i, lit && lit->key ? queries[static_cast<std::size_t>(i)] : 0, !lit || *lit == Place{false, i} || queries[static_cast<std::size_t>(i)] > 0);
    if (current_ >= 0) {
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(hasFocus() ? t.accent : t.border_strong, 1));
        p.drawRoundedRect(query_rect(current_).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
}

QString HeadLines::tip_of(const Place& place) const {
    std::vector<HeadLine> own;
    std::ranges::copy_if(data_.lines, std::back_inserter(own), [&](const HeadLine& line) { return shown(line, place); });
    std::ranges::stable_sort(own, std::greater<>{}, &HeadLine::weight);
    const HeadWord& word = (place.key ? data_.keys : data_.queries)[static_cast<std::size_t>(place.index)];
    QString tip = place.key ? tr("Token %1 %2, looked at by").arg(word.position.value).arg(word.text) : tr("Token %1 %2 looked at").arg(word.position.value).arg(word.text);
    for (std::size_t i = 0; i < own.size() && i < 2 * kSpoken; ++i) {
        const HeadWord& other = place.key ? data_.queries[static_cast<std::size_t>(own[i].query)] : data_.keys[static_cast<std::size_t>(own[i].key)];
        tip += QStringLiteral("\n%1  %2").arg(percent_text(static_cast<double>(own[i].weight)), other.text);
    }
    return tip;
}

QString HeadLines::spoken() const { return current_ < 0 || current_ >= static_cast<int>(data_.queries.size()) ? QString() : tip_of({false, current_}).replace(u'\n', u' '); }

void HeadLines::mouseMoveEvent(QMouseEvent* event) {
    const auto place = place_at(event->position());
    if (place == hovered_) return;
    hovered_ = place;
    setCursor(place ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void HeadLines::mousePressEvent(QMouseEvent* event) {
    const auto place = place_at(event->position());
    if (event->button() != Qt::LeftButton || !place) return QWidget::mousePressEvent(event);
    if (place->key) {
        emit key_chosen(data_.keys[static_cast<std::size_t>(place->index)].position);
    } else {
        emit query_chosen(data_.queries[static_cast<std::size_t>(place->index)].position);
    }
}

void HeadLines::leaveEvent(QEvent* event) {
    hovered_.reset();
    update();
    QWidget::leaveEvent(event);
}

void HeadLines::keyPressEvent(QKeyEvent* event) {
    const int count = static_cast<int>(data_.queries.size());
    if (count == 0) return QWidget::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Down: current_ = std::min(current_ + 1, count - 1); break;
        case Qt::Key_Up: current_ = std::max(current_ - 1, 0); break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (current_ >= 0) emit query_chosen(data_.queries[static_cast<std::size_t>(current_)].position);
            return;
        default: return QWidget::keyPressEvent(event);
    }
    setAccessibleDescription(spoken());
    update();
}

bool HeadLines::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto place = place_at(help->pos())) QToolTip::showText(help->globalPos(), tip_of(*place), this);
    else QToolTip::hideText();
    return true;
}

}  // namespace reasonscope::ui
