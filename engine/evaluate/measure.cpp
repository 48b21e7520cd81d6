// Whole measurements: which problems, which calibration, which models.

#include <chrono>
#include <set>

#include "evaluate/calibrate.h"
#include "evaluate/faithfulness.h"
#include "pipeline/head_calibration.h"
#include "train/tasks.h"

namespace reasonscope {
namespace {

constexpr int kUntrainedModels = 8;
constexpr int kUntrainedCalibration = 60;  // problems for each of them

/// Says how far a measurement is and how long it may still take.
class Watch {
public:
    Watch(const ProgressFn& progress, std::size_t whole) : progress_(progress), whole_(static_cast<double>(whole)) {}
    void done(std::size_t problems, int steps) const {
        if (!progress_) return;
        const double fraction = static_cast<double>(problems) / whole_;
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started_;
        progress_({fraction, taken.count() * (1.0 - fraction) / fraction, fmt::format("{} of {} problems, {} known steps", problems, static_cast<int>(whole_), steps)});
    }

private:
    const ProgressFn& progress_;
    double whole_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

std::vector<Problem> fresh_problems(std::uint64_t seed, int count) {
    std::set<std::string> seen;
    for (const Problem& problem : generate_problems(kCalibrationSeed, kCalibrationProblems)) seen.insert(problem.prompt);
    std::mt19937_64 random(seed);
    std::vector<Problem> fresh;
    while (fresh.size() < static_cast<std::size_t>(count)) {
        Problem problem = make_problem(task_names()[fresh.size() % task_names().size()], random);
        if (seen.insert(problem.prompt).second) fresh.push_back(std::move(problem));
    }
    return fresh;
}

Result<FaithfulnessResult> measure_faithfulness(const LoadedModel& model, std::span<const Problem> problems, const HeadCalibration* heads,
                                                const FaithfulnessSettings& settings, const ProgressFn& progress, std::stop_token stop) {
    if (problems.empty()) return bad_input("There are no problems to measure on.");
    FaithfulnessMeasurement measurement(settings);
    const Watch watch(progress, problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (const Status done = measurement.add(model, heads, problems[i], stop); !done) return tl::unexpected(done.error());
        watch.done(i + 1, measurement.steps());
    }
    return measurement.finish();
}

Result<FaithfulnessResult> measure_faithfulness(const LoadedModel& model, std::uint64_t seed, int count, int curve_steps_per_chain, const ProgressFn& progress,
                                                std::stop_token stop) {
    auto heads = stored_head_calibration(*model.model);
    if (!heads) {
        auto found = calibrate_heads(model, generate_problems(kCalibrationSeed, kCalibrationProblems), kCalibrationSeed, progress, stop);
        if (!found) return tl::unexpected(found.error());
        if (const Status kept = store_head_calibration(*found); !kept) return tl::unexpected(kept.error());
        heads = std::move(*found);
    }
    FaithfulnessSettings settings;
    settings.curve_steps_per_chain = curve_steps_per_chain;
    auto result = measure_faithfulness(model, fresh_problems(seed, count), &*heads, settings, progress, stop);
    if (!result) return result;
    result->fingerprint = model.model->fingerprint();
    result->seed = seed;
    return result;
}

Result<FaithfulnessResult> measure_untrained(const std::filesystem::path& folder, std::uint64_t seed, int count, int curve_steps_per_chain,
                                             const ProgressFn& progress, std::stop_token stop) {
    const std::vector<Problem> problems = fresh_problems(seed, count);
    if (problems.empty()) return bad_input("There are no problems to measure on.");
    FaithfulnessSettings settings;
    settings.text = ChainText::Solution;
    settings.curve_steps_per_chain = curve_steps_per_chain;
    FaithfulnessMeasurement measurement(settings);
    const Watch watch(progress, problems.size());
    std::size_t next = 0;
    for (std::size_t m = 0; m < kUntrainedModels; ++m) {
        LoadOptions load;
        load.stop = stop;
        load.untrained_seed = seed + m;
        const auto model = LoadedModel::load(folder, load);
        if (!model) return tl::unexpected(model.error());
        if (m > 0) measurement.next_model();
        const auto heads = calibrate_heads(*model, generate_problems(kCalibrationSeed, kUntrainedCalibration), kCalibrationSeed, {}, stop, ChainText::Solution);
        if (!heads) return tl::unexpected(heads.error());
        for (; next < problems.size() * (m + 1) / kUntrainedModels; ++next) {
            if (const Status done = measurement.add(*model, &*heads, problems[next], stop); !done) return tl::unexpected(done.error());
            watch.done(next + 1, measurement.steps());
        }
    }
    auto result = measurement.finish();
    if (!result) return result;
    result->seed = seed;
    return result;
}

}  // namespace reasonscope
