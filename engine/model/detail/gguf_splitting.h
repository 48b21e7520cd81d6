#pragma once

#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace reasonscope::detail {

/// What a name in tokenizer.ggml.pre means in tokenizer.json.
struct GgufSplitting {
    nlohmann::json pre_tokenizer;
    bool nfc = false;            // unless the file says otherwise
    bool ignore_merges = false;  // a word that is a token stays whole
    bool add_bos = false;        // unless the file says otherwise
};
std::optional<GgufSplitting> gguf_splitting(std::string_view name);

}  // namespace reasonscope::detail
