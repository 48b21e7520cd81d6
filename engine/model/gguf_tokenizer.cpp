#include "model/gguf_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/detail/gguf_splitting.h"

namespace reasonscope {
namespace {

using nlohmann::json;

constexpr const char* kSpace = "\xe2\x96\x81";  // U+2581, SentencePiece's visible space

// Numbers of tokenizer.ggml.token_type.
enum class Kind { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<std::uint8_t>(text[i + k]) & 0xc0) != 0x80) return false;
        const auto second = length > 1 ? static_cast<std::uint8_t>(text[i + 1]) : 0;
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) || (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90))
            return false;  // overlong, surrogate, or past the last character
        i += length;
    }
    return true;
}

struct Vocabulary {
    std::vector<std::string_view> tokens;  // by id
    std::vector<Kind> kinds;
    std::optional<std::int64_t> bos, unknown;
};

Result<Vocabulary> read_vocabulary(const GgufFile& file) {
    const auto path = file.path().string();
    const auto* tokens = file.array("tokenizer.ggml.tokens");
    if (!tokens || tokens->element != GgufType::String || tokens->count == 0)
        return bad_input("'{}' holds no vocabulary: 'tokenizer.ggml.tokens' is missing.", path);
    Vocabulary out;
    out.tokens = tokens->strings;
    out.kinds.assign(tokens->count, Kind::Normal);
    for (std::size_t i = 0; i < tokens->count; ++i)
        if (!is_utf8(out.tokens[i])) return bad_input("'{}' is damaged: its token {} is not UTF-8.", path, i);
    if (const auto* kinds = file.array("tokenizer.ggml.token_type")) {
        if (kinds->count != tokens->count || kinds->numbers.empty())
            return bad_input("'{}' is damaged: it has {} tokens and {} token types.", path, tokens->count, kinds->count);
        for (std::size_t i = 0; i < kinds->count; ++i) {
            const auto kind = kinds->number(i);
            // 0 is "undefined", which runtimes treat as normal.
            if (!(kind >= 0 && kind <= 6)) return bad_input("'{}' is damaged: its token {} has the type {}, which does not exist.", path, i, kind);
            if (kind >= 1) out.kinds[i] = static_cast<Kind>(static_cast<int>(kind));
        }
    }
    const auto id = [&](const char* key) -> std::optional<std::int64_t> {
        const auto value = file.integer(key);
        return value && *value >= 0 && static_cast<std::size_t>(*value) < tokens->count ? value : std::nullopt;
    };
    out.bos = id("tokenizer.ggml.bos_token_id");
    out.unknown = id("tokenizer.ggml.unknown_token_id");
    if (!file.array("tokenizer.ggml.token_type"))
        for (const auto special : {out.bos, id("tokenizer.ggml.eos_token_id"), out.unknown})
            if (special) out.kinds[static_cast<std::size_t>(*special)] = Kind::Control;
    return out;
}

json vocab_json(const Vocabulary& vocabulary) {
    json out = json::object();
    for (std::size_t i = 0; i < vocabulary.tokens.size(); ++i)
        if (vocabulary.kinds[i] != Kind::Unused) out.emplace(std::string(vocabulary.tokens[i]), i);  // of two equal ones the first counts
    return out;
}

json added_tokens(const Vocabulary& vocabulary) {
    json out = json::array();
    for (std::size_t i = 0; i < vocabulary.tokens.size(); ++i) {
        const bool special = vocabulary.kinds[i] == Kind::Control || vocabulary.kinds[i] == Kind::Unknown;
        if ((!special && vocabulary.kinds[i] != Kind::UserDefined) || vocabulary.tokens[i].empty()) continue;
        out.push_back({{"id", i}, {"content", vocabulary.tokens[i]}, {"single_word", false}, {"lstrip", false}, {"rstrip", false},
                       {"normalized", false}, {"special", special}});
    }
    return out;
}

json bpe(json vocab, json merges, std::optional<std::string_view> unknown) {
    return {{"type", "BPE"}, {"dropout", nullptr}, {"unk_token", unknown ? json(*unknown) : json(nullptr)}, {"continuing_subword_prefix", nullptr},
            {"end_of_word_suffix", nullptr}, {"fuse_unk", false}, {"byte_fallback", false}, {"ignore_merges", false}, {"vocab", std::move(vocab)},
            {"merges", std::move(merges)}};
}

/// Puts `bos` before every text, as tokenizers that add BOS do.
json template_with(std::string_view bos, std::int64_t id) {
    const auto token = [&](int type) { return json{{"SpecialToken", {{"id", bos}, {"type_id", type}}}}; };
    const auto text = [](const char* name, int type) { return json{{"Sequence", {{"id", name}, {"type_id", type}}}}; };
    return {{"type", "TemplateProcessing"},
            {"single", {token(0), text("A", 0)}},
            {"pair", {token(0), text("A", 0), token(1), text("B", 1)}},
            {"special_tokens", {{std::string(bos), {{"id", bos}, {"ids", {id}}, {"tokens", {bos}}}}}}};
}

json byte_level(bool trim) { return {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", trim}, {"use_regex", true}}; }

Result<json> byte_level_tokenizer(const GgufFile& file, const Vocabulary& vocabulary) {
    const auto path = file.path().string();
    const auto name = file.text("tokenizer.ggml.pre").value_or("default");
    const auto splitting = detail::gguf_splitting(name);
    if (!splitting) return bad_input("'{}': its tokenizer splits text by the rule '{}', which is not supported.", path, name);
    const auto* stored = file.array("tokenizer.ggml.merges");
    if (!stored || stored->element != GgufType::String) return bad_input("'{}' holds no merges: 'tokenizer.ggml.merges' is missing.", path);
    json merges = json::array();
    for (const auto merge : stored->strings) {
        const auto space = merge.find(' ');
        if (space == 0 || space == std::string_view::npos || space + 1 == merge.size() || merge.find(' ', space + 1) != std::string_view::npos ||
            !is_utf8(merge))
            return bad_input("'{}' is damaged: its merge {} is not two tokens.", path, merges.size());
        merges.push_back({merge.substr(0, space), merge.substr(space + 1)});
    }
    json model = bpe(vocab_json(vocabulary), std::move(merges), {});
    model["ignore_merges"] = splitting->ignore_merges;
    json post = byte_level(false);
    if (vocabulary.bos && file.flag("tokenizer.ggml.add_bos_token").value_or(splitting->add_bos))
        post = {{"type", "Sequence"}, {"processors", {post, template_with(vocabulary.tokens[static_cast<std::size_t>(*vocabulary.bos)], *vocabulary.bos)}}};
    const bool nfc = file.flag("tokenizer.ggml.normalizer.nfc").value_or(splitting->nfc);
    return json{{"normalizer", nfc ? json{{"type", "NFC"}} : json(nullptr)}, {"pre_tokenizer", splitting->pre_tokenizer}, {"post_processor", post},
                {"decoder", byte_level(true)}, {"model", std::move(model)}};
}

struct Merge {
    std::size_t left, right;
    double score;
    std::size_t left_length, right_length;  // characters
};

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0) != 0x80; }));
}

/// SentencePiece joins the neighbours whose joint piece scores best; a merge list says the same with ranks. Every way to cut a piece into two
/// pieces is a merge with the piece's score; ties keep the order of transformers' generate_merges.
json merges_from_scores(const Vocabulary& vocabulary, const GgufArray& scores) {
    constexpr std::size_t kLongest = 512;  // bytes; real pieces have up to 48, and the work grows with the square
    std::unordered_map<std::string_view, std::size_t> ids;
    for (std::size_t i = 0; i < vocabulary.tokens.size(); ++i)
        if (vocabulary.kinds[i] == Kind::Normal) ids.emplace(vocabulary.tokens[i], i);
    std::vector<Merge> merges;
    for (std::size_t i = 0; i < vocabulary.tokens.size(); ++i) {
        const auto piece = vocabulary.tokens[i];
        if (vocabulary.kinds[i] != Kind::Normal || piece.size() > kLongest || ids.at(piece) != i) continue;
        const auto first = merges.size();
        for (std::size_t cut = 1; cut < piece.size(); ++cut) {
            if ((static_cast<std::uint8_t>(piece[cut]) & 0xc0) == 0x80) continue;  // inside a character
            const auto left = ids.find(piece.substr(0, cut)), right = ids.find(piece.substr(cut));
            if (left == ids.end() || right == ids.end()) continue;
            merges.push_back({left->second, right->second, scores.number(i), characters(left->first), characters(right->first)});
        }
        std::sort(merges.begin() + static_cast<std::ptrdiff_t>(first), merges.end(),
                  [](const Merge& a, const Merge& b) { return std::pair(a.left, a.right) < std::pair(b.left, b.right); });
    }
    std::stable_sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
        return std::tuple(a.score, a.left_length, a.right_length) > std::tuple(b.score, b.left_length, b.right_length);
    });
    json out = json::array();
    for (const auto& merge : merges) out.push_back({vocabulary.tokens[merge.left], vocabulary.tokens[merge.right]});
    return out;
}

Result<json> sentencepiece_tokenizer(const GgufFile& file, const Vocabulary& vocabulary) {
    const auto path = file.path().string();
    const auto* scores = file.array("tokenizer.ggml.scores");
    if (!scores || scores->count != vocabulary.tokens.size() || scores->numbers.empty())
        return bad_input("'{}' is damaged: it has {} tokens and {} scores.", path, vocabulary.tokens.size(), scores ? scores->count : 0);
    for (std::size_t i = 0; i < scores->count; ++i)
        if (std::isnan(scores->number(i))) return bad_input("'{}' is damaged: the score of its token {} is not a number.", path, i);
    auto unknown = vocabulary.unknown;
    for (std::size_t i = 0; !unknown && i < vocabulary.kinds.size(); ++i)
        if (vocabulary.kinds[i] == Kind::Unknown) unknown = static_cast<std::int64_t>(i);
    json model = bpe(vocab_json(vocabulary), merges_from_scores(vocabulary, *scores),
                     unknown ? std::optional(vocabulary.tokens[static_cast<std::size_t>(*unknown)]) : std::nullopt);
    model["fuse_unk"] = model["byte_fallback"] = true;
    json normalizers = json::array(), decoders = json::array();
    const bool prefix = file.flag("tokenizer.ggml.add_space_prefix").value_or(true);
    if (prefix) normalizers.push_back({{"type", "Prepend"}, {"prepend", kSpace}});
    normalizers.push_back({{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", kSpace}});
    decoders.push_back({{"type", "Replace"}, {"pattern", {{"String", kSpace}}}, {"content", " "}});
    decoders.push_back({{"type", "ByteFallback"}});
    decoders.push_back({{"type", "Fuse"}});
    if (prefix) decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    json post = nullptr;
    if (vocabulary.bos && file.flag("tokenizer.ggml.add_bos_token").value_or(true))
        post = template_with(vocabulary.tokens[static_cast<std::size_t>(*vocabulary.bos)], *vocabulary.bos);
    return json{{"normalizer", {{"type", "Sequence"}, {"normalizers", normalizers}}}, {"pre_tokenizer", nullptr}, {"post_processor", post},
                {"decoder", {{"type", "Sequence"}, {"decoders", decoders}}}, {"model", std::move(model)}};
}

}  // namespace

Result<std::string> gguf_tokenizer_json(const GgufFile& file) {
    const auto kind = file.text("tokenizer.ggml.model").value_or("none");
    if (kind != "gpt2" && kind != "llama")
        return bad_input("'{}': its tokenizer is of the kind '{}', which is not supported; gpt2 and llama are.", file.path().string(), kind);
    const auto vocabulary = read_vocabulary(file);
    if (!vocabulary) return tl::unexpected(vocabulary.error());
    auto out = kind == "gpt2" ? byte_level_tokenizer(file, *vocabulary) : sentencepiece_tokenizer(file, *vocabulary);
    if (!out) return tl::unexpected(out.error());
    (*out)["version"] = "1.0";
    (*out)["truncation"] = (*out)["padding"] = nullptr;
    (*out)["added_tokens"] = added_tokens(*vocabulary);
    return out->dump();
}

Result<std::string> gguf_tokenizer_config_json(const GgufFile& file) {
    const auto* tokens = file.array("tokenizer.ggml.tokens");
    json out = {{"tokenizer_class", "PreTrainedTokenizerFast"}};
    for (const auto& [key, name] : {std::pair{"bos", "bos_token"}, {"eos", "eos_token"}, {"unknown", "unk_token"}, {"padding", "pad_token"}}) {
        const auto full = fmt::format("tokenizer.ggml.{}_token_id", key);
        if (!file.value(full)) continue;
        const auto id = file.integer(full);
        if (!id || *id < 0 || !tokens || static_cast<std::size_t>(*id) >= tokens->strings.size())
            return bad_input("'{}' is damaged: its '{}' is not in the vocabulary.", file.path().string(), full);
        out[name] = tokens->strings[static_cast<std::size_t>(*id)];
    }
    for (const auto* key : {"add_bos_token", "add_eos_token"})
        if (const auto flag = file.flag(fmt::format("tokenizer.ggml.{}", key))) out[key] = *flag;
    if (const auto jinja = file.text("tokenizer.chat_template")) out["chat_template"] = *jinja;
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace reasonscope
