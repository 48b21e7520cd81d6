#pragma once
// Text, tables and figures that run over as many pages as they need. All lengths are points (1/72 inch).

#include <QBuffer>
#include <QColor>
#include <QFont>
#include <QPainter>
#include <QPdfWriter>
#include <QString>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "report/report.h"

namespace reasonscope::ui {

struct TextStyle {
    double size = 9.5;
    QFont::Weight weight = QFont::Normal;
    QColor color = QColor(0x17, 0x1b, 0x20);
    bool mono = false;
    double leading = 1.42;  // line height as a multiple of size
};

/// A bar of `value` in [0,1] with a tick at `control`.
struct WeightBar {
    double value = 0, control = 0;
};

struct Paragraph {
    QString text;
    TextStyle style;
    double before = 0;                 // space above, dropped at the top of a page
    std::optional<QColor> dot = {};    // a small square before the text
    std::optional<WeightBar> bar = {}; // below the text
    bool formulas = false;             // LaTeX in the text is set as mathematics
    std::optional<MarkKind> mark = {}; // its sign before the text
};
using Cell = std::vector<Paragraph>;

struct Row {
    std::vector<Cell> cells;
    std::optional<QColor> accent = {};  // a bar along the left edge
};

struct Column {
    double share = 1;  // of the width
    QString title = {};
    bool right = false;
};

/// Writes one PDF into memory. Pages are A4 with a footer; a landscape page can be asked for in between.
class PageFlow {
public:
    PageFlow(const QString& title, const QString& footer);
    ~PageFlow();

    void paragraph(const Paragraph& text);
    void heading(const QString& text);      // keeps at least three lines of what follows on its page
    void subheading(const QString& text);
    void space(double height);
    void keep(double height);               // a new page unless this much room is left
    void rule();
    /// Rows break across pages only where they are taller than what is left of a fresh page's half; titles repeat.
    void table(const std::vector<Column>& columns, const std::vector<Row>& rows, bool lines = true);

    /// Of a row of such a table on a page of its own, with the titles.
    [[nodiscard]] double row_height(const std::vector<Column>& columns, const Row& row) const;

    void new_page(bool landscape = false);
    [[nodiscard]] double width() const;      // of the text area
    [[nodiscard]] double height() const;     // of the text area
    [[nodiscard]] double room() const;       // left on this page
    [[nodiscard]] bool landscape() const { return landscape_; }

    /// Reserves `height` on this page (a new one where there is no room) and lets `draw` paint in points, origin top left.
    void figure(double height, const std::function<void(QPainter&)>& draw);

    /// Ends the document. False when painting failed.
    bool finish();
    [[nodiscard]] const QByteArray& bytes() const { return bytes_; }

private:
    struct Line;
    struct Laid;
    Laid lay(const Cell& cell, double width) const;
    void draw_line(const Laid& laid, const Line& line, double x, double y, double width, bool right);
    double draw_titles(const std::vector<Column>& columns);
    void begin_page();

    QByteArray bytes_;
    QBuffer buffer_;
    QPdfWriter writer_;
    QPainter painter_;
    QString footer_;
    double y_ = 0;
    int page_ = 0;
    bool landscape_ = false;
};

/// The sign of a mark as the window draws it, `size` tall, its left top at `at`; in the painter's units.
void paint_mark(QPainter& painter, QPointF at, double size, MarkKind kind);

/// Fonts that hold Latin, mathematics and Chinese, in this order of preference.
QFont print_font(const TextStyle& style);

}  // namespace reasonscope::ui
