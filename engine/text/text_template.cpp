#include "text/text_template.h"

#include <nlohmann/json.hpp>

#include "text/jinja/run.h"
#include "text/jinja_whitespace.h"

namespace reasonscope::text {
namespace {

constexpr std::size_t kMaxSource = 1 << 20;

}  // namespace

Result<TextTemplate> TextTemplate::parse(const std::string& source, std::string name) {
    if (source.size() > kMaxSource) return bad_input("The template {} is {} bytes long, more than any real one.", name, source.size());
    try {
        TextTemplate made;
        made.root_ = std::make_shared<const jinja::Block>(jinja::parse(resolve_whitespace(source)));
        made.name_ = std::move(name);
        return made;
    } catch (const jinja::Failure& problem) {
        return bad_input("The template {} can't be read: {}.", name, problem.what());
    }
}

Result<std::string> TextTemplate::render(const nlohmann::ordered_json& values) const {
    int line = 0;
    try {
        std::unordered_map<std::string, jinja::Value> globals;
        for (const auto& [key, value] : values.items()) globals.emplace(key, jinja::Value::of(value));
        std::string text = jinja::render(*root_, std::move(globals), {.strict = true, .line = &line});
        if (!text.ends_with('\n')) text += '\n';
        return text;
    } catch (const jinja::Failure& problem) {
        return bad_input("The template {} fails in line {}: {}.", name_, line, problem.what());
    }
}

}  // namespace reasonscope::text
