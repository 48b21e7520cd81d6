// reasonscope calibrate: which heads of a model find the parents of steps, measured on generated problems.

#include <memory>

#include "app/cli/calibration.h"
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "base/file.h"
#include "evaluate/calibrate.h"
#include "pipeline/head_calibration.h"
#include "train/tasks.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model, out;
    bool json = false;
};

std::string summary(const HeadCalibration& found, const std::string& file) {
    std::string text = fmt::format("Calibrated on {} known steps of {} problems, kept in {}.\n", found.steps, found.problems, file);
    if (found.parents.empty()) text += fmt::format("None of the {} heads finds known parents better than place, length and shared words do.\n", found.tested);
    for (const HeadWeight& head : found.parents) text += fmt::format("  layer {:>2} head {:>2}  {:5.1f} %\n", head.layer.value, head.head.value, 100 * head.weight);
    return text;
}

Status run_calibrate(const Options& options) {
    const Interrupt interrupt;
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.stop = interrupt.token();
    const auto model = LoadedModel::load(*folder, load);
    if (!model) return tl::unexpected(model.error());
    const auto found = calibrate(*model, interrupt.token());
    if (!found) return tl::unexpected(found.error());
    const auto file = options.out.empty() ? head_calibration_cache(found->fingerprint) : std::filesystem::path(options.out);
    const Status stored = options.out.empty() ? store_head_calibration(*found) : write_file(file, to_json(*found));
    if (!stored) return stored;
    return write_out(options.json ? to_json(*found) : summary(*found, file.string()));
}

}  // namespace

Result<HeadCalibration> calibrate(const LoadedModel& model, std::stop_token stop) {
    return calibrate_heads(model, generate_problems(kCalibrationSeed, kCalibrationProblems), kCalibrationSeed, progress_line(), stop);
}

Result<HeadCalibration> stored_or_new_calibration(const LoadedModel& model, std::stop_token stop) {
    if (auto stored = stored_head_calibration(*model.model)) return std::move(*stored);
    auto found = calibrate(model, stop);
    if (!found) return found;
    if (const Status kept = store_head_calibration(*found); !kept) return tl::unexpected(kept.error());
    return found;
}

void add_calibrate(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("calibrate", "Find the heads of a model that show what a step rests on, and keep them for 'explain'");
    auto options = std::make_shared<Options>();
    sub->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file (default: the bundled R1-mini)");
    sub->add_option("--out", options->out, "File to write (default: the user's cache, by the model's fingerprint)");
    sub->add_flag("--json", options->json, "Print the calibration as JSON");
    sub->callback([&action, options] { action = [options] { return run_calibrate(*options); }; });
}

}  // namespace reasonscope::cli
