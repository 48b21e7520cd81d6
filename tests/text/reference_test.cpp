// Small tokenizers of every style against what Hugging Face's `tokenizers` library made of the same texts
// (data/tokenizers.json, written by make_tokenizers.py).

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace reasonscope {
namespace {

using Json = nlohmann::json;

const Json& reference() {
    static const Json json = Json::parse(std::ifstream(REASONSCOPE_SOURCE_DIR "/tests/text/data/tokenizers.json"));
    return json;
}

class Reference : public testing::TestWithParam<std::size_t> {
protected:
    const Json& style() const { return reference()["styles"][GetParam()]; }
    Tokenizer tokenizer() const { return Tokenizer::parse(style()["tokenizer"].dump()).value(); }
    template <class Check>
    void for_each_text(Check check) const {
        const Json& texts = reference()["texts"];
        ASSERT_EQ(texts.size(), style()["rows"].size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto text = texts[i].get<std::string>();
            SCOPED_TRACE(style()["name"].get<std::string>() + ": " + texts[i].dump());
            check(text, style()["rows"][i]);
        }
    }
};

std::vector<std::int32_t> ids_of(const std::vector<Token>& tokens) {
    std::vector<std::int32_t> ids;
    for (const Token& token : tokens) ids.push_back(token.id);
    return ids;
}

TEST_P(Reference, SameIds) {
    const Tokenizer t = tokenizer();
    for_each_text([&](const std::string& text, const Json& row) {
        EXPECT_EQ(ids_of(t.encode(text)), row["ids"].get<std::vector<std::int32_t>>());
    });
}

TEST_P(Reference, SpansTileTheTextInsideTheReferenceOffsets) {
    const Tokenizer t = tokenizer();
    for_each_text([&](const std::string& text, const Json& row) {
        const auto tokens = t.encode(text);
        // A normalizer may make spans coarser than the reference's; then tiling is all that is promised.
        const bool changed = !style()["tokenizer"]["normalizer"].is_null() && row.contains("decoded");
        const auto offsets = row.value("offsets", std::vector<std::uint32_t>{});
        std::uint32_t at = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            EXPECT_EQ(tokens[i].bytes.begin, at) << "token " << i;
            EXPECT_GE(tokens[i].bytes.end, at) << "token " << i;
            at = tokens[i].bytes.end;
            if (changed || offsets.empty()) continue;
            ASSERT_EQ(offsets.size(), 2 * tokens.size());
            // The reference rounds to whole characters, so a token inside a character is told by a wider range.
            EXPECT_GE(tokens[i].bytes.begin, i == 0 ? 0 : offsets[2 * i]) << "token " << i;
            const auto limit = i + 1 < tokens.size() ? std::max(offsets[2 * i + 1], offsets[2 * i + 2]) : text.size();
            EXPECT_LE(tokens[i].bytes.end, limit) << "token " << i;
        }
        EXPECT_EQ(at, tokens.empty() ? 0 : text.size());
    });
}

TEST_P(Reference, SameDecoding) {
    const Tokenizer t = tokenizer();
    for_each_text([&](const std::string& text, const Json& row) {
        const auto ids = row["ids"].get<std::vector<std::int32_t>>();
        const std::string decoded = row.value("decoded", text);
        EXPECT_EQ(t.decode(ids), decoded);
        EXPECT_EQ(t.decode(ids, true), row.value("skipped", decoded));
    });
}

TEST_P(Reference, KnowsEveryTokenOfTheFile) {
    const Tokenizer t = tokenizer();
    const Json& json = style()["tokenizer"];
    for (const auto& [token, id] : json["model"]["vocab"].items()) EXPECT_EQ(t.id_of(token), id.get<std::int32_t>());
    for (const auto& token : json["added_tokens"]) {
        EXPECT_EQ(t.id_of(token["content"].get<std::string>()), token["id"].get<std::int32_t>());
        EXPECT_EQ(t.is_special(token["id"].get<std::int32_t>()), token["special"].get<bool>());
    }
    EXPECT_FALSE(t.id_of("no such token").has_value());
    EXPECT_EQ(t.bytes_of(t.size()), "");
    EXPECT_EQ(t.bytes_of(-1), "");
}

INSTANTIATE_TEST_SUITE_P(Styles, Reference, testing::Range<std::size_t>(0, reference()["styles"].size()),
                         [](const auto& info) {
                             auto name = reference()["styles"][info.param]["name"].template get<std::string>();
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace reasonscope
