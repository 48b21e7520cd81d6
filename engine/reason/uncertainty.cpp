#include "reason/uncertainty.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace reasonscope {

TokenSpread spread_of(std::span<const double> probabilities) {
    TokenSpread spread;
    double rest = 1, square = 0, first = 0, second = 0;
    const auto count = [&](double p) {
        if (p <= 0) return;
        const double log_p = std::log(p);
        spread.entropy -= p * log_p;
        square += p * log_p * log_p;
    };
    for (const double p : probabilities) {
        count(p);
        rest -= p;
        second = std::max(second, std::min(first, p));
        first = std::max(first, p);
    }
    if (rest > 1e-9) count(rest);
    spread.margin = first - second;
    spread.varentropy = std::max(0.0, square - spread.entropy * spread.entropy);
    return spread;
}

std::vector<bool> forking_tokens(std::span<const float> entropies, double share) {
    std::vector<std::size_t> order(entropies.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return entropies[a] > entropies[b]; });
    std::vector<bool> forks(entropies.size(), false);
    const auto count = static_cast<std::size_t>(std::ceil(share * static_cast<double>(entropies.size())));
    for (std::size_t i = 0; i < std::min(count, order.size()); ++i) forks[order[i]] = true;
    return forks;
}

std::vector<StepConfidence> step_confidence(std::span<const TokenUncertainty> tokens, std::span<const Step> steps) {
    std::vector<StepConfidence> all;
    for (const Step& step : steps) {
        StepConfidence one;
        one.step = step.id;
        for (const TokenUncertainty& token : tokens) {
            if (token.position < step.first || token.position >= step.last) continue;
            const double p = static_cast<double>(token.probability), entropy = static_cast<double>(token.entropy);
            ++one.tokens;
            one.mean_log_p += std::log(std::max(p, 1e-30));
            one.mean_entropy += entropy;
            one.least_probability = std::min(one.least_probability, p);
            one.max_entropy = std::max(one.max_entropy, entropy);
            one.fork_score = std::max(one.fork_score, entropy * (1 - p));
        }
        if (one.tokens == 0) continue;
        one.mean_log_p /= one.tokens;
        one.mean_entropy /= one.tokens;
        all.push_back(one);
    }
    return all;
}

}  // namespace reasonscope
