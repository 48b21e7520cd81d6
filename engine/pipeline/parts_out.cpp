#include "pipeline/parts_out.h"

#include <algorithm>

#include "explain/knockout.h"

namespace reasonscope {
namespace {

std::vector<std::pair<int, int>> pairs_of(const std::vector<Ablation::Part>& parts) {
    std::vector<std::pair<int, int>> pairs;
    for (const auto& part : parts) pairs.emplace_back(part.layer.value, part.index);
    std::ranges::sort(pairs);
    const auto rest = std::ranges::unique(pairs);
    pairs.erase(rest.begin(), rest.end());
    return pairs;
}

std::vector<Ablation::Part> parts_of(const std::vector<std::pair<int, int>>& pairs) {
    std::vector<Ablation::Part> parts;
    for (const auto& [layer, index] : pairs) parts.push_back({LayerId(layer), index});
    return parts;
}

}  // namespace

KnockoutPlaces places_of(const Ablation& ablation) {
    KnockoutPlaces places{.experts = pairs_of(ablation.experts), .heads = pairs_of(ablation.heads)};
    if (!places.experts.empty()) places.mode = name(ablation.mode);
    return places;
}

Ablation ablation_of(const KnockoutPlaces& places) {
    Ablation ablation;
    ablation.experts = parts_of(places.experts);
    ablation.heads = parts_of(places.heads);
    ablation.mode = parse_knockout_mode(places.mode).value_or(KnockoutMode::Reroute);
    return ablation;
}

Status find_stand_ins(const LoadedModel& model, const SessionReader& reader, RunId run, Ablation& ablation, const std::stop_token& stop) {
    const auto summary = reader.run(run);
    if (!summary) return tl::unexpected(summary.error());
    if (summary->start.fingerprint != model.model->fingerprint())
        return bad_input("Mean outputs over run {} need the model that made it ({}); load that one, or let the router choose others.", run.value, summary->start.model_name);
    const auto tokens = reader.tokens(run, TokenPos(0), TokenPos(summary->prompt_tokens + summary->generated_tokens));
    if (!tokens) return tl::unexpected(tokens.error());
    std::vector<std::int32_t> ids;
    for (const TokenRow& token : *tokens) ids.push_back(token.id);
    std::vector<ExpertAt> experts;
    for (const auto& part : ablation.experts) experts.push_back({part.layer, ExpertId(part.index)});
    auto means = mean_outputs(*model.model, ids, experts, stop);
    if (!means) return tl::unexpected(means.error());
    ablation.stand_ins = std::move(*means);
    return {};
}

Result<Ablation> parts_out_of(const LoadedModel& model, const SessionReader& reader, RunId run, const std::stop_token& stop) {
    const auto branches = reader.branches();
    if (!branches) return tl::unexpected(branches.error());
    const auto own = std::ranges::find(*branches, run, &BranchRow::run);
    const auto without = own == branches->end() ? std::nullopt : parse_without(own->detail);
    if (!without) return Ablation();
    Ablation ablation = ablation_of(without->places);
    if (ablation.mode != KnockoutMode::MeanAblate || ablation.experts.empty()) return ablation;
    if (!without->means_of || !reader.run(*without->means_of))
        return bad_input("Run {} was written with mean outputs of a run that is gone; it cannot be written again.", run.value);
    if (const Status found = find_stand_ins(model, reader, *without->means_of, ablation, stop); !found) return tl::unexpected(found.error());
    return ablation;
}

}  // namespace reasonscope
