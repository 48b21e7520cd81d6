// Chat templates against Hugging Face's apply_chat_template (data/templates.json, written by make_templates.py).

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/text/temporary_folder.h"
#include "text/chat_template.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

const Json& reference() {
    static const Json json = Json::parse(std::ifstream(REASONSCOPE_SOURCE_DIR "/tests/text/data/templates.json"));
    return json;
}

Json config_with(const Json& chat_template) {
    return {{"bos_token", {{"content", reference()["bos_token"]}, {"lstrip", false}}},
            {"eos_token", reference()["eos_token"]},
            {"pad_token", nullptr},
            {"chat_template", chat_template}};
}

class Templates : public testing::Test {
protected:
    Result<ChatTemplate> load(const Json& config) {
        folder_.write("tokenizer_config.json", config.dump());
        return ChatTemplate::load(folder_.path());
    }
    std::string error_of(const Json& config) {
        const auto loaded = load(config);
        return loaded ? "" : loaded.error().message;
    }
    TemporaryFolder folder_;
};

TEST_F(Templates, RenderAsHuggingFaceDoes) {
    for (const Json& entry : reference()["templates"]) {
        const auto chat = load(config_with(entry["source"]));
        ASSERT_TRUE(chat) << chat.error().message;
        for (std::size_t i = 0; i < reference()["chats"].size(); ++i) {
            const Json& messages = reference()["chats"][i];
            SCOPED_TRACE(entry["name"].get<std::string>() + " " + messages.dump());
            const auto prompt = chat->render_json(messages.dump());
            if (entry["rendered"][i].contains("error")) {
                ASSERT_FALSE(prompt);
                EXPECT_EQ(prompt.error().kind, ErrorKind::BadInput);
                continue;
            }
            ASSERT_TRUE(prompt) << prompt.error().message;
            EXPECT_EQ(prompt->text, entry["rendered"][i]["text"].get<std::string>());
            EXPECT_FALSE(prompt->fallback);
        }
    }
}

TEST_F(Templates, SmallPiecesOfJinjaRenderAsHuggingFaceDoes) {
    const Json pieces = Json::parse(std::ifstream(REASONSCOPE_SOURCE_DIR "/tests/text/data/snippets.json"));
    ASSERT_GE(pieces["snippets"].size(), 300u);
    for (const Json& piece : pieces["snippets"]) {
        SCOPED_TRACE(piece[0].get<std::string>());
        const auto chat = load({{"bos_token", pieces["bos_token"]}, {"eos_token", pieces["eos_token"]}, {"chat_template", piece[0]}});
        const auto prompt = chat ? chat->render_json(pieces["messages"].dump()) : tl::unexpected(chat.error());
        if (piece[1].is_null()) {
            ASSERT_FALSE(prompt) << prompt->text;
            EXPECT_EQ(prompt.error().kind, ErrorKind::BadInput);
        } else {
            ASSERT_TRUE(prompt) << prompt.error().message;
            EXPECT_EQ(prompt->text, piece[1].get<std::string>());
        }
    }
}

TEST_F(Templates, HostileOnesEndWithASentence) {
    const auto repeated = [](const char* text, int times) {
        std::string out;
        for (int i = 0; i < times; ++i) out += text;
        return out;
    };
    const std::vector<std::string> hostile = {
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(x) %}{{ [[f(x)]] }}{% endmacro %}{{ f(1) }}",
        "{% for a in [[1]] recursive %}{{ loop([a]) }}{% endfor %}",
        "{% for a in range(1000000000) %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{% set n = namespace(s='ab') %}{% for a in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
        "{% set n = namespace(s=[]) %}{% for a in range(9999) %}{% set n.s = [n.s] %}{% endfor %}{{ n.s }}",
        "{{ 'a' * 10000000000 }}", "{{ 1 % 0 }}", "{{ 1.0 / 0 }}", "{{ 9223372036854775807 + 1 }}", "{{ 'x' | center(1000000000) }}",
        "{{ " + repeated("not ", 100000) + "x }}", "{{ " + repeated("- ", 100000) + "1 }}", "{{ 1" + repeated(" + 1", 100000) + " }}",
        "{{ x" + repeated(".a", 100000) + " }}", "{{ " + repeated("[", 100000) + " }}", repeated("{% if 1 %}", 50000),
        "{% if 1 %}" + repeated("{% elif 1 %}", 50000) + "{% endif %}", "{{ 'never closed }}", "{{ 1", "{% break %}", "{% include 'x' %}", "{{ messages.x.y }}"};
    for (const std::string& source : hostile) {
        SCOPED_TRACE(source.substr(0, 80));
        const auto chat = load(config_with(source));
        const auto prompt = chat ? chat->render({{"user", "Hi"}}) : tl::unexpected(chat.error());
        ASSERT_FALSE(prompt) << prompt->text.substr(0, 80);
        EXPECT_EQ(prompt.error().kind, ErrorKind::BadInput);
        EXPECT_EQ(prompt.error().message.find('\n'), std::string::npos);
    }
}

TEST_F(Templates, FindTheUserTextEvenWhereItsWordsStandElsewhere) {
    const auto chat =
        load(config_with("{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}{% endfor %}<assistant>user"));
    ASSERT_TRUE(chat);
    const auto prompt = chat->render({{"system", "user"}, {"user", " user "}});
    ASSERT_TRUE(prompt);
    EXPECT_EQ(prompt->text, "<system>user<user>user<assistant>user");
    EXPECT_EQ(prompt->user, (ByteSpan{18, 22}));
}

TEST_F(Templates, FindNoUserTextWhereThereIsNone) {
    const auto chat = load(config_with("fixed"));
    ASSERT_TRUE(chat);
    EXPECT_EQ(chat->render({{"user", "Hi"}})->user.size(), 0u);
    EXPECT_EQ(chat->render({{"system", "Hi"}})->user.size(), 0u);
}

TEST_F(Templates, PassTextPartsThrough) {
    const auto chat =
        load(config_with("{% for m in messages %}{% for p in m.content %}[{{ p.text }}]{% endfor %}{% endfor %}"));
    ASSERT_TRUE(chat);
    const auto prompt =
        chat->render_json(R"([{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])");
    ASSERT_TRUE(prompt) << prompt.error().message;
    EXPECT_EQ(prompt->text, "[a][b]");
    EXPECT_EQ(slice(prompt->text, prompt->user), "b");
}

TEST_F(Templates, PreferTheFileThenTheDefaultOfAList) {
    const Json named =
        Json::array({{{"name", "tool_use"}, {"template", "tools"}}, {{"name", "default"}, {"template", "plain"}}});
    EXPECT_EQ(load(config_with(named))->render({{"user", "Hi"}})->text, "plain");
    folder_.write("chat_template.jinja", "file {{ bos_token }}\n");
    EXPECT_EQ(load(config_with(named))->render({{"user", "Hi"}})->text,
              "file " + reference()["bos_token"].get<std::string>());
}

TEST_F(Templates, FallBackWhenTheFolderHasNone) {
    const auto chat = ChatTemplate::load(folder_.path());
    ASSERT_TRUE(chat);
    const auto prompt = chat->render({{"system", "Be brief."}, {"user", "Hi"}});
    ASSERT_TRUE(prompt);
    EXPECT_EQ(prompt->text, "Be brief.\n\nUser: Hi\n\nAssistant:");
    EXPECT_EQ(slice(prompt->text, prompt->user), "Hi");
    EXPECT_TRUE(prompt->fallback);
}

TEST_F(Templates, SayWhyTheTemplateRefuses) {
    const auto chat = load(config_with("{{ raise_exception('Only one user.') }}"));
    ASSERT_TRUE(chat);
    EXPECT_EQ(chat->render({{"user", "Hi"}}).error().message,
              "The model's chat template refuses these messages: Only one user.");
}

TEST_F(Templates, RefuseWhatCannotBeUsed) {
    EXPECT_NE(error_of(config_with("{% if x %}never closed")), "");
    EXPECT_NE(error_of(config_with("{{ " + std::string(100000, '('))), "");
    EXPECT_NE(error_of(config_with(7)), "");
    EXPECT_NE(error_of(config_with(Json::array({{{"name", "rag"}, {"template", "x"}}}))), "");
    folder_.write("tokenizer_config.json", "{broken");
    EXPECT_FALSE(ChatTemplate::load(folder_.path()));
    EXPECT_FALSE(ChatTemplate::load(folder_.path() / "missing"));
}

TEST_F(Templates, RefuseMessagesThatAreNone) {
    const auto chat = load(config_with("{{ messages[0].content }}"));
    ASSERT_TRUE(chat);
    const std::string deep = "[" + std::string(200000, '[') + std::string(200000, ']') + "]";
    for (const std::string bad : {"", "{", "{}", "[]", "[1]", "[{}]", "[{\"role\":3}]", "[\"\xff\"]", deep.c_str()}) {
        const auto prompt = chat->render_json(bad);
        ASSERT_FALSE(prompt) << bad.substr(0, 40);
        EXPECT_EQ(prompt.error().kind, ErrorKind::BadInput);
    }
    EXPECT_FALSE(chat->render({{"user", "\xff"}}));
}

}  // namespace
}  // namespace reasonscope
