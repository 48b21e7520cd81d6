#include "reason/evidence.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "reason/importance.h"

namespace reasonscope {
namespace {

constexpr int kResamples = 400;
constexpr double kTail = 0.025;

/// Ranks of one channel; 0 where it says nothing. Same layout as the matrix.
std::vector<float> ranks_of(const StepMatrix& matrix) {
    std::vector<float> ranks(matrix.w.size(), 0.0F);
    std::vector<int> order;
    for (int r = 1; r < matrix.n; ++r) {
        order.resize(static_cast<std::size_t>(r));
        std::iota(order.begin(), order.end(), 0);
        const auto weight = [&](int c) { return std::max(0.0F, matrix.at(r, c)); };
        if (std::ranges::none_of(order, [&](int c) { return weight(c) > 0; })) continue;
        std::ranges::stable_sort(order, std::greater<>{}, weight);
        for (std::size_t i = 0; i < order.size();) {
            std::size_t end = i + 1;
            while (end < order.size() && weight(order[end]) == weight(order[i])) ++end;
            for (std::size_t k = i; k < end; ++k)
                ranks[static_cast<std::size_t>(r) * static_cast<std::size_t>(matrix.n) + static_cast<std::size_t>(order[k])] = static_cast<float>(i + end + 1) / 2.0F;
            i = end;
        }
    }
    return ranks;
}

/// The ranks of all channels, to be averaged with any number of each.
class RankTable {
public:
    RankTable(std::span<const Channel> channels, std::span<const Step> steps) : n_(static_cast<int>(steps.size())) {
        for (const Channel& channel : channels) {
            if (channel.matrix.n != n_) continue;
            ranks_.push_back(ranks_of(channel.matrix));
            if (weighted_.empty()) weighted_.assign(channel.matrix.w.size(), false);
            for (std::size_t i = 0; i < channel.matrix.w.size(); ++i) weighted_[i] = weighted_[i] || channel.matrix.w[i] > 0;
        }
        for (int r = 0; r < n_ && !weighted_.empty(); ++r)
            if (steps[static_cast<std::size_t>(r)].source == StepSource::Prompt) std::fill_n(weighted_.begin() + static_cast<std::ptrdiff_t>(r) * n_, n_, false);
    }

    [[nodiscard]] std::size_t channels() const { return ranks_.size(); }

    [[nodiscard]] StepMatrix combined(std::span<const int> times) const {
        StepMatrix out(n_);
        for (int r = 1; r < n_; ++r) {
            for (int c = 0; c < r; ++c) {
                const auto i = static_cast<std::size_t>(r) * static_cast<std::size_t>(n_) + static_cast<std::size_t>(c);
                if (weighted_.empty() || !weighted_[i]) continue;
                double sum = 0;
                int said = 0;
                for (std::size_t k = 0; k < ranks_.size(); ++k) {
                    if (ranks_[k][i] <= 0) continue;
                    sum += times[k] * static_cast<double>(ranks_[k][i]);
                    said += times[k];
                }
                if (said > 0) out.at(r, c) = static_cast<float>(said / sum);
            }
        }
        return out;
    }

    [[nodiscard]] StepMatrix combined() const { return combined(std::vector<int>(ranks_.size(), 1)); }

private:
    int n_ = 0;
    std::vector<std::vector<float>> ranks_;  // [channels][n, n]
    std::vector<bool> weighted_;             // [n, n] some channel has weight here
};

}  // namespace

std::vector<Channel> independent(std::vector<Channel> channels) {
    const auto has = [&](std::string_view method) { return std::ranges::find(channels, method, &Channel::method) != channels.end(); };
    const bool parts = has("calibrated-heads") && has("suppression");
    std::erase_if(channels, [&](const Channel& channel) { return channel.grade == EvidenceGrade::Labelled || channel.method == kEvidenceMethod || (parts && channel.method == "tested-heads"); });
    return channels;
}

StepMatrix combine_channels(std::span<const Channel> channels, std::span<const Step> steps) { return RankTable(channels, steps).combined(); }

std::vector<Edge> evidence_edges(std::span<const Channel> channels, std::span<const Step> steps, const EdgeSettings& settings) {
    auto edges = edges_from(combine_channels(channels, steps), steps, kEvidenceMethod, EvidenceGrade::Observed, settings);
    for (Edge& edge : edges) {
        for (const Channel& channel : channels) {
            if (channel.grade == EvidenceGrade::Tested && channel.matrix.n == static_cast<int>(steps.size()) && channel.matrix.at(edge.step.value, edge.source.value) > 0)
                edge.grade = EvidenceGrade::Tested;
        }
    }
    return edges;
}

std::vector<Support> support_of(std::span<const Edge> edges, StepId step, StepId source) {
    std::map<std::string, std::vector<const Edge*>> by_method;
    for (const Edge& edge : edges)
        if (edge.step == step && edge.method != kEvidenceMethod) by_method[edge.method].push_back(&edge);
    std::vector<Support> found;
    for (auto& [method, kept] : by_method) {
        std::ranges::stable_sort(kept, std::greater<>{}, &Edge::weight);
        Support support;
        support.method = method;
        support.grade = kept.front()->grade;
        support.kept = static_cast<int>(kept.size());
        support.control = kept.front()->control;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            if (kept[i]->source != source) continue;
            support.rank = static_cast<int>(i) + 1;
            support.weight = kept[i]->weight;
        }
        found.push_back(std::move(support));
    }
    std::ranges::stable_sort(found, {}, [](const Support& s) { return s.rank > 0 ? s.rank : std::numeric_limits<int>::max(); });
    return found;
}

Agreement agreement_of(std::span<const Support> support, StepId step) {
    Agreement agreement;
    for (const Support& one : support) {
        ++agreement.methods;
        agreement.naming += one.rank > 0 ? 1 : 0;
        if (step.value > 0) agreement.expected += static_cast<double>(one.kept) / step.value;
    }
    return agreement;
}

std::vector<Importance> step_importances(std::span<const Channel> channels, std::span<const Step> steps, StepId root, std::uint64_t seed) {
    if (steps.size() > static_cast<std::size_t>(kMostIntervalSteps)) return {};
    const RankTable table(channels, steps);
    if (table.channels() < 2) return {};
    const std::vector<double> flow = weight_flow(table.combined(), root);
    std::map<std::vector<int>, int> draws;  // how often each mix of channels came up
    std::mt19937_64 random(seed);
    for (int i = 0; i < kResamples; ++i) {
        std::vector<int> times(table.channels(), 0);
        for (std::size_t k = 0; k < times.size(); ++k) ++times[random() % times.size()];
        ++draws[times];
    }
    std::vector<std::vector<double>> shares(steps.size());
    for (const auto& [times, often] : draws) {
        const std::vector<double> drawn = weight_flow(table.combined(times), root);
        for (std::size_t step = 0; step < drawn.size(); ++step) shares[step].insert(shares[step].end(), static_cast<std::size_t>(often), drawn[step]);
    }
    std::vector<Importance> importances(steps.size());
    for (std::size_t step = 0; step < steps.size(); ++step) {
        std::ranges::sort(shares[step]);
        const auto at = [&](double share) { return shares[step][static_cast<std::size_t>(share * (kResamples - 1) + 0.5)]; };
        importances[step] = {flow[step], at(kTail), at(1 - kTail)};
    }
    return importances;
}

}  // namespace reasonscope
