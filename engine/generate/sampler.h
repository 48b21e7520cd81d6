#pragma once
// Chooses the next token from logits: plain C++, the same on every machine and device for the same logits and seed.

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "generate/generator.h"

namespace reasonscope {

struct Candidate {
    std::int32_t id = 0;
    double probability = 0;  // after all filters; all candidates sum to 1
};

/// What may be drawn, most likely first (equal ones by lower id). `seen` are the ids that the repetition penalty applies to:
/// positive logits are divided by it, negative ones multiplied (arXiv 1909.05858). Temperature 0 leaves one candidate.
std::vector<Candidate> candidates(std::span<const float> logits, std::span<const std::int32_t> seen, const SamplerSettings& settings);

class Sampler {
public:
    explicit Sampler(const SamplerSettings& settings) : settings_(settings), random_(settings.seed) {}

    /// `logits` [vocab]. Draws once from the generator per call, also when only one candidate is left, so that the number of draws
    /// equals the number of tokens.
    std::int32_t pick(std::span<const float> logits) { return pick(logits, draw()); }
    /// The same with a number drawn before, uniform in [0, 1): one draw may have to be asked again.
    [[nodiscard]] std::int32_t pick(std::span<const float> logits, double drawn) const;
    double draw();
    /// Counts `id` as seen from now on; called for the prompt and for every token that was picked.
    void observe(std::int32_t id);

private:
    SamplerSettings settings_;
    std::mt19937_64 random_;  // its sequence is fixed by the standard, unlike the distributions of <random>
    std::vector<std::int32_t> seen_;
    std::vector<bool> is_seen_;
};

/// Errors: BadInput naming the setting that is out of range.
Status check(const SamplerSettings& settings);

}  // namespace reasonscope
