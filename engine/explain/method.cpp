#include "explain/method.h"

#include <algorithm>
#include <array>

#include "explain/gradient.h"
#include "explain/suppression.h"

namespace reasonscope {
namespace {

using Targets = std::span<const StepId>;

double no_cost(const MethodInput&, Targets) { return 0; }

/// One forward pass, and one forward and backward pass over each target's own rows; the way back costs about two.
double gradient_cost(const MethodInput& input, Targets targets) {
    std::int64_t rows = 0;
    for (const Step& step : input.steps)
        if (targets.empty() ? step.source != StepSource::Prompt : std::ranges::find(targets, step.id) != targets.end()) rows += step.last.value - step.first.value;
    return 1.0 + 3.0 * static_cast<double>(rows) / static_cast<double>(std::max<std::size_t>(1, input.ids.size()));
}

template <SuppressedRows kRows>
double suppression_cost(const MethodInput& input, Targets targets) {
    return 1.0 + static_cast<double>(suppression_rows(input.steps, targets, kRows)) / static_cast<double>(std::max<std::size_t>(1, input.ids.size()));
}

Result<StepMatrix> attention(const MethodInput& input, Targets, const ProgressFn&, std::stop_token) { return input.attention->matrix(input.steps); }

Result<StepMatrix> gradient(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    auto found = gradient_provenance(*input.model, input.ids, input.steps, targets, progress, stop);
    if (!found) return tl::unexpected(found.error());
    return std::move(found->matrix);
}

template <SuppressedRows kRows>
Result<StepMatrix> suppressed(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    return suppression(*input.model, input.ids, input.steps, targets, kRows, progress, stop);
}

/// All chosen heads speak with one voice: kurtosis chose them, it does not weigh them.
Result<StepMatrix> receiver_heads(const MethodInput& input, Targets, const ProgressFn&, std::stop_token) {
    std::vector<HeadWeight> heads = input.heads->receivers;
    for (HeadWeight& head : heads) head.weight = 1.0F;
    return weighted_heads(*input.attention, input.steps, heads);
}

Result<StepMatrix> calibrated_heads(const MethodInput& input, Targets, const ProgressFn&, std::stop_token) {
    return weighted_heads(*input.attention, input.steps, input.heads->parents);
}

/// Share of a source in its row.
StepMatrix shares(StepMatrix matrix) {
    for (int r = 0; r < matrix.n; ++r) {
        double sum = 0;
        for (int c = 0; c < r; ++c) sum += matrix.at(r, c);
        for (int c = 0; c < r && sum > 0; ++c) matrix.at(r, c) = static_cast<float>(matrix.at(r, c) / sum);
    }
    return matrix;
}

/// What both hold for true: the product of the shares. The heads know what the step reads, the test what that changes. A source that the
/// heads hardly see keeps a little of their share, so that the test alone can still name it.
Result<StepMatrix> tested_heads(const MethodInput& input, Targets targets, const ProgressFn& progress, std::stop_token stop) {
    constexpr float kLeast = 1e-4F;
    auto tested = suppressed<SuppressedRows::AllLater>(input, targets, progress, stop);
    if (!tested) return tested;
    StepMatrix matrix = shares(std::move(*tested));
    const StepMatrix seen = shares(weighted_heads(*input.attention, input.steps, input.heads->parents));
    for (std::size_t i = 0; i < matrix.w.size(); ++i) matrix.w[i] *= seen.w[i] + kLeast;
    return matrix;
}

constexpr std::array<Method, 7> kMethods = {{
    {"attention", "mean attention mass of all heads on the source", EvidenceGrade::Observed, false, true, false, no_cost, attention},
    {"receiver-heads", "attention of the heads that single out few steps (kurtosis)", EvidenceGrade::Observed, false, true, true, no_cost, receiver_heads},
    {"calibrated-heads", "attention of the heads that find known parents on generated problems", EvidenceGrade::Observed, false, true, true, no_cost,
     calibrated_heads},
    {"gradient", "attention times its gradient, positive part", EvidenceGrade::Observed, true, false, false, gradient_cost, gradient},
    {"suppression", "change of the step's predictions when no later token sees the source", EvidenceGrade::Tested, true, false, false,
     suppression_cost<SuppressedRows::AllLater>, suppressed<SuppressedRows::AllLater>},
    {"suppression-direct", "change of the step's predictions when the step itself does not see the source", EvidenceGrade::Tested, true, false, false,
     suppression_cost<SuppressedRows::TargetOnly>, suppressed<SuppressedRows::TargetOnly>},
    {"tested-heads", "suppression and calibrated heads together: the product of their shares", EvidenceGrade::Tested, true, true, true,
     suppression_cost<SuppressedRows::AllLater>, tested_heads},
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
    if (stop.stop_requested()) return cancelled();
    auto matrix = method.run(input, targets, progress, stop);
    if (matrix && stop.stop_requested()) return cancelled();
    return matrix;
}

}  // namespace reasonscope
