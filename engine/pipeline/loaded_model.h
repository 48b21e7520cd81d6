#pragma once
// A model folder or GGUF file ready to answer: weights, tokenizer and chat template together. Torch-free header.

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "generate/prefix_cache.h"
#include "model/model.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"

namespace reasonscope {

struct LoadedModel {
    std::shared_ptr<Model> model;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::shared_ptr<const ChatTemplate> chat;
    std::shared_ptr<PrefixCache> prefixes;  // keys and values of the last runs, at most PrefixCache::kDefaultLimit bytes

    static Result<LoadedModel> load(const std::filesystem::path& folder, const LoadOptions& options = {});
};

/// The bundled R1-mini: $REASONSCOPE_RESOURCES, else next to the executable, else the source tree's, else the install prefix.
Result<std::filesystem::path> resources_folder();
Result<std::filesystem::path> bundled_model_folder();
/// `model` as it is; an empty path stands for the bundled model.
Result<std::filesystem::path> model_or_bundled(const std::filesystem::path& model);

}  // namespace reasonscope
