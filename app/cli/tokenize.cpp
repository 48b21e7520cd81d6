// reasonscope tokenize: text on stdin becomes ids, or ids become text.

#include <charconv>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "pipeline/model_text.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::filesystem::path model;
    bool decode = false;
};

std::string standard_input() {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

/// Ids separated by white space or commas.
Result<std::vector<std::int32_t>> read_ids(const std::string& text, const Tokenizer& tokenizer) {
    std::vector<std::int32_t> ids;
    constexpr const char* separators = " \t\r\n,";
    for (auto at = text.find_first_not_of(separators); at != std::string::npos;) {
        const auto end = std::min(text.find_first_of(separators, at), text.size());
        std::int32_t id = 0;
        const auto [stop, problem] = std::from_chars(text.data() + at, text.data() + end, id);
        if (problem != std::errc() || stop != text.data() + end || id < 0 || id >= tokenizer.size())
            return bad_input("'{}' is not a token id of this model; ids are whole numbers from 0 to {}.",
                             text.substr(at, std::min<std::size_t>(end - at, 40)), tokenizer.size() - 1);
        ids.push_back(id);
        at = text.find_first_not_of(separators, end);
    }
    return ids;
}

Status run(const Options& options) {
    const auto tokenizer = load_tokenizer(options.model);
    if (!tokenizer) return tl::unexpected(tokenizer.error());
    const std::string input = standard_input();
    if (options.decode) {
        const auto ids = read_ids(input, *tokenizer);
        if (!ids) return tl::unexpected(ids.error());
        std::cout << tokenizer->decode_bytes(*ids) << std::flush;
    } else {
        const char* separator = "";
        for (const Token& token : tokenizer->encode(input)) {
            std::cout << separator << token.id;
            separator = " ";
        }
        std::cout << std::endl;
    }
    if (!std::cout) return failure("The result could not be written to standard output.");
    return {};
}

}  // namespace

void add_tokenize(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("tokenize", "Text on stdin becomes token ids on one line, or ids become text");
    auto options = std::make_shared<Options>();
    command->add_option("--model", options->model, "Model folder with tokenizer.json, or GGUF file")->required();
    command->add_flag("--decode", options->decode, "Ids on stdin become the text they spell, byte for byte");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace reasonscope::cli
