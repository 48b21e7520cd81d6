#include "text/chat_template.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>

#include "text/jinja.h"
#include "text/template_file.h"
#include "text/utf8.h"

namespace reasonscope {

using namespace text;

namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 64;  // of the messages' JSON
// Stands in for the user's text to see where the template puts it; white space around it would be trimmed away.
constexpr std::string_view kMarker = "\x02user text\x03";

/// "User: ...\n\nAssistant:" with one paragraph per message.
std::string render_fallback(const Json& messages) {
    std::string text;
    for (const Json& message : messages) {
        const auto role = message["role"].get<std::string>();
        const std::string name = role == "user" ? "User: " : role == "assistant" ? "Assistant: " : "";
        const Json content = message.value("content", Json());
        text += name + (content.is_string() ? content.get<std::string>() : content.dump()) + "\n\n";
    }
    return text + "Assistant:";
}

/// The last user message's text: its content, or the last text part of it. Null if there is none.
Json* last_user_text(Json& messages) {
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
        if ((*message)["role"] != "user" || !message->contains("content")) continue;
        Json& content = (*message)["content"];
        if (content.is_string()) return &content;
        if (!content.is_array()) return nullptr;
        for (auto part = content.rbegin(); part != content.rend(); ++part)
            if (part->is_object() && part->contains("text") && (*part)["text"].is_string()) return &(*part)["text"];
        return nullptr;
    }
    return nullptr;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\v\f";
    const auto begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) + 1 - begin);
}

ByteSpan span_at(std::size_t begin, std::size_t size) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + size)};
}

/// Where `content` stands in `text`: at the marker's place if it is there, else its last occurrence.
ByteSpan find_user(const std::string& text, const std::string& marked, std::string_view content) {
    for (const std::string_view form : {content, trimmed(content)}) {
        const auto at = marked.find(kMarker);
        if (at != std::string::npos && text.compare(at, form.size(), form) == 0 &&
            text.substr(at + form.size()) == marked.substr(at + kMarker.size()))
            return span_at(at, form.size());
    }
    for (const std::string_view form : {content, trimmed(content)}) {
        const auto at = form.empty() ? std::string::npos : text.rfind(form);
        if (at != std::string::npos) return span_at(at, form.size());
    }
    return {};
}

Result<Json> read_messages(std::string_view text) {
    bool too_deep = false;
    const auto watch = [&](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > kMaxDepth;
        return !too_deep;
    };
    Json messages = Json::parse(text, watch, false);
    if (too_deep) return bad_input("The messages are nested more than {} levels deep.", kMaxDepth);
    if (messages.is_discarded()) return bad_input("The messages are not valid JSON.");
    if (!messages.is_array())
        return bad_input("The messages must be a JSON list, as [{{\"role\": \"user\", \"content\": \"Hi\"}}].");
    for (const Json& message : messages)
        if (!message.is_object() || !message.contains("role") || !message["role"].is_string())
            return bad_input("Every message must be an object with a \"role\" and a \"content\".");
    return messages;
}

}  // namespace

struct ChatTemplate::Impl {
    std::optional<Jinja> jinja;  // nothing: the fallback
    std::map<std::string, std::string> tokens;

    Result<std::string> text_of(const Json& messages) const {
        return jinja ? jinja->render(messages, tokens) : Result<std::string>(render_fallback(messages));
    }
    Result<RenderedPrompt> render(Json messages) const {
        if (messages.empty()) return bad_input("There is no message to render.");
        auto text = text_of(messages);
        if (!text) return tl::unexpected(text.error());
        RenderedPrompt prompt{std::move(*text), {}, !jinja};
        if (Json* user = last_user_text(messages)) {
            const auto content = user->get<std::string>();
            *user = kMarker;
            prompt.user = find_user(prompt.text, text_of(messages).value_or(""), content);
        }
        return prompt;
    }
};

ChatTemplate::ChatTemplate(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;
ChatTemplate& ChatTemplate::operator=(ChatTemplate&&) noexcept = default;
ChatTemplate::~ChatTemplate() = default;

Result<ChatTemplate> ChatTemplate::load(const std::filesystem::path& model_folder) {
    auto source = read_template_source(model_folder);
    if (!source) return tl::unexpected(source.error());
    return make(std::move(*source), model_folder.string());
}

Result<ChatTemplate> ChatTemplate::parse(std::string_view tokenizer_config_json, const std::string& where) {
    auto source = parse_template_source(tokenizer_config_json, where);
    if (!source) return tl::unexpected(source.error());
    return make(std::move(*source), where);
}

Result<ChatTemplate> ChatTemplate::make(TemplateSource source, const std::string& where) {
    auto impl = std::make_unique<Impl>();
    impl->tokens = std::move(source.tokens);
    if (source.jinja) {
        auto jinja = Jinja::parse(*source.jinja);
        if (!jinja) return bad_input("'{}': {}", where, jinja.error().message);
        impl->jinja = std::move(*jinja);
    }
    return ChatTemplate(std::move(impl));
}

Result<RenderedPrompt> ChatTemplate::render(const std::vector<ChatMessage>& messages) const {
    Json json = Json::array();
    for (const ChatMessage& message : messages) {
        if (!is_valid_utf8(message.role) || !is_valid_utf8(message.content))
            return bad_input("A message is not valid UTF-8 text.");
        json.push_back({{"role", message.role}, {"content", message.content}});
    }
    return impl_->render(std::move(json));
}

Result<RenderedPrompt> ChatTemplate::render_json(std::string_view messages_json) const {
    auto messages = read_messages(messages_json);
    if (!messages) return tl::unexpected(messages.error());
    return impl_->render(std::move(*messages));
}

}  // namespace reasonscope
