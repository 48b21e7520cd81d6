// reasonscope lens: what every layer would say about a token of a stored run if it were the last.

#include <algorithm>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "generate/lens.h"
#include "pipeline/lens_run.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session, model;
    std::int64_t run = 0;
    int position = 0, count = 1, top = 5;
    bool json = false;
};

Json token_json(const Tokenizer& tokenizer, std::int32_t id) { return {{"id", id}, {"text", tokenizer.decode({&id, 1})}}; }

Json column_json(const LensColumn& column, const Tokenizer& tokenizer) {
    Json layers = Json::array();
    for (const LensCell& cell : column.layers) {
        Json top = Json::array();
        for (const Alternative& one : cell.top) {
            Json token = token_json(tokenizer, one.id);
            token["probability"] = one.probability;
            top.push_back(token);
        }
        layers.push_back({{"probability", cell.probability}, {"rank", cell.rank}, {"divergence", cell.divergence}, {"top", top}});
    }
    return {{"position", column.position.value}, {"token", token_json(tokenizer, column.id)}, {"settled", column.settled}, {"layers", layers}};
}

std::string quoted(const Tokenizer& tokenizer, std::int32_t id) {
    std::string text = "'" + tokenizer.decode({&id, 1}) + "'";
    std::ranges::replace(text, '\n', ' ');
    return text;
}

std::string column_text(const LensColumn& column, const Tokenizer& tokenizer) {
    std::string text = fmt::format("token {} {} settles in layer {}\n", column.position.value, quoted(tokenizer, column.id), column.settled);
    for (std::size_t layer = 0; layer < column.layers.size(); ++layer) {
        const LensCell& cell = column.layers[layer];
        text += fmt::format("  layer {:>3}  p {:>6.2f} %  rank {:>6}  KL {:>7.3f} ", layer, 100 * cell.probability, cell.rank, cell.divergence);
        for (const Alternative& one : cell.top) text += fmt::format("  {} {:.1f} %", quoted(tokenizer, one.id), 100 * one.probability);
        text += "\n";
    }
    return text;
}

Status run_lens(const Options& options) {
    const Interrupt interrupt;
    const auto reader = SessionReader::open(options.session);
    if (!reader) return tl::unexpected(reader.error());
    const auto run = (*reader)->run(RunId(options.run));
    if (!run) return tl::unexpected(run.error());
    if (run->start.model_path.empty() && options.model.empty())
        return bad_input("Run {} was imported and has no model; only what came with it can be shown.", options.run);
    LoadOptions load;
    load.stop = interrupt.token();
    const auto model = LoadedModel::load(options.model.empty() ? run->start.model_path : options.model, load);
    if (!model) return tl::unexpected(model.error());
    const auto read = lens_run(*model, **reader, RunId(options.run), TokenPos(options.position), TokenPos(options.position + options.count), options.top,
                               interrupt.token());
    if (!read) return tl::unexpected(read.error());
    if (!options.json) {
        std::string text;
        for (const LensColumn& column : read->columns) text += column_text(column, *model->tokenizer);
        return write_out(text);
    }
    Json list = Json::array();
    for (const LensColumn& column : read->columns) list.push_back(column_json(column, *model->tokenizer));
    return write_json({{"run", options.run}, {"tokens", list}});
}

}  // namespace

void add_lens(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("lens", "Logit lens: what each layer would say about a token of a stored run, and where the model settles");
    auto options = std::make_shared<Options>();
    sub->add_option("--session", options->session, "Session file")->required();
    sub->add_option("--run", options->run, "Run number")->required();
    sub->add_option("--position", options->position, "Token, counted from the beginning of the prompt (1 or later)")->required();
    sub->add_option("--count", options->count, "How many tokens from there on (default 1)")->check(CLI::Range(1, 100'000));
    sub->add_option("--top", options->top, "Likeliest tokens per layer (default 5)")->check(CLI::Range(1, 1000));
    sub->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file (default: where the run's model stood)");
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_lens(*options); }; });
}

}  // namespace reasonscope::cli
