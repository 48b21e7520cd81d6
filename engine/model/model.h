#pragma once
// A loaded model. This header never pulls torch; the tensors live behind detail::ModelImpl.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "model/config.h"

namespace reasonscope {

enum class DType { F32, BF16, F16 };
enum class Device { Cpu, Cuda };

std::string_view name(DType dtype);    // "f32", "bf16", "f16"
std::string_view name(Device device);  // "cpu", "cuda"
Result<DType> parse_dtype(std::string_view text);

Device default_device();  // CUDA when libtorch and a driver offer it, else CPU
DType default_dtype();    // bf16 on CUDA, f32 on the CPU

struct LoadOptions {
    std::optional<DType> dtype;    // default: default_dtype() of that device
    std::optional<Device> device;  // default: default_device()
    int threads = 0;               // CPU threads of the whole process; 0: all cores, but one for a model too small to share out
    /// Weight matrices drawn anew (normal, deviation 0.02, biases 0, norms 1) instead of the file's: what a method finds in such a
    /// model comes from the chain's shape alone. Changes the fingerprint.
    std::optional<std::uint64_t> untrained_seed;
    ProgressFn progress;
    std::stop_token stop;
};

namespace detail {
struct ModelImpl;
}

/// Weights plus configuration of one model folder. One thread at a time may run it.
class Model {
public:
    /// `folder`: a Hugging Face folder, a GGUF file, or the folder of a LoRA adapter (adapter.h), which is added to its base. Errors: BadInput for a missing folder, an unsupported architecture, or a truncated or lying checkpoint.
    static Result<std::shared_ptr<Model>> load(const std::filesystem::path& folder, const LoadOptions& options = {});
    ~Model();

    [[nodiscard]] const ModelConfig& config() const;
    [[nodiscard]] const GenerationDefaults& defaults() const;
    [[nodiscard]] DType dtype() const;
    [[nodiscard]] Device device() const;
    [[nodiscard]] std::string device_name() const;         // "CPU, 2 threads" or the GPU's name
    [[nodiscard]] const std::string& fingerprint() const;  // SHA-256 over config.json and model weights, hex; with an adapter over that and the adapter's files
    [[nodiscard]] const std::filesystem::path& folder() const;
    [[nodiscard]] std::string name() const;  // "r1-mini"; of an adapter "tuned on r1-mini"
    [[nodiscard]] const std::filesystem::path& base() const;  // where folder() is an adapter; else empty
    [[nodiscard]] std::int64_t weight_bytes() const;

    [[nodiscard]] detail::ModelImpl& impl() const { return *impl_; }
    explicit Model(std::unique_ptr<detail::ModelImpl> impl);

private:
    std::unique_ptr<detail::ModelImpl> impl_;
};

}  // namespace reasonscope
