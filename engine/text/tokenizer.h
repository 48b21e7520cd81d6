#pragma once
// Byte-level BPE from a Hugging Face tokenizer.json (the format of the `tokenizers` library).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/span.h"

namespace reasonscope {

struct Token {
    std::int32_t id = 0;
    ByteSpan bytes;  // exact range in the encoded text; spans of one text tile it (a normalizer may make them coarser)
};

/// Immutable after load; safe to use from several threads.
class Tokenizer {
public:
    /// Errors: BadInput, one sentence naming what is wrong in the file.
    static Result<Tokenizer> load(const std::filesystem::path& tokenizer_json);
    static Result<Tokenizer> parse(std::string_view json_text);
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;
    ~Tokenizer();

    /// Added tokens found in the text become their ids. No BOS or EOS is added: chat templates write their own.
    [[nodiscard]] std::vector<Token> encode(std::string_view text) const;
    /// Invalid UTF-8 in the joined bytes is replaced by U+FFFD.
    [[nodiscard]] std::string decode(std::span<const std::int32_t> ids, bool skip_special = false) const;

    /// The same before invalid UTF-8 is replaced: for text that the tokenizer keeps whole, the very bytes that were
    /// encoded.
    [[nodiscard]] std::string decode_bytes(std::span<const std::int32_t> ids, bool skip_special = false) const;

    /// Raw bytes of one token (may be an incomplete UTF-8 sequence); empty for an unknown id.
    [[nodiscard]] std::string_view bytes_of(std::int32_t id) const;
    [[nodiscard]] std::optional<std::int32_t> id_of(
        std::string_view token) const;  // by its literal text, added tokens first
    [[nodiscard]] bool is_special(std::int32_t id) const;
    [[nodiscard]] std::int32_t size() const;  // largest id + 1

private:
    struct Impl;
    explicit Tokenizer(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

/// Joins token bytes into text as they arrive, holding back an incomplete UTF-8 tail.
class StreamDecoder {
public:
    explicit StreamDecoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}
    std::string push(std::int32_t id);  // text that is now complete, possibly empty
    std::string flush();                // the held tail, invalid bytes as U+FFFD

private:
    const Tokenizer* tokenizer_;
    std::string held_;
};

}  // namespace reasonscope
