#include "ui/formula/formula_box.h"

#include <QFontMetricsF>
#include <QHash>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace reasonscope::ui {
namespace {

using maths::Face;
using maths::Kind;
using maths::Node;
using maths::Role;

constexpr double kScript = 0.72, kSmallest = 0.5;
constexpr int kFontUnit = 64;  // metrics are taken at this size and scaled: no rounding to whole px

QString text_of(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

const QFontMetricsF& metrics(Face face) {
    static const std::array<QFontMetricsF, 3> all = {QFontMetricsF(formula_font(kFontUnit, Face::Upright)), QFontMetricsF(formula_font(kFontUnit, Face::Italic)), QFontMetricsF(formula_font(kFontUnit, Face::Bold))};
    return all[static_cast<std::size_t>(face)];
}

struct Style {
    double size;
    bool display;
    [[nodiscard]] Style script(double root) const { return {std::max(size * kScript, root * kSmallest), false}; }
};

class Layout {
public:
    explicit Layout(double size) : root_(size) {}

    FormulaBox lay(const Node& node, Style style) {
        FormulaBox box = of(node, style);
        if (box.source.size() == 0) box.source = node.source;
        return box;
    }
    FormulaBox row(std::span<const Node> nodes, Style style, const Node* before = nullptr) {
        FormulaBox box;
        for (const Node& node : nodes) {
            FormulaBox part = lay(node, style);
            put(box, std::move(part), box.width + gap(before, node, style), 0);
            if (node.kind != Kind::Space) before = &node;
        }
        return box;
    }

private:
    /// Space between neighbours, in the spirit of TeX's table of atoms.
    double gap(const Node* before, const Node& node, Style style) const {
        if (before == nullptr || node.kind == Kind::Space) return 0;
        const bool tight = style.size < root_ * 0.9;
        const auto role = [](const Node& n) { return n.kind == Kind::Symbol || n.kind == Kind::Scripts || n.kind == Kind::Stacked ? n.role : Role::Ordinary; };
        const Role a = role(*before), b = role(node);
        if (tight) return a == Role::Function && b == Role::Ordinary ? 0.17 * style.size : 0.03 * style.size;
        if (a == Role::Relation || b == Role::Relation) return a == b ? 0 : 0.28 * style.size;
        const bool operand_before = a != Role::Binary && a != Role::Open && a != Role::Punctuation;
        if (b == Role::Binary) return operand_before ? 0.22 * style.size : 0;
        if (a == Role::Binary) return 0.22 * style.size;
        if (a == Role::Punctuation) return 0.17 * style.size;
        if (a == Role::Function || a == Role::Large) return b == Role::Open ? 0 : 0.17 * style.size;
        if (b == Role::Function || b == Role::Large) return b == Role::Open ? 0 : a == Role::Open ? 0 : 0.17 * style.size;
        return node.kind == Kind::Fraction || before->kind == Kind::Fraction ? 0.1 * style.size : 0.02 * style.size;
    }

    static void put(FormulaBox& into, FormulaBox part, double x, double dy) {
        for (FormulaMark& mark : part.marks) {
            mark.at += QPointF(x, dy);
            mark.extent.translate(x, dy);
            mark.path.translate(x, dy);
            into.marks.push_back(std::move(mark));
        }
        into.width = std::max(into.width, x + part.width);
        into.ascent = std::max(into.ascent, part.ascent - dy);
        into.descent = std::max(into.descent, part.descent + dy);
    }

    static FormulaBox words(const QString& text, Face face, double size, ByteSpan source) {
        FormulaBox box;
        if (text.isEmpty()) return box;
        const QFontMetricsF& font = metrics(face);
        const double scale = size / kFontUnit;
        const QRectF ink = font.tightBoundingRect(text);
        FormulaMark mark;
        mark.text = text;
        mark.size = size;
        mark.face = face;
        mark.source = source;
        box.width = font.horizontalAdvance(text) * scale;
        if (face == Face::Italic) box.width = std::max(box.width, ink.right() * scale);
        box.ascent = std::max(-ink.top() * scale, 0.3 * size);
        box.descent = std::max(ink.bottom() * scale, 0.0);
        mark.extent = QRectF(0, -std::max(box.ascent, 0.62 * size), box.width, std::max(box.ascent, 0.62 * size) + std::max(box.descent, 0.16 * size));
        box.marks.push_back(std::move(mark));
        box.source = source;
        return box;
    }
    static FormulaMark drawn(QPainterPath path, double pen, ByteSpan source) {
        FormulaMark mark;
        mark.extent = path.boundingRect().adjusted(-1, -1, 1, 1);
        mark.path = std::move(path);
        mark.pen = pen;
        mark.source = source;
        return mark;
    }
    static FormulaMark rule(QRectF where, ByteSpan source) {
        QPainterPath path;
        path.addRect(where);
        return drawn(std::move(path), 0, source);
    }
    static double axis(double size) { return 0.26 * size; }
    static double line(double size) { return std::max(0.055 * size, 0.7); }

    /// A delimiter that reaches from -`ascent` to `descent`.
    static FormulaBox delimiter(std::string_view mark, double ascent, double descent, double size, ByteSpan source) {
        if (mark.empty()) return {};
        const double height = ascent + descent;
        if (height < 1.25 * size && mark != "|" && mark != "‖") return words(text_of(mark), Face::Upright, size, source);
        const double w = mark == "|" ? 0.2 * size : mark == "‖" ? 0.34 * size : std::min(0.3 * size + 0.06 * height, 0.62 * size), l = 0.25 * w, r = 0.8 * w, top = -ascent, bottom = descent, middle = (top + bottom) / 2;
        QPainterPath path;
        const bool open = mark == "(" || mark == "[" || mark == "{" || mark == "⟨" || mark == "⌊" || mark == "⌈";
        const double in = open ? l : w - l, out = open ? r : w - r;  // in: where the delimiter bulges to
        if (mark == "(" || mark == ")") {
            path.moveTo(out, top);
            path.cubicTo(in - (out - in) * 0.1, top + height * 0.3, in - (out - in) * 0.1, bottom - height * 0.3, out, bottom);
        } else if (mark == "[" || mark == "]" || mark == "⌊" || mark == "⌋" || mark == "⌈" || mark == "⌉") {
            const bool upper = mark != "⌊" && mark != "⌋", lower = mark != "⌈" && mark != "⌉";
            upper ? path.moveTo(out, top) : path.moveTo(in, top);
            path.lineTo(in, top);
            path.lineTo(in, bottom);
            if (lower) path.lineTo(out, bottom);
        } else if (mark == "{" || mark == "}") {
            const double stem = (in + out) / 2, bend = std::min(0.35 * size, height / 4);
            path.moveTo(out, top);
            path.cubicTo(stem, top, stem, top, stem, top + bend);
            path.lineTo(stem, middle - bend);
            path.cubicTo(stem, middle, stem, middle, in, middle);
            path.cubicTo(stem, middle, stem, middle, stem, middle + bend);
            path.lineTo(stem, bottom - bend);
            path.cubicTo(stem, bottom, stem, bottom, out, bottom);
        } else if (mark == "⟨" || mark == "⟩") {
            path.moveTo(out, top);
            path.lineTo(in, middle);
            path.lineTo(out, bottom);
        } else if (mark == "|" || mark == "‖") {
            for (const double x : mark == "|" ? std::vector<double>{w / 2} : std::vector<double>{w * 0.3, w * 0.7}) {
                path.moveTo(x, top);
                path.lineTo(x, bottom);
            }
        } else if (mark == "/" || mark == "\\") {
            path.moveTo(mark == "/" ? l : w - l, bottom);
            path.lineTo(mark == "/" ? w - l : l, top);
        } else {
            return words(text_of(mark), Face::Upright, size, source);
        }
        FormulaBox box;
        box.width = w;
        box.ascent = ascent;
        box.descent = descent;
        box.marks.push_back(drawn(std::move(path), line(size) * 1.15, source));
        box.source = source;
        return box;
    }

    FormulaBox symbol(const Node& node, Style style) {
        if (node.role == Role::Large) {
            const double size = style.size * (style.display ? 1.5 : 1.12);
            FormulaBox box = words(text_of(node.text), Face::Upright, size, node.source);
            const double down = (box.ascent - box.descent) / 2 - axis(style.size);
            FormulaBox centred;
            put(centred, std::move(box), 0, down);
            return centred;
        }
        return words(text_of(node.text), node.face, style.size, node.source);
    }

    FormulaBox fraction(const Node& node, Style style) {
        const Style inner{style.display ? style.size : std::max(style.size * 0.8, root_ * kSmallest), false};
        FormulaBox over = lay(node.children[0], inner), under = lay(node.children[1], inner);
        const double thick = line(style.size), air = 0.16 * style.size, side = 0.1 * style.size, width = std::max(over.width, under.width) + 2 * side, mid = -axis(style.size);
        FormulaBox box;
        const double over_x = (width - over.width) / 2, under_x = (width - under.width) / 2;
        const double over_y = mid - thick / 2 - air - over.descent, under_y = mid + thick / 2 + air + under.ascent;
        put(box, std::move(over), over_x, over_y);
        put(box, std::move(under), under_x, under_y);
        box.width = width;
        if (node.rule) box.marks.push_back(rule(QRectF(0, mid - thick / 2, width, thick), {node.source.begin, node.source.begin + 1}));
        return box;
    }

    FormulaBox root(const Node& node, Style style) {
        FormulaBox inner = lay(node.children[0], style);
        const double thick = line(style.size), air = 0.14 * style.size, hook = 0.52 * style.size;
        const double top = std::max(inner.ascent, 0.6 * style.size) + air, bottom = std::max(inner.descent, 0.06 * style.size);
        FormulaBox box;
        double left = 0;
        if (node.children.size() > 1) {
            FormulaBox degree = lay(node.children[1], style.script(root_));
            left = std::max(0.0, degree.width - 0.55 * hook);
            put(box, std::move(degree), 0, -(top - bottom) / 2 - 0.18 * style.size);
        }
        QPainterPath path;
        path.moveTo(left, -(top - bottom) * 0.42);
        path.lineTo(left + hook * 0.22, -(top - bottom) * 0.5);
        path.lineTo(left + hook * 0.55, bottom);
        path.lineTo(left + hook * 0.95, -top - thick / 2);
        path.lineTo(left + hook + inner.width + 0.08 * style.size, -top - thick / 2);
        const double width = left + hook + inner.width + 0.1 * style.size;
        put(box, std::move(inner), left + hook, 0);
        box.width = width;
        box.ascent = std::max(box.ascent, top + thick * 1.5);
        box.descent = std::max(box.descent, bottom);
        box.marks.push_back(drawn(std::move(path), thick, {node.source.begin, node.source.begin + 1}));
        return box;
    }

    FormulaBox scripts(const Node& node, Style style) {
        const bool straight = node.kind == Kind::Stacked || (node.limits && style.display);
        FormulaBox base = lay(node.children[0], style), below = lay(node.children[1], style.script(root_)), above = lay(node.children[2], style.script(root_));
        FormulaBox box;
        if (straight) {
            const double width = std::max({base.width, below.width, above.width}), air = 0.12 * style.size;
            const double up = -base.ascent - air - above.descent, down = base.descent + air + below.ascent;
            const double base_x = (width - base.width) / 2, below_x = (width - below.width) / 2, above_x = (width - above.width) / 2;
            put(box, std::move(base), base_x, 0);
            if (above.width > 0) put(box, std::move(above), above_x, up);
            if (below.width > 0) put(box, std::move(below), below_x, down);
            box.width = width;
            return box;
        }
        const bool single = node.children[0].kind == Kind::Symbol && node.children[0].role != Role::Large;
        double up = single ? 0.4 * style.size : base.ascent - 0.3 * style.size, down = single ? 0.18 * style.size : base.descent + 0.1 * style.size;
        up = std::max(up, above.descent + 0.25 * style.size);
        if (above.width > 0 && below.width > 0) down = std::max(down, below.ascent - (up - above.descent) + 0.12 * style.size);
        const double x = base.width + 0.04 * style.size, end = x + std::max(above.width, below.width) + 0.05 * style.size;
        put(box, std::move(base), 0, 0);
        if (above.width > 0) put(box, std::move(above), x, -up);
        if (below.width > 0) put(box, std::move(below), x, down);
        box.width = end;
        return box;
    }

    FormulaBox fenced(const Node& node, Style style) {
        FormulaBox inner = lay(node.children[0], style);
        const double mid = axis(style.size), reach = std::max({inner.ascent - mid, inner.descent + mid, 0.42 * style.size}) + 0.04 * style.size;
        const ByteSpan begin{node.source.begin, node.source.begin + 1}, end{node.source.end > node.source.begin ? node.source.end - 1 : node.source.end, node.source.end};
        FormulaBox open = delimiter(node.text, reach + mid, reach - mid, style.size, begin), close = delimiter(node.closing, reach + mid, reach - mid, style.size, end);
        FormulaBox box;
        const double x = open.width + (open.width > 0 ? 0.04 * style.size : 0), after = x + inner.width + 0.04 * style.size;
        put(box, std::move(open), 0, 0);
        put(box, std::move(inner), x, 0);
        put(box, std::move(close), after, 0);
        return box;
    }

    FormulaBox table(const Node& node, Style style) {
        const auto columns = static_cast<std::size_t>(node.columns), rows = node.children.size() / columns;
        std::vector<FormulaBox> cells;
        std::vector<double> widths(columns, 0), ups(rows, 0.6 * style.size), downs(rows, 0.2 * style.size);
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            cells.push_back(lay(node.children[i], style));
            widths[i % columns] = std::max(widths[i % columns], cells.back().width);
            ups[i / columns] = std::max(ups[i / columns], cells.back().ascent);
            downs[i / columns] = std::max(downs[i / columns], cells.back().descent);
        }
        const double between = 0.32 * style.size;
        double height = -between;
        for (std::size_t r = 0; r < rows; ++r) height += ups[r] + downs[r] + between;
        FormulaBox box;
        double y = -height / 2 - axis(style.size);
        for (std::size_t r = 0; r < rows; ++r) {
            y += ups[r];
            double x = 0;
            for (std::size_t c = 0; c < columns; ++c) {
                FormulaBox& cell = cells[r * columns + c];
                const char side = node.alignment[c];
                const double free = widths[c] - cell.width;
                put(box, std::move(cell), x + (side == 'r' ? free : side == 'c' ? free / 2 : 0), y);
                // Right and left columns side by side are the two sides of an equation.
                x += widths[c] + (side == 'r' && c + 1 < columns && node.alignment[c + 1] == 'l' ? 0.2 : 0.9) * style.size;
            }
            box.width = std::max(box.width, x - 0.9 * style.size);
            y += downs[r] + between;
        }
        return box;
    }

    FormulaBox accent(const Node& node, Style style) {
        FormulaBox inner = lay(node.children[0], style), box;
        const double width = inner.width, thick = line(style.size);
        const bool wide = node.text == "¯" || node.text == "_" || node.text == "⏞" || node.text == "⏟" || node.text == "⏜" || (node.text == "→" && node.children[0].kind == Kind::Row);
        const double edge = node.below ? inner.descent + 0.12 * style.size : -inner.ascent - 0.12 * style.size;
        put(box, std::move(inner), 0, 0);
        const ByteSpan own{node.source.begin, node.source.begin + 1};
        if (!wide) {
            FormulaBox mark = words(node.text == "→" ? QStringLiteral("→") : text_of(node.text), Face::Upright, style.size * (node.text == "→" ? 0.7 : 0.9), own);
            const QRectF ink = metrics(Face::Upright).tightBoundingRect(text_of(node.text));
            const double lowest = ink.bottom() / kFontUnit * style.size * 0.9;
            const double x = (width - mark.width) / 2;
            put(box, std::move(mark), x, edge - lowest + 0.04 * style.size);
            box.ascent = std::max(box.ascent, -edge + 0.25 * style.size);
            return box;
        }
        QPainterPath path;
        if (node.text == "⏞" || node.text == "⏟") {
            const double dir = node.below ? 1 : -1, h = 0.22 * style.size;
            path.moveTo(0, edge);
            path.cubicTo(0, edge + dir * h, width / 2, edge, width / 2, edge + dir * h);
            path.cubicTo(width / 2, edge, width, edge + dir * h, width, edge);
        } else if (node.text == "⏜") {
            path.moveTo(0, edge);
            path.quadTo(width / 2, edge - 0.3 * style.size, width, edge);
        } else {
            path.moveTo(0, edge);
            path.lineTo(width, edge);
            if (node.text == "→") {
                path.moveTo(width - 0.18 * style.size, edge - 0.12 * style.size);
                path.lineTo(width, edge);
                path.lineTo(width - 0.18 * style.size, edge + 0.12 * style.size);
            }
        }
        const double reach = (node.text.size() > 2 ? 0.3 : 0.08) * style.size;
        box.marks.push_back(drawn(std::move(path), thick, own));
        (node.below ? box.descent : box.ascent) = std::abs(edge) + reach;
        return box;
    }

    FormulaBox boxed(const Node& node, Style style) {
        FormulaBox inner = lay(node.children[0], style), box;
        const double air = 0.28 * style.size, thick = line(style.size);
        const QRectF frame(thick, -inner.ascent - air, inner.width + 2 * air - 2 * thick, inner.height() + 2 * air);
        put(box, std::move(inner), air, 0);
        QPainterPath path;
        path.addRect(frame);
        FormulaMark mark = drawn(std::move(path), thick, {node.source.begin, node.source.begin + 1});
        mark.extent = QRectF();  // the frame is no place to point at
        box.marks.push_back(std::move(mark));
        box.width = frame.width() + 2 * thick;
        box.ascent = -frame.top() + thick;
        box.descent = frame.bottom() + thick;
        return box;
    }

    FormulaBox of(const Node& node, Style style) {
        switch (node.kind) {
            case Kind::Row: return row(node.children, style);
            case Kind::Symbol: return symbol(node, style);
            case Kind::Text: return words(text_of(node.text), node.face, style.size, node.source);
            case Kind::Space: {
                FormulaBox box;
                box.width = node.amount * style.size;
                return box;
            }
            case Kind::Fraction: return fraction(node, style);
            case Kind::Root: return root(node, style);
            case Kind::Scripts:
            case Kind::Stacked: return scripts(node, style);
            case Kind::Fenced: return fenced(node, style);
            case Kind::Table: return table(node, style);
            case Kind::Accent: return accent(node, style);
            case Kind::Boxed: return boxed(node, style);
            case Kind::Struck: {
                FormulaBox box = lay(node.children[0], style);
                QPainterPath path;
                path.moveTo(0, box.descent);
                path.lineTo(box.width, -box.ascent);
                box.marks.push_back(drawn(std::move(path), line(style.size), {node.source.begin, node.source.begin + 1}));
                box.marks.back().extent = QRectF();
                return box;
            }
            case Kind::Styled: return lay(node.children[0], {style.size, node.display});
        }
        return {};
    }

    double root_;
};

}  // namespace

QFont formula_font(double size, Face face) {
    QFont font;
    font.setFamilies({QStringLiteral("STIX Two Text"), QStringLiteral("Noto Serif"), QStringLiteral("DejaVu Serif"), QStringLiteral("Noto Sans Math"), QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Noto Sans SC"), QStringLiteral("serif")});
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(size))));
    font.setItalic(face == Face::Italic);
    font.setBold(face == Face::Bold);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

FormulaBox lay_out_formula(const Node& tree, double size, bool display) { return Layout(size).lay(tree, {size, display}); }

std::vector<FormulaBox> lay_out_pieces(const Node& tree, double size, bool display) {
    std::vector<FormulaBox> pieces;
    if (tree.kind != Kind::Row || display) {
        pieces.push_back(lay_out_formula(tree, size, display));
        return pieces;
    }
    Layout layout(size);
    const std::span<const Node> nodes(tree.children);
    const auto breaks_after = [&](std::size_t i) {
        const Node& node = nodes[i];
        return i + 1 < nodes.size() && i > 0 && (node.kind == Kind::Symbol || node.kind == Kind::Stacked) && (node.role == Role::Relation || node.role == Role::Binary);
    };
    for (std::size_t begin = 0; begin < nodes.size();) {
        std::size_t end = begin;
        while (end < nodes.size() && !breaks_after(end)) ++end;
        end = std::min(end + 1, nodes.size());
        FormulaBox box = layout.row(nodes.subspan(begin, end - begin), {size, false}, begin > 0 ? &nodes[begin - 1] : nullptr);
        box.source = {nodes[begin].source.begin, nodes[end - 1].source.end};
        pieces.push_back(std::move(box));
        begin = end;
    }
    if (pieces.empty()) pieces.emplace_back();
    return pieces;
}

void paint_formula(QPainter& painter, const FormulaBox& box, QPointF at, const QColor& color, double scale) {
    painter.save();
    painter.translate(at);
    painter.scale(scale, scale);
    for (const FormulaMark& mark : box.marks) {
        if (!mark.text.isEmpty()) {
            // Glyphs are set at a whole size and scaled to the one wanted.
            painter.save();
            painter.translate(mark.at);
            const double whole = std::max(1.0, std::round(mark.size));
            painter.scale(mark.size / whole, mark.size / whole);
            painter.setFont(formula_font(whole, mark.face));
            painter.setPen(color);
            painter.drawText(QPointF(0, 0), mark.text);
            painter.restore();
        } else if (mark.pen > 0) {
            painter.strokePath(mark.path, QPen(color, mark.pen, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        } else {
            painter.fillPath(mark.path, color);
        }
    }
    painter.restore();
}

const FormulaMark* mark_at(const FormulaBox& box, QPointF at) {
    const FormulaMark* best = nullptr;
    double nearest = 1e9;
    for (const FormulaMark& mark : box.marks) {
        if (mark.extent.isEmpty()) continue;
        const double dx = std::max({mark.extent.left() - at.x(), at.x() - mark.extent.right(), 0.0}), dy = std::max({mark.extent.top() - at.y(), at.y() - mark.extent.bottom(), 0.0});
        const double distance = dx + dy;
        if (distance < nearest) nearest = distance, best = &mark;
    }
    return best;
}

}  // namespace reasonscope::ui
