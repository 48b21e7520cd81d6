#include "model/model.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <thread>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include "model/detail/model_impl.h"
#include "model/detail/weight_files.h"
#include "model/hub_cache.h"

namespace reasonscope {
namespace {

using detail::ModelImpl;

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

/// A token of a small model takes a millisecond: waking a second thread for each of its products costs more than it saves, and on
/// a busy machine, where the other core is not free, ten times more.
int default_threads(const ModelConfig& config) {
    constexpr std::int64_t kWorthSharing = 16'000'000;  // weights per token
    if (config.active_parameters() < kWorthSharing) return 1;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

DType usual_dtype(Device device) { return device == Device::Cuda ? DType::BF16 : DType::F32; }

Status choose_device(const LoadOptions& options, ModelImpl& model) {
    const bool cuda = at::hasCUDA();
    model.device = options.device.value_or(default_device());
    if (model.device == Device::Cuda && !cuda)
        return bad_input("No CUDA device is available; use the CPU, or install a libtorch with CUDA and an NVIDIA driver.");
    model.dtype = options.dtype.value_or(usual_dtype(model.device));
    const int threads = options.threads > 0 ? options.threads : default_threads(model.config);
    at::set_num_threads(threads);
    model.device_name = model.device == Device::Cuda ? gpu_name() : fmt::format("CPU, {} thread{}", threads, threads == 1 ? "" : "s");
    if (model.device == Device::Cpu) return {};  // narrow weights are widened
    try {
        const auto probe = at::ones({2, 2}, at::TensorOptions(detail::scalar_type(model.dtype)).device(at::kCUDA));
        at::softmax(at::linear(probe, probe), -1);
    } catch (const std::exception&) {
        return bad_input("This libtorch cannot compute in {} on the {}; choose another dtype.", name(model.dtype), name(model.device));
    }
    return {};
}

std::string gigabytes(std::int64_t bytes) { return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9); }

/// Weights that cannot fit would have the system end the process in the middle of loading.
Status check_memory(const ModelCard& card, const ModelImpl& model) {
    if (model.device != Device::Cpu) return {};
    const auto free = available_memory();
    const auto need = memory_need(card, model.dtype, model.device, 0).weights;
    if (!free || need <= *free) return {};
    const auto half = memory_need(card, DType::BF16, model.device, 0).weights;
    return failure("The weights of '{}' take {} in {}, but only {} of memory is free; {}.", card.path.string(), gigabytes(need), name(model.dtype), gigabytes(*free),
                   half < need && half <= *free ? fmt::format("choose bf16, which takes {}", gigabytes(half)) : "close other programs or choose a smaller model");
}

/// In the order of names, so that a seed means the same weights everywhere.
detail::TensorMap untrained(const detail::TensorMap& trained, std::uint64_t seed) {
    constexpr double kDeviation = 0.02;
    const at::NoGradGuard no_gradients;
    auto random = at::make_generator<at::CPUGeneratorImpl>(seed);
    const std::map<std::string, at::Tensor> ordered(trained.begin(), trained.end());
    detail::TensorMap fresh;
    for (const auto& [name, tensor] : ordered) {
        const bool bias = name.ends_with("bias") || name.ends_with("sinks");
        const auto drawn = tensor.dim() < 2 ? (bias ? at::zeros(tensor.sizes()) : at::ones(tensor.sizes())) : at::randn(tensor.sizes(), random) * kDeviation;
        fresh[name] = drawn.to(tensor.options());
    }
    return fresh;
}

Result<std::unique_ptr<ModelImpl>> load_impl(const std::filesystem::path& path, const LoadOptions& options) {
    auto files = detail::WeightFiles::open(path);
    if (!files) return tl::unexpected(files.error());
    auto model = std::make_unique<ModelImpl>();
    model->folder = path;
    auto config = parse_model_config(files->config_json());
    if (!config) return bad_input("'{}': {}", path.string(), config.error().message);
    model->config = std::move(*config);
    auto defaults = files->generation_defaults();
    if (!defaults) return tl::unexpected(defaults.error());
    model->defaults = std::move(*defaults);
    if (auto fits = files->check(model->config); !fits) return tl::unexpected(fits.error());
    if (auto device = choose_device(options, *model); !device) return tl::unexpected(device.error());
    if (auto room = check_memory(files->card(model->config), *model); !room) return tl::unexpected(room.error());
    auto loaded = files->load(model->config, detail::scalar_type(model->dtype), model->device, options);
    if (!loaded) return tl::unexpected(loaded.error());
    model->fingerprint = std::move(loaded->fingerprint);
    model->base = std::move(loaded->base);
    for (const auto& [name, tensor] : loaded->weights) model->weight_bytes += static_cast<std::int64_t>(tensor.nbytes());
    if (options.untrained_seed) model->fingerprint += fmt::format("-untrained-{}", *options.untrained_seed);
    model->decoder = std::make_unique<detail::Decoder>(model->config, options.untrained_seed ? untrained(loaded->weights, *options.untrained_seed) : loaded->weights);
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

Device default_device() { return at::hasCUDA() ? Device::Cuda : Device::Cpu; }
DType default_dtype() { return usual_dtype(default_device()); }

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
const std::filesystem::path& Model::base() const { return impl_->base; }
std::string Model::name() const {
    std::error_code none;
    const auto own = std::filesystem::weakly_canonical(folder(), none);
    const auto name = name_of_model(none ? folder() : own);
    return base().empty() ? name : name + " on " + name_of_model(base());
}
std::int64_t Model::weight_bytes() const { return impl_->weight_bytes; }

}  // namespace reasonscope
