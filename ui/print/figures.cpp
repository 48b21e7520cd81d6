#include "ui/print/figures.h"

#include <QPainterPath>
#include <algorithm>

#include <fmt/format.h>

#include "report/tree_layout.h"
#include "report/words.h"

namespace reasonscope::ui {
namespace {

constexpr double kScale = 0.74;          // px of the layout to points
constexpr std::size_t kMostPrinted = 48, kMostOfAChain = 18;  // nodes
constexpr double kSmallestScale = 0.55; // below this the words get too small for an upright page
const QColor kBand(0x9f, 0xb4, 0xd0), kMuted(0x5a, 0x60, 0x68), kInk(0x17, 0x1b, 0x20), kGood(0x1d, 0x6b, 0x3a), kBad(0xb3, 0x26, 0x1e);

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

/// Text at a size in painter units: glyphs are laid out large and scaled down, so that spacing does not snap to whole units.
/// `at` is where the baseline begins, or ends.
void draw_text(QPainter& painter, Point at, const QString& what, TextStyle style, double room, bool ends = false) {
    QFont font = print_font(style);
    const double unit = font.pixelSize() / style.size;
    painter.save();
    painter.translate(at.x, at.y);
    painter.scale(1 / unit, 1 / unit);
    painter.setFont(font);
    painter.setPen(style.color);
    const QFontMetricsF metrics(font);
    const QString shown = metrics.elidedText(what, Qt::ElideRight, room * unit);
    painter.drawText(QPointF(ends ? -metrics.horizontalAdvance(shown) : 0, 0), shown);
    painter.restore();
}

void draw_edge(QPainter& painter, const LayoutEdge& edge) {
    QPainterPath path({edge.curve[0].x, edge.curve[0].y});
    path.cubicTo(edge.curve[1].x, edge.curve[1].y, edge.curve[2].x, edge.curve[2].y, edge.curve[3].x, edge.curve[3].y);
    QPen pen(kBand, edge.width);
    pen.setCapStyle(Qt::FlatCap);
    painter.setBrush(Qt::NoBrush);
    if (!edge.tree) {
        pen.setColor(QColor(0xc5, 0xd1, 0xe2));
        pen.setDashPattern({4 / edge.width, 3 / edge.width});
        painter.strokePath(path, pen);
        return;
    }
    if (edge.weight <= edge.control) pen.setColor(QColor(0xd3, 0xdc, 0xe9));
    painter.strokePath(path, pen);
    pen.setColor(Qt::white);
    pen.setWidthF(std::min(edge.control_width, edge.width));
    painter.strokePath(path, pen);
}

void draw_label(QPainter& painter, const LayoutEdge& edge) {
    draw_text(painter, edge.label, text(percent(edge.weight)), {.size = 11, .color = kMuted}, 60, edge.label_ends);
}

QString node_head(const Report& report, const LayoutNode& node) {
    return text(fmt::format("{} · {}", node.step.value, report.word(class_label(find_step(report, node.step)->stored.step.cls))));
}

/// A tick or a cross behind the head: what the step's sums are worth.
void draw_sign(QPainter& painter, QPointF at, double side, bool good) {
    painter.save();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(good ? kGood : kBad, side / 5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (good) {
        painter.drawPolyline(QPolygonF({at + QPointF(0, side * 0.55), at + QPointF(side * 0.36, side), at + QPointF(side, side * 0.1)}));
    } else {
        painter.drawLine(at, at + QPointF(side, side));
        painter.drawLine(at + QPointF(side, 0), at + QPointF(0, side));
    }
    painter.restore();
}

void draw_claim(QPainter& painter, const Report& report, const LayoutNode& node, double left, const LayoutStyle& style) {
    const auto verdict = claim_of(report, node.step);
    if (!verdict || *verdict == ClaimVerdict::NotCheckable) return;
    const QFont font = print_font({.size = 11});
    const double width = QFontMetricsF(font).horizontalAdvance(node_head(report, node)) * 11 / font.pixelSize();
    draw_sign(painter, {left + width + 6, node.y + style.padding + 2.5}, 7, *verdict == ClaimVerdict::Verified);
}

void draw_node(QPainter& painter, const Report& report, const LayoutNode& node, const LayoutStyle& style) {
    const StepClass cls = find_step(report, node.step)->stored.step.cls;
    const ClassTone& tone = class_color(cls).light;
    QColor border = print_color(tone.ink);
    const QRectF box(node.x, node.y, node.w, node.h);
    QPainterPath shape;
    shape.addRoundedRect(box, 6, 6);
    painter.fillPath(shape, print_color(tone.fill));
    painter.save();
    painter.setClipPath(shape, Qt::IntersectClip);
    painter.fillRect(QRectF(node.x, node.y, style.accent + 1, node.h), border);
    painter.restore();
    if (!node.root) border.setAlphaF(0.45F);
    painter.strokePath(shape, QPen(border, node.root ? 1.6 : 1));
    const double left = node.x + style.padding + style.accent, room = node.w - 2 * style.padding - style.accent + 4;
    draw_text(painter, {left, node.y + style.padding + 10}, node_head(report, node), {.size = 11, .color = kMuted}, room);
    draw_claim(painter, report, node, left, style);
    double right = node.x + node.w - 8;
    for (const MarkKind kind : {MarkKind::Bookmark, MarkKind::Note, MarkKind::Tag}) {
        if ((marks_at(report, node.step) & (1U << static_cast<unsigned>(kind))) == 0) continue;
        right -= 12;
        paint_mark(painter, QPointF(right, node.y + 8), 12, kind);
        right -= 2;
    }
    for (std::size_t i = 0; i < node.lines.size(); ++i) {
        draw_text(painter, {left, node.y + style.padding + style.header + 12.5 + style.line * static_cast<double>(i)}, text(node.lines[i]), {.size = style.font, .color = kInk}, room);
    }
}

/// Where to end a slice that begins at `from` and may be `most` tall: above a node rather than through one.
double slice_end(const TreeLayout& layout, double from, double most) {
    if (layout.height - from <= most) return layout.height;
    double best = from + most;
    bool found = false;
    for (const LayoutNode& candidate : layout.nodes) {
        const double cut = candidate.y - 5;
        if (cut <= from + most / 3 || cut > from + most || (found && cut <= best)) continue;
        const bool clear = std::ranges::none_of(layout.nodes, [&](const LayoutNode& n) { return n.y < cut && cut < n.y + n.h; });
        if (clear) best = cut, found = true;
    }
    return best;
}

}  // namespace

QColor print_color(Rgb color) { return {color.r, color.g, color.b}; }

/// Paper holds what is read at a glance; the list of steps has them all.
static LayoutStyle print_style(const PageFlow& flow, const Report& report) {
    LayoutStyle style;
    style.page = flow.width() / kScale;
    style.max_nodes = kMostPrinted;
    // A long chain would fill page after page with one box below the other.
    if (lay_out_tree(report, style).height * kScale > 2.2 * flow.height()) style.max_nodes = kMostOfAChain;
    return style;
}

bool tree_needs_landscape(const PageFlow& flow, const Report& report) {
    const LayoutStyle style = print_style(flow, report);
    return lay_out_tree(report, style).width > flow.width() / kSmallestScale;
}

void print_tree(PageFlow& flow, const Report& report) {
    const LayoutStyle style = print_style(flow, report);
    const TreeLayout layout = lay_out_tree(report, style);
    if (layout.nodes.empty()) return;
    if (layout.left_out > 0) flow.paragraph({.text = text(report.say("{} steps with the least weight are not drawn", layout.left_out)), .style = {.size = 8.5, .color = kMuted}});
    double scale = std::min(kScale, flow.width() / layout.width);
    // A little smaller on one page is better than two boxes on the next.
    if (layout.height * scale > flow.room() && flow.room() / layout.height >= kSmallestScale) scale = flow.room() / layout.height;
    const double left = (flow.width() - layout.width * scale) / 2;
    for (double from = 0; from < layout.height - 0.5;) {
        const bool fits = (layout.height - from) * scale <= flow.room();
        if (!fits && flow.room() < flow.height() / 3) flow.new_page(flow.landscape());
        if (from > 0) flow.paragraph({.text = text(report.say("Reasoning tree, continued")), .style = {.size = 8.5, .color = kMuted}});
        const double end = slice_end(layout, from, flow.room() / scale);
        flow.figure((end - from) * scale, [&](QPainter& painter) {
            painter.translate(left, 0);
            painter.scale(scale, scale);
            painter.setClipRect(QRectF(-left / scale, 0, flow.width() / scale, end - from));
            painter.translate(0, -from);
            for (const LayoutEdge& edge : layout.edges) {
                if (edge.tree || !layout.crowded) draw_edge(painter, edge);  // paper has no demand: the list of steps has them all
            }
            for (const LayoutEdge& edge : layout.edges) {
                if (edge.tree && edge.label.y > from && edge.label.y <= end) draw_label(painter, edge);
            }
            for (const LayoutNode& node : layout.nodes) {
                if (node.y + node.h >= from && node.y <= end) draw_node(painter, report, node, style);
            }
        });
        from = end;
    }
}

void print_legend(PageFlow& flow, const Report& report) {
    const TextStyle style{.size = 8.5, .color = kMuted};
    const double line = 14;
    struct Item {
        QString words;
        std::optional<QColor> color = {};
        std::optional<bool> sum = {};
        std::optional<MarkKind> mark = {};
    };
    std::vector<Item> items;
    for (const StepClass cls : classes_used(report)) items.push_back({text(report.word(class_label(cls))), print_color(class_color(cls).light.ink), {}, {}});
    items.push_back({text(report.say("Band: weight; line inside: random control")), {}, {}, {}});
    const auto drawn = [&](auto&& holds) { return std::ranges::any_of(report.tree, [&](const ProvenanceNode& node) { return holds(node.step); }); };
    if (drawn([&](StepId step) { return claim_of(report, step) == ClaimVerdict::Verified; })) items.push_back({text(report.say("sum checked")), {}, true, {}});
    if (drawn([&](StepId step) { return claim_of(report, step) == ClaimVerdict::Wrong; })) items.push_back({text(report.say("sum wrong")), {}, false, {}});
    for (const MarkKind kind : {MarkKind::Bookmark, MarkKind::Note, MarkKind::Tag})
        if (drawn([&](StepId step) { return (marks_at(report, step) & (1U << static_cast<unsigned>(kind))) != 0; })) items.push_back({text(note_kind(report, kind)), {}, {}, kind});
    const QFont font = print_font(style);
    const double unit = font.pixelSize() / style.size;
    std::vector<Point> at;
    double x = 0, y = 0;
    for (const Item& item : items) {
        const double w = QFontMetricsF(font).horizontalAdvance(item.words) / unit + 28 + (item.color || item.sum || item.mark ? 0 : 16);
        if (x + w > flow.width() && x > 0) x = 0, y += line;
        at.push_back({x, y});
        x += w;
    }
    flow.space(8);
    flow.figure(y + line, [&](QPainter& painter) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            double left = at[i].x;
            if (items[i].color) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(*items[i].color);
                painter.drawRoundedRect(QRectF(left, at[i].y + 3.5, 6.5, 6.5), 1.6, 1.6);
                left += 11;
            } else if (items[i].sum) {
                draw_sign(painter, {left, at[i].y + 3.5}, 6, *items[i].sum);
                left += 11;
            } else if (items[i].mark) {
                paint_mark(painter, QPointF(left - 1, at[i].y + 2), 9.5, *items[i].mark);
                left += 11;
            } else {
                painter.fillRect(QRectF(left, at[i].y + 3.5, 22, 7), kBand);
                painter.fillRect(QRectF(left, at[i].y + 6, 22, 2), Qt::white);
                left += 27;
            }
            draw_text(painter, {left, at[i].y + 9.8}, items[i].words, style, flow.width());
        }
    });
}

void print_experts(PageFlow& flow, const Report& report) {
    const LiftGrid grid = lift_grid(report);
    if (grid.layers.empty()) return;
    const double label = 44, gap = grid.experts <= 32 ? 1.5 : 0;
    const double cell = std::min(42.0, (flow.width() - label) / grid.experts);
    const double row = grid.experts <= 16 ? 20 : 12;
    const TextStyle small{.size = 8, .color = kMuted};
    const auto draw_rows = [&](std::size_t first, std::size_t last) {
        flow.figure(row * static_cast<double>(last - first) + 14, [&](QPainter& painter) {
            for (int e = 0; grid.experts <= 32 && e < grid.experts; ++e) draw_text(painter, {label + e * cell + 3, 9}, QString::number(e), small, cell);
            for (std::size_t r = first; r < last; ++r) {
                const double y = 14 + row * static_cast<double>(r - first);
                draw_text(painter, {0, y + row / 2 + 2.8}, text(report.say("Layer {}", grid.layers[r])), small, label);
                for (int e = 0; e < grid.experts; ++e) {
                    const double lift = grid.at(r, e);
                    painter.fillRect(QRectF(label + e * cell, y, cell - gap, row - 1.5), print_color(kLiftLight[static_cast<std::size_t>(lift_level(lift))]));
                    if (grid.experts <= 16) draw_text(painter, {label + e * cell + 5, y + row / 2 + 2.4}, text(times(lift)), {.size = 8, .color = kInk}, cell);
                }
            }
        });
    };
    for (std::size_t first = 0; first < grid.layers.size();) {
        if (flow.room() < row * 3) flow.new_page();
        const auto fit = static_cast<std::size_t>(std::max(1.0, (flow.room() - 16) / row));
        const std::size_t last = std::min(grid.layers.size(), first + fit);
        draw_rows(first, last);
        first = last;
    }
}

}  // namespace reasonscope::ui
