#include "explain/method.h"

#include <algorithm>
#include <array>

#include "explain/flow_routes.h"
#include "explain/exchange.h"
#include "explain/gradient.h"
#include "explain/relevance.h"
#include "explain/suppression.h"

namespace reasonscope {
namespace {

using Targets = std::span<const StepId>;

double no_cost(const MethodInput&, Targets) { return 0; }

Result<StepMatrix> scored(Result<StepMatrix> mass, const MethodInput& input) {
    if (!mass) return mass;
    return per_token(std::move(*mass), input.steps);
}

/// One forward pass, and one forward and backward pass over each target's own rows; the way back costs about two.
double gradient_cost(const MethodInput& input, Targets targets) {
    std::int64_t rows = 0;
    for (const Step& step : input.steps)
        if (targets.empty() ? step.source != StepSource::Prompt : std::ranges::find(targets, step.id) != targets.end()) rows += step.last.value - step.first.value;
    return 1.0 + 3.0 * static_cast<double>(rows) / static_cast<double>(std::max<std::size_t>(1, input.ids.size()));
}

/// Rounded rows cost about half of exact ones; what is measured again is not known before.
template <SuppressedRows kRows>
double suppression_cost(const MethodInput& input, Targets targets) {
    constexpr double kRounded = 0.55;
    const bool rounded = kRows == SuppressedRows::AllLater && input.model && uses_rounding(*input.model, input.steps, targets, input.precision);
    const auto rows = static_cast<double>(suppression_rows(input.steps, targets, kRows));
    return 1.0 + (rounded ? kRounded : 1.0) * rows / static_cast<double>(std::max<std::size_t>(1, input.ids.size()));
}

Result<StepMatrix> attention(const MethodInput& input, Targets, const ProgressFn&, std::stop_token) { return input.attention->matrix(input.steps, MassScale::Density); }

Result<StepMatrix> gradient(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    auto found = gradient_provenance(*input.model, input.ids, input.steps, targets, progress, stop);
    if (!found) return tl::unexpected(found.error());
    return per_token(std::move(found->matrix), input.steps);
}

template <SuppressedRows kRows>
Result<StepMatrix> suppressed(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    return scored(suppression(*input.model, input.ids, input.steps, targets, kRows, progress, stop, input.precision), input);
}

/// One pass; keys and values, about a sixth of the weights, once more and back per target; the target's rows there and back, which costs three.
double relevance_cost(const MethodInput& input, Targets targets) {
    constexpr double kKeys = 1.0 / 6;
    double rows = 0, count = 0;
    for (const Step& step : input.steps) {
        const bool wanted = targets.empty() ? step.source != StepSource::Prompt : std::ranges::find(targets, step.id) != targets.end();
        count += wanted ? 1 : 0;
        rows += wanted ? step.last.value - step.first.value : 0;
    }
    return 1 + kKeys * (1 + 2 * count) + 3 * rows / static_cast<double>(std::max<std::size_t>(1, input.ids.size()));
}

template <RelevanceRules kRules>
Result<StepMatrix> relevance(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    auto found = relevance_provenance(*input.model, input.ids, input.steps, targets, kRules, progress, stop);
    if (!found) return tl::unexpected(found.error());
    return per_token(std::move(found->matrix), input.steps);
}

/// One pass, and the attention part of each layer once more.
double flow_cost(const MethodInput&, Targets) { return 2; }

Result<StepMatrix> flow(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    return scored(flow_routes(*input.model, input.ids, input.steps, targets, {}, progress, stop), input);
}

/// All chosen heads speak with one voice: kurtosis chose them, it does not weigh them.
Result<StepMatrix> receiver_heads(const MethodInput& input, Targets, const ProgressFn&, std::stop_token) {
    std::vector<HeadWeight> heads = input.heads->receivers;
    for (HeadWeight& head : heads) head.weight = 1.0F;
    return weighted_heads(*input.attention, input.steps, heads);
}

Result<StepMatrix> calibrated_heads(const MethodInput& input, Targets, const ProgressFn&, std::stop_token) {
    if (input.heads->parents.empty()) {
        return bad_input("None of this model's {} heads finds known parents better than place, length and shared words do; use the method {} or {}.",
                         input.heads->tested, "cp-lrp", kDefaultTestedMethod);
    }
    return weighted_heads(*input.attention, input.steps, input.heads->parents);
}

double exchange_cost(const MethodInput& input, Targets targets) {
    return 1.0 + static_cast<double>(exchange_rows(input.steps, targets)) / static_cast<double>(std::max<std::size_t>(1, input.ids.size()));
}

Result<StepMatrix> exchanged(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    return exchange(*input.model, *input.tokenizer, input.ids, input.steps, targets, progress, stop);
}

constexpr std::array<Method, 10> kMethods = {{
    {"attention", "attention of all heads per token of the source", EvidenceGrade::Observed, false, true, false, false, no_cost, attention},
    {"receiver-heads", "attention per token of the source, of the heads that single out few steps (kurtosis)", EvidenceGrade::Observed, false, true, true, false, no_cost, receiver_heads},
    {"calibrated-heads", "attention per token of the source, of the heads that find known parents on generated problems beyond what place, length and words tell", EvidenceGrade::Observed, false, true, true, false, no_cost,
     calibrated_heads},
    {"gradient", "attention times its gradient, positive part, per token of the source", EvidenceGrade::Observed, true, false, false, false, gradient_cost, gradient},
    {"attnlrp", "relevance per token of the source, through attention weights and values, by the rules of AttnLRP", EvidenceGrade::Observed, true, false, false, false, relevance_cost,
     relevance<RelevanceRules::AttnLrp>},
    {"cp-lrp", "relevance per token of the source, through values alone, conserved exactly: attention weights are constants", EvidenceGrade::Observed, true, false, false, false, relevance_cost,
     relevance<RelevanceRules::Conserving>},
    {"flow-routes", "share of the residual stream that enters the step from a token of the source", EvidenceGrade::Observed, true, false, false, false, flow_cost, flow},
    {"suppression", "change of the step's predictions, per token of the source, when no later token sees the source", EvidenceGrade::Tested, true, false, false, false,
     suppression_cost<SuppressedRows::AllLater>, suppressed<SuppressedRows::AllLater>},
    {"suppression-direct", "change of the step's predictions, per token of the source, when the step itself does not see the source", EvidenceGrade::Tested, true, false, false, false,
     suppression_cost<SuppressedRows::TargetOnly>, suppressed<SuppressedRows::TargetOnly>},
    {.name = "exchange",
     .says = "change of the step's predictions, per token of the source, when the source's numbers and words are others",
     .grade = EvidenceGrade::Tested,
     .needs_model = true,
     .needs_tokenizer = true,
     .cost = exchange_cost,
     .run = exchanged},
}};

}  // namespace

std::span<const Method> methods() { return kMethods; }

const Method* find_method(std::string_view name) {
    const auto found = std::ranges::find(kMethods, name, &Method::name);
    return found == kMethods.end() ? nullptr : &*found;
}

std::string method_names() {
    std::string names;
    for (std::size_t i = 0; i < kMethods.size(); ++i)
        names += fmt::format("{}{}", i == 0 ? "" : i + 1 == kMethods.size() ? " or " : ", ", kMethods[i].name);
    return names;
}

Result<StepMatrix> run_method(const Method& method, const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    if (method.needs_model && !input.model) return bad_input("The method {} runs the model again, but this run has no model.", method.name);
    if (method.needs_trace && (!input.attention || input.attention->empty()))
        return bad_input("The run was recorded without attention; ask again with --trace full, or use the method suppression.");
    if (method.needs_heads && input.attention->layers() * input.attention->heads() <= 1)
        return bad_input("The run was recorded without single heads; ask again with --trace full, or use the method attention.");
    if (method.needs_heads && !input.heads)
        return bad_input("The heads of this model are not calibrated yet; run 'reasonscope calibrate --model DIR' once.");
    if (method.needs_tokenizer && !input.tokenizer) return bad_input("The method {} needs the model's tokenizer.", method.name);
    if (stop.stop_requested()) return cancelled();
    auto matrix = method.run(input, targets, progress, stop);
    if (matrix && stop.stop_requested()) return cancelled();
    return matrix;
}

}  // namespace reasonscope
