#pragma once
// The laid-out words of a transcript: bytes of tokens to text, text to pieces, pieces to lines, lines to y. No painting.

#include <QFont>
#include <QHash>
#include <QRectF>
#include <QString>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ui/formula/formula_box.h"
#include "ui/geometry/line_break.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

/// Decodes tokens whose bytes may split a character. Each character belongs to the token that began it; tokens that only
/// continue one cover no text of their own.
class TokenText {
public:
    void append(std::string_view bytes);
    void flush();  // what is still incomplete can't be completed any more
    [[nodiscard]] const QString& text() const { return text_; }
    [[nodiscard]] int tokens() const { return static_cast<int>(begins_.size()); }
    [[nodiscard]] int begin(int token) const { return begins_[static_cast<std::size_t>(token)]; }  // UTF-16 offset
    [[nodiscard]] int end(int token) const { return token + 1 < tokens() ? begin(token + 1) : static_cast<int>(text_.size()); }
    [[nodiscard]] int token_at(int offset) const;  // the token that covers a UTF-16 offset

private:
    QString text_;
    std::string pending_;  // first bytes of a character
    std::vector<int> begins_;
};

/// A piece of a line that is drawn as mathematics. Offsets are UTF-16, into the part's text.
struct FormulaPiece {
    int begin = 0, end = 0;    // of the source, delimiters included at either end of the formula
    FormulaBox box;
    double scale = 1;          // below 1 where the line is too narrow for it
    std::vector<int> offsets;  // byte of the formula's source, from `first_byte` on -> offset
    std::uint32_t first_byte = 0;
    [[nodiscard]] double width() const { return box.width * scale; }
    [[nodiscard]] int offset(std::uint32_t byte) const { return offsets[std::min<std::size_t>(byte - first_byte, offsets.size() - 1)]; }
};

/// One part (prompt, thinking, answer) broken into lines. A closed formula is one or more pieces; one that is still being written stays source.
class TextPart {
public:
    TranscriptPart part = TranscriptPart::Prompt;
    int first_token = 0;  // index into the transcript's tokens
    double top = 0;       // of the header, view units

    void append(std::span<const TranscriptToken> tokens);
    void flush();
    void measure(const QFont& font, float width);  // after append, or for a new font or width
    void set_mathematics(bool on);                 // then measure

    /// Lines stand one below the other; those with tall formulas are higher.
    [[nodiscard]] double line_top(int line) const { return tops_[static_cast<std::size_t>(line)]; }
    [[nodiscard]] double line_height(int line) const { return line_top(line + 1) - line_top(line); }
    [[nodiscard]] double baseline(int line) const { return baselines_[static_cast<std::size_t>(line)]; }  // below the line's top
    [[nodiscard]] double height() const { return tops_.back(); }
    [[nodiscard]] int line_at(double y) const;   // below the part's top; -1 outside
    static double plain_height(const QFont& font);

    [[nodiscard]] const FormulaPiece* formula(int piece) const {
        const int at = drawn_[static_cast<std::size_t>(piece)];
        return at < 0 ? nullptr : &formulas_[static_cast<std::size_t>(at)];
    }
    /// Where [begin, end) stands on a line, relative to its left end and baseline: one box for the words, one per mark of a formula.
    [[nodiscard]] std::vector<QRectF> boxes(int line, int begin, int end) const;

    [[nodiscard]] const TokenText& words() const { return words_; }
    [[nodiscard]] const StripLines& lines() const { return lines_; }
    [[nodiscard]] int piece_begin(int piece) const {
        return piece < static_cast<int>(pieces_.size()) ? pieces_[static_cast<std::size_t>(piece)] : static_cast<int>(words_.text().size());
    }
    [[nodiscard]] QString piece_text(int piece) const;  // without the newline
    /// UTF-16 range of a line.
    [[nodiscard]] std::pair<int, int> line_range(int line) const;
    [[nodiscard]] int line_of(int offset) const;
    [[nodiscard]] double x_of(int line, int offset) const;   // within the line
    [[nodiscard]] int offset_at(int line, double x, double y) const;  // character under x, y below the baseline; -1 right of the text

private:
    void recut(int from);
    void cut_words(int from, int to, std::vector<StripPiece>& fresh);
    void cut_formula(const maths::Formula& formula, const QByteArray& utf8, int base, std::vector<StripPiece>& fresh);
    [[nodiscard]] int after_formula(int offset) const;
    void add_formula(FormulaPiece piece, int end, bool display, std::vector<StripPiece>& fresh);
    void place_lines(int first);
    [[nodiscard]] float advance(const QString& text);

    TokenText words_;
    StripLines lines_;
    std::vector<int> pieces_;  // UTF-16 begin of each piece
    QFont font_;
    QHash<QString, float> widths_;
    float width_ = 0;
    int measured_ = 0;  // UTF-16 units already cut
    int settled_ = 0;   // before this no formula can come or go
    bool mathematics_ = true, ended_ = false;
    std::vector<int> drawn_;              // per piece: index into formulas_, or -1
    std::vector<FormulaPiece> formulas_;  // in order
    std::vector<double> tops_{0}, baselines_;
};

}  // namespace reasonscope::ui
