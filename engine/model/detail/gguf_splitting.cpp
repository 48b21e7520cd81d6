#include "model/detail/gguf_splitting.h"

#include <algorithm>
#include <array>
#include <vector>

namespace reasonscope::detail {
namespace {

using nlohmann::json;

// The expressions of the published tokenizer.json files.
constexpr const char* kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kTekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kDeepseek3Words =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kCased =  // letters of scripts with upper and lower case
    R"(\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+)";

json split(const char* regex) { return {{"type", "Split"}, {"pattern", {{"Regex", regex}}}, {"behavior", "Isolated"}, {"invert", false}}; }

json bytes(bool gpt2_words) {
    return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", gpt2_words}};
}

json digits() { return {{"type", "Digits"}, {"individual_digits", true}}; }

json sequence(json steps) { return {{"type", "Sequence"}, {"pretokenizers", std::move(steps)}}; }

json splits(const std::vector<const char*>& regexes) {
    json steps = json::array();
    for (const auto* regex : regexes) steps.push_back(split(regex));
    steps.push_back(bytes(false));
    return sequence(std::move(steps));
}

}  // namespace

std::optional<GgufSplitting> gguf_splitting(std::string_view name) {
    const auto is = [&](const auto&... names) { return ((name == names) || ...); };
    if (is("qwen2", "deepseek-r1-qwen", "megrez")) return GgufSplitting{.pre_tokenizer = splits({kQwen2}), .nfc = true};
    if (is("llama-bpe", "llama3", "llama-v3")) return GgufSplitting{.pre_tokenizer = splits({kLlama3}), .ignore_merges = true, .add_bos = true};
    if (is("smaug-bpe")) return GgufSplitting{.pre_tokenizer = splits({kLlama3})};
    if (is("tekken")) return GgufSplitting{.pre_tokenizer = splits({kTekken}), .ignore_merges = true, .add_bos = true};
    if (is("deepseek-v3")) return GgufSplitting{.pre_tokenizer = splits({R"(\p{N}{1,3})", "[一-龥぀-ゟ゠-ヿ]+", kDeepseek3Words})};
    if (is("deepseek-llm")) {
        json steps = json::array({split(R"([\r\n])"), split(kCased), split(R"(\s?[!-/:-~！-／：-～‘-‟　-。]+)"), split(R"(\s+$)"),
                                  split("[一-龥ࠀ-一가-퟿]+"), digits(), bytes(false)});
        return GgufSplitting{.pre_tokenizer = sequence(std::move(steps))};
    }
    if (is("deepseek-coder")) {
        json steps = json::array({split(R"([\r\n])"), split(R"(\s?\p{L}+)"), split(R"(\s?\p{P}+)"), split("[一-龥ࠀ-一가-퟿]+"), digits(), bytes(false)});
        return GgufSplitting{.pre_tokenizer = sequence(std::move(steps))};
    }
    if (is("olmo")) return GgufSplitting{.pre_tokenizer = bytes(true), .nfc = true};
    if (is("gpt-2", "mpt")) return GgufSplitting{.pre_tokenizer = bytes(true)};
    if (is("smollm", "starcoder", "refact", "codeshell"))
        return GgufSplitting{.pre_tokenizer = sequence(json::array({digits(), bytes(true)}))};
    return std::nullopt;
}

}  // namespace reasonscope::detail
