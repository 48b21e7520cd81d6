#pragma once
// What a row of logits says before any sampling filter: softmax at temperature 1, in f64.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "trace/events.h"

namespace reasonscope {

class Distribution {
public:
    /// `logits` [vocab] must outlive this object. Nothing when a logit is NaN or +inf, or none is finite; -inf is probability 0.
    static std::optional<Distribution> of(std::span<const float> logits);

    [[nodiscard]] double probability(std::int32_t id) const;
    [[nodiscard]] double entropy() const { return entropy_; }                // nats
    [[nodiscard]] std::vector<Alternative> alternatives(int count) const;    // decreasing, equal ones by lower id

private:
    std::span<const float> logits_;
    double log_total_ = 0;  // log of the sum of exp(logit)
    double entropy_ = 0;
};

}  // namespace reasonscope
