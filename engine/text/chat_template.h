#pragma once
// Renders a model folder's own Jinja chat template as Hugging Face's apply_chat_template(add_generation_prompt=True)
// does.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/span.h"

namespace reasonscope {

namespace text {
struct TemplateSource;
}

struct ChatMessage {
    std::string role;  // "system", "user", "assistant"
    std::string content;
};

struct RenderedPrompt {
    std::string text;
    ByteSpan user;          // where the last user message's content stands in `text`; empty if it cannot be found
    bool fallback = false;  // the folder has no template and the stated fallback was used
};

class ChatTemplate {
public:
    /// Looks for chat_template.jinja, then tokenizer_config.json; without either a stated fallback is used.
    static Result<ChatTemplate> load(const std::filesystem::path& model_folder);
    /// From the text of a tokenizer_config.json; `where` names it in messages.
    static Result<ChatTemplate> parse(std::string_view tokenizer_config_json, const std::string& where);
    ChatTemplate(ChatTemplate&&) noexcept;
    ChatTemplate& operator=(ChatTemplate&&) noexcept;
    ~ChatTemplate();

    [[nodiscard]] Result<RenderedPrompt> render(const std::vector<ChatMessage>& messages) const;
    /// `messages_json`: an array of message objects, passed to the template as they are.
    [[nodiscard]] Result<RenderedPrompt> render_json(std::string_view messages_json) const;

private:
    struct Impl;
    explicit ChatTemplate(std::unique_ptr<const Impl> impl);
    static Result<ChatTemplate> make(text::TemplateSource source, const std::string& where);
    std::unique_ptr<const Impl> impl_;
};

}  // namespace reasonscope
