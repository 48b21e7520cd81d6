#include "generate/continuation.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <utility>

namespace reasonscope {
namespace {

std::string places(std::vector<Ablation::Part> parts) {
    std::ranges::sort(parts);
    const auto rest = std::ranges::unique(parts);
    parts.erase(rest.begin(), rest.end());
    std::string out;
    for (const auto& part : parts) out += fmt::format("{}{}:{}", out.empty() ? "" : ",", part.layer.value, part.index);
    return out;
}

Status check_layer(LayerId layer, const ModelConfig& config) {
    if (layer.value >= 0 && layer.value < config.layers) return {};
    return bad_input("There is no layer {}; the model has layers 0 to {}.", layer.value, config.layers - 1);
}

}  // namespace

std::string describe(const Ablation& ablation) {
    std::string out;
    if (!ablation.experts.empty()) out = "experts " + places(ablation.experts);
    if (!ablation.heads.empty()) out += (out.empty() ? "heads " : " heads ") + places(ablation.heads);
    return out;
}

std::string ablation_key(const Ablation& ablation) {
    std::string key = describe(ablation);
    if (ablation.experts.empty() || ablation.mode == KnockoutMode::Reroute) return key;
    std::uint64_t digest = 14695981039346656037ULL;  // FNV-1a
    for (const auto& one : ablation.stand_ins)
        for (const float value : one) digest = (digest ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211ULL;
    return fmt::format("{} {} {:x}", key, name(ablation.mode), digest);
}

std::string_view name(KnockoutMode mode) {
    switch (mode) {
        case KnockoutMode::Ablate: return "ablate";
        case KnockoutMode::MeanAblate: return "mean-ablate";
        case KnockoutMode::Reroute: break;
    }
    return "reroute";
}

Result<KnockoutMode> parse_knockout_mode(std::string_view text) {
    for (const auto mode : {KnockoutMode::Reroute, KnockoutMode::Ablate, KnockoutMode::MeanAblate})
        if (text == name(mode)) return mode;
    return bad_input("'{}' is no way to knock out; choose reroute, ablate or mean-ablate.", text);
}

Status check(const Ablation& ablation, const ModelConfig& config) {
    std::map<int, std::set<int>> out;
    for (const auto& part : ablation.experts) {
        if (auto known = check_layer(part.layer, config); !known) return known;
        if (!config.is_moe_layer(part.layer.value)) return bad_input("Layer {} has no experts to take out.", part.layer.value);
        if (part.index < 0 || part.index >= config.moe.experts)
            return bad_input("There is no expert {} in layer {}; its experts are 0 to {}.", part.index, part.layer.value, config.moe.experts - 1);
        auto& experts = out[part.layer.value];
        experts.insert(part.index);
        const int left = config.moe.experts - static_cast<int>(experts.size());
        if (left < 1) return bad_input("Not every expert of layer {} can be taken out; leave one.", part.layer.value);
        if (ablation.mode == KnockoutMode::Reroute && left < config.moe.experts_per_token)
            return bad_input("Layer {} needs {} experts for a token; leave so many in.", part.layer.value, config.moe.experts_per_token);
    }
    if (ablation.mode == KnockoutMode::MeanAblate && !ablation.experts.empty()) {
        const auto fits = [&](const std::vector<float>& one) { return one.size() == static_cast<std::size_t>(config.hidden_size); };
        if (ablation.stand_ins.size() != ablation.experts.size() || !std::ranges::all_of(ablation.stand_ins, fits))
            return bad_input("Mean outputs of {} numbers are needed for each of the {} experts that are out.", config.hidden_size, ablation.experts.size());
    }
    for (const auto& part : ablation.heads) {
        if (auto known = check_layer(part.layer, config); !known) return known;
        if (part.index < 0 || part.index >= config.heads)
            return bad_input("There is no head {} in layer {}; its heads are 0 to {}.", part.index, part.layer.value, config.heads - 1);
    }
    return {};
}

Refusal ban_phrases(const Tokenizer& tokenizer, std::vector<std::string> phrases, std::string before) {
    std::erase_if(phrases, [](const std::string& phrase) { return phrase.empty(); });
    if (phrases.empty()) return {};
    const auto longest = std::ranges::max(phrases, {}, &std::string::size).size();
    if (before.size() >= longest) before.erase(0, before.size() - (longest - 1));
    return [&tokenizer, phrases = std::move(phrases), before = std::move(before), longest](std::span<const std::int32_t> written, std::int32_t id) {
        const std::string_view next = tokenizer.bytes_of(id);
        std::string tail;  // at most the bytes that a phrase could have before this token
        for (auto at = written.rbegin(); at != written.rend() && tail.size() < longest; ++at) tail.insert(0, tokenizer.bytes_of(*at));
        if (tail.size() < longest) tail.insert(0, before);
        if (tail.size() >= longest) tail.erase(0, tail.size() - (longest - 1));
        tail += next;
        return std::ranges::any_of(phrases, [&](const std::string& phrase) { return tail.find(phrase) != std::string::npos; });
    };
}

}  // namespace reasonscope
