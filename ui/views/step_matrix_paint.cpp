// Painting of the step x step matrix.

#include <QFontMetricsF>
#include <QPainter>
#include <QTextDocument>
#include <array>
#include <cmath>

#include "ui/geometry/heat_grid.h"
#include "ui/theme/color_map.h"
#include "ui/theme/theme.h"
#include "ui/views/step_matrix_impl.h"

namespace reasonscope::ui {
namespace {

constexpr double kStrip = 6;  // class colours along both axes

const std::array<QRgb, 256>& colors() {
    static std::array<QRgb, 256> table;
    static int made_for = -1;
    const int dark = theme::current().dark ? 1 : 0;
    if (made_for == dark) return table;
    // Something always stands out from nothing, so the scale begins a little above the surface.
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = i == 0 ? 0 : map_color(ColorMap::Sequential, 0.12 + 0.88 * static_cast<double>(i) / 255).rgb();
    made_for = dark;
    return table;
}

}  // namespace

void StepMatrixView::Impl::make_cells() {
    // Cells of a pixel and more are drawn one dot each and enlarged; smaller ones share a pixel.
    const bool large = cell >= 1;
    const double x0 = large ? std::floor(first_x) : first_x, y0 = large ? std::floor(first_y) : first_y, scale = large ? 1 : cell;
    const int width = large ? static_cast<int>(std::ceil(plot().width() / cell)) + 1 : static_cast<int>(plot().width());
    const int height = large ? static_cast<int>(std::ceil(plot().height() / cell)) + 1 : static_cast<int>(plot().height());
    const auto values = grid.raster(x0, y0, scale, width, height, filter);
    cells = QImage(std::max(1, width), std::max(1, height), QImage::Format_ARGB32_Premultiplied);
    const auto& table = colors();
    const float most = std::max(1e-6F, grid.greatest());
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(cells.scanLine(y));
        const float* from = values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width; ++x) line[x] = from[x] > 0 ? table[static_cast<std::size_t>(1 + std::lround(254 * std::min(1.0F, from[x] / most)))] : 0;
    }
}

void StepMatrixView::Impl::paint_axes(QPainter& p) const {
    const Theme& t = theme::current();
    const QRectF area = plot();
    const QFont font = theme::font(TextRole::Caption);
    const QFontMetricsF metrics(font);
    p.setFont(font);
    const int first_row = std::max(0, static_cast<int>(first_y)), last_row = std::min(size(), static_cast<int>(std::ceil(first_y + area.height() / cell)));
    const int first_column = std::max(0, static_cast<int>(first_x)), last_column = std::min(size(), static_cast<int>(std::ceil(first_x + area.width() / cell)));
    const int by_row = label_stride(cell, metrics.height() + 2);
    const int by_column = label_stride(cell, metrics.horizontalAdvance(QStringLiteral("#%1").arg(size())) + 12);
    const int every = std::max(1, static_cast<int>(std::floor(1 / cell)));  // strips: one step a pixel is enough
    p.save();
    p.setClipRect(QRectF(0, area.y() - 8, area.x(), area.height() + 16));
    for (int row = first_row; row < last_row; row += every)
        p.fillRect(QRectF(area.x() - kStrip - 2, area.y() + (row - first_y) * cell, kStrip, std::max(1.0, cell)), theme::step_class_color(node(row).step_class));
    p.setPen(t.text_secondary);
    for (int row = (first_row + by_row - 1) / by_row * by_row; row < last_row; row += by_row)
        p.drawText(QRectF(0, area.y() + (row + 0.5 - first_y) * cell - 10, area.x() - kStrip - 6, 20), Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("#%1").arg(node(row).step.value));
    p.restore();
    p.save();
    const double bottom = std::min(area.bottom(), area.y() + (size() - first_y) * cell);
    p.setClipRect(QRectF(area.x() - 16, bottom, area.width() + 30, self->height() - bottom));
    for (int column = first_column; column < last_column; column += every)
        p.fillRect(QRectF(area.x() + (column - first_x) * cell, bottom + 2, std::max(1.0, cell), kStrip), theme::step_class_color(node(column).step_class));
    p.setPen(t.text_secondary);
    for (int column = (first_column + by_column - 1) / by_column * by_column; column < last_column; column += by_column)
        p.drawText(QRectF(area.x() + (column + 0.5 - first_x) * cell - 40, bottom + kStrip + 3, 80, metrics.height()), Qt::AlignCenter, QStringLiteral("#%1").arg(node(column).step.value));
    p.restore();
}

void StepMatrixView::Impl::paint_marks(QPainter& p) const {
    const Theme& t = theme::current();
    const QRectF area = plot();
    const auto x_of = [&](double column) { return area.x() + (column - first_x) * cell; };
    const auto y_of = [&](double row) { return area.y() + (row - first_y) * cell; };
    const double thick = std::max(1.5, cell);
    const auto cross = [&](int row, const QColor& color, bool frame) {  // its row of sources, its column of steps that rest on it
        QColor tint = color;
        tint.setAlphaF(frame ? 0.14F : 0.08F);
        p.fillRect(QRectF(x_of(0), y_of(row), x_of(row + 1) - x_of(0), thick), tint);
        p.fillRect(QRectF(x_of(row), y_of(row), thick, y_of(size()) - y_of(row)), tint);
        if (!frame) return;
        p.setPen(QPen(color, 1.2));
        p.setBrush(Qt::NoBrush);
        p.drawRect(QRectF(x_of(0), y_of(row), x_of(row + 1) - x_of(0), thick));
        p.drawRect(QRectF(x_of(row), y_of(row), thick, y_of(size()) - y_of(row)));
    };
    for (const int row : matches) p.fillRect(QRectF(x_of(0), y_of(row), x_of(row + 1) - x_of(0), std::max(2.0, std::min(cell, 3.0))), t.warning);
    if (const int row = row_of(selection->locked_step()); row >= 0) cross(row, t.accent, true);
    if (!hovered) return;
    const auto [row, column] = *hovered;
    cross(row, t.text_secondary, false);
    p.fillRect(QRectF(x_of(column), y_of(column), thick, y_of(row + 1) - y_of(column)), QColor(t.text_secondary.red(), t.text_secondary.green(), t.text_secondary.blue(), 20));
    p.setPen(QPen(t.text, 1.4));
    p.setBrush(Qt::NoBrush);
    p.drawRect(QRectF(x_of(column) - 0.5, y_of(row) - 0.5, std::max(3.0, cell + 1), std::max(3.0, cell + 1)));
}

/// Colour scale, and the two steps under the pointer, in the empty upper triangle.
void StepMatrixView::Impl::paint_scale(QPainter& p) const {
    const Theme& t = theme::current();
    const QRectF area = plot();
    const double width = std::min(340.0, area.width() * 0.42);
    const QRectF panel(area.right() - width, area.y() + 44, width, hovered ? 148 : 58);
    QColor back = t.surface;
    back.setAlphaF(0.94F);
    p.setPen(QPen(t.border, 1));
    p.setBrush(back);
    p.drawRoundedRect(panel, space::radius, space::radius);
    const QRectF inner = panel.adjusted(12, 8, -12, -8);
    p.setFont(theme::font(TextRole::Caption));
    p.setPen(t.text_secondary);
    p.drawText(QRectF(inner.x(), inner.y(), inner.width(), 16), Qt::AlignLeft | Qt::AlignVCenter, QObject::tr("row rests on column, weight"));
    const QString most = QString::number(grid.greatest(), 'f', 2);
    const double text = QFontMetricsF(p.font()).horizontalAdvance(most) + 6;
    const QRectF bar(inner.x() + 14, inner.y() + 24, inner.width() - 14 - text, 9);
    for (double x = 0; x < bar.width(); x += 1)
        p.fillRect(QRectF(bar.x() + x, bar.y(), 1, bar.height()), QColor::fromRgb(colors()[static_cast<std::size_t>(1 + 254 * x / bar.width())]));
    p.drawText(QRectF(inner.x(), bar.y() - 5, 12, 19), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    p.drawText(QRectF(inner.x(), bar.y() - 5, inner.width(), 19), Qt::AlignRight | Qt::AlignVCenter, most);
    if (!hovered) return;
    QTextDocument words;
    words.setDefaultFont(theme::font(TextRole::Caption));
    words.setDocumentMargin(0);
    words.setDefaultStyleSheet(QStringLiteral("body { color: %1; }").arg(t.text.name()));
    words.setHtml(QStringLiteral("<body>%1</body>").arg(self->readout(hovered->first, hovered->second)));
    words.setTextWidth(inner.width());
    p.save();
    p.translate(inner.x(), bar.bottom() + 10);
    words.drawContents(&p, QRectF(0, 0, inner.width(), panel.bottom() - bar.bottom() - 16));
    p.restore();
}

void StepMatrixView::paintEvent(QPaintEvent*) {
    Impl* d = impl_.get();
    QPainter p(this);
    p.fillRect(rect(), theme::current().canvas);
    if (d->size() == 0) return;
    if (d->cells.isNull()) d->make_cells();
    const QRectF area = d->plot();
    p.save();
    p.setClipRect(area);
    // The triangle itself, so that empty cells are told from no cells.
    const QPointF corner(area.x() - d->first_x * d->cell, area.y() - d->first_y * d->cell);
    const double side = d->size() * d->cell;
    const QPointF triangle[3] = {corner, corner + QPointF(0, side), corner + QPointF(side, side)};
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(theme::current().surface);
    p.drawPolygon(triangle, 3);
    p.setRenderHint(QPainter::Antialiasing, false);
    const double dot = d->cell >= 1 ? d->cell : 1;
    const QPointF at = d->cell >= 1 ? corner + QPointF(std::floor(d->first_x), std::floor(d->first_y)) * d->cell : area.topLeft();
    p.drawImage(QRectF(at, QSizeF(d->cells.width() * dot, d->cells.height() * dot)), d->cells);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme::current().border_strong, 1));
    p.drawLine(triangle[0], triangle[2]);
    d->paint_marks(p);
    p.restore();
    d->paint_axes(p);
    d->paint_scale(p);
}

}  // namespace reasonscope::ui
