#include "pipeline/loaded_model.h"

#include <utility>

#include "pipeline/model_library.h"
#include "pipeline/model_text.h"

namespace reasonscope {

Result<LoadedModel> LoadedModel::load(const std::filesystem::path& folder, const LoadOptions& options) {
    // The small files first: a broken tokenizer is told before gigabytes of weights are read.
    std::error_code ignored;
    if (!std::filesystem::exists(folder, ignored))
        return bad_input("There is no model folder '{}'; name a folder that holds config.json, tokenizer.json and *.safetensors, or a GGUF file.", folder.string());
    auto tokenizer = load_tokenizer(folder);
    if (!tokenizer) return tl::unexpected(tokenizer.error());
    auto chat = load_chat_template(folder);
    if (!chat) return tl::unexpected(chat.error());
    auto model = Model::load(folder, options);
    if (!model) return tl::unexpected(model.error());
    if (!options.untrained_seed) remember_fingerprint(folder, (*model)->fingerprint());
    LoadedModel loaded;
    loaded.model = std::move(*model);
    loaded.tokenizer = std::make_shared<const Tokenizer>(std::move(*tokenizer));
    loaded.chat = std::make_shared<const ChatTemplate>(std::move(*chat));
    loaded.prefixes = std::make_shared<PrefixCache>();
    return loaded;
}

}  // namespace reasonscope
