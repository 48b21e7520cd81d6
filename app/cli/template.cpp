// reasonscope template: messages as JSON on stdin become the exact prompt string of a model.

#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "app/cli/command.h"
#include "pipeline/model_text.h"

namespace reasonscope::cli {
namespace {

Status run(const std::filesystem::path& model) {
    const auto chat = load_chat_template(model);
    if (!chat) return tl::unexpected(chat.error());
    const std::string input{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    const auto prompt = chat->render_json(input);
    if (!prompt) return tl::unexpected(prompt.error());
    if (prompt->fallback)
        std::cerr << "reasonscope: the model folder has no chat template; a plain User/Assistant one was used.\n";
    std::cout << prompt->text << std::flush;
    if (!std::cout) return failure("The result could not be written to standard output.");
    return {};
}

}  // namespace

void add_template(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("template", "Messages as JSON on stdin become the exact prompt string of a model");
    auto model = std::make_shared<std::filesystem::path>();
    command->add_option("--model", *model, "Model folder with tokenizer_config.json, or GGUF file")->required();
    command->callback([model, &action] { action = [model] { return run(*model); }; });
}

}  // namespace reasonscope::cli
