#pragma once
// The tokenizer and chat template inside a GGUF file, as the files that a Hugging Face folder would hold.
// Sources: github.com/ggml-org/ggml, docs/gguf.md (keys); the `tokenizers` library (tokenizer.json); llama.cpp's names of splitting rules.

#include <string>

#include "base/result.h"
#include "model/gguf.h"

namespace reasonscope {

/// tokenizer.json, for Tokenizer::parse. Byte-level BPE ("gpt2") splits text as tokenizer.ggml.pre names it; SentencePiece-BPE ("llama") gets
/// its merges from the pieces' scores, as transformers' generate_merges does. Control and user-defined tokens become added tokens; unused ones
/// are left out, so ids may have gaps.
/// Errors: BadInput, one sentence, for another tokenizer model, a splitting rule that is not known, or lists that do not fit each other.
Result<std::string> gguf_tokenizer_json(const GgufFile& file);

/// tokenizer_config.json: the chat template, the special tokens by name, and whether BOS or EOS are added to plain text.
/// Errors: BadInput, one sentence, for a special token that is not in the vocabulary.
Result<std::string> gguf_tokenizer_config_json(const GgufFile& file);

}  // namespace reasonscope
