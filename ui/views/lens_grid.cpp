#include "ui/views/lens_grid.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/theme/color_map.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr double kLabels = 30, kHead = 20, kFoot = 26;      // layer numbers, their title, what was written
constexpr double kLeastRow = 17, kMostRow = 30, kLeastColumn = 46, kMostColumn = 110;

double luminance(const QColor& color) { return 0.2126 * color.redF() + 0.7152 * color.greenF() + 0.0722 * color.blueF(); }

}  // namespace

LensGridView::LensGridView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Logit lens, layers by tokens"));
    viewport()->setMouseTracking(true);
}

void LensGridView::set_data(LensGridData data) {
    data_ = std::move(data);
    empty_text_.clear();
    arrange();
    horizontalScrollBar()->setValue(0);
    viewport()->update();
}

void LensGridView::clear(const QString& why) {
    data_ = {};
    empty_text_ = why;
    arrange();
    viewport()->update();
}

void LensGridView::set_selected(std::optional<TokenPos> token) {
    selected_ = token;
    viewport()->update();
}

const LensGridCell& LensGridView::cell(int layer, int token) const {
    return data_.cells[static_cast<std::size_t>(layer) * data_.tokens.size() + static_cast<std::size_t>(token)];
}

double LensGridView::row_height() const {
    const double room = viewport()->height() - kHead - kFoot;
    return std::clamp(std::floor(room / std::max(1, data_.layers)), kLeastRow, kMostRow);
}

QRectF LensGridView::cell_rect(int layer, int token) const {
    return {kLabels + token * column_width_ - horizontalScrollBar()->value(), kHead + layer * row_height() - verticalScrollBar()->value(), column_width_, row_height()};
}

/// Columns as wide as their widest token needs, and as the room allows.
void LensGridView::arrange() {
    const QFontMetricsF metrics(theme::font(TextRole::Fixed));
    double widest = kLeastColumn;
    for (const LensGridCell& one : data_.cells) widest = std::max(widest, metrics.horizontalAdvance(visible_token(one.bytes)) + 14);
    for (const std::string& bytes : data_.tokens) widest = std::max(widest, metrics.horizontalAdvance(visible_token(bytes)) + 14);
    const double count = static_cast<double>(std::max<std::size_t>(1, data_.tokens.size())), room = viewport()->width() - kLabels - 2;
    column_width_ = std::clamp(std::min(widest, kMostColumn), kLeastColumn, std::max(kLeastColumn, std::max(room / count, std::min(widest, kMostColumn))));
    const double wide = kLabels + count * column_width_ + 2, tall = kHead + data_.layers * row_height() + kFoot;
    horizontalScrollBar()->setRange(0, data_.tokens.empty() ? 0 : std::max(0, static_cast<int>(std::ceil(wide)) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(static_cast<int>(column_width_));
    verticalScrollBar()->setRange(0, data_.tokens.empty() ? 0 : std::max(0, static_cast<int>(std::ceil(tall)) - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(static_cast<int>(row_height()));
}

std::optional<LensGridView::Place> LensGridView::place_at(QPointF position) const {
    if (data_.tokens.empty() || position.x() < kLabels) return std::nullopt;
    const int token = static_cast<int>(std::floor((position.x() - kLabels + horizontalScrollBar()->value()) / column_width_));
    const int layer = static_cast<int>(std::floor((position.y() - kHead + verticalScrollBar()->value()) / row_height()));
    if (token < 0 || token >= static_cast<int>(data_.tokens.size()) || layer < 0 || layer > data_.layers) return std::nullopt;
    return Place{layer, token};
}

void LensGridView::paintEvent(QPaintEvent*) {
    QPainter p(viewport());
    p.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const Theme& t = theme::current();
    p.fillRect(viewport()->rect(), t.surface);
    if (data_.tokens.empty()) {
        p.setFont(theme::font(TextRole::Body));
        p.setPen(t.text_secondary);
        p.drawText(viewport()->rect().adjusted(20, 0, -20, 0), Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
        return;
    }
    const QFont fixed = theme::font(TextRole::Fixed);
    const QFontMetricsF metrics(fixed);
    const int count = static_cast<int>(data_.tokens.size());
    p.save();
    p.setClipRect(QRectF(kLabels, 0, viewport()->width() - kLabels, viewport()->height()));
    for (int token = 0; token < count; ++token) {
        const QRectF column = cell_rect(0, token);
        if (column.right() < kLabels || column.x() > viewport()->width()) continue;
        p.setFont(fixed);
        for (int layer = 0; layer < data_.layers; ++layer) {
            const LensGridCell& one = cell(layer, token);
            const QRectF box = cell_rect(layer, token).adjusted(1, 1, -1, -1);
            const QColor fill = map_color(ColorMap::Sequential, static_cast<double>(one.probability));
            p.fillRect(box, fill);
            const double joint = layer > 0 && cell(layer - 1, token).settled ? 2 : 0;  // to the mark above
            if (one.settled) p.fillRect(QRectF(box.x(), box.y() - joint, 3, box.height() + joint), t.good);
            p.setPen(luminance(fill) > 0.45 ? QColor(20, 22, 26) : QColor(246, 247, 249));
            p.drawText(box.adjusted(6, 0, -3, 0), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(visible_token(one.bytes), Qt::ElideRight, box.width() - 9));
        }
        const QRectF foot(column.x(), cell_rect(data_.layers, token).y() + 3, column.width(), kFoot - 6);
        if (selected_ == data_.positions[static_cast<std::size_t>(token)]) {
            p.setPen(QPen(t.accent, 2));
            p.setBrush(Qt::NoBrush);
            p.drawRoundedRect(QRectF(QPointF(column.x(), column.y() - 1), foot.bottomRight()).adjusted(1, 0, -1, 0), 3, 3);
        }
        QFont strong = fixed;
        strong.setBold(true);
        p.setFont(strong);
        p.setPen(t.text);
        p.drawText(foot.adjusted(7, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetricsF(strong).elidedText(visible_token(data_.tokens[static_cast<std::size_t>(token)]), Qt::ElideRight, foot.width() - 11));
    }
    p.restore();
    p.setFont(theme::font(TextRole::Caption));
    p.setPen(t.text_secondary);
    p.save();
    p.setClipRect(QRectF(0, kHead, kLabels, viewport()->height() - kHead));
    for (int layer = 0; layer < data_.layers; ++layer)
        p.drawText(QRectF(0, cell_rect(layer, 0).y(), kLabels - 6, row_height()), Qt::AlignRight | Qt::AlignVCenter, QString::number(layer));
    p.restore();
    p.fillRect(QRectF(0, 0, viewport()->width(), kHead - 1), t.surface);
    p.drawText(QRectF(0, 0, viewport()->width() - 4, kHead - 2), Qt::AlignLeft | Qt::AlignVCenter, tr("Layer"));
}

bool LensGridView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto place = place_at(help->pos());
        if (place && place->layer < data_.layers) QToolTip::showText(help->globalPos(), cell(place->layer, place->token).tip, viewport());
        else QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LensGridView::mouseReleaseEvent(QMouseEvent* event) {
    const auto place = place_at(event->position());
    if (event->button() == Qt::LeftButton && place) emit token_selected(data_.positions[static_cast<std::size_t>(place->token)]);
}

void LensGridView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void LensGridView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) viewport()->update();
    QAbstractScrollArea::changeEvent(event);
}

QSize LensGridView::sizeHint() const { return {340, 260}; }
QSize LensGridView::minimumSizeHint() const { return {160, 120}; }

}  // namespace reasonscope::ui
