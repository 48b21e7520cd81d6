#include "ui/geometry/lanes.h"

#include <map>
#include <utility>

namespace reasonscope::ui {

std::pair<std::size_t, std::size_t> Lane::range(double from, double to) const {
    const auto first = std::lower_bound(tops.begin(), tops.end(), from);
    const auto last = std::lower_bound(first, tops.end(), to);
    return {static_cast<std::size_t>(first - tops.begin()), static_cast<std::size_t>(last - tops.begin())};
}

std::vector<Lane> make_lanes(std::span<const Rect> cards, std::span<const std::uint8_t> kinds, std::span<const std::uint8_t> faint) {
    std::vector<Lane> lanes;
    std::map<std::pair<double, double>, std::size_t> known;
    std::pair<double, double> last_place{-1, -1};
    std::size_t last_lane = 0;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        const std::pair place{cards[i].x, cards[i].width};
        if (place != last_place || lanes.empty()) {
            const auto [found, fresh] = known.emplace(place, lanes.size());
            if (fresh) {
                lanes.emplace_back();
                lanes.back().x = place.first;
                lanes.back().width = place.second;
            }
            last_place = place;
            last_lane = found->second;
        }
        lanes[last_lane].cards.push_back(static_cast<int>(i));
    }
    for (Lane& lane : lanes) {
        const auto top = [&](int card) { return cards[static_cast<std::size_t>(card)].y; };
        const auto above = [&](int a, int b) { return top(a) < top(b); };
        if (!std::is_sorted(lane.cards.begin(), lane.cards.end(), above)) std::stable_sort(lane.cards.begin(), lane.cards.end(), above);
        lane.tops.reserve(lane.cards.size());
        lane.sums.reserve(lane.cards.size() + 1);
        lane.sums.emplace_back();
        lane.faint_sums.reserve(lane.cards.size() + 1);
        lane.faint_sums.push_back(0);
        for (const int card : lane.cards) {
            lane.tops.push_back(top(card));
            lane.sums.push_back(lane.sums.back());
            ++lane.sums.back()[kinds[static_cast<std::size_t>(card)]];
            lane.faint_sums.push_back(lane.faint_sums.back() + faint[static_cast<std::size_t>(card)]);
        }
    }
    return lanes;
}

}  // namespace reasonscope::ui
