#pragma once
// A linear-chain conditional random field over the steps of one trace: scores per step and class, and scores between the classes of
// neighbours (Lafferty et al., ICML 2001). Pure functions, double precision, so that every machine gets the same classes.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace reasonscope {

inline constexpr std::size_t kChainClasses = 8;  // StepClass without Unknown
using ClassScores = std::array<double, kChainClasses>;

/// Scores that do not depend on a step's text.
struct ChainScores {
    std::array<ClassScores, kChainClasses> follows{};  // [class before][class]
    ClassScores first{}, last{};
};

/// What the chain says of a trace.
struct ChainMarginals {
    std::vector<ClassScores> at;                       // [steps]: probability of each class, rows sum to one
    std::array<ClassScores, kChainClasses> between{};  // expected count of each pair of neighbouring classes
    double log_partition = 0;
};

/// `steps` [steps]: the score of each class by the step's text.
ChainMarginals chain_marginals(const ChainScores& chain, std::span<const ClassScores> steps);

}  // namespace reasonscope
