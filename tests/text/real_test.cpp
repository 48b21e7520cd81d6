// Real tokenizer.json files (scripts/tokenizers.sh fetches them) against what Hugging Face's `tokenizers` library made of
// the same texts and ids (data/real_tokenizers.json, written by make_real.py).

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "text/chat_template.h"
#include "text/tokenizer.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;  // templates may print a message as it stands

const Json& reference() {
    static const Json json = Json::parse(std::ifstream(REASONSCOPE_SOURCE_DIR "/tests/text/data/real_tokenizers.json"));
    return json;
}

std::vector<std::int32_t> ids_of(const std::vector<Token>& tokens) {
    std::vector<std::int32_t> ids;
    for (const Token& token : tokens) ids.push_back(token.id);
    return ids;
}

class RealTokenizer : public testing::TestWithParam<std::size_t> {
protected:
    const Json& entry() const { return reference()["tokenizers"][GetParam()]; }
    std::string name() const { return entry()["name"].get<std::string>(); }
    void SetUp() override {
        const auto file = std::filesystem::path(REASONSCOPE_SOURCE_DIR "/build/tokenizers") / name() / "models/tokenizer.json";
        std::error_code missing;
        const auto size = std::filesystem::file_size(file, missing);
        if (missing) GTEST_SKIP() << "The tokenizer of " << name() << " is not there; run scripts/tokenizers.sh.";
        if (size != entry()["bytes"].get<std::uintmax_t>())
            GTEST_SKIP() << "The tokenizer of " << name() << " is another version than the reference was made with.";
        auto loaded = Tokenizer::load(file);
        ASSERT_TRUE(loaded) << loaded.error().message;
        tokenizer_ = std::move(*loaded);
    }
    template <class Check>
    void for_each_text(Check check) const {
        const Json& texts = reference()["texts"];
        ASSERT_GE(texts.size(), 200u);
        ASSERT_EQ(texts.size(), entry()["rows"].size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            SCOPED_TRACE(name() + ": " + texts[i].dump());
            check(texts[i].get<std::string>(), entry()["rows"][i]);
        }
    }
    const Tokenizer& tokenizer() const { return *tokenizer_; }

private:
    std::optional<Tokenizer> tokenizer_;
};

TEST_P(RealTokenizer, SameIds) {
    EXPECT_EQ(tokenizer().size(), entry()["size"].get<std::int32_t>());
    for_each_text([&](const std::string& text, const Json& row) {
        EXPECT_EQ(ids_of(tokenizer().encode(text)), row["ids"].get<std::vector<std::int32_t>>());
    });
}

TEST_P(RealTokenizer, SameDecoding) {
    for_each_text([&](const std::string& text, const Json& row) {
        const auto ids = row["ids"].get<std::vector<std::int32_t>>();
        const auto decoded = row.value("decoded", text);
        EXPECT_EQ(tokenizer().decode(ids), decoded);
        EXPECT_EQ(tokenizer().decode(ids, true), row.value("skipped", decoded));
    });
    for (const Json& row : entry()["random"]) {
        SCOPED_TRACE(name() + ": " + row["ids"].dump());
        const auto ids = row["ids"].get<std::vector<std::int32_t>>();
        const auto decoded = row["decoded"].get<std::string>();
        EXPECT_EQ(tokenizer().decode(ids), decoded);
        EXPECT_EQ(tokenizer().decode(ids, true), row.value("skipped", decoded));
    }
}

TEST_P(RealTokenizer, SpansTileTheTextAndSpellItsBytes) {
    for_each_text([&](const std::string& text, const Json& row) {
        const auto tokens = tokenizer().encode(text);
        const bool whole = !row.contains("decoded");  // else a normalizer changed the text
        std::uint32_t at = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            ASSERT_EQ(tokens[i].bytes.begin, at) << "token " << i;
            ASSERT_GE(tokens[i].bytes.end, at) << "token " << i;
            at = tokens[i].bytes.end;
            if (!whole) continue;
            const std::string bytes(tokenizer().bytes_of(tokens[i].id)), stands(slice(text, tokens[i].bytes));
            // Llama 2 puts a space in front of every stretch of text; it stands nowhere.
            const bool opens = i == 0 || tokenizer().is_special(tokens[i - 1].id);
            EXPECT_TRUE(bytes == stands || (opens && bytes == " " + stands)) << "token " << i << ": '" << bytes << "' for '" << stands << "'";
        }
        EXPECT_EQ(at, tokens.empty() ? 0 : text.size());
    });
}

TEST_P(RealTokenizer, AnyBytesSurvive) {
    for (const std::string text : {"\xFF", "a\xC3", "\xE6\x97 b\xF0\x9F\x98", "<think>\x80</think>", "\xED\xA0\x80", "\xC0\x80"}) {
        const auto tokens = tokenizer().encode(text);
        ASSERT_FALSE(tokens.empty());
        EXPECT_EQ(tokens.back().bytes.end, text.size());
        EXPECT_EQ(tokenizer().decode_bytes(ids_of(tokens)), text);
    }
}

TEST_P(RealTokenizer, StreamsWhatDecodeSays) {
    for_each_text([&](const std::string&, const Json& row) {
        const auto ids = row["ids"].get<std::vector<std::int32_t>>();
        StreamDecoder stream(tokenizer());
        std::string joined;
        for (const auto id : ids) joined += stream.push(id);
        joined += stream.flush();
        const auto decoded = tokenizer().decode(ids);
        // decode() alone drops the space that encoding put in front of a text
        EXPECT_TRUE(joined == decoded || joined == " " + decoded) << joined;
    });
}

TEST_P(RealTokenizer, ChatTemplateRendersAsHuggingFaceDoes) {
    const auto chat = ChatTemplate::load(std::filesystem::path(REASONSCOPE_SOURCE_DIR "/build/tokenizers") / name() / "models");
    ASSERT_TRUE(chat) << chat.error().message;
    const Json& expected = entry()["prompts"];
    for (std::size_t i = 0; i < reference()["chats"].size(); ++i) {
        const auto messages = reference()["chats"][i].dump();
        SCOPED_TRACE(name() + ": " + messages);
        const auto prompt = chat->render_json(messages);
        if (expected.is_null()) {
            ASSERT_TRUE(prompt) << prompt.error().message;
            EXPECT_TRUE(prompt->fallback);
        } else if (expected[i].is_null()) {
            ASSERT_FALSE(prompt) << prompt->text;
            EXPECT_EQ(prompt.error().kind, ErrorKind::BadInput);
        } else {
            ASSERT_TRUE(prompt) << prompt.error().message;
            EXPECT_EQ(prompt->text, expected[i].get<std::string>());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Packages, RealTokenizer, testing::Range<std::size_t>(0, reference()["tokenizers"].size()),
                         [](const auto& info) { return reference()["tokenizers"][info.param]["name"].template get<std::string>(); });

}  // namespace
}  // namespace reasonscope
