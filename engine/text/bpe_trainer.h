#pragma once
// Learns a byte-level BPE and writes it as a tokenizer.json that Hugging Face's `tokenizers` library reads too.

#include <string>
#include <vector>

#include "base/result.h"

namespace reasonscope {

struct TokenizerTraining {
    std::vector<std::string> texts;               // added tokens in them are not learned from
    std::string split_regex;                      // Split(Isolated), then ByteLevel without a regex of its own
    int vocab_size = 512;                         // of everything: 256 bytes, merges, added tokens
    std::vector<std::string> special_tokens;      // special: true
    std::vector<std::string> plain_added_tokens;  // special: false, e.g. <think>
};

/// The ids: bytes 0 to 255, then one per merge in the order of learning, then special_tokens, then plain_added_tokens.
/// The same input always gives the same file: the most frequent pair merges first, of equals the one with smaller ids.
/// Stops early when no pair occurs twice. Errors: BadInput.
Result<std::string> train_tokenizer(const TokenizerTraining& training);

}  // namespace reasonscope
