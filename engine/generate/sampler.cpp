#include "generate/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace reasonscope {
namespace {

/// Divides by the sum; after this the candidates are a distribution.
void normalise(std::vector<Candidate>& list) {
    const double total =
        std::accumulate(list.begin(), list.end(), 0.0, [](double sum, const Candidate& c) { return sum + c.probability; });
    for (auto& c : list) c.probability /= total;
}

std::vector<float> penalised(std::span<const float> logits, std::span<const std::int32_t> seen, float penalty) {
    std::vector<float> out(logits.begin(), logits.end());
    if (penalty == 1.0F) return out;
    for (const auto id : seen) {
        auto& logit = out[static_cast<std::size_t>(id)];
        logit = logit > 0 ? logit / penalty : logit * penalty;
    }
    return out;
}

}  // namespace

std::vector<Candidate> candidates(std::span<const float> raw, std::span<const std::int32_t> seen, const SamplerSettings& settings) {
    const auto logits = penalised(raw, seen, settings.repetition_penalty);
    const auto best = static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
    if (settings.temperature <= 0) return {{best, 1.0}};

    std::vector<Candidate> list;
    const double highest = static_cast<double>(logits[static_cast<std::size_t>(best)]);
    const double temperature = static_cast<double>(settings.temperature);
    for (std::size_t id = 0; id < logits.size(); ++id) {
        const double weight = std::exp((static_cast<double>(logits[id]) - highest) / temperature);
        if (weight > 0) list.push_back({static_cast<std::int32_t>(id), weight});
    }
    std::stable_sort(list.begin(), list.end(), [](const Candidate& a, const Candidate& b) { return a.probability > b.probability; });
    if (settings.top_k > 0 && list.size() > static_cast<std::size_t>(settings.top_k)) list.resize(static_cast<std::size_t>(settings.top_k));
    normalise(list);
    if (settings.top_p < 1.0F) {  // the shortest head whose mass reaches top_p
        double mass = 0;
        std::size_t keep = 0;
        while (keep < list.size() && mass < static_cast<double>(settings.top_p)) mass += list[keep++].probability;
        list.resize(std::max<std::size_t>(keep, 1));
    }
    if (settings.min_p > 0) {
        const double floor = static_cast<double>(settings.min_p) * list.front().probability;
        std::erase_if(list, [&](const Candidate& c) { return c.probability < floor; });
    }
    normalise(list);
    return list;
}

double Sampler::draw() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }

std::int32_t Sampler::pick(std::span<const float> logits, double drawn) const {
    const auto list = candidates(logits, seen_, settings_);
    double mass = 0;
    for (const auto& candidate : list) {
        mass += candidate.probability;
        if (drawn < mass) return candidate.id;
    }
    return list.back().id;  // rounding left the sum a hair below 1
}

void Sampler::observe(std::int32_t id) {
    const auto at = static_cast<std::size_t>(id);
    if (at >= is_seen_.size()) is_seen_.resize(at + 1);
    if (is_seen_[at]) return;
    is_seen_[at] = true;
    seen_.push_back(id);
}

Status check(const SamplerSettings& s) {
    if (!(s.temperature >= 0) || !std::isfinite(s.temperature)) return bad_input("The temperature must be 0 or more, not {}.", s.temperature);
    if (s.top_k < 0) return bad_input("top-k must be 0 (off) or more, not {}.", s.top_k);
    if (!(s.top_p > 0 && s.top_p <= 1)) return bad_input("top-p must be above 0 and at most 1, not {}.", s.top_p);
    if (!(s.min_p >= 0 && s.min_p <= 1)) return bad_input("min-p must be between 0 and 1, not {}.", s.min_p);
    if (!(s.repetition_penalty > 0) || !std::isfinite(s.repetition_penalty))
        return bad_input("The repetition penalty must be above 0, not {}.", s.repetition_penalty);
    return {};
}

}  // namespace reasonscope
