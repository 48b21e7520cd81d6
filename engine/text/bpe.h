#pragma once
// The BPE "model" of tokenizer.json: pieces of text become ids.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/merge_table.h"
#include "text/vocabulary.h"

namespace reasonscope::text {

class WordCache;
struct TokenizerJson;

struct BpeUnit {
    std::int32_t id = 0;
    std::uint32_t begin = 0;  // byte in the piece; a unit ends where the next one begins
};

class Bpe {
public:
    /// `byte_level`: pieces are bytes, spelled in the vocabulary as byte_level.h says. Throws Refusal.
    static Bpe read(const TokenizerJson& json, bool byte_level);

    /// Appends the units of one piece. The cache must belong to this model.
    void encode(std::string_view piece, WordCache& cache, std::vector<BpeUnit>& units) const;

    [[nodiscard]] std::optional<std::int32_t> id_of(std::string_view literal) const;
    [[nodiscard]] const Vocabulary& vocabulary() const { return ids_; }

private:
    void read_vocabulary(const TokenizerJson& json);
    void read_merges(const TokenizerJson& json);

    void start_bytes(std::string_view piece, std::vector<BpeUnit>& units) const;
    void start_characters(std::string_view piece, std::vector<BpeUnit>& units) const;
    void merge_short(std::vector<BpeUnit>& units, std::size_t from) const;
    void merge_long(std::vector<BpeUnit>& units, std::size_t from) const;

    Vocabulary ids_;
    MergeTable merges_;
    std::array<std::int32_t, 256> byte_ids_{};      // byte level: of the byte's character, -1 if absent
    std::array<std::int32_t, 256> fallback_ids_{};  // of <0xHH>; all present or byte_fallback_ acts per character
    std::optional<std::int32_t> unknown_;
    bool byte_level_ = false, ignore_merges_ = false, byte_fallback_ = false, fuse_unknown_ = false;
};

}  // namespace reasonscope::text
