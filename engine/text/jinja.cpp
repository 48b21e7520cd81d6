#include "text/jinja.h"

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "text/jinja/run.h"
#include "text/jinja_whitespace.h"

namespace reasonscope::text {
namespace {

constexpr std::size_t kMaxSource = 1 << 20;

using jinja::Arguments;
using jinja::Value;

/// One clause, without the full stop that the sentence around it brings.
std::string clause(std::string message) {
    message = message.substr(0, message.find('\n'));
    while (!message.empty() && (message.back() == ':' || message.back() == '.' || message.back() == ' ')) message.pop_back();
    return message;
}

Value raise_exception(const Arguments& arguments) {
    throw jinja::Objection(arguments.positional.empty() ? "no reason given" : jinja::to_text(arguments.positional[0]));
}

Value strftime_now(const Arguments& arguments) {
    if (arguments.positional.size() != 1 || !arguments.positional[0].string()) jinja::fail("'strftime_now' takes one text");
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    std::array<char, 512> text{};
    const auto size = std::strftime(text.data(), text.size(), arguments.positional[0].string()->c_str(), &local);
    return std::string(text.data(), size);
}

}  // namespace

Result<Jinja> Jinja::parse(const std::string& source) {
    if (source.size() > kMaxSource)
        return bad_input("The chat template is {} bytes long, more than any real one.", source.size());
    try {
        Jinja jinja;
        jinja.root_ = std::make_shared<const jinja::Block>(jinja::parse(resolve_whitespace(source)));
        return jinja;
    } catch (const jinja::Failure& problem) {
        return bad_input("The chat template cannot be read: {}.", clause(problem.what()));
    }
}

Result<std::string> Jinja::render(const nlohmann::ordered_json& messages,
                                  const std::map<std::string, std::string>& tokens) const {
    try {
        std::unordered_map<std::string, Value> globals;
        for (const auto& [name, text] : tokens) globals.emplace(name, text);
        globals["messages"] = Value::of(messages);
        globals["add_generation_prompt"] = true;
        globals["tools"] = globals["documents"] = jinja::None{};
        globals["raise_exception"] = jinja::Function(raise_exception);
        globals["strftime_now"] = jinja::Function(strftime_now);
        return jinja::render(*root_, std::move(globals));
    } catch (const jinja::Objection& problem) {
        return bad_input("The model's chat template refuses these messages: {}.", clause(problem.what()));
    } catch (const jinja::Failure& problem) {
        return bad_input("The model's chat template fails on these messages: {}.", clause(problem.what()));
    }
}

}  // namespace reasonscope::text
