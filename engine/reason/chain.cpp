#include "reason/chain.h"

#include <algorithm>
#include <cmath>

namespace reasonscope {
namespace {

constexpr std::size_t K = kChainClasses;

double log_sum(const ClassScores& scores) {
    const double largest = *std::ranges::max_element(scores);
    double sum = 0;
    for (const double s : scores) sum += std::exp(s - largest);
    return largest + std::log(sum);
}

ClassScores plus(const ClassScores& a, const ClassScores& b) {
    ClassScores sum;
    for (std::size_t k = 0; k < K; ++k) sum[k] = a[k] + b[k];
    return sum;
}

}  // namespace

ChainMarginals chain_marginals(const ChainScores& chain, std::span<const ClassScores> steps) {
    ChainMarginals found;
    const std::size_t n = steps.size();
    if (n == 0) return found;
    std::vector<ClassScores> before(n), after(n);  // log sums over all paths up to a step, and behind it
    before[0] = plus(steps[0], chain.first);
    for (std::size_t i = 1; i < n; ++i) {
        for (std::size_t k = 0; k < K; ++k) {
            ClassScores paths;
            for (std::size_t j = 0; j < K; ++j) paths[j] = before[i - 1][j] + chain.follows[j][k];
            before[i][k] = steps[i][k] + log_sum(paths);
        }
    }
    after[n - 1] = chain.last;
    for (std::size_t i = n - 1; i-- > 0;) {
        const ClassScores next = plus(steps[i + 1], after[i + 1]);
        for (std::size_t j = 0; j < K; ++j) after[i][j] = log_sum(plus(chain.follows[j], next));
    }
    found.log_partition = log_sum(plus(before[n - 1], after[n - 1]));
    found.at.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < K; ++k) {
            found.at[i][k] = std::exp(before[i][k] + after[i][k] - found.log_partition);
            for (std::size_t j = 0; i > 0 && j < K; ++j) {
                const double path = before[i - 1][j] + chain.follows[j][k] + steps[i][k] + after[i][k];
                found.between[j][k] += std::exp(path - found.log_partition);
            }
        }
    }
    return found;
}

}  // namespace reasonscope
