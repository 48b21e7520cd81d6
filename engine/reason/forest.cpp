#include "reason/forest.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace reasonscope {
namespace {

constexpr std::size_t K = kChainClasses;

/// SplitMix64 (Steele et al. 2014).
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
    double share() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

private:
    std::uint64_t state_;
};

/// Sum over classes of squared counts, per row: larger is purer.
double purity(const ClassScores& counts, double rows) {
    double sum = 0;
    for (const double c : counts) sum += c * c;
    return sum / rows;
}

struct Split {
    std::int32_t input = -1;
    float threshold = 0;
    double worth = 0;
};

class Grower {
public:
    Grower(const std::vector<std::vector<float>>& rows, const std::vector<std::size_t>& classes, const ForestSettings& settings, std::uint64_t seed)
        : rows_(rows), classes_(classes), settings_(settings), chance_(seed), inputs_(rows.front().size()), order_(rows.size()) {
        std::iota(inputs_.begin(), inputs_.end(), 0);
        std::iota(order_.begin(), order_.end(), 0);
    }

    Tree grow() {
        grow(0, order_.size());
        return std::move(tree_);
    }

private:
    void grow(std::size_t from, std::size_t to) {
        const std::size_t node = tree_.size();
        tree_.emplace_back();
        ClassScores counts{};
        for (std::size_t i = from; i < to; ++i) ++counts[classes_[order_[i]]];
        const auto rows = static_cast<double>(to - from);
        const bool pure = std::ranges::any_of(counts, [&](double c) { return c == rows; });
        const Split split = pure || to - from < 2 * static_cast<std::size_t>(settings_.least) ? Split{} : best(from, to, counts);
        if (split.input < 0) {
            for (std::size_t k = 0; k < K; ++k) tree_[node].shares[k] = counts[k] / rows;
            return;
        }
        const auto middle = std::partition(order_.begin() + static_cast<std::ptrdiff_t>(from), order_.begin() + static_cast<std::ptrdiff_t>(to),
                                           [&](std::size_t r) { return rows_[r][static_cast<std::size_t>(split.input)] <= split.threshold; });
        const auto cut = static_cast<std::size_t>(middle - order_.begin());
        tree_[node].input = split.input;
        tree_[node].threshold = split.threshold;
        grow(from, cut);
        tree_[node].right = static_cast<std::int32_t>(tree_.size());
        grow(cut, to);
    }

    /// The purest of the splits tried; inputs that are constant here do not count as tried.
    Split best(std::size_t from, std::size_t to, const ClassScores& counts) {
        const auto wanted = std::max<std::size_t>(1, static_cast<std::size_t>(settings_.tried * static_cast<double>(inputs_.size())));
        const double rows = static_cast<double>(to - from), now = purity(counts, rows);
        Split found;
        std::size_t tried = 0;
        for (std::size_t drawn = 0; drawn < inputs_.size() && tried < wanted; ++drawn) {
            std::swap(inputs_[drawn], inputs_[drawn + chance_.below(inputs_.size() - drawn)]);
            const std::size_t input = inputs_[drawn];
            float low = rows_[order_[from]][input], high = low;
            for (std::size_t i = from + 1; i < to; ++i) {
                const float v = rows_[order_[i]][input];
                low = std::min(low, v), high = std::max(high, v);
            }
            if (!(high > low)) continue;
            ++tried;
            const float threshold = std::min(low + static_cast<float>(chance_.share()) * (high - low), std::nextafter(high, low));
            ClassScores left{}, right = counts;
            double on_left = 0;
            for (std::size_t i = from; i < to; ++i) {
                if (rows_[order_[i]][input] > threshold) continue;
                const std::size_t k = classes_[order_[i]];
                ++left[k], --right[k], ++on_left;
            }
            if (on_left < settings_.least || rows - on_left < settings_.least) continue;
            const double worth = purity(left, on_left) + purity(right, rows - on_left) - now;
            if (worth > found.worth + 1e-12) found = {static_cast<std::int32_t>(input), threshold, worth};
        }
        return found;
    }

    const std::vector<std::vector<float>>& rows_;
    const std::vector<std::size_t>& classes_;
    const ForestSettings& settings_;
    Chance chance_;
    std::vector<std::size_t> inputs_, order_;
    Tree tree_;
};

}  // namespace

std::vector<Tree> grow_forest(const std::vector<std::vector<float>>& rows, const std::vector<std::size_t>& classes, const ForestSettings& settings) {
    std::vector<Tree> forest;
    if (rows.empty()) return forest;
    for (int t = 0; t < settings.trees; ++t) forest.push_back(Grower(rows, classes, settings, static_cast<std::uint64_t>(t) + 1).grow());
    return forest;
}

ClassScores forest_shares(const std::vector<Tree>& forest, std::span<const float> row) {
    ClassScores sum{};
    for (const Tree& tree : forest) {
        std::size_t at = 0;
        while (tree[at].input >= 0) at = row[static_cast<std::size_t>(tree[at].input)] <= tree[at].threshold ? at + 1 : static_cast<std::size_t>(tree[at].right);
        for (std::size_t k = 0; k < K; ++k) sum[k] += tree[at].shares[k];
    }
    for (double& s : sum) s = forest.empty() ? 1.0 / static_cast<double>(K) : s / static_cast<double>(forest.size());
    return sum;
}

}  // namespace reasonscope
