#include "ui/geometry/level_of_detail.h"

namespace reasonscope::ui {

Detail detail_of(double card_height_px) {
    if (card_height_px >= 50) return Detail::Full;
    if (card_height_px >= 22) return Detail::Text;
    if (card_height_px >= 11) return Detail::Block;
    return Detail::Speck;
}

std::vector<Run> fold_runs(std::span<const double> tops, double height, double scale, double least_px) {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < tops.size(); ++i) {
        const double top = tops[i] * scale, bottom = (tops[i] + height) * scale;
        const auto index = static_cast<int>(i);
        if (!runs.empty() && runs.back().bottom - runs.back().top < least_px && top < runs.back().top + least_px) {
            runs.back().last = index + 1;
            runs.back().bottom = bottom;
        } else {
            runs.push_back({index, index + 1, top, bottom});
        }
    }
    return runs;
}

}  // namespace reasonscope::ui
