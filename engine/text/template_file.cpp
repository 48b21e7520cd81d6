#include "text/template_file.h"

#include <nlohmann/json.hpp>

#include "base/file.h"

namespace reasonscope::text {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// Every "..._token": a string, or an object with "content".
void read_tokens(const Json& config, std::map<std::string, std::string>& tokens) {
    for (const auto& [name, value] : config.items()) {
        if (!name.ends_with("_token")) continue;
        const Json& content = value.is_object() ? value.value("content", Json()) : value;
        if (content.is_string()) tokens.insert_or_assign(name, content.get<std::string>());
    }
}

Result<std::optional<std::string>> choose_template(const Json& config) {
    const auto found = config.find("chat_template");
    if (found == config.end() || found->is_null()) return std::nullopt;
    if (found->is_string()) return found->get<std::string>();
    if (!found->is_array()) return bad_input("its chat_template is neither a text nor a list of templates.");
    std::string names;
    for (const Json& entry : *found) {
        if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string() ||
            !entry.contains("template") || !entry["template"].is_string())
            return bad_input("its list of chat templates holds something other than named templates.");
        if (entry["name"] == "default") return entry["template"].get<std::string>();
        names += (names.empty() ? "" : ", ") + entry["name"].get<std::string>();
    }
    return bad_input("its chat templates ({}) have no \"default\" one.", names);
}

/// Adds what one file says to `source`.
Status read_into(TemplateSource& source, std::string_view text, const std::string& where) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return bad_input("'{}' is not a valid JSON object; download it again.", where);
    read_tokens(json, source.tokens);
    auto chosen = choose_template(json);
    if (!chosen) return bad_input("'{}': {}", where, chosen.error().message);
    if (*chosen) source.jinja = std::move(*chosen);
    return {};
}

}  // namespace

Result<TemplateSource> read_template_source(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return bad_input("'{}' is not a model folder.", folder.string());
    TemplateSource source;
    for (const char* name : {"special_tokens_map.json", "tokenizer_config.json"}) {
        const fs::path file = folder / name;
        if (!fs::exists(file, ignored)) continue;
        const auto text = read_file(file);
        if (!text) return tl::unexpected(text.error());
        if (auto done = read_into(source, *text, file.string()); !done) return tl::unexpected(done.error());
    }
    const fs::path own = folder / "chat_template.jinja";
    if (fs::exists(own, ignored)) {
        auto text = read_file(own);
        if (!text) return tl::unexpected(text.error());
        source.jinja = std::move(*text);
    }
    return source;
}

Result<TemplateSource> parse_template_source(std::string_view tokenizer_config_json, const std::string& where) {
    TemplateSource source;
    if (auto done = read_into(source, tokenizer_config_json, where); !done) return tl::unexpected(done.error());
    return source;
}

}  // namespace reasonscope::text
