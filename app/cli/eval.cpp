#include <memory>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "evaluate/evaluate.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model, dataset;
    int limit = 0, max_tokens = 1024;
    bool json = false;
};

Status run_eval(const Options& options) {
    const Interrupt interrupt;
    auto problems = load_problems(options.dataset);
    if (!problems) return tl::unexpected(problems.error());
    if (options.limit > 0 && problems->size() > static_cast<std::size_t>(options.limit)) problems->resize(static_cast<std::size_t>(options.limit));
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.stop = interrupt.token();
    const auto model = LoadedModel::load(*folder, load);
    if (!model) return tl::unexpected(model.error());
    const auto result = evaluate(*model, *problems, {options.max_tokens}, progress_line(), interrupt.token());
    if (!result) return tl::unexpected(result.error());
    return write_out(options.json ? to_json(*result) + "\n" : to_table(*result));
}

}  // namespace

void add_eval(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("eval", "Score a model on problems with known answers and steps (the format of 'tasks')");
    auto options = std::make_shared<Options>();
    sub->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file (default: the bundled R1-mini)");
    sub->add_option("--dataset", options->dataset, "JSONL file, one problem a line")->required();
    sub->add_option("--limit", options->limit, "Only the first N problems")->check(CLI::PositiveNumber);
    sub->add_option("--max-tokens", options->max_tokens, "Longest completion in tokens")->check(CLI::PositiveNumber);
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_eval(*options); }; });
}

}  // namespace reasonscope::cli
