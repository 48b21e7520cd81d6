#pragma once
// The BPE "model" of tokenizer.json: pieces of text become ids.

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/merge_table.h"

namespace reasonscope::text {

class WordCache;

/// Lets a map of strings be asked with a string_view, without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Vocabulary = std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>>;

struct BpeUnit {
    std::int32_t id = 0;
    std::uint32_t begin = 0;  // byte in the piece; a unit ends where the next one begins
};

class Bpe {
public:
    /// `byte_level`: pieces are bytes, spelled in the vocabulary as byte_level.h says. Throws Refusal.
    static Bpe read(const nlohmann::json& model, bool byte_level);

    /// Appends the units of one piece. The cache must belong to this model.
    void encode(std::string_view piece, WordCache& cache, std::vector<BpeUnit>& units) const;

    [[nodiscard]] std::optional<std::int32_t> id_of(std::string_view literal) const;
    [[nodiscard]] const Vocabulary& vocabulary() const { return ids_; }

private:
    void read_vocabulary(const nlohmann::json& vocab);
    void read_merges(const nlohmann::json& merges);
    void read_unknown(const nlohmann::json& model);
    void add_merge(std::string_view left, std::string_view right, std::uint32_t rank);

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
