// reasonscope fidelity: how far a model's numbers are from a reference, or from its own in f32.

#include <memory>

#include <fmt/core.h>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "pipeline/fidelity.h"
#include "pipeline/loaded_model.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model, reference, dtype;
    bool json = false;
};

void print_text(const Fidelity& f) {
    const auto line = [](const char* label, const std::string& value) { fmt::print("{:<28}{}\n", label, value); };
    line("reference", f.reference);
    line("run", fmt::format("{} on {}", f.dtype, f.device));
    line("positions", fmt::format("{}", f.positions));
    line("largest logit error", fmt::format("{:.2e}", f.max_logit_error));
    line("KL, mean and largest (nats)", fmt::format("{:.2e}  {:.2e}", f.mean_kl, f.max_kl));
    line("top-1 agreement", fmt::format("{:.4f}", f.top1_agreement));
    if (f.max_attention_error) line("largest attention error", fmt::format("{:.2e}", *f.max_attention_error));
    if (f.routing_agreement) line("routing agreement", fmt::format("{:.4f}", *f.routing_agreement));
    if (f.greedy_agreement) line("greedy tokens", fmt::format("{:.4f}", *f.greedy_agreement));
    fmt::print("\n{}\n", fidelity_sentence(f));
}

Status run(const Options& options) {
    FidelitySettings settings;
    settings.reference = options.reference;
    if (!options.dtype.empty()) {
        const auto dtype = parse_dtype(options.dtype);
        if (!dtype) return tl::unexpected(dtype.error());
        settings.dtype = *dtype;
    }
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    const Interrupt interrupt;
    const auto fidelity = check_fidelity(*folder, settings, {}, interrupt.token());
    if (!fidelity) return tl::unexpected(fidelity.error());
    if (options.json) fmt::print("{}\n", fidelity_json(*fidelity));
    else print_text(*fidelity);
    return {};
}

}  // namespace

void add_fidelity(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("fidelity", "Compare a model's numbers with a reference, or with its own in f32");
    command->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file; default: the bundled model");
    command->add_option("--reference", options->reference, "What `inspect --greedy N` writes, here or by another program; default: the model's own f32");
    command->add_option("--dtype", options->dtype, "Precision to check: f32, bf16 or f16; default: f32 on the CPU, bf16 on CUDA");
    command->add_flag("--json", options->json, "Machine-readable output");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace reasonscope::cli
