#include "ui/geometry/line_break.h"

#include <algorithm>

namespace reasonscope::ui {

void StripLines::set_width(float width) {
    if (width == width_) return;
    width_ = width;
    lines_.clear();
    break_from(0);
}

void StripLines::clear() {
    pieces_.clear();
    lines_.clear();
}

void StripLines::append(std::span<const StripPiece> pieces) {
    const int before = static_cast<int>(pieces_.size());
    pieces_.insert(pieces_.end(), pieces.begin(), pieces.end());
    break_from(before);
}

void StripLines::truncate(int count) {
    if (count >= pieces()) return;
    pieces_.resize(static_cast<std::size_t>(std::max(0, count)));
    while (!lines_.empty() && lines_.back().first >= count) lines_.pop_back();
    int restart = 0;
    if (!lines_.empty()) {
        restart = lines_.back().first;
        lines_.pop_back();
    }
    break_from(restart);
}

int StripLines::line_of(int piece) const {
    const auto after = std::upper_bound(lines_.begin(), lines_.end(), piece,
                                        [](int wanted, const StripLine& line) { return wanted < line.first; });
    return std::max(0, static_cast<int>(after - lines_.begin()) - 1);
}

float StripLines::x_of(int piece) const {
    if (lines_.empty()) return 0;
    float x = 0;
    for (int i = line(line_of(piece)).first; i < piece; ++i) x += pieces_[static_cast<std::size_t>(i)].width;
    return x;
}

void StripLines::break_from(int piece) {
    const auto n = static_cast<int>(pieces_.size());
    for (int i = piece; i < n; ++i) {
        const StripPiece& next = pieces_[static_cast<std::size_t>(i)];
        const bool ended = !lines_.empty() && lines_.back().last > lines_.back().first &&
                           pieces_[static_cast<std::size_t>(lines_.back().last - 1)].break_after;
        const bool full = !lines_.empty() && lines_.back().last > lines_.back().first &&
                          lines_.back().width + next.ink_width > width_;
        if (lines_.empty() || ended || full) lines_.push_back({i, i, 0});
        lines_.back().last = i + 1;
        lines_.back().width += next.width;
    }
}

}  // namespace reasonscope::ui
