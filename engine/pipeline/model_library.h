#pragma once
// The models on this machine: the bundled one, those a person added, and what other programs keep in their folders. Torch-free.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/fidelity.h"

namespace reasonscope {

enum class ModelOrigin { Bundled, Added, HuggingFace, LmStudio };
std::string_view name(ModelOrigin origin);  // "bundled", "added", "Hugging Face", "LM Studio"

/// Where a model lies; nothing of it was read.
struct ModelPlace {
    std::filesystem::path path;  // folder of a model or an adapter, or GGUF file
    std::string name;            // "Qwen/Qwen3-0.6B", "r1-mini", "model-Q4_K_M"
    ModelOrigin origin = ModelOrigin::Added;
};

/// The bundled model, then `added` in its order (missing ones too: they are still on the list), then Hugging Face's cache ($HF_HUB_CACHE,
/// $HF_HOME/hub, $XDG_CACHE_HOME or ~/.cache, huggingface/hub: models--OWNER--NAME/snapshots/REVISION, the newest revision with a model or adapter)
/// and LM Studio's folders (~/.lmstudio/models and ~/.cache/lm-studio/models: OWNER/NAME/*.gguf, further parts of a split file left out), by name.
std::vector<ModelPlace> find_models(const std::vector<std::filesystem::path>& added);

/// One line of the library. `problem` is the sentence that says why it can't be opened; then the figures are empty.
struct ModelEntry {
    ModelPlace place;
    std::string problem;
    std::string family, stored_as;
    std::string base;             // of an adapter: the name of the model that it changes; else empty
    std::int64_t adapter_rank = 0;
    int layers = 0, heads = 0, experts = 0, experts_per_token = 0, context = 0;
    std::int64_t parameters = 0, active_parameters = 0, file_bytes = 0;
    std::string dtype;                                   // the precision that it would run in here
    std::int64_t weight_bytes = 0, cache_bytes = 0;      // in memory, for cache_tokens
    int cache_tokens = 0;                                // the context, but no more than kUsualContext
    std::optional<std::int64_t> available_bytes;         // memory that is free now
    std::optional<bool> fits;                            // nothing when the free memory is not known
    std::string fingerprint;                             // known once it was loaded here
    std::optional<Fidelity> fidelity;                    // the newest check in `dtype`
};
inline constexpr int kUsualContext = 8192;

/// Reads headers only. Never fails: a model that can't be opened says why.
ModelEntry describe_model(const ModelPlace& place);

/// Keeps the fingerprint of a model that was loaded, so that the library can show it without reading the weights again. It counts until a
/// file's size or time changes. Kept in $XDG_DATA_HOME/reasonscope/fingerprints.json; nothing happens when that can't be written.
void remember_fingerprint(const std::filesystem::path& path, const std::string& fingerprint);

/// "needs 1.4 GB in bf16 (1.2 GB weights, 0.2 GB cache for 8192 tokens); 11.3 GB free: fits"
std::string memory_sentence(const ModelEntry& entry);

}  // namespace reasonscope
