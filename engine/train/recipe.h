#pragma once
// What R1-mini is: its shape, its tokenizer and the small files of its folder.

#include <filesystem>
#include <string>

#include "base/result.h"
#include "model/config.h"
#include "text/tokenizer.h"

namespace reasonscope {

/// DeepSeek-V3 in miniature.
ModelConfig r1_mini_config(int vocabulary);

/// config.json in Hugging Face's names.
std::string config_json(const ModelConfig& config, std::int32_t bos, std::int32_t eos);

/// Trains the byte-level BPE on generated problems; the same seed gives the same tokenizer.json.
Result<std::string> r1_mini_tokenizer(std::uint64_t seed, int vocabulary);

/// Writes config.json, tokenizer.json, tokenizer_config.json (with the chat template) and generation_config.json.
Status write_model_files(const std::filesystem::path& folder, const ModelConfig& config, const std::string& tokenizer_json, const Tokenizer& tokenizer);

}  // namespace reasonscope
