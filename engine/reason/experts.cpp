#include "reason/experts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "reason/shuffled_classes.h"

namespace reasonscope {
namespace {

constexpr double kDeadShare = 0.1;     // of an even load
constexpr std::size_t kPairs = 24;

using Counts = std::vector<std::int64_t>;  // [M, E]

void add(const Routing& routing, std::size_t token, Counts& counts) {
    for (std::size_t layer = 0; layer < routing.layers.size(); ++layer)
        for (const std::int32_t expert : routing.at(token, layer))
            if (expert >= 0) ++counts[layer * static_cast<std::size_t>(routing.experts) + static_cast<std::size_t>(expert)];
}

double entropy_of(std::span<const std::int64_t> counts, std::int64_t total) {
    double entropy = 0;
    for (const std::int64_t n : counts)
        if (n > 0) entropy -= static_cast<double>(n) / static_cast<double>(total) * std::log(static_cast<double>(n) / static_cast<double>(total));
    return entropy;
}

double gini_of(std::vector<std::int64_t> counts, std::int64_t total) {
    std::ranges::sort(counts);
    double weighted = 0;
    const auto n = static_cast<double>(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) weighted += (2.0 * static_cast<double>(i + 1) - n - 1.0) * static_cast<double>(counts[i]);
    return weighted / (n * static_cast<double>(total));
}

LayerUse layer_use(int layer, std::vector<std::int64_t> counts) {
    LayerUse use;
    use.layer = layer;
    std::int64_t total = 0;
    for (const std::int64_t n : counts) total += n;
    if (total > 0) {
        const auto experts = static_cast<double>(counts.size()), mean = static_cast<double>(total) / experts;
        double squares = 0;
        for (const std::int64_t n : counts) {
            squares += (static_cast<double>(n) - mean) * (static_cast<double>(n) - mean);
            if (static_cast<double>(n) < kDeadShare * mean) ++use.dead;
        }
        use.max_over_mean = static_cast<double>(*std::ranges::max_element(counts)) / mean;
        use.variation = std::sqrt(squares / experts) / mean;
        use.gini = gini_of(counts, total);
        use.entropy = counts.size() > 1 ? entropy_of(counts, total) / std::log(experts) : 1.0;
    }
    use.count = std::move(counts);
    return use;
}

/// The tokens of a group, and what they use.
struct Group {
    int id = -1;
    std::vector<std::size_t> tokens;
};

GroupUse use_of(const Routing& routing, const Group& group) {
    const auto experts = static_cast<std::size_t>(routing.experts), layers = routing.layers.size();
    Counts counts(layers * experts, 0);
    for (const std::size_t token : group.tokens) add(routing, token, counts);
    GroupUse use;
    use.id = group.id;
    use.tokens = static_cast<std::int64_t>(group.tokens.size());
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(layer * experts);
        use.layers.push_back(layer_use(routing.layers[layer], {begin, begin + static_cast<std::ptrdiff_t>(experts)}));
        if (routing.entropy.empty() || group.tokens.empty()) continue;
        double sum = 0;
        for (const std::size_t token : group.tokens) sum += static_cast<double>(routing.entropy[token * layers + layer]);
        use.layers.back().router_entropy = sum / static_cast<double>(group.tokens.size());
    }
    return use;
}

double jensen_shannon(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
    double total_a = 0, total_b = 0, divergence = 0;
    for (std::size_t e = 0; e < a.size(); ++e) total_a += static_cast<double>(a[e]), total_b += static_cast<double>(b[e]);
    if (total_a <= 0 || total_b <= 0) return 1.0;
    for (std::size_t e = 0; e < a.size(); ++e) {
        const double p = static_cast<double>(a[e]) / total_a, q = static_cast<double>(b[e]) / total_b, m = (p + q) / 2;
        if (p > 0) divergence += 0.5 * p * std::log2(p / m);
        if (q > 0) divergence += 0.5 * q * std::log2(q / m);
    }
    return divergence;
}

std::vector<float> likeness_of(const std::vector<GroupUse>& steps) {
    const std::size_t n = steps.size();
    std::vector<float> likeness(n * n, 1.0F);
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = a + 1; b < n; ++b) {
            double sum = 0;
            for (std::size_t layer = 0; layer < steps[a].layers.size(); ++layer) sum += jensen_shannon(steps[a].layers[layer].count, steps[b].layers[layer].count);
            likeness[a * n + b] = likeness[b * n + a] = static_cast<float>(1.0 - sum / static_cast<double>(steps[a].layers.size()));
        }
    }
    return likeness;
}

std::vector<CoActivation> pairs_of(const Routing& routing, const GroupUse& run) {
    std::map<std::tuple<std::size_t, int, int>, std::int64_t> together;
    for (std::size_t token = 0; token < routing.tokens.size(); ++token) {
        for (std::size_t layer = 0; layer < routing.layers.size(); ++layer) {
            const auto chosen = routing.at(token, layer);
            for (std::size_t i = 0; i < chosen.size(); ++i)
                for (std::size_t j = i + 1; j < chosen.size(); ++j)
                    if (chosen[i] >= 0 && chosen[j] >= 0) ++together[{layer, std::min(chosen[i], chosen[j]), std::max(chosen[i], chosen[j])}];
        }
    }
    std::vector<CoActivation> pairs;
    for (const auto& [place, count] : together) {
        const auto& [layer, a, b] = place;
        const auto& used = run.layers[layer].count;
        const bool first_rarer = used[static_cast<std::size_t>(a)] <= used[static_cast<std::size_t>(b)];
        CoActivation pair{routing.layers[layer], first_rarer ? a : b, first_rarer ? b : a, count, 0};
        pair.share = static_cast<double>(count) / static_cast<double>(used[static_cast<std::size_t>(pair.expert)]);
        pairs.push_back(pair);
    }
    // Seldom used experts share everything by chance; the count speaks first among equals.
    std::ranges::stable_sort(pairs, [](const CoActivation& a, const CoActivation& b) { return a.share != b.share ? a.share > b.share : a.count > b.count; });
    if (pairs.size() > kPairs) pairs.resize(kPairs);
    return pairs;
}

}  // namespace

ExpertAnalysis analyse_experts(const Routing& routing, std::span<const Step> steps, const AnalysisSettings& settings) {
    ExpertAnalysis analysis;
    analysis.experts = routing.experts;
    analysis.top_k = routing.top_k;
    analysis.shuffles = settings.shuffles;
    analysis.seed = settings.seed;
    if (routing.empty()) return analysis;
    analysis.even_load = 1.0 / routing.experts;
    analysis.even_share = static_cast<double>(routing.top_k) / routing.experts;
    analysis.even_pair = routing.experts > 1 ? static_cast<double>(routing.top_k - 1) / (routing.experts - 1) : 0.0;

    Group all;
    std::map<int, Group> by_step, by_class;
    for (std::size_t token = 0; token < routing.tokens.size(); ++token) {
        all.tokens.push_back(token);
        const int step = routing.tokens[token].step;
        if (step < 0 || static_cast<std::size_t>(step) >= steps.size()) continue;
        by_step[step].tokens.push_back(token);
        by_class[static_cast<int>(steps[static_cast<std::size_t>(step)].cls)].tokens.push_back(token);
    }
    analysis.run = use_of(routing, all);
    for (auto& [id, group] : by_step) {
        group.id = id;
        analysis.steps.push_back(use_of(routing, group));
    }
    for (auto& [id, group] : by_class) {
        group.id = id;
        analysis.classes.push_back(use_of(routing, group));
    }
    analysis.pairs = pairs_of(routing, analysis.run);
    analysis.likeness = likeness_of(analysis.steps);
    test_classes(analysis, steps);
    return analysis;
}

std::vector<ExpertToken> top_tokens(const Routing& routing, std::size_t layer, int expert, std::size_t limit) {
    if (layer >= routing.layers.size() || expert < 0 || expert >= routing.experts) return {};
    std::map<std::string, ExpertToken> by_text;
    std::int64_t used = 0;
    for (std::size_t token = 0; token < routing.tokens.size(); ++token) {
        ExpertToken& found = by_text[routing.tokens[token].text];
        ++found.of;
        if (std::ranges::find(routing.at(token, layer), expert) == routing.at(token, layer).end()) continue;
        ++found.count;
        ++used;
    }
    const double k = routing.top_k, experts = routing.experts, tokens = static_cast<double>(routing.tokens.size());
    const double whole = std::log((static_cast<double>(used) + 1) / (tokens * k + experts));
    std::vector<ExpertToken> found;
    for (auto& [text, one] : by_text) {
        if (one.count == 0) continue;
        one.text = text;
        one.log_ratio = std::log((static_cast<double>(one.count) + 1) / (static_cast<double>(one.of) * k + experts)) - whole;
        if (one.log_ratio > 0) found.push_back(std::move(one));
    }
    std::ranges::stable_sort(found, [](const ExpertToken& a, const ExpertToken& b) { return a.log_ratio != b.log_ratio ? a.log_ratio > b.log_ratio : a.count > b.count; });
    if (found.size() > limit) found.resize(limit);
    return found;
}

}  // namespace reasonscope
