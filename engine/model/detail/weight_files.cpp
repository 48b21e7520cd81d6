#include "model/detail/weight_files.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "base/file.h"
#include "model/dequantize.h"
#include "model/fingerprint.h"
#include "model/stored_tensor.h"

namespace reasonscope::detail {
namespace {

constexpr const char* kHead = "lm_head.weight";
constexpr std::string_view kScale = "_scale_inv";  // <weight>_scale_inv, beside an FP8 weight

std::optional<at::ScalarType> plain_type(StoredType type) {
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
    return !digits.empty() && digits.size() < 6 && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) &&
           std::stoi(digits) >= config.layers;
}

/// The selection bias decides between near-equal experts and stays in f32, as in Hugging Face.
bool stays_exact(std::string_view name) { return name.ends_with("e_score_correction_bias"); }

/// The embedding stands in for a head that is not there, as in transformers.
bool replaceable(const std::string& name) { return name == kHead; }

Result<BlockScales> scales_of(const Checkpoint& checkpoint, const ModelConfig& config, const TensorView& weight) {
    const auto found = checkpoint.tensors.find(weight.name + std::string(kScale));
    if (found == checkpoint.tensors.end() || weight.shape.size() != 2 || config.fp8_block_rows == 0)
        return bad_input("tensor '{}' is stored as FP8 but has no block scales", weight.name);
    return read_block_scales(found->second, weight.shape[0], weight.shape[1], config.fp8_block_rows, config.fp8_block_columns);
}

/// The stored numbers as a tensor of its own [shape], in the stored type; FP8 becomes f32.
Result<at::Tensor> copy_of(const Checkpoint& checkpoint, const ModelConfig& config, const StoredTensor& stored, const std::vector<std::int64_t>& shape) {
    const auto& tensor = *stored.tensor;
    if (tensor.type == StoredType::F8E4M3) {
        const auto scales = scales_of(checkpoint, config, tensor);
        if (!scales) return tl::unexpected(scales.error());
        const auto wide = at::empty(shape, at::kFloat);
        if (auto done = dequantize_fp8(tensor.bytes, shape[0], shape[1], *scales, {wide.data_ptr<float>(), static_cast<std::size_t>(wide.numel())}); !done)
            return tl::unexpected(done.error());
        return wide;
    }
    const auto options = at::TensorOptions(*plain_type(tensor.type));
    if (stored.expert < 0) {
        const auto raw = at::empty(shape, options);  // aligned, unlike the file
        std::memcpy(raw.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
        return raw;
    }
    const auto slab = at::empty({tensor.shape[1], tensor.shape[2]}, options);
    std::memcpy(slab.data_ptr(), tensor.bytes.data() + static_cast<std::size_t>(stored.expert) * slab.nbytes(), slab.nbytes());
    return (stored.transposed ? slab.t() : slab).narrow(0, stored.first_row, shape[0]).clone(at::MemoryFormat::Contiguous);
}

Status check_folder(const Checkpoint& checkpoint, const ModelConfig& config, const std::string& folder) {
    std::set<std::string> wanted;
    for (const auto& [name, shape] : expected_tensors(config)) {
        const auto found = find_stored(checkpoint, config, name, shape);
        if (!found && replaceable(name)) continue;
        if (!found) return bad_input("'{}' lacks the tensor '{}' that its config.json calls for.", folder, name);
        const TensorView& tensor = *found->tensor;
        if (found->expert < 0 && tensor.shape != shape)
            return bad_input("'{}': tensor '{}' has shape {}, but config.json calls for {}.", folder, name, shape_text(tensor.shape), shape_text(shape));
        if (tensor.type == StoredType::F8E4M3 && found->expert < 0) {
            if (const auto scales = scales_of(checkpoint, config, tensor); !scales) return bad_input("'{}': {}.", folder, scales.error().message);
            wanted.insert(tensor.name + std::string(kScale));
        } else if (!plain_type(tensor.type)) {
            return bad_input("'{}': tensor '{}' is stored as {}, which is not supported; use a bf16, f16 or f32 version of the model.", folder,
                             tensor.name, reasonscope::name(tensor.type));
        }
        wanted.insert(tensor.name);
    }
    for (const auto& [name, tensor] : checkpoint.tensors)
        if (!wanted.contains(name) && !ignorable(name, config))
            return bad_input("'{}' holds the tensor '{}', which its config.json does not know; the two do not belong together.", folder, name);
    return {};
}

Status check_gguf(const GgufModel& model, const ModelConfig& config, const std::string& file) {
    for (const auto& [name, shape] : expected_tensors(config)) {
        const auto found = model.weights().find(name);
        if (found == model.weights().end() && replaceable(name)) continue;
        if (found == model.weights().end()) return bad_input("'{}' lacks the tensor for '{}' that its metadata call for.", file, name);
        if (found->second.shape != shape)
            return bad_input("'{}': the tensor for '{}' has shape {}, but the metadata call for {}.", file, name, shape_text(found->second.shape), shape_text(shape));
    }
    return {};
}

}  // namespace

Result<WeightFiles> WeightFiles::open(const std::filesystem::path& path) {
    std::error_code ignored;
    WeightFiles out;
    out.path_ = path;
    if (std::filesystem::is_regular_file(path, ignored)) {
        auto model = GgufModel::open(path);
        if (!model) return tl::unexpected(model.error());
        out.config_json_ = model->description().config_json;
        out.gguf_ = std::move(*model);
        return out;
    }
    if (!std::filesystem::is_directory(path, ignored)) return bad_input("The model folder '{}' does not exist.", path.string());
    if (!std::filesystem::exists(path / "config.json", ignored)) return bad_input("'{}' is not a model folder: it holds no config.json.", path.string());
    auto text = read_file(path / "config.json");
    if (!text) return tl::unexpected(text.error());
    out.config_json_ = std::move(*text);
    auto checkpoint = Checkpoint::open(path);
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    out.folder_ = std::move(*checkpoint);
    return out;
}

Result<GenerationDefaults> WeightFiles::generation_defaults() const {
    if (gguf_) return parse_generation_defaults(gguf_->description().generation_config_json, path_.string());
    return load_generation_defaults(path_);
}

Status WeightFiles::check(const ModelConfig& config) const {
    return gguf_ ? check_gguf(*gguf_, config, path_.string()) : check_folder(*folder_, config, path_.string());
}

ModelCard WeightFiles::card(const ModelConfig& config) const {
    ModelCard card;
    card.path = path_;
    card.config = config;
    card.file_bytes = static_cast<std::int64_t>(gguf_ ? gguf_->file().file_bytes().size() : folder_->bytes());
    std::map<std::string_view, std::size_t> bytes;  // by stored type
    if (gguf_) for (const auto& tensor : gguf_->file().tensors()) bytes[reasonscope::name(tensor.type)] += tensor.bytes.size();
    else for (const auto& [name, tensor] : folder_->tensors) bytes[reasonscope::name(tensor.type)] += tensor.bytes.size();
    if (!bytes.empty()) card.stored_as = std::ranges::max_element(bytes, {}, [](const auto& entry) { return entry.second; })->first;
    for (const auto& [name, shape] : expected_tensors(config)) {
        const bool there = gguf_ ? gguf_->weights().contains(name) : find_stored(*folder_, config, name, shape).has_value();
        if (!there) continue;
        std::int64_t size = 1;
        for (const auto n : shape) size *= n;
        card.weights += size;
        if (stays_exact(name)) card.exact_weights += size;
    }
    return card;
}

Result<std::string> WeightFiles::fingerprint(const LoadOptions& options) const {
    std::vector<std::span<const std::byte>> files;
    std::size_t total = 0;
    if (gguf_) files.push_back(gguf_->file().file_bytes());
    else for (const auto& file : folder_->files) files.push_back(file.file_bytes());
    for (const auto& bytes : files) total += bytes.size();
    const auto hashed = [&](std::size_t bytes) {
        if (options.progress) options.progress({0.5 * static_cast<double>(bytes) / static_cast<double>(total), -1, "Reading weights"});
    };
    return reasonscope::fingerprint(gguf_ ? std::string_view() : config_json_, files, hashed, options.stop);
}

Result<at::Tensor> WeightFiles::read(const ModelConfig& config, const std::string& name, const std::vector<std::int64_t>& shape) const {
    if (!gguf_) {
        const auto stored = find_stored(*folder_, config, name, shape);
        return stored ? copy_of(*folder_, config, *stored, shape) : at::Tensor();
    }
    const auto found = gguf_->weights().find(name);
    if (found == gguf_->weights().end()) return at::Tensor();
    const auto wide = at::empty(shape, at::kFloat);
    if (auto done = GgufModel::read(found->second, {wide.data_ptr<float>(), static_cast<std::size_t>(wide.numel())}); !done) return tl::unexpected(done.error());
    return wide;
}

Result<TensorMap> WeightFiles::load(const ModelConfig& config, at::ScalarType type, Device device, const LoadOptions& options) const {
    TensorMap weights;
    const auto expected = expected_tensors(config);
    std::size_t done = 0;
    for (const auto& [name, shape] : expected) {
        if (options.stop.stop_requested()) return cancelled();
        const auto raw = read(config, name, shape);
        if (!raw) return tl::unexpected(raw.error());
        const bool exact = stays_exact(name);
        if (raw->defined()) weights.emplace(name, raw->to(device == Device::Cuda ? at::kCUDA : at::kCPU, exact ? at::kFloat : type));
        if (options.progress)
            options.progress({0.5 + 0.5 * static_cast<double>(++done) / static_cast<double>(expected.size()), -1, "Loading weights"});
    }
    return weights;
}

}  // namespace reasonscope::detail
