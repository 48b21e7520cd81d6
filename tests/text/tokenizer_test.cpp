// Round trips of arbitrary bytes, streaming, training, and files that must be refused.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/text/temporary_folder.h"
#include "text/bpe_trainer.h"
#include "text/tokenizer.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

TokenizerTraining training() {
    return {.texts = {"x = 4. y = x + 7. So y = 4 + 7 = 11.<end>", "Find z. Use z = y * 2. So z = 11 * 2 = 22.",
                      "the then there the the the the the 日本 日本 é é"},
            .split_regex = R"(\p{N}| ?[\p{L}\p{M}]+| ?[^\s\p{L}\p{N}]+|\s+)",
            .vocab_size = 270,
            .special_tokens = {"<begin>", "<end>"},
            .plain_added_tokens = {"<think>", "</think>"}};
}

const std::string& trained() {
    static const std::string json = train_tokenizer(training()).value();
    return json;
}

std::vector<std::int32_t> ids_of(const std::vector<Token>& tokens) {
    std::vector<std::int32_t> ids;
    for (const Token& token : tokens) ids.push_back(token.id);
    return ids;
}

std::string random_bytes(std::mt19937& random) {
    static const std::vector<std::string> pieces = {"<think>",  "<end>", "日",   "é", "e\xCC\x81", "\xF0\x9F\x98\x80",
                                                    "\xE6\x97", "\xFF",  "the ", " ", "4"};
    std::string text;
    for (auto n = random() % 40; n > 0; --n)
        text += random() % 2 ? pieces[random() % pieces.size()] : std::string(1, static_cast<char>(random() % 256));
    return text;
}

TEST(Tokenizer, AnyBytesComeBackAndSpansSpellThem) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    std::mt19937 random(11);
    for (int i = 0; i < 2000; ++i) {
        const std::string text = random_bytes(random);
        const auto tokens = t.encode(text);
        ASSERT_EQ(t.decode_bytes(ids_of(tokens)), text);
        std::uint32_t at = 0;
        for (const Token& token : tokens) {
            ASSERT_EQ(token.bytes.begin, at);
            ASSERT_EQ(slice(text, token.bytes), t.bytes_of(token.id));
            at = token.bytes.end;
        }
        ASSERT_EQ(at, text.size());
    }
}

TEST(Tokenizer, BrokenUtf8SurvivesANormalizer) {
    Json json = Json::parse(trained());
    json["normalizer"] = {{"type", "NFC"}};
    const Tokenizer t = Tokenizer::parse(json.dump()).value();
    EXPECT_EQ(t.decode_bytes(ids_of(t.encode("e\xCC\x81\xFF\xE6\x97 é"))), "é\xFF\xE6\x97 é");
}

TEST(Tokenizer, LongAndShortWordsMergeAlike) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    std::string word;  // one piece, far beyond the length up to which pairs are scanned
    for (int i = 0; i < 200; ++i) word += "then";
    const auto tokens = t.encode(word);
    const auto four = t.encode("thenthenthenthenthen");
    ASSERT_EQ(tokens.size() * 20, four.size() * word.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) EXPECT_EQ(tokens[i].id, four[i % four.size()].id);
}

TEST(Tokenizer, EncodesFromSeveralThreads) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    std::mt19937 random(5);
    std::vector<std::string> texts(300);
    std::generate(texts.begin(), texts.end(), [&] { return random_bytes(random); });
    std::vector<std::vector<std::int32_t>> expected;
    for (const auto& text : texts) expected.push_back(ids_of(t.encode(text)));
    std::vector<std::thread> threads;
    std::array<int, 4> wrong{};
    for (int& mistakes : wrong)
        threads.emplace_back([&] {
            for (std::size_t i = 0; i < texts.size(); ++i) mistakes += ids_of(t.encode(texts[i])) != expected[i];
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, (std::array<int, 4>{}));
}

TEST(StreamDecoder, SaysTheSameAsDecodeAndNeverCutsACharacter) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    std::mt19937 random(3);
    for (int i = 0; i < 2000; ++i) {
        std::vector<std::int32_t> ids(random() % 30);
        for (auto& id : ids) id = static_cast<std::int32_t>(random() % static_cast<unsigned>(t.size() + 2));
        StreamDecoder stream(t);
        std::string joined;
        for (const auto id : ids) joined += stream.push(id);
        joined += stream.flush();
        ASSERT_EQ(joined, t.decode(ids));
        ASSERT_EQ(stream.flush(), "");
    }
}

TEST(StreamDecoder, HoldsBackAnUnfinishedCharacter) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    StreamDecoder stream(t);
    EXPECT_EQ(stream.push(0xF0), "");  // the id of a byte is the byte
    EXPECT_EQ(stream.push(0x9F), "");
    EXPECT_EQ(stream.push(0x98), "");
    EXPECT_EQ(stream.push(0x80), "\xF0\x9F\x98\x80");
    EXPECT_EQ(stream.push(0xE6), "");
    EXPECT_EQ(stream.push('a'),
              "\xEF\xBF\xBD"
              "a");
    EXPECT_EQ(stream.push(0xE6), "");
    EXPECT_EQ(stream.flush(), "\xEF\xBF\xBD");
}

TEST(Trainer, GivesBytesThenMergesThenAddedTokens) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    EXPECT_EQ(t.size(), 270);
    EXPECT_EQ(t.bytes_of(200), std::string(1, static_cast<char>(200)));
    EXPECT_EQ(t.id_of("<begin>"), 266);
    EXPECT_EQ(t.id_of("</think>"), 269);
    EXPECT_TRUE(t.is_special(*t.id_of("<end>")));
    EXPECT_FALSE(t.is_special(*t.id_of("<think>")));
    EXPECT_EQ(t.decode(ids_of(t.encode("<begin>So.<end>")), true), "So.");
    EXPECT_EQ(t.encode(" the").size(), 1u);
    EXPECT_EQ(train_tokenizer(training()).value(), trained());
}

TEST(Trainer, RefusesWhatCannotBe) {
    const auto refused = [](const std::function<void(TokenizerTraining&)>& change) {
        TokenizerTraining t = training();
        change(t);
        const auto result = train_tokenizer(t);
        return !result && result.error().kind == ErrorKind::BadInput;
    };
    EXPECT_TRUE(refused([](auto& t) { t.vocab_size = 259; }));
    EXPECT_TRUE(refused([](auto& t) { t.split_regex = "("; }));
    EXPECT_TRUE(refused([](auto& t) { t.split_regex = "\xFF"; }));
    EXPECT_TRUE(refused([](auto& t) { t.special_tokens = {"<think>"}; }));
    EXPECT_TRUE(refused([](auto& t) { t.special_tokens = {""}; }));
    EXPECT_FALSE(refused([](auto& t) { t.texts.clear(); }));
}

/// One sentence that names the matter, and no exception.
void expect_refused(const std::string& json, const std::string& about) {
    const auto result = Tokenizer::parse(json);
    ASSERT_FALSE(result) << about;
    EXPECT_EQ(result.error().kind, ErrorKind::BadInput);
    EXPECT_NE(result.error().message.find(about), std::string::npos) << result.error().message;
    EXPECT_EQ(result.error().message.find('\n'), std::string::npos);
}

TEST(TokenizerFile, BrokenOnesAreRefusedWithAReason) {
    const auto with = [](const char* pointer, const Json& value) {
        Json json = Json::parse(trained());
        json[Json::json_pointer(pointer)] = value;
        return json.dump();
    };
    const auto without = [](const char* name) {
        Json json = Json::parse(trained());
        json["model"].erase(name);
        return json.dump();
    };
    expect_refused("", "not valid JSON");
    expect_refused(trained().substr(0, trained().size() / 2), "not valid JSON");
    expect_refused("[]", "no 'model'");
    expect_refused("{}", "no 'model'");
    expect_refused(without("vocab"), "no 'vocab'");
    expect_refused(without("merges"), "no 'merges'");
    expect_refused(with("/model/type", "Unigram"), "only BPE");
    expect_refused(with("/model/vocab", Json::object()), "'vocab'");
    expect_refused(with("/model/vocab/a", -1), "-1");
    expect_refused(with("/model/vocab/a", 1.5), "1.5");
    expect_refused(with("/model/vocab/a", std::int64_t{1} << 40), "which is not one");
    expect_refused(with("/model/vocab/a", 98), "share the id 98");
    expect_refused(with("/model/merges/0", "q zz"), "not in the vocabulary");
    expect_refused(with("/model/merges/0", "q"), "not two tokens");
    expect_refused(with("/model/merges/0", 5), "not two tokens");
    expect_refused(with("/model/merges", "none"), "not a list");
    expect_refused(with("/model/unk_token", "[UNK]"), "[UNK]");
    expect_refused(with("/model/dropout", 0.1), "dropout");
    expect_refused(with("/model/end_of_word_suffix", "</w>"), "end_of_word_suffix");
    expect_refused(with("/added_tokens/0/id", 97), "share the id 97");
    expect_refused(with("/added_tokens/0/content", "<end>"), "there twice");
    expect_refused(with("/added_tokens/0/content", "a"), "in the vocabulary");
    expect_refused(with("/added_tokens/0/id", "x"), "which is not one");
    expect_refused(with("/added_tokens", 3), "not a list");
    expect_refused(with("/normalizer", {{"type", "Nmt"}}), "'Nmt' is not supported");
    expect_refused(with("/normalizer", 3), "format");
    expect_refused(with("/pre_tokenizer", {{"type", "UnicodeScripts"}}), "not supported");
    expect_refused(with("/pre_tokenizer/pretokenizers/0/pattern/Regex", "("), "regular expression");
    expect_refused(with("/pre_tokenizer/pretokenizers/0/pattern/Regex", "[a&&[b]]"), "intersects");
    expect_refused(with("/pre_tokenizer/pretokenizers/0/behavior", "Sideways"), "Sideways");
    expect_refused(with("/decoder", {{"type", "WordPiece"}}), "not supported");
}

TEST(TokenizerFile, LyingOnesAreRefusedWithAReason) {
    const auto with = [](const char* pointer, const char* value) {
        Json json = Json::parse(trained());
        json[Json::json_pointer(pointer)] = Json::parse(value);
        return json.dump();
    };
    const auto nested = [](const char* open, const char* inner, const char* close, int levels) {
        std::string text;
        for (int i = 0; i < levels; ++i) text += open;
        text += inner;
        for (int i = 0; i < levels; ++i) text += close;
        return text;
    };
    const std::string sequences = nested(R"({"type":"Sequence","normalizers":[)", R"({"type":"NFC"})", "]}", 100'000);
    expect_refused(R"({"normalizer":)" + sequences + "}", "levels deep");
    expect_refused(nested("[", "", "]", 1'000'000), "levels deep");
    expect_refused(R"({"model":{"vocab":{"a":)" + nested("[", "", "]", 1'000'000) + "}}}", "its token 'a' has the id");
    expect_refused(R"({"model":{"vocab":{"a":0,"b":1,"a":2},"merges":[]}})", "'a' is there twice");
    expect_refused(R"({"model":{"vocab":{"a":0},"merges":[]},"model":{"vocab":{"a":1},"merges":[]}})", "'a'");
    expect_refused(R"({"model":{"vocab":{"a":18446744073709551615},"merges":[]}})", "18446744073709551615");
    expect_refused(R"({"model":{"vocab":{"a":"0"},"merges":[]}})", "its token 'a' has the id \"0\"");
    expect_refused(R"({"model":{"vocab":["a"],"merges":[]}})", "'vocab'");
    expect_refused(R"({"model":{"vocab":null,"merges":[]}})", "'vocab'");
    for (const char* merge : {"[]", "[\"x\"]", "[\"x\",\"y\",\"z\"]", "[1,2]", "[[\"x\"],\"y\"]", "{}", "null", "[\"x\",null]", "\"a b c\""})
        expect_refused(with("/model/merges/1", merge), "merge 1");
    expect_refused(with("/model/merges/0", "[\"a\",\"zz\"]"), "not in the vocabulary");
    expect_refused(with("/model/merges/0", "[\"z\",\"z\"]"), "'zz', which is not in the vocabulary");
    expect_refused(with("/model/merges", "{\"a\":\"b\"}"), "not a list");
    expect_refused(with("/model/unk_token", "7"), "format");
    expect_refused(with("/model/byte_fallback", "\"yes\""), "format");
    expect_refused(with("/added_tokens/0", "5"), "format");
    expect_refused(with("/added_tokens/0", "{\"content\":\"x\"}"), "format");
    expect_refused(with("/added_tokens/0/id", "1e9"), "which is not one");
    expect_refused(with("/added_tokens/0/id", "99999999"), "which is not one");
    expect_refused(with("/added_tokens/0/content", "\"\""), "without content");
    expect_refused(with("/added_tokens/0/special", "\"no\""), "format");
    expect_refused(with("/pre_tokenizer", "[]"), "format");
    expect_refused(with("/decoder", "{\"type\":7}"), "format");
    expect_refused(with("/normalizer", R"({"type":"Replace","pattern":"x","content":""})"), "pattern");
    expect_refused(with("/normalizer", R"({"type":"Replace","pattern":{"String":5},"content":""})"), "format");
}

TEST(TokenizerFile, OrderOfItsPartsDoesNotMatter) {
    Json json = Json::parse(trained()), turned;
    for (const char* name : {"merges", "vocab", "type"}) turned["model"][name] = json["model"][name];
    for (auto& [name, part] : json.items())
        if (name != "model") turned[name] = part;
    const Tokenizer a = Tokenizer::parse(trained()).value(), b = Tokenizer::parse(turned.dump()).value();
    const std::string text = "x = 4. <think>then 日本</think>";
    EXPECT_EQ(ids_of(a.encode(text)), ids_of(b.encode(text)));
}

TEST(TokenizerFile, IdsBeyondTheVocabularyAreSilent) {
    const Tokenizer t = Tokenizer::parse(trained()).value();
    const std::vector<std::int32_t> ids{'a', t.size(), 1 << 30, -1, INT32_MIN, 'b'};
    EXPECT_EQ(t.decode(ids), "ab");
    EXPECT_FALSE(t.is_special(t.size()));
    EXPECT_EQ(t.bytes_of(1 << 30), "");
}

TEST(TokenizerFile, ErrorsNameTheFile) {
    TemporaryFolder folder;
    EXPECT_FALSE(Tokenizer::load(folder.path() / "tokenizer.json"));
    folder.write("tokenizer.json", "{");
    EXPECT_NE(Tokenizer::load(folder.path() / "tokenizer.json").error().message.find("tokenizer.json'"),
              std::string::npos);
    folder.write("tokenizer.json", trained());
    EXPECT_TRUE(Tokenizer::load(folder.path() / "tokenizer.json"));
}

TEST(TokenizerFile, DamagedBytesNeverCrash) {
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) {
        std::string json = trained();
        for (int k = 0; k < 3; ++k) json[random() % json.size()] = static_cast<char>(random() % 256);
        const auto t = Tokenizer::parse(json);
        if (t)
            EXPECT_LE(t->encode("x = 4. 日本 <think>").size(), 40u);
        else
            EXPECT_EQ(t.error().kind, ErrorKind::BadInput);
    }
}

}  // namespace
}  // namespace reasonscope
