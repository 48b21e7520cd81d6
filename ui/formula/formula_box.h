#pragma once
// A formula laid out for painting: boxes after TeX's rules in outline (The TeXbook, appendix G), with fonts that every desktop has.
// Lengths are px of the painter; y grows downwards from the baseline.

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QPainterPath>
#include <QString>
#include <vector>

#include "maths/formula.h"

namespace reasonscope::ui {

/// Something to draw, with the bytes of the source that it stands for.
struct FormulaMark {
    QString text;            // at `at`, baseline left; empty: `path`
    double size = 0;         // of the text's font, px
    maths::Face face = maths::Face::Upright;
    QPainterPath path;
    double pen = 0;          // width of the stroked path; 0: filled
    QPointF at;
    QRectF extent;           // where it stands, for hits and tints
    ByteSpan source;
};

struct FormulaBox {
    double width = 0, ascent = 0, descent = 0;
    std::vector<FormulaMark> marks;
    ByteSpan source;
    [[nodiscard]] double height() const { return ascent + descent; }
};

/// `size`: of the surrounding text's font in px. GUI thread or any thread that may use fonts.
FormulaBox lay_out_formula(const maths::Node& tree, double size, bool display);

/// The same in pieces that a line may be broken between: after relations and binary operators of the outermost row.
std::vector<FormulaBox> lay_out_pieces(const maths::Node& tree, double size, bool display);

/// `at`: left end of the baseline.
void paint_formula(QPainter& painter, const FormulaBox& box, QPointF at, const QColor& color, double scale = 1);

/// The mark at a point relative to the baseline's left end; null where none is near.
const FormulaMark* mark_at(const FormulaBox& box, QPointF at);

QFont formula_font(double size, maths::Face face);

}  // namespace reasonscope::ui
