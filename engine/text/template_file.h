#pragma once
// Where a model folder keeps its chat template, and the special tokens that the template may name.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace reasonscope::text {

struct TemplateSource {
    std::optional<std::string> jinja;           // nothing: the folder has no template
    std::map<std::string, std::string> tokens;  // "bos_token" -> "<s>" and so on
};

/// chat_template.jinja wins over tokenizer_config.json's chat_template, whose list of named ones gives "default".
Result<TemplateSource> read_template_source(const std::filesystem::path& model_folder);

}  // namespace reasonscope::text
