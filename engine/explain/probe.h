#pragma once
// Explanations that are no edges between steps, under one roof as methods are: a name, what it says, what it costs, a JSON result to store.

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "explain/written_run.h"

namespace reasonscope {

struct ProbeRequest {
    std::optional<StepId> step;
    std::optional<TokenPos> position;
    std::optional<int> samples;  // of each kind, for probes that draw
    std::optional<float> temperature, top_p;  // of the draws; else the model's own
    std::uint64_t seed = 0;
    bool keep = false;  // of a stopped probe what it had found by then, marked "stopped", instead of Cancelled; of those that find bit by bit
};

/// Called with the JSON of what is known so far, on the calling thread.
using PartialFn = std::function<void(const std::string& json)>;

/// One probe. Plain data: the table of probes() is the registry.
struct Probe {
    std::string_view name;  // and the kind of its stored results
    std::string_view says;  // what it finds out, one line
    bool needs_step = false, takes_step = false, takes_position = false;
    /// Tokens that run through the model at most, in units of the chain's own length.
    double (*cost)(const WrittenRun& run, const ProbeRequest& request);
    Result<std::string> (*run)(const WrittenRun& run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop);
};

/// resampling, answer-curve, forks.
std::span<const Probe> probes();
const Probe* find_probe(std::string_view name);  // null when there is none
std::string probe_names();                       // "resampling, answer-curve or forks"

/// Whether a result that was stopped early holds less than another of its kind and key: then it must not take its place.
bool holds_less(std::string_view json, std::string_view than);

/// Under which key a result of this request is stored: "step 4", "token 120", or nothing for the whole run.
std::string probe_key(const ProbeRequest& request);

/// Checks the request against what the probe takes (BadInput, one sentence) and runs it. Cancelled when stopped, unless something is to be
/// kept. Runs on the calling thread.
Result<std::string> run_probe(const Probe& probe, const WrittenRun& run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress,
                              std::stop_token stop);

}  // namespace reasonscope
