#pragma once
// What the engine thread can do. The window's real one runs the pipeline; tests script theirs.

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/ask.h"
#include "pipeline/branch.h"
#include "pipeline/compare.h"
#include "pipeline/faithfulness.h"
#include "pipeline/fidelity.h"
#include "pipeline/knock_out.h"
#include "pipeline/head_run.h"
#include "pipeline/lens_run.h"
#include "pipeline/probe_run.h"

namespace reasonscope::ui {

/// What the window shows of a loaded model.
struct ModelInfo {
    std::filesystem::path folder;
    std::string name;         // folder name
    std::string type;         // "deepseek_v3"
    std::string device;       // "CPU, 2 threads"
    std::string dtype;        // "f32"
    std::string fingerprint;  // hex
    int context = 0, layers = 0, heads = 0, experts = 0;
    std::int64_t parameters = 0, active_parameters = 0;
    GenerateSettings defaults;
};

/// Owns the model and the session writer. What an engine cannot do it refuses. Every call happens on the engine thread, one at a time.
class EngineBackend {
public:
    virtual ~EngineBackend() = default;
    /// Empty folder: the bundled model; no dtype: the device's. The model loaded before stays when this one fails.
    virtual Result<ModelInfo> load_model(const std::filesystem::path& folder, std::optional<DType> dtype, const ProgressFn& progress,
                                         std::stop_token stop) = 0;
    virtual void unload_model() = 0;  // frees its memory
    /// Of any model, loaded or not; empty folder: the bundled one. The loaded one stays.
    virtual Result<Fidelity> check_fidelity(const std::filesystem::path& folder, const ProgressFn& progress, std::stop_token stop) = 0;
    /// Of the loaded model: every method on `count` fresh problems by this seed. The result is kept for the model, and noted in the open session.
    virtual Result<FaithfulnessResult> measure_faithfulness(std::uint64_t seed, int count, const ProgressFn& progress, std::stop_token stop) = 0;
    virtual Status open_session(const std::filesystem::path& file) = 0;
    virtual Result<AskResult> ask(const AskRequest& request, const AskEvents& events, std::stop_token stop) = 0;
    virtual Status explain(RunId run, std::optional<StepId> step, std::string_view method, const ProgressFn& progress,
                           std::stop_token stop) = 0;
    /// Stores the result with the run.
    virtual Result<KnockoutRecord> knock_out(RunId run, const Knockout& knockout, const ProgressFn& progress, std::stop_token stop) = 0;
    /// Runs a probe of explain/probe.h over a stored run and stores what it found; `partial` hears of what is known so far.
    virtual Status probe(RunId run, std::string_view name, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress,
                         std::stop_token stop) = 0;
    /// What every layer would say about tokens [first, last) of a stored run.
    virtual Result<LensReading> lens(RunId run, TokenPos first, TokenPos last, std::stop_token stop) = 0;
    /// Whole rows of one head over tokens [first, last) of a stored run.
    virtual Result<HeadRows> head_rows(RunId run, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token stop);
    virtual Status remove_run(RunId run) = 0;
    virtual Result<BranchResult> branch(const BranchRequest& request, const AskEvents& events, std::stop_token stop);
    virtual Result<AnswerDistribution> resample(RunId run, TokenPos from, int samples, const ProgressFn& progress, std::stop_token stop);
    virtual Status set_hidden(const std::vector<RunId>& runs, bool hidden);
    virtual Status set_mark(const Mark& mark);
    virtual Status remove_mark(std::int64_t id);
};

std::unique_ptr<EngineBackend> make_pipeline_backend();

}  // namespace reasonscope::ui
