#pragma once
// Where a model folder keeps its chat template, and the special tokens that the template may name.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace reasonscope::text {

struct TemplateSource {
    std::optional<std::string> jinja;           // nothing: the folder has no template
    std::map<std::string, std::string> tokens;  // "bos_token" -> "<s>" and so on
};

/// chat_template.jinja wins over tokenizer_config.json's chat_template, whose list of named ones gives "default".
Result<TemplateSource> read_template_source(const std::filesystem::path& model_folder);
/// The same from the text of one tokenizer_config.json; `where` names it in messages.
Result<TemplateSource> parse_template_source(std::string_view tokenizer_config_json, const std::string& where);

}  // namespace reasonscope::text
