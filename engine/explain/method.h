#pragma once
// Every way to find out what a step rests on, under one roof: a name, how it was obtained, what it needs, what it costs.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "explain/heads.h"
#include "explain/suppression.h"
#include "model/model.h"
#include "reason/attention_mass.h"
#include "reason/step.h"
#include "reason/tree.h"
#include "text/tokenizer.h"

namespace reasonscope {

/// What is known of a run. Whatever a method does not need may be null.
struct MethodInput {
    const Model* model = nullptr;
    std::span<const std::int32_t> ids;             // [T] prompt + completion
    std::span<const Step> steps;
    const AttentionMass* attention = nullptr;      // of the run's trace
    const HeadCalibration* heads = nullptr;        // of this model
    const Tokenizer* tokenizer = nullptr;          // of this model
    SuppressionPrecision precision = SuppressionPrecision::Chosen;  // of the method suppression
};

/// One method. Plain data: the table of methods() is the registry. Every method's weight is per token of the source (per_token()), so that
/// length tells nothing: on models of random weights none finds true parents more often than chance (docs/faithfulness.md).
struct Method {
    std::string_view name;   // as stored with its edges
    std::string_view says;   // what a weight means, one line
    EvidenceGrade grade = EvidenceGrade::Observed;
    bool needs_model = false, needs_trace = false, needs_heads = false;
    bool needs_tokenizer = false;
    /// Work in units of one prefill of the chain; 0 for methods that only read the trace.
    double (*cost)(const MethodInput& input, std::span<const StepId> targets);
    Result<StepMatrix> (*run)(const MethodInput& input, std::span<const StepId> targets, const ProgressFn& progress, std::stop_token stop);
};

/// attention, receiver-heads, calibrated-heads, gradient, attnlrp, cp-lrp, flow-routes, suppression, suppression-direct, exchange.
std::span<const Method> methods();
const Method* find_method(std::string_view name);  // null when there is none
std::string method_names();                        // "attention, receiver-heads, ... or exchange"

/// The methods that did best where the truth is known (`reasonscope faithfulness`): one that reads the trace, one that tests.
inline constexpr std::string_view kDefaultFastMethod = "calibrated-heads", kDefaultTestedMethod = "exchange";

/// Checks that what the method needs is there (BadInput, one sentence) and runs it. Rows that were not asked for may be zero; `targets`
/// empty = every thinking and answer step. Cancelled when stopped. Runs on the calling thread.
Result<StepMatrix> run_method(const Method& method, const MethodInput& input, std::span<const StepId> targets, const ProgressFn& progress,
                              std::stop_token stop);

}  // namespace reasonscope
