// reasonscope models: what can be opened on this machine, and whether it fits.

#include <memory>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "pipeline/model_library.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::vector<std::string> paths;
    bool json = false;
};

nlohmann::ordered_json to_json(const ModelEntry& e) {
    nlohmann::ordered_json out{{"path", e.place.path.string()}, {"name", e.place.name}, {"origin", name(e.place.origin)}};
    if (!e.problem.empty()) {
        out["problem"] = e.problem;
        return out;
    }
    out.update({{"family", e.family}, {"parameters", e.parameters}, {"active_parameters", e.active_parameters}, {"layers", e.layers},
                {"heads", e.heads}, {"experts", e.experts}, {"experts_per_token", e.experts_per_token}, {"context", e.context},
                {"stored_as", e.stored_as}, {"file_bytes", e.file_bytes}, {"dtype", e.dtype}, {"weight_bytes", e.weight_bytes},
                {"cache_bytes", e.cache_bytes}, {"cache_tokens", e.cache_tokens}});
    if (!e.base.empty()) out["adapter"] = {{"base", e.base}, {"rank", e.adapter_rank}};
    if (e.available_bytes) out["available_bytes"] = *e.available_bytes;
    if (e.fits) out["fits"] = *e.fits;
    if (!e.fingerprint.empty()) out["fingerprint"] = e.fingerprint;
    if (e.fidelity) out["fidelity"] = nlohmann::ordered_json::parse(fidelity_json(*e.fidelity));
    return out;
}

void print_text(const ModelEntry& e) {
    fmt::print("{}  ({})\n  {}\n", e.place.name, name(e.place.origin), e.place.path.string());
    if (!e.problem.empty()) {
        fmt::print("  cannot be opened: {}\n", e.problem);
        return;
    }
    if (!e.base.empty()) fmt::print("  adapter of {}, rank {}\n", e.base, e.adapter_rank);
    fmt::print("  {}, {:.4g} million parameters", e.family, static_cast<double>(e.parameters) / 1e6);
    if (e.active_parameters < e.parameters) fmt::print(" ({:.4g} active)", static_cast<double>(e.active_parameters) / 1e6);
    fmt::print(", {} layers, {} heads", e.layers, e.heads);
    if (e.experts > 0) fmt::print(", {} experts, {} per token", e.experts, e.experts_per_token);
    fmt::print(", context {}, stored as {}, {:.1f} MB on disk\n  {}\n", e.context, e.stored_as, static_cast<double>(e.file_bytes) / 1e6, memory_sentence(e));
    if (e.fidelity) fmt::print("  {}\n", fidelity_sentence(*e.fidelity));
}

Status run(const Options& options) {
    std::vector<std::filesystem::path> added(options.paths.begin(), options.paths.end());
    const auto places = find_models(added);
    auto list = nlohmann::ordered_json::array();
    for (const auto& place : places) {
        // Named ones alone, when some were named.
        if (!added.empty() && place.origin != ModelOrigin::Added) continue;
        const auto entry = describe_model(place);
        if (!added.empty() && !entry.problem.empty()) return bad_input("{}", entry.problem);
        if (options.json) list.push_back(to_json(entry));
        else print_text(entry);
    }
    if (options.json) fmt::print("{}\n", list.dump(2));
    return {};
}

}  // namespace

void add_models(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("models", "List the models on this machine, and the memory that each would take");
    command->add_option("path", options->paths, "Only these: folders of models or LoRA adapters, or GGUF files");
    command->add_flag("--json", options->json, "Machine-readable output");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace reasonscope::cli
