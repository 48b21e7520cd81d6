#include "model/gguf_tokenizer.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

using nlohmann::json;
using test::GgufBytes;

json ours(const GgufFile& file) {
    const auto text = gguf_tokenizer_json(file);
    EXPECT_TRUE(text) << text.error().message;
    return json::parse(text.value_or("{}"));
}

/// The tokenizer of a folder that llama.cpp's converter turned into a GGUF file, against the one made from that file.
class GgufTokenizerOf : public testing::TestWithParam<const char*> {};

TEST_P(GgufTokenizerOf, TheFolderComesBack) {
    const auto folder = std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "tests/data/gguf";
    const auto file = GgufFile::open(folder / (std::string(GetParam()) + ".gguf"));
    ASSERT_TRUE(file) << file.error().message;
    const auto wanted = json::parse(*read_file(folder / (std::string(GetParam()) + ".json")))["tokenizer"];
    const auto got = ours(*file);
    for (const auto* part : {"added_tokens", "normalizer", "pre_tokenizer", "decoder"}) EXPECT_EQ(got[part], wanted[part]) << part;
    std::set<std::string> added;
    for (const auto& token : wanted["added_tokens"]) added.insert(token["content"]);
    for (const auto& [key, value] : wanted["model"].items()) {
        if (key != "vocab") {
            EXPECT_EQ(got["model"][key], value) << key;
        }
    }
    for (const auto& [token, id] : wanted["model"]["vocab"].items()) EXPECT_EQ(got["model"]["vocab"][token], id) << token;
    for (const auto& [token, id] : got["model"]["vocab"].items())
        EXPECT_TRUE(wanted["model"]["vocab"].contains(token) || added.contains(token)) << token;
}

INSTANTIATE_TEST_SUITE_P(Converted, GgufTokenizerOf, testing::Values("llama", "llama3", "qwen2", "olmoe", "deepseek3"),
                         [](const auto& info) { return std::string(info.param); });

class GgufTokenizer : public testing::Test {
protected:
    GgufFile open(const GgufBytes& file) { return GgufFile::open(folder_.write("t.gguf", file.bytes())).value(); }
    void expect_refused(const GgufBytes& file, std::string_view words) {
        const auto text = gguf_tokenizer_json(open(file));
        ASSERT_FALSE(text) << "accepted: " << words;
        EXPECT_EQ(text.error().kind, ErrorKind::BadInput);
        EXPECT_NE(text.error().message.find(words), std::string::npos) << text.error().message;
        EXPECT_EQ(text.error().message.back(), '.');
    }
    static GgufBytes bytes_tokenizer(std::string_view rule = "qwen2") {
        GgufBytes file;
        file.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", rule);
        file.texts("tokenizer.ggml.tokens", {"a", "b", "ab", "[PAD3]", "<|end|>", "<think>"});
        file.numbers<std::int32_t>("tokenizer.ggml.token_type", GgufType::I32, {1, 1, 1, 5, 3, 4});
        return file.texts("tokenizer.ggml.merges", {"a b"});
    }
    static GgufBytes pieces() {
        GgufBytes file;
        file.text("tokenizer.ggml.model", "llama");
        file.texts("tokenizer.ggml.tokens", {"<unk>", "<s>", "<0x0A>", "a", "b", "c", "ab", "bc", "abc", "\xc3\xa9", "a\xc3\xa9"});
        file.numbers<float>("tokenizer.ggml.scores", GgufType::F32, {0, 0, 0, -9, -10, -11, -2, -1, -3, -12, -1});
        return file.numbers<std::int32_t>("tokenizer.ggml.token_type", GgufType::I32, {2, 3, 6, 1, 1, 1, 1, 1, 1, 1, 1});
    }
    test::TempFolder folder_;
};

TEST_F(GgufTokenizer, UnusedTokensAreLeftOut) {
    const auto got = ours(open(bytes_tokenizer()));
    EXPECT_EQ(got["model"]["vocab"], (json{{"a", 0}, {"b", 1}, {"ab", 2}, {"<|end|>", 4}, {"<think>", 5}}));
    ASSERT_EQ(got["added_tokens"].size(), 2U);
    EXPECT_EQ(got["added_tokens"][0]["special"], true);
    EXPECT_EQ(got["added_tokens"][1]["special"], false);
}

TEST_F(GgufTokenizer, ScoresBecomeMerges) {
    const auto got = ours(open(pieces()));
    // -1 before -2 before -3; of pieces or cuts with one score the longer left part comes first.
    EXPECT_EQ(got["model"]["merges"], json::parse(R"([["b", "c"], ["a", "é"], ["a", "b"], ["ab", "c"], ["a", "bc"]])"));
    EXPECT_EQ(got["model"]["unk_token"], "<unk>");
    EXPECT_EQ(got["model"]["byte_fallback"], true);
    EXPECT_EQ(got["added_tokens"].size(), 2U) << "byte tokens are found by the model itself";
}

TEST_F(GgufTokenizer, PrefixAndBosFollowTheFile) {
    auto file = pieces();
    file.key("tokenizer.ggml.add_space_prefix", GgufType::Bool, test::raw<std::uint8_t>(0)).number("tokenizer.ggml.bos_token_id", 1);
    const auto got = ours(open(file));
    EXPECT_EQ(got["normalizer"]["normalizers"].size(), 1U);
    EXPECT_EQ(got["decoder"]["decoders"].size(), 3U);
    EXPECT_EQ(got["post_processor"]["special_tokens"]["<s>"]["ids"], json::array({1}));
    file.key("tokenizer.ggml.add_bos_token", GgufType::Bool, test::raw<std::uint8_t>(0));
    EXPECT_TRUE(ours(open(file))["post_processor"].is_null());
    auto nfc = bytes_tokenizer();
    EXPECT_EQ(ours(open(nfc))["normalizer"]["type"], "NFC");
    nfc.key("tokenizer.ggml.normalizer.nfc", GgufType::Bool, test::raw<std::uint8_t>(0));
    EXPECT_TRUE(ours(open(nfc))["normalizer"].is_null());
}

TEST_F(GgufTokenizer, EveryKnownRuleCutsIntoBytes) {
    for (const auto* rule : {"qwen2", "deepseek-r1-qwen", "llama-bpe", "smaug-bpe", "tekken", "deepseek-v3", "deepseek-llm", "deepseek-coder", "olmo",
                             "gpt-2", "mpt", "smollm", "starcoder", "refact", "codeshell", "megrez", "llama3", "llama-v3"}) {
        const auto pre = ours(open(bytes_tokenizer(rule)))["pre_tokenizer"];
        EXPECT_EQ((pre["type"] == "Sequence" ? pre["pretokenizers"].back() : pre)["type"], "ByteLevel") << rule;
    }
    EXPECT_EQ(ours(open(bytes_tokenizer("llama-bpe")))["model"]["ignore_merges"], true);
}

TEST_F(GgufTokenizer, TheChatTemplateAndNamedTokensAreKept) {
    auto file = bytes_tokenizer();
    file.text("tokenizer.chat_template", "{{ 'h\xc3\xa9' }}").number("tokenizer.ggml.eos_token_id", 4);
    file.key("tokenizer.ggml.add_bos_token", GgufType::Bool, test::raw<std::uint8_t>(0));
    const auto text = gguf_tokenizer_config_json(open(file));
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(json::parse(*text), (json{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"chat_template", "{{ 'h\xc3\xa9' }}"},
                                        {"eos_token", "<|end|>"}, {"add_bos_token", false}}));
    file.number("tokenizer.ggml.bos_token_id", 99);
    const auto lying = gguf_tokenizer_config_json(open(file));
    ASSERT_FALSE(lying);
    EXPECT_NE(lying.error().message.find("'tokenizer.ggml.bos_token_id' is not in the vocabulary"), std::string::npos);
}

TEST_F(GgufTokenizer, RefusesWithOneSentence) {
    expect_refused(GgufBytes(), "kind 'none'");
    expect_refused(GgufBytes().text("tokenizer.ggml.model", "bert"), "kind 'bert'");
    expect_refused(GgufBytes().text("tokenizer.ggml.model", "gpt2"), "holds no vocabulary");
    expect_refused(GgufBytes().text("tokenizer.ggml.model", "llama").numbers<float>("tokenizer.ggml.tokens", GgufType::F32, {1}), "holds no vocabulary");
    expect_refused(bytes_tokenizer("default"), "rule 'default', which is not supported");
    GgufBytes no_merges;
    expect_refused(no_merges.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "qwen2").texts("tokenizer.ggml.tokens", {"a"}), "no merges");
    for (const auto* merge : {"ab", " b", "a ", "a b c", "\xff a"}) {
        GgufBytes file;
        file.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "qwen2").texts("tokenizer.ggml.tokens", {"a"});
        expect_refused(file.texts("tokenizer.ggml.merges", {merge}), "merge 0 is not two tokens");
    }
    const auto with = [](const std::vector<std::string>& tokens, const std::vector<float>& scores, const std::vector<std::int32_t>& kinds) {
        GgufBytes file;
        file.text("tokenizer.ggml.model", "llama").texts("tokenizer.ggml.tokens", tokens);
        file.numbers<float>("tokenizer.ggml.scores", GgufType::F32, scores);
        return file.numbers<std::int32_t>("tokenizer.ggml.token_type", GgufType::I32, kinds);
    };
    expect_refused(with({"a", "b"}, {0}, {1, 1}), "2 tokens and 1 scores");
    expect_refused(with({"a", "b"}, {0, 0}, {1}), "2 tokens and 1 token types");
    expect_refused(with({"a"}, {0}, {7}), "type 7, which does not exist");
    expect_refused(with({"a"}, {NAN}, {1}), "is not a number");
    for (const auto* token : {"\x80", "\xc0\xaf", "\xe2\x96", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"})
        expect_refused(with({token}, {0}, {1}), "token 0 is not UTF-8");
}

}  // namespace
}  // namespace reasonscope
