#include "generate/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "generate/selection.h"

namespace reasonscope {

std::optional<Distribution> Distribution::of(std::span<const float> logits) {
    double highest = -std::numeric_limits<double>::infinity();
    for (const float logit : logits) {
        if (std::isnan(logit)) return std::nullopt;
        highest = std::max(highest, static_cast<double>(logit));
    }
    if (!std::isfinite(highest)) return std::nullopt;
    // H = log Z - sum(p * (x - max)), with Z over shifted logits: no second pass of logarithms.
    double total = 0, weighted = 0;
    for (const float logit : logits) {
        const double shifted = static_cast<double>(logit) - highest;
        const double e = std::exp(shifted);
        total += e;
        if (e > 0) weighted += e * shifted;
    }
    Distribution out;
    out.logits_ = logits;
    out.log_total_ = highest + std::log(total);
    out.entropy_ = std::max(0.0, std::log(total) - weighted / total);
    return out;
}

double Distribution::probability(std::int32_t id) const {
    return std::exp(static_cast<double>(logits_[static_cast<std::size_t>(id)]) - log_total_);
}

std::vector<Alternative> Distribution::alternatives(int count) const {
    std::vector<Alternative> out;
    for (const auto& [id, logit] : largest(logits_, count)) out.push_back({id, static_cast<float>(probability(id))});
    return out;
}

}  // namespace reasonscope
