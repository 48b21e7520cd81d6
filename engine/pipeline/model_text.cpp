#include "pipeline/model_text.h"

#include "model/adapter.h"
#include "model/gguf_tokenizer.h"

namespace reasonscope {
namespace {

/// One of the JSON texts that a GGUF file's metadata stand for.
Result<std::string> gguf_text(const std::filesystem::path& file, Result<std::string> (*make)(const GgufFile&)) {
    const auto gguf = GgufFile::open(file);
    if (!gguf) return tl::unexpected(gguf.error());
    return make(*gguf);
}

bool is_file(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

/// Where the words of a model are: with an adapter beside it, where its training kept them, else in its base.
Result<std::filesystem::path> text_folder(const std::filesystem::path& model) {
    if (!Adapter::is_adapter(model) || is_file(model / "tokenizer.json")) return model;
    const auto adapter = Adapter::open(model);
    if (!adapter) return tl::unexpected(adapter.error());
    return adapter->base();
}

}  // namespace

Result<Tokenizer> load_tokenizer(const std::filesystem::path& path) {
    const auto folder = text_folder(path);
    if (!folder) return tl::unexpected(folder.error());
    const auto& model = *folder;
    if (!is_file(model)) return Tokenizer::load(model / "tokenizer.json");
    const auto text = gguf_text(model, gguf_tokenizer_json);
    if (!text) return tl::unexpected(text.error());
    auto tokenizer = Tokenizer::parse(*text);
    if (!tokenizer) return bad_input("The tokenizer in '{}' cannot be used: {}", model.string(), tokenizer.error().message);
    return tokenizer;
}

Result<ChatTemplate> load_chat_template(const std::filesystem::path& path) {
    const auto folder = text_folder(path);
    if (!folder) return tl::unexpected(folder.error());
    const auto& model = *folder;
    if (!is_file(model)) return ChatTemplate::load(model);
    const auto text = gguf_text(model, gguf_tokenizer_config_json);
    if (!text) return tl::unexpected(text.error());
    return ChatTemplate::parse(*text, model.string());
}

}  // namespace reasonscope
