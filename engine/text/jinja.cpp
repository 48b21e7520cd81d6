#include "text/jinja.h"

#include <array>
#include <ctime>
#include <minja/minja.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "text/jinja_whitespace.h"

namespace reasonscope::text {
namespace {

constexpr std::size_t kMaxSource = 1 << 20;
constexpr int kMaxNesting = 200;  // the parser recurses; real templates stay below 20

/// Brackets and blocks, counted without regard to strings: a bound, not a parse.
bool nests_too_deep(const std::string& source) {
    int brackets = 0, blocks = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char c = source[i];
        if (c == '(' || c == '[' || c == '{') ++brackets;
        if (c == ')' || c == ']' || c == '}') --brackets;
        if (source.compare(i, 2, "{%") == 0) {
            const auto word = source.find_first_not_of("-+ \t\r\n", i + 2);
            if (word != std::string::npos) {
                if (source.compare(word, 3, "if ") == 0 || source.compare(word, 4, "for ") == 0) ++blocks;
                if (source.compare(word, 3, "end") == 0) --blocks;
            }
        }
        if (brackets > kMaxNesting || blocks > kMaxNesting) return true;
    }
    return false;
}

/// minja adds a picture of the place behind its messages; one sentence is wanted.
std::string first_sentence(std::string message) {
    message = message.substr(0, message.find('\n'));
    while (!message.empty() && (message.back() == ':' || message.back() == '.' || message.back() == ' '))
        message.pop_back();
    return message;
}

/// What the template itself said against the messages.
using Objection = std::shared_ptr<std::optional<std::string>>;

minja::Value raise_exception(const Objection& objection) {
    return minja::Value::callable(
        [objection](const std::shared_ptr<minja::Context>&, minja::ArgumentsValue& args) -> minja::Value {
            std::string said = "no reason given";
            if (!args.args.empty())
                said = args.args[0].is_string() ? args.args[0].get<std::string>() : args.args[0].dump();
            *objection = said;
            throw std::runtime_error(said);
        });
}

minja::Value strftime_now() {
    return minja::Value::callable(
        [](const std::shared_ptr<minja::Context>&, minja::ArgumentsValue& args) -> minja::Value {
            args.expectArgs("strftime_now", {1, 1}, {0, 0});
            const std::time_t now = std::time(nullptr);
            std::tm local{};
            localtime_r(&now, &local);
            std::array<char, 512> text{};
            const auto size = std::strftime(text.data(), text.size(), args.args[0].get<std::string>().c_str(), &local);
            return std::string(text.data(), size);
        });
}

}  // namespace

Result<Jinja> Jinja::parse(const std::string& source) {
    if (source.size() > kMaxSource)
        return bad_input("The chat template is {} bytes long, more than any real one.", source.size());
    if (nests_too_deep(source)) return bad_input("The chat template nests deeper than {} levels.", kMaxNesting);
    try {
        Jinja jinja;
        jinja.root_ = minja::Parser::parse(
            resolve_whitespace(source), {.trim_blocks = false, .lstrip_blocks = false, .keep_trailing_newline = true});
        return jinja;
    } catch (const std::exception& problem) {
        return bad_input("The chat template cannot be read: {}.", first_sentence(problem.what()));
    }
}

Result<std::string> Jinja::render(const nlohmann::ordered_json& messages,
                                  const std::map<std::string, std::string>& tokens) const {
    const auto objection = std::make_shared<std::optional<std::string>>();
    try {
        const auto context =
            minja::Context::make(nlohmann::ordered_json{{"messages", messages}, {"add_generation_prompt", true}});
        for (const auto& [name, text] : tokens) context->set(name, minja::Value(text));
        context->set("tools", minja::Value());
        context->set("documents", minja::Value());
        context->set("raise_exception", raise_exception(objection));
        context->set("strftime_now", strftime_now());
        return root_->render(context);
    } catch (const std::exception& problem) {
        if (*objection)
            return bad_input("The model's chat template refuses these messages: {}.", first_sentence(**objection));
        return bad_input("The model's chat template fails on these messages: {}.", first_sentence(problem.what()));
    }
}

}  // namespace reasonscope::text
