#pragma once
// The tokenizer and the chat template of a model: those of a folder, or those inside a GGUF file; of an adapter its own, else its base's.

#include <filesystem>

#include "base/result.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"

namespace reasonscope {

/// `path`: a folder with tokenizer.json, an adapter's folder, or a GGUF file. Errors: BadInput, one sentence.
Result<Tokenizer> load_tokenizer(const std::filesystem::path& path);
/// `path`: a folder, or a GGUF file. Without a template a stated fallback is used (RenderedPrompt::fallback).
Result<ChatTemplate> load_chat_template(const std::filesystem::path& path);

}  // namespace reasonscope
