#pragma once
// What a model is read from: a Hugging Face folder (safetensors, sharded or not, FP8 blocks too), one GGUF file, or an adapter's folder and
// one of these as its base. Private to model.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "model/adapter.h"
#include "model/checkpoint.h"
#include "model/detail/decoder.h"
#include "model/gguf_model.h"
#include "model/model.h"
#include "model/model_card.h"

namespace reasonscope::detail {

class WeightFiles {
public:
    /// Errors: BadInput for a path that is none of these, or damaged files.
    static Result<WeightFiles> open(const std::filesystem::path& path);

    [[nodiscard]] const std::string& config_json() const { return config_json_; }
    [[nodiscard]] Result<GenerationDefaults> generation_defaults() const;
    /// Whether everything that the config calls for is there, in the right shape and a type that can be read, and nothing else.
    [[nodiscard]] Status check(const ModelConfig& config) const;
    /// Requires check().
    [[nodiscard]] ModelCard card(const ModelConfig& config) const;
    struct Loaded {
        TensorMap weights;
        std::filesystem::path base;  // where an adapter was added; else empty
        std::string fingerprint;  // SHA-256 over configuration and weight files; with an adapter over that in hex, and the adapter's two files
    };
    /// Requires check(). Hashes the files on a second thread while the weights are copied; pages of the files are released as soon as both
    /// are done with them, so that the copy is all that stays. options.progress is told on the calling thread.
    [[nodiscard]] Result<Loaded> load(const ModelConfig& config, at::ScalarType type, Device device, const LoadOptions& options) const;

private:
    [[nodiscard]] Result<std::string> fingerprint(const std::function<void(double)>& hashed, std::stop_token stop) const;
    [[nodiscard]] Result<TensorMap> copy(const ModelConfig& config, const at::TensorOptions& options, const std::function<void(double)>& copied,
                                         const std::stop_token& stop) const;
    /// Undefined when the files do not hold `name`.
    [[nodiscard]] Result<at::Tensor> read(const ModelConfig& config, const std::string& name, const std::vector<std::int64_t>& shape,
                                          const at::TensorOptions& options) const;

    [[nodiscard]] Status check_base(const ModelConfig& config) const;

    std::filesystem::path path_;  // of the base, where there is an adapter
    std::string config_json_;
    std::optional<Adapter> adapter_;
    std::optional<Checkpoint> folder_;  // one of the two
    std::optional<GgufModel> gguf_;
};

}  // namespace reasonscope::detail
