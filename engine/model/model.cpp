#include "model/model.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <thread>

#include <ATen/Parallel.h>

#include "base/file.h"
#include "model/checkpoint.h"
#include "model/detail/model_impl.h"
#include "model/fingerprint.h"
#include "model/stored_tensor.h"

namespace reasonscope {
namespace {

using detail::ModelImpl;

constexpr const char* kHead = "lm_head.weight";

/// The first line of a libtorch message: the rest is a C++ stack that helps nobody.
std::string first_line(const char* text) {
    const std::string_view all(text);
    return std::string(all.substr(0, all.find('\n')));
}

/// Name of the first NVIDIA GPU as the driver tells it; libtorch has no way to ask without CUDA headers.
std::string gpu_name() {
    std::error_code ignored;
    for (const auto& gpu : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", ignored)) {
        std::ifstream information(gpu.path() / "information");
        for (std::string line; std::getline(information, line);)
            if (line.starts_with("Model:")) return line.substr(line.find_first_not_of(" \t", 6));
    }
    return "CUDA device";
}

std::optional<at::ScalarType> loadable_type(StoredType type) {
    switch (type) {
        case StoredType::F32: return at::kFloat;
        case StoredType::BF16: return at::kBFloat16;
        case StoredType::F16: return at::kHalf;
        case StoredType::F64: return at::kDouble;
        default: return std::nullopt;
    }
}

/// Tensors that published folders may hold and this decoder leaves alone: the multi-token-prediction layers after the last one,
/// precomputed rotary frequencies, and a head that is tied anyway.
bool ignorable(const std::string& name, const ModelConfig& config) {
    constexpr std::string_view kLayer = "model.layers.";
    if (name.ends_with("rotary_emb.inv_freq")) return true;
    if (config.tie_word_embeddings && name == kHead) return true;
    if (!name.starts_with(kLayer)) return false;
    const auto digits = name.substr(kLayer.size(), name.find('.', kLayer.size()) - kLayer.size());
    return !digits.empty() && digits.size() < 6 && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           std::stoi(digits) >= config.layers;
}

/// The embedding stands in for a head that is not there, as in transformers.
bool replaceable(const std::string& name) { return name == kHead; }

Status check_tensors(const ModelConfig& config, const Checkpoint& checkpoint, const std::filesystem::path& folder) {
    std::set<std::string> wanted;
    for (const auto& [name, shape] : detail::expected_tensors(config)) {
        const auto found = find_stored(checkpoint, config, name, shape);
        if (!found && replaceable(name)) continue;
        if (!found) return bad_input("'{}' lacks the tensor '{}' that its config.json calls for.", folder.string(), name);
        const TensorView& tensor = *found->tensor;
        if (found->expert < 0 && tensor.shape != shape)
            return bad_input("'{}': tensor '{}' has shape {}, but config.json calls for {}.", folder.string(), name,
                             shape_text(tensor.shape), shape_text(shape));
        if (!loadable_type(tensor.type))
            return bad_input("'{}': tensor '{}' is stored as {}, which is not supported; use a bf16, f16 or f32 version of the model.",
                             folder.string(), tensor.name, reasonscope::name(tensor.type));
        wanted.insert(tensor.name);
    }
    for (const auto& [name, tensor] : checkpoint.tensors)
        if (!wanted.contains(name) && !ignorable(name, config))
            return bad_input("'{}' holds the tensor '{}', which its config.json does not know; the two do not belong together.",
                             folder.string(), name);
    return {};
}

/// A token of a small model takes a millisecond: waking a second thread for each of its products costs more than it saves, and on
/// a busy machine, where the other core is not free, ten times more.
int default_threads(const ModelConfig& config) {
    constexpr std::int64_t kWorthSharing = 16'000'000;  // weights per token
    if (config.active_parameters() < kWorthSharing) return 1;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Status choose_device(const LoadOptions& options, ModelImpl& model) {
    const bool cuda = at::hasCUDA();
    model.device = options.device.value_or(cuda ? Device::Cuda : Device::Cpu);
    if (model.device == Device::Cuda && !cuda)
        return bad_input("No CUDA device is available; use the CPU, or install a libtorch with CUDA and an NVIDIA driver.");
    model.dtype = options.dtype.value_or(model.device == Device::Cuda ? DType::BF16 : DType::F32);
    const int threads = options.threads > 0 ? options.threads : default_threads(model.config);
    at::set_num_threads(threads);
    model.device_name = model.device == Device::Cuda ? gpu_name() : fmt::format("CPU, {} thread{}", threads, threads == 1 ? "" : "s");
    try {  // older libtorch has no half-precision products on the CPU
        const auto probe = at::ones({2, 2}, at::TensorOptions(detail::scalar_type(model.dtype)).device(model.device == Device::Cuda ? at::kCUDA : at::kCPU));
        at::softmax(at::linear(probe, probe), -1);
    } catch (const std::exception&) {
        return bad_input("This libtorch cannot compute in {} on the {}; choose another dtype.", name(model.dtype), name(model.device));
    }
    return {};
}

/// The stored numbers as a tensor of its own [shape], in the stored type.
at::Tensor copy_of(const StoredTensor& stored, const std::vector<std::int64_t>& shape) {
    const auto& tensor = *stored.tensor;
    const auto options = at::TensorOptions(*loadable_type(tensor.type));
    if (stored.expert < 0) {
        const auto raw = at::empty(shape, options);  // aligned, unlike the file
        std::memcpy(raw.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
        return raw;
    }
    const auto slab = at::empty({tensor.shape[1], tensor.shape[2]}, options);
    std::memcpy(slab.data_ptr(), tensor.bytes.data() + static_cast<std::size_t>(stored.expert) * slab.nbytes(), slab.nbytes());
    return (stored.transposed ? slab.t() : slab).narrow(0, stored.first_row, shape[0]).clone(at::MemoryFormat::Contiguous);
}

Result<detail::TensorMap> convert(const Checkpoint& checkpoint, const LoadOptions& options, ModelImpl& model) {
    detail::TensorMap weights;
    const auto device = model.device == Device::Cuda ? at::kCUDA : at::kCPU;
    const auto expected = detail::expected_tensors(model.config);
    std::size_t done = 0;
    for (const auto& [name, shape] : expected) {
        if (options.stop.stop_requested()) return cancelled();
        const auto stored = find_stored(checkpoint, model.config, name, shape);
        if (!stored) continue;  // a head that the embedding stands in for
        const auto raw = copy_of(*stored, shape);
        // The selection bias decides between near-equal experts and stays in f32, as in Hugging Face.
        const bool exact = name.ends_with("e_score_correction_bias");
        auto tensor = raw.to(device, exact ? at::kFloat : detail::scalar_type(model.dtype));
        model.weight_bytes += static_cast<std::int64_t>(tensor.nbytes());
        weights.emplace(name, std::move(tensor));
        if (options.progress)
            options.progress({0.5 + 0.5 * static_cast<double>(++done) / static_cast<double>(expected.size()), -1, "Loading weights"});
    }
    return weights;
}

Result<std::unique_ptr<ModelImpl>> load_impl(const std::filesystem::path& folder, const LoadOptions& options) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) return bad_input("The model folder '{}' does not exist.", folder.string());
    if (!std::filesystem::exists(folder / "config.json", ignored))
        return bad_input("'{}' is not a model folder: it holds no config.json.", folder.string());
    auto model = std::make_unique<ModelImpl>();
    model->folder = folder;
    const auto config_text = read_file(folder / "config.json");
    if (!config_text) return tl::unexpected(config_text.error());
    auto config = parse_model_config(*config_text);
    if (!config) return bad_input("'{}': {}", folder.string(), config.error().message);
    model->config = std::move(*config);
    auto defaults = load_generation_defaults(folder);
    if (!defaults) return tl::unexpected(defaults.error());
    model->defaults = std::move(*defaults);
    const auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    if (auto fits = check_tensors(model->config, *checkpoint, folder); !fits) return tl::unexpected(fits.error());
    if (auto device = choose_device(options, *model); !device) return tl::unexpected(device.error());
    const auto hashed = [&](std::size_t bytes) {
        if (options.progress)
            options.progress({0.5 * static_cast<double>(bytes) / static_cast<double>(checkpoint->bytes()), -1, "Reading weights"});
    };
    auto hash = fingerprint(*config_text, *checkpoint, hashed, options.stop);
    if (!hash) return tl::unexpected(hash.error());
    model->fingerprint = std::move(*hash);
    const auto weights = convert(*checkpoint, options, *model);
    if (!weights) return tl::unexpected(weights.error());
    model->decoder = std::make_unique<detail::Decoder>(model->config, *weights);
    return model;
}

}  // namespace

at::ScalarType detail::scalar_type(DType dtype) {
    switch (dtype) {
        case DType::BF16: return at::kBFloat16;
        case DType::F16: return at::kHalf;
        case DType::F32: break;
    }
    return at::kFloat;
}

std::string_view name(DType dtype) {
    switch (dtype) {
        case DType::BF16: return "bf16";
        case DType::F16: return "f16";
        case DType::F32: break;
    }
    return "f32";
}

std::string_view name(Device device) { return device == Device::Cuda ? "cuda" : "cpu"; }

Result<DType> parse_dtype(std::string_view text) {
    for (const auto dtype : {DType::F32, DType::BF16, DType::F16})
        if (text == name(dtype)) return dtype;
    return bad_input("'{}' is not a dtype; choose f32, bf16 or f16.", text);
}

Result<std::shared_ptr<Model>> Model::load(const std::filesystem::path& folder, const LoadOptions& options) {
    try {
        auto impl = load_impl(folder, options);
        if (!impl) return tl::unexpected(impl.error());
        return std::make_shared<Model>(std::move(*impl));
    } catch (const c10::Error& problem) {
        return failure("Cannot load the model '{}': {}.", folder.string(), first_line(problem.what_without_backtrace()));
    } catch (const std::exception& problem) {
        return failure("Cannot load the model '{}': {}.", folder.string(), first_line(problem.what()));
    }
}

Model::Model(std::unique_ptr<detail::ModelImpl> impl) : impl_(std::move(impl)) {}
Model::~Model() = default;

const ModelConfig& Model::config() const { return impl_->config; }
const GenerationDefaults& Model::defaults() const { return impl_->defaults; }
DType Model::dtype() const { return impl_->dtype; }
Device Model::device() const { return impl_->device; }
std::string Model::device_name() const { return impl_->device_name; }
const std::string& Model::fingerprint() const { return impl_->fingerprint; }
const std::filesystem::path& Model::folder() const { return impl_->folder; }
std::int64_t Model::weight_bytes() const { return impl_->weight_bytes; }

}  // namespace reasonscope
