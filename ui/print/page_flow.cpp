#include "ui/print/page_flow.h"

#include <QPageLayout>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

#include "ui/formula/formula_box.h"

namespace reasonscope::ui {
namespace {

constexpr double kUnit = 20;          // device dots per point: fine enough that glyphs stand where their metrics say
constexpr double kSide = 50, kTop = 48, kBottom = 62;
constexpr double kGutter = 12;
constexpr double kRowPadding = 5;
constexpr double kDot = 6.5;

const QColor kLine(0xdd, 0xe0, 0xe6), kSunken(0xee, 0xf1, 0xf5), kAccent(0x28, 0x63, 0xab), kInk(0x17, 0x1b, 0x20), kMuted(0x5a, 0x60, 0x68);

QRectF dots(double x, double y, double w, double h) { return {x * kUnit, y * kUnit, w * kUnit, h * kUnit}; }

}  // namespace

void paint_mark(QPainter& painter, QPointF at, double size, MarkKind kind) {
    const double u = size / 12;
    const auto polygon = [&](std::initializer_list<QPointF> points) {
        QPolygonF out;
        for (const QPointF& point : points) out << at + point * u;
        return out;
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(kAccent, 1.2 * u, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(kind == MarkKind::Bookmark ? QBrush(kAccent) : QBrush(Qt::NoBrush));
    switch (kind) {
        case MarkKind::Bookmark: painter.drawPolygon(polygon({{2.5, 1}, {9.5, 1}, {9.5, 11}, {6, 8.3}, {2.5, 11}})); break;
        case MarkKind::Note:
            painter.drawPolygon(polygon({{2, 1.5}, {10, 1.5}, {10, 10.5}, {2, 10.5}}));
            painter.drawPolyline(polygon({{4, 4.6}, {8, 4.6}}));
            painter.drawPolyline(polygon({{4, 7.4}, {8, 7.4}}));
            break;
        case MarkKind::Tag: painter.drawPolygon(polygon({{1, 6}, {4.5, 2}, {11, 2}, {11, 10}, {4.5, 10}})); break;
    }
    painter.restore();
}

QFont print_font(const TextStyle& style) {
    QFont font;
    font.setFamilies(style.mono ? QStringList{"Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "Noto Sans CJK SC", "monospace"}
                                : QStringList{"Inter", "Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "sans-serif"});
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(style.size * kUnit))));
    font.setWeight(style.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.01 * kUnit);  // too little to see; it keeps ligatures away, which spoil searching
    return font;
}

/// One line of a cell: text line `index` of block `block`, or a bar.
struct PageFlow::Line {
    int block = -1, index = 0;
    double before = 0, height = 0;
    double above = 0, below = 0;  // what formulas add to the height
    std::optional<QColor> dot;
    std::optional<WeightBar> bar;
    std::optional<MarkKind> mark;
};

/// A formula that stands where its block has one wide space.
struct PlacedFormula {
    std::size_t block = 0;
    int at = 0;      // UTF-16, in the block's text
    FormulaBox box;  // device dots
    double scale = 1;
};

/// Lines of a paragraph. A formula's own line breaks do not end one.
QStringList lines_of(const QString& text, bool formulas) {
    if (!formulas) return text.split('\n');
    const QByteArray utf8 = text.toUtf8();
    QByteArray flat = utf8;
    for (const maths::Formula& formula : maths::find_formulas({utf8.constData(), static_cast<std::size_t>(utf8.size())})) {
        if (!formula.tree) continue;
        for (auto i = formula.source.begin; i < formula.source.end; ++i)
            if (flat[i] == '\n') flat[i] = ' ';
    }
    return QString::fromUtf8(flat).split('\n');
}

/// The text with each formula as one no-break space, and the formulas.
QString with_places(const QString& part, const QFont& font, double width, std::size_t block, std::vector<PlacedFormula>& formulas) {
    const QByteArray utf8 = part.toUtf8();
    QString out;
    qsizetype at = 0;
    for (const maths::Formula& formula : maths::find_formulas({utf8.constData(), static_cast<std::size_t>(utf8.size())})) {
        if (!formula.tree) continue;
        out += QString::fromUtf8(utf8.constData() + at, formula.source.begin - at);
        at = formula.source.end;
        for (FormulaBox& box : lay_out_pieces(*formula.tree, font.pixelSize(), formula.display)) {
            PlacedFormula placed{.block = block, .at = static_cast<int>(out.size()), .box = std::move(box)};
            placed.scale = std::min(1.0, width / std::max(1.0, placed.box.width));
            formulas.push_back(std::move(placed));
            out += QChar(QChar::Nbsp);
            out += QChar(0x200B);  // a line may be broken behind it
        }
        out.chop(1);
    }
    return out + QString::fromUtf8(utf8.constData() + at, utf8.size() - at);
}

struct PageFlow::Laid {
    std::vector<std::unique_ptr<QTextLayout>> blocks;
    std::vector<TextStyle> styles;
    std::vector<PlacedFormula> formulas;
    std::vector<Line> lines;
};

PageFlow::PageFlow(const QString& title, const QString& footer) : buffer_(&bytes_), writer_((buffer_.open(QIODevice::WriteOnly), &buffer_)), footer_(footer) {
    writer_.setTitle(title);
    writer_.setCreator("Reasonscope");
    writer_.setResolution(static_cast<int>(72 * kUnit));
    writer_.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, QMarginsF(0, 0, 0, 0), QPageLayout::Point));
    painter_.begin(&writer_);
    begin_page();
}

PageFlow::~PageFlow() {
    if (painter_.isActive()) painter_.end();
}

bool PageFlow::finish() { return painter_.isActive() && painter_.end(); }

double PageFlow::width() const { return (landscape_ ? 841.9 : 595.3) - 2 * kSide; }
double PageFlow::height() const { return (landscape_ ? 595.3 : 841.9) - kTop - kBottom; }
double PageFlow::room() const { return kTop + height() - y_; }

void PageFlow::begin_page() {
    ++page_;
    y_ = kTop;
    const double at = kTop + height() + 22;
    painter_.setPen(kMuted);
    painter_.setFont(print_font({.size = 8}));
    const QRectF box = dots(kSide, at, width(), 14);
    painter_.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(painter_.font()).elidedText(footer_, Qt::ElideRight, box.width() - 60 * kUnit));
    painter_.drawText(box, Qt::AlignRight | Qt::AlignVCenter, QString::number(page_));
}

void PageFlow::new_page(bool landscape) {
    if (landscape != landscape_) {
        writer_.setPageOrientation(landscape ? QPageLayout::Landscape : QPageLayout::Portrait);
        landscape_ = landscape;
    }
    writer_.newPage();
    begin_page();
}

void PageFlow::space(double height) { y_ = std::min(y_ + (y_ > kTop ? height : 0), kTop + this->height()); }

void PageFlow::keep(double height) {
    if (room() < height && y_ > kTop) new_page(landscape_);
}

void PageFlow::rule() {
    painter_.setPen(QPen(kLine, 0.6 * kUnit));
    painter_.drawLine(QPointF(kSide * kUnit, y_ * kUnit), QPointF((kSide + width()) * kUnit, y_ * kUnit));
}

PageFlow::Laid PageFlow::lay(const Cell& cell, double width) const {
    Laid laid;
    for (const Paragraph& paragraph : cell) {
        const double indent = paragraph.dot || paragraph.mark ? kDot + 4 : 0;
        double before = laid.lines.empty() ? 0 : paragraph.before;
        for (const QString& part : lines_of(paragraph.text, paragraph.formulas)) {
            const QFont font = print_font(paragraph.style);
            const std::size_t first = laid.formulas.size();
            const QString shown = paragraph.formulas ? with_places(part, font, (width - indent) * kUnit, laid.blocks.size(), laid.formulas) : part;
            auto layout = std::make_unique<QTextLayout>(shown, font);
            QList<QTextLayout::FormatRange> places;
            for (std::size_t i = first; i < laid.formulas.size(); ++i) {
                // The sign is as wide as the formula, and never seen.
                QTextLayout::FormatRange place{laid.formulas[i].at, 1, {}};
                place.format.setFontLetterSpacingType(QFont::AbsoluteSpacing);
                place.format.setFontLetterSpacing(laid.formulas[i].box.width * laid.formulas[i].scale - QFontMetricsF(font).horizontalAdvance(shown[laid.formulas[i].at]) + font.letterSpacing());
                place.format.setForeground(Qt::transparent);
                places.push_back(place);
            }
            layout->setFormats(places);
            QTextOption option;
            option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
            layout->setTextOption(option);
            layout->beginLayout();
            for (int index = 0;; ++index) {
                QTextLine line = layout->createLine();
                if (!line.isValid()) break;
                line.setLineWidth(std::max(1.0, (width - indent) * kUnit));
                line.setPosition({0, 0});
                laid.lines.push_back({.block = static_cast<int>(laid.blocks.size()), .index = index, .before = before,
                                      .height = paragraph.style.size * paragraph.style.leading, .above = 0, .below = 0, .dot = {}, .bar = {}, .mark = {}});
                for (std::size_t i = first; i < laid.formulas.size(); ++i) {
                    const PlacedFormula& formula = laid.formulas[i];
                    if (formula.at < line.textStart() || formula.at >= line.textStart() + line.textLength()) continue;
                    Line& made = laid.lines.back();
                    const double plain = paragraph.style.size * paragraph.style.leading, above = plain / 2 + paragraph.style.size * 0.36;
                    made.above = std::max(made.above, formula.box.ascent * formula.scale / kUnit + 2 - above);
                    made.below = std::max(made.below, formula.box.descent * formula.scale / kUnit + 2 - (plain - above));
                    made.height = plain + made.above + made.below;
                }
                if (index == 0) laid.lines.back().dot = paragraph.dot, laid.lines.back().mark = paragraph.mark;
                before = 0;
            }
            layout->endLayout();
            laid.blocks.push_back(std::move(layout));
            laid.styles.push_back(paragraph.style);
        }
        if (paragraph.bar) laid.lines.push_back({.block = -1, .index = 0, .before = 2, .height = 5, .above = 0, .below = 0, .dot = {}, .bar = paragraph.bar, .mark = {}});
    }
    return laid;
}

void PageFlow::draw_line(const Laid& laid, const Line& line, double x, double y, double width, bool right) {
    if (line.bar) {
        const double full = std::min(width, 64.0), left = right ? x + width - full : x;
        painter_.fillRect(dots(left, y, full, line.height), kSunken);
        painter_.fillRect(dots(left, y, full * std::clamp(line.bar->value, 0.0, 1.0), line.height), kAccent);
        painter_.fillRect(dots(left + full * std::clamp(line.bar->control, 0.0, 1.0), y, 0.8, line.height), kInk);
        return;
    }
    const auto block = static_cast<std::size_t>(line.block);
    const TextStyle& style = laid.styles[block];
    const QTextLine text = laid.blocks[block]->lineAt(line.index);
    if (line.dot) {
        painter_.setRenderHint(QPainter::Antialiasing);
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(*line.dot);
        painter_.drawRoundedRect(dots(x, y + (line.height - kDot) / 2 + 0.3, kDot, kDot), 1.6 * kUnit, 1.6 * kUnit);
        x += kDot + 4;
    }
    if (line.mark) {
        paint_mark(painter_, QPointF(x * kUnit, (y + (line.height - 8) / 2 + 0.2) * kUnit), 8 * kUnit, *line.mark);
        x += kDot + 4;
    }
    // One baseline grid, whatever fallback font a line needs.
    const double baseline = y + line.above + (line.height - line.above - line.below) / 2 + style.size * 0.36;
    const double left = right ? x + width - text.naturalTextWidth() / kUnit : x;
    painter_.setPen(style.color);
    text.draw(&painter_, QPointF(left * kUnit, baseline * kUnit - text.ascent()));
    for (const PlacedFormula& formula : laid.formulas) {
        if (formula.block != block || formula.at < text.textStart() || formula.at >= text.textStart() + text.textLength()) continue;
        painter_.setRenderHint(QPainter::Antialiasing);
        paint_formula(painter_, formula.box, QPointF(left * kUnit + text.cursorToX(formula.at) - text.x(), baseline * kUnit), style.color, formula.scale);
    }
}

void PageFlow::paragraph(const Paragraph& text) {
    space(text.before);
    const Laid laid = lay({text}, width());
    for (const Line& line : laid.lines) {
        if (room() < line.before + line.height) new_page(landscape_);
        y_ += line.before;
        draw_line(laid, line, kSide, y_, width(), false);
        y_ += line.height;
    }
}

void PageFlow::heading(const QString& text) {
    keep(110);
    paragraph({.text = text, .style = {.size = 14, .weight = QFont::DemiBold}, .before = 26});
    y_ += 4;
}

void PageFlow::subheading(const QString& text) {
    keep(105);
    paragraph({.text = text, .style = {.size = 9.5, .weight = QFont::DemiBold}, .before = 12});
    y_ += 2;
}

double PageFlow::draw_titles(const std::vector<Column>& columns) {
    double x = kSide, share = 0;
    for (const Column& column : columns) share += column.share;
    const double usable = width() - kGutter * static_cast<double>(columns.size() - 1);
    const TextStyle style{.size = 8.5, .color = kMuted};
    bool any = false;
    for (const Column& column : columns) {
        const double w = usable * column.share / share;
        if (!column.title.isEmpty()) {
            const Laid laid = lay({Paragraph{.text = column.title, .style = style}}, w);
            draw_line(laid, laid.lines.front(), x, y_, w, column.right);
            any = true;
        }
        x += w + kGutter;
    }
    if (any) y_ += 16;
    return usable / share;
}

double PageFlow::row_height(const std::vector<Column>& columns, const Row& row) const {
    double share = 0, tallest = 0;
    for (const Column& column : columns) share += column.share;
    const double unit = (width() - kGutter * static_cast<double>(columns.size() - 1)) / share;
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
        double tall = 0;
        for (const Line& line : lay(row.cells[c], unit * columns[c].share - (row.accent && c == 0 ? 8 : 0)).lines) tall += line.before + line.height;
        tallest = std::max(tallest, tall);
    }
    const bool titles = std::any_of(columns.begin(), columns.end(), [](const Column& column) { return !column.title.isEmpty(); });
    return tallest + 2 * kRowPadding + (titles ? 16 : 0);
}

void PageFlow::table(const std::vector<Column>& columns, const std::vector<Row>& rows, bool lines) {
    if (!rows.empty()) keep(std::min(row_height(columns, rows.front()), height() / 2));
    double unit = draw_titles(columns);
    for (const Row& row : rows) {
        std::vector<Laid> cells;
        std::vector<std::size_t> next(row.cells.size(), 0);
        double tallest = 0;
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            cells.push_back(lay(row.cells[c], unit * columns[c].share - (row.accent && c == 0 ? 8 : 0)));
            double tall = 0;
            for (const Line& line : cells.back().lines) tall += line.before + line.height;
            tallest = std::max(tallest, tall);
        }
        const double padding = lines ? kRowPadding : 1.5;
        if (tallest + 2 * padding > room() && (tallest < height() / 2 || room() < 80)) {
            new_page(landscape_);
            unit = draw_titles(columns);
        }
        for (bool more = true; more;) {
            more = false;
            if (lines) rule();
            const double top = y_ + padding;
            double bottom = top, x = kSide;
            for (std::size_t c = 0; c < cells.size(); ++c) {
                const double inset = row.accent && c == 0 ? 8 : 0;
                double y = top;
                for (std::size_t& i = next[c]; i < cells[c].lines.size(); ++i) {
                    const Line& line = cells[c].lines[i];
                    const double before = y > top ? line.before : 0;
                    if (y + before + line.height > kTop + height() && y > top) break;
                    y += before;
                    draw_line(cells[c], line, x + inset, y, unit * columns[c].share - inset, columns[c].right);
                    y += line.height;
                }
                more |= next[c] < cells[c].lines.size();
                bottom = std::max(bottom, y);
                x += unit * columns[c].share + kGutter;
            }
            if (row.accent) painter_.fillRect(dots(kSide, top, 2.5, bottom - top), *row.accent);
            y_ = bottom + padding;
            if (more) {
                new_page(landscape_);
                unit = draw_titles(columns);
            }
        }
    }
    if (lines) rule();
}

void PageFlow::figure(double height, const std::function<void(QPainter&)>& draw) {
    if (height > room() && y_ > kTop) new_page(landscape_);
    painter_.save();
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.translate(kSide * kUnit, y_ * kUnit);
    painter_.scale(kUnit, kUnit);
    draw(painter_);
    painter_.restore();
    y_ += height;
}

}  // namespace reasonscope::ui
