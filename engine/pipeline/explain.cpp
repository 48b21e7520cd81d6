#include <algorithm>

#include <nlohmann/json.hpp>

#include "explain/method.h"
#include "pipeline/ask.h"
#include "pipeline/evidence.h"
#include "pipeline/head_calibration.h"
#include "pipeline/knock_out.h"
#include "pipeline/stored_run.h"
#include "reason/attention_mass.h"
#include "reason/evidence.h"
#include "store/method_products.h"

namespace reasonscope {
namespace {

/// The run's attention from its trace; empty when it was recorded without.
Result<AttentionMass> stored_attention(const SessionReader& reader, const StoredRun& run, const ProgressFn& progress, std::stop_token stop) {
    AttentionMass mass;
    for (const TokenRow& token : run.tokens) {
        if (stop.stop_requested()) return cancelled();
        if (!token.generated) continue;
        const auto attention = reader.attention(run.id, token.position);
        if (!attention) return tl::unexpected(attention.error());
        const auto begins = reader.segment_begins(run.id, token.position);
        if (!begins) return tl::unexpected(begins.error());
        mass.add(token.position, *attention, *begins);
        if (progress) progress({static_cast<double>(token.position.value) / static_cast<double>(run.tokens.size()), -1.0, "Reading attention"});
    }
    return mass;
}

Result<StepMatrix> method_matrix(const Method& method, const LoadedModel& model, const SessionReader& reader, const StoredRun& run,
                                 std::span<const StepId> targets, SuppressionPrecision precision, const ProgressFn& progress, std::stop_token stop) {
    std::vector<std::int32_t> ids;
    for (const TokenRow& token : run.tokens) ids.push_back(token.id);
    AttentionMass mass;
    if (method.needs_trace) {
        auto read = stored_attention(reader, run, progress, stop);
        if (!read) return tl::unexpected(read.error());
        mass = std::move(*read);
    }
    std::optional<HeadCalibration> heads;
    if (method.needs_heads) heads = stored_head_calibration(*model.model);
    return run_method(method, {model.model.get(), ids, run.steps, &mass, heads ? &*heads : nullptr, model.tokenizer.get(), precision}, targets, progress, stop);
}

/// Says with the edges whether suppression rounded; nothing where it never did.
Status store_products(SessionWriter& writer, const SessionReader& reader, RunId run, std::string_view method, bool rounded) {
    const auto kept = reader.results(run, kProductsKind);
    if (!kept) return tl::unexpected(kept.error());
    if (!rounded && std::ranges::find(*kept, method, &StoredResult::key) == kept->end()) return {};
    return writer.set_result(run, kProductsKind, method, nlohmann::json{{"products", rounded ? kRoundedProducts : kExactProducts}}.dump());
}

/// Rows of other steps stay as they were stored: a request for one step changes that row alone.
void keep_other_rows(StepMatrix& fresh, const std::optional<StepMatrix>& stored, StepId step) {
    for (int r = 0; r < fresh.n; ++r) {
        if (r == step.value) continue;
        for (int c = 0; c < fresh.n; ++c) fresh.at(r, c) = stored && stored->n == fresh.n ? stored->at(r, c) : 0.0F;
    }
}

}  // namespace

Status explain(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, RunId run,
               std::optional<StepId> step, std::string_view method, const ProgressFn& progress, std::stop_token stop, SuppressionPrecision precision) {
    if (method == kEvidenceMethod) return combine_evidence(writer, reader, run);
    const Method* chosen = find_method(method);
    if (!chosen) return bad_input("There is no method '{}'; choose {}, or {} for all of them together.", method, method_names(), kEvidenceMethod);
    if (const Status same = check_model(model, reader, run); !same) return same;
    auto stored = read_stored_run(reader, run);
    if (!stored) return tl::unexpected(stored.error());
    if (stored->steps.empty()) return bad_input("Run {} has no steps to explain.", run.value);
    if (step && (step->value < 0 || step->value >= static_cast<int>(stored->steps.size()))) {
        return bad_input("Run {} has no step {}; its steps are 0 to {}.", run.value, step->value, stored->steps.size() - 1);
    }
    if (step && stored->steps[static_cast<std::size_t>(step->value)].source == StepSource::Prompt) {
        return bad_input("Step {} is part of the prompt, which the model did not write; choose a later step.", step->value);
    }
    const std::vector<StepId> targets = step ? std::vector{*step} : std::vector<StepId>();
    auto matrix = method_matrix(*chosen, model, reader, *stored, targets, precision, progress, stop);
    if (!matrix) return tl::unexpected(matrix.error());
    if (step) {
        const auto before = reader.matrix(run, method);
        if (!before) return tl::unexpected(before.error());
        keep_other_rows(*matrix, *before, *step);
    }
    const auto edges = edges_from(*matrix, stored->steps, method, chosen->grade);
    if (const Status done = writer.set_edges(run, method, *matrix, edges); !done) return done;
    if (method == "suppression") {
        const bool rounded = uses_rounding(*model.model, stored->steps, targets, precision);
        if (const Status done = store_products(writer, reader, run, method, rounded); !done) return done;
    }
    if (const Status done = writer.flush(); !done) return done;
    return refresh_evidence(writer, reader, run);
}

Result<KnockoutResult> knock_out(const LoadedModel& model, const SessionReader& reader, RunId run, const Knockout& knockout, const ProgressFn& progress,
                                 std::stop_token stop) {
    if (const Status same = check_model(model, reader, run); !same) return tl::unexpected(same.error());
    const auto stored = read_stored_run(reader, run);
    if (!stored) return tl::unexpected(stored.error());
    if (stored->steps.empty()) return bad_input("Run {} has no steps to measure.", run.value);
    std::vector<std::int32_t> ids;
    for (const TokenRow& token : stored->tokens) ids.push_back(token.id);
    constexpr std::uint64_t kSeed = 1;  // the same request draws the same control
    return knock_out(*model.model, ids, stored->steps, knockout, kSeed, progress, stop);
}

}  // namespace reasonscope
