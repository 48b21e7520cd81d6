#pragma once
// Breaking a strip of measured pieces (words with the white space behind them) into lines, incrementally.

#include <span>
#include <vector>

namespace reasonscope::ui {

struct StripPiece {
    float width = 0;        // with its trailing white space
    float ink_width = 0;    // without: trailing white space may hang over the right edge
    bool break_after = false;  // a new line starts behind this piece (newline)
};

struct StripLine {
    int first = 0, last = 0;  // half-open piece range; an empty range is an empty line
    float width = 0;
};

/// Lines of one text. Appending re-breaks the last line only; a new width re-breaks everything in O(n).
class StripLines {
public:
    void set_width(float width);
    void clear();
    void append(std::span<const StripPiece> pieces);
    /// Drops pieces from `count` on (the last word grew and is measured again).
    void truncate(int count);

    [[nodiscard]] int pieces() const { return static_cast<int>(pieces_.size()); }
    [[nodiscard]] int count() const { return static_cast<int>(lines_.size()); }
    [[nodiscard]] const StripLine& line(int index) const { return lines_[static_cast<std::size_t>(index)]; }
    [[nodiscard]] int line_of(int piece) const;   // binary search
    [[nodiscard]] float x_of(int piece) const;    // left edge within its line

private:
    void break_from(int piece);

    float width_ = 400;
    std::vector<StripPiece> pieces_;
    std::vector<StripLine> lines_;
};

}  // namespace reasonscope::ui
