// reasonscope inspect: one exact forward pass, written as safetensors.

#include <cctype>
#include <charconv>
#include <memory>

#include "app/cli/command.h"
#include "generate/inspect.h"
#include "pipeline/loaded_model.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model, ids, out, dtype = "f32";
    int greedy = 0;
};

Result<std::vector<std::int32_t>> parse_ids(std::string_view text) {
    std::vector<std::int32_t> ids;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == ',' || std::isspace(static_cast<unsigned char>(text[at]))) {
            ++at;
            continue;
        }
        std::int32_t id = 0;
        const auto [end, problem] = std::from_chars(text.data() + at, text.data() + text.size(), id);
        const auto next = static_cast<std::size_t>(end - text.data());
        const bool ends = next == text.size() || text[next] == ',' || std::isspace(static_cast<unsigned char>(text[next]));
        if (problem != std::errc{} || !ends)
            return bad_input("--ids expects token ids such as 1,2,3, not '{}'.", text.substr(at, text.find_first_of(", ", at) - at));
        ids.push_back(id);
        at = next;
    }
    return ids;
}

Status run(const Options& options) {
    const auto ids = parse_ids(options.ids);
    if (!ids) return tl::unexpected(ids.error());
    const auto dtype = parse_dtype(options.dtype);
    if (!dtype) return tl::unexpected(dtype.error());
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.dtype = *dtype;
    const auto model = Model::load(*folder, load);
    if (!model) return tl::unexpected(model.error());
    const auto inspection = inspect(**model, *ids, options.greedy, {});
    if (!inspection) return tl::unexpected(inspection.error());
    return write_inspection(options.out, *inspection);
}

}  // namespace

void add_inspect(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("inspect", "One exact forward pass: logits, attention and routing as safetensors");
    command->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file; default: the bundled model");
    command->add_option("--ids", options->ids, "Token ids, comma separated")->required();
    command->add_option("--out", options->out, "File to write (.safetensors)")->required();
    command->add_option("--dtype", options->dtype, "f32 (default), bf16 or f16");
    command->add_option("--greedy", options->greedy, "Also continue with this many greedy tokens");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace reasonscope::cli
