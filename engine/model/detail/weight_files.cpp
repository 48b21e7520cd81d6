#include "model/detail/weight_files.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <map>
#include <set>

#include "base/file.h"
#include "model/detail/merge.h"
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

/// `bytes` of the map as a tensor that shares them, or a copy where the file does not align them. Valid while the map is.
at::Tensor view_of(std::span<const std::byte> bytes, const std::vector<std::int64_t>& shape, at::ScalarType type) {
    const auto size = c10::elementSize(type);
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % size == 0)
        return at::from_blob(const_cast<std::byte*>(bytes.data()), shape, at::TensorOptions(type));
    const auto copy = at::empty(shape, at::TensorOptions(type));
    std::memcpy(copy.data_ptr(), bytes.data(), bytes.size());
    return copy;
}

std::span<const std::byte> slab_of(const TensorView& packed, std::int64_t expert) {
    const auto size = packed.bytes.size() / static_cast<std::size_t>(packed.shape[0]);
    return packed.bytes.subspan(static_cast<std::size_t>(expert) * size, size);
}

/// One expert's part of a packed tensor.
Status copy_part(const StoredTensor& stored, const at::Tensor& out) {
    const auto& packed = *stored.tensor;
    const auto bytes = slab_of(packed, stored.expert);
    at::Tensor slab;
    if (stored.scales) {
        slab = at::empty({packed.shape[1], out.size(1)}, at::kFloat);
        const std::span<float> values(slab.data_ptr<float>(), static_cast<std::size_t>(slab.numel()));
        if (auto done = dequantize_mxfp4(bytes, slab_of(*stored.scales, stored.expert), values); !done) return done;
    } else {
        slab = view_of(bytes, {packed.shape.begin() + 1, packed.shape.end()}, *plain_type(packed.type));
    }
    if (stored.transposed) slab = slab.t();
    const auto past = stored.first_row + (out.size(0) - 1) * stored.row_step + 1;
    out.copy_(slab.slice(0, stored.first_row, past, stored.row_step));
    release_pages(bytes);
    return {};
}

/// Copies the stored numbers into `out`, whatever its type and device.
Status copy_stored(const Checkpoint& checkpoint, const ModelConfig& config, const StoredTensor& stored, const at::Tensor& out) {
    const auto& tensor = *stored.tensor;
    if (tensor.type == StoredType::F8E4M3) {
        const auto scales = scales_of(checkpoint, config, tensor);
        if (!scales) return tl::unexpected(scales.error());
        const auto wide = at::empty(out.sizes(), at::kFloat);
        if (auto done = dequantize_fp8(tensor.bytes, out.size(0), out.size(1), *scales, {wide.data_ptr<float>(), static_cast<std::size_t>(wide.numel())}); !done)
            return done;
        out.copy_(wide);
        release_pages(tensor.bytes);
        return {};
    }
    if (stored.expert >= 0) return copy_part(stored, out);
    out.copy_(view_of(tensor.bytes, tensor.shape, *plain_type(tensor.type)));
    release_pages(tensor.bytes);
    return {};
}

/// Decodes a GGUF weight into `out`, a few rows at a time, so that no second copy of a large matrix exists.
Status copy_decoded(const GgufWeight& weight, const at::Tensor& out) {
    constexpr std::int64_t kValues = 1 << 22;
    const auto columns = weight.columns(), rows = weight.rows();
    const auto step = std::clamp<std::int64_t>(kValues / std::max<std::int64_t>(columns, 1), 1, std::max<std::int64_t>(rows, 1));
    const auto part = at::empty({step, columns}, at::kFloat);
    const auto flat = out.view({rows, columns});
    for (std::int64_t first = 0; first < rows; first += step) {
        const auto count = std::min(step, rows - first);
        const std::span<float> values(part.data_ptr<float>(), static_cast<std::size_t>(count * columns));
        if (auto done = GgufModel::read_rows(weight, first, count, values); !done) return done;
        flat.narrow(0, first, count).copy_(part.narrow(0, 0, count));
    }
    release_pages(weight.source.bytes);
    release_pages(weight.second.bytes);
    return {};
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
        } else if (found->scales) {
            for (const auto* part : {found->tensor, found->scales})
                if (part->type != StoredType::U8)
                    return bad_input("'{}': tensor '{}' is stored as {}, but MXFP4 is bytes (U8).", folder, part->name, reasonscope::name(part->type));
            wanted.insert(found->scales->name);
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
    if (Adapter::is_adapter(path)) {
        auto adapter = Adapter::open(path);
        if (!adapter) return tl::unexpected(adapter.error());
        auto base = open(adapter->base());
        if (base) base->adapter_ = std::move(*adapter);
        return base;
    }
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
    if (auto base = check_base(config); !base || !adapter_) return base;
    return adapter_->check(expected_tensors(config), config.tie_word_embeddings);
}

Status WeightFiles::check_base(const ModelConfig& config) const {
    return gguf_ ? check_gguf(*gguf_, config, path_.string()) : check_folder(*folder_, config, path_.string());
}

ModelCard WeightFiles::card(const ModelConfig& config) const {
    ModelCard card;
    card.path = adapter_ ? adapter_->folder() : path_;
    card.config = config;
    card.file_bytes = static_cast<std::int64_t>(gguf_ ? gguf_->file().file_bytes().size() : folder_->bytes());
    if (adapter_) {
        card.base = path_;
        card.adapter_rank = adapter_->rank();
        card.file_bytes += static_cast<std::int64_t>(adapter_->file().file_bytes().size());
    }
    std::map<std::string_view, std::size_t> bytes;  // by stored type
    if (gguf_) for (const auto& tensor : gguf_->file().tensors()) bytes[reasonscope::name(tensor.type)] += tensor.bytes.size();
    else for (const auto& [name, tensor] : folder_->tensors) {
        const bool blocks = tensor.type == StoredType::U8 && folder_->tensors.contains(name.substr(0, name.rfind('_')) + "_scales");
        bytes[blocks ? reasonscope::name(GgmlType::MXFP4) : reasonscope::name(tensor.type)] += tensor.bytes.size();
    }
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

Result<std::string> WeightFiles::fingerprint(const std::function<void(double)>& hashed, std::stop_token stop) const {
    std::vector<std::span<const std::byte>> files;
    std::size_t total = 0;
    if (gguf_) files.push_back(gguf_->file().file_bytes());
    else for (const auto& file : folder_->files) files.push_back(file.file_bytes());
    for (const auto& bytes : files) total += bytes.size();
    return reasonscope::fingerprint(gguf_ ? std::string_view() : config_json_, files,
                                    [&](std::size_t bytes) { hashed(static_cast<double>(bytes) / static_cast<double>(total)); }, std::move(stop));
}

Result<at::Tensor> WeightFiles::read(const ModelConfig& config, const std::string& name, const std::vector<std::int64_t>& shape,
                                     const at::TensorOptions& options) const {
    if (!gguf_) {
        const auto stored = find_stored(*folder_, config, name, shape);
        if (!stored) return at::Tensor();
        const auto out = at::empty(shape, options);
        if (auto done = copy_stored(*folder_, config, *stored, out); !done) return tl::unexpected(done.error());
        return out;
    }
    const auto found = gguf_->weights().find(name);
    if (found == gguf_->weights().end()) return at::Tensor();
    const auto out = at::empty(shape, options);
    if (auto done = copy_decoded(found->second, out); !done) return tl::unexpected(done.error());
    return out;
}

Result<TensorMap> WeightFiles::copy(const ModelConfig& config, const at::TensorOptions& options, const std::function<void(double)>& copied,
                                    const std::stop_token& stop) const {
    TensorMap weights;
    const auto expected = expected_tensors(config);
    std::size_t done = 0;
    for (const auto& [name, shape] : expected) {
        if (stop.stop_requested()) return cancelled();
        const bool exact = stays_exact(name);
        const auto weight = read(config, name, shape, exact ? options.dtype(at::kFloat) : options);
        if (!weight) return tl::unexpected(weight.error());
        if (weight->defined()) weights.emplace(name, *weight);
        copied(static_cast<double>(++done) / static_cast<double>(expected.size()));
    }
    return weights;
}

Result<WeightFiles::Loaded> WeightFiles::load(const ModelConfig& config, at::ScalarType type, Device device, const LoadOptions& options) const {
    std::atomic<double> hashed = 0;
    std::stop_source stop;  // of the hash: when the caller stops, or the weights turn out damaged
    const std::stop_callback pass_on(options.stop, [&] { stop.request_stop(); });
    auto hash = std::async(std::launch::async, [&] { return fingerprint([&](double share) { hashed = share; }, stop.get_token()); });
    double copied = 0;
    const auto tell = [&] {
        if (options.progress) options.progress({0.5 * hashed + 0.5 * copied, -1, "Loading weights"});
    };
    Loaded out;
    try {
        auto weights = copy(config, at::TensorOptions(type).device(device == Device::Cuda ? at::kCUDA : at::kCPU),
                            [&](double share) { copied = share, tell(); }, options.stop);
        if (!weights) stop.request_stop();
        if (!weights) return tl::unexpected(weights.error());
        out.weights = std::move(*weights);
    } catch (...) {
        stop.request_stop();
        throw;
    }
    while (hash.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout) tell();
    auto digest = hash.get();
    if (digest && adapter_) {
        const std::array<std::span<const std::byte>, 1> file = {adapter_->file().file_bytes()};
        merge_adapter(*adapter_, out.weights);
        digest = reasonscope::fingerprint(*digest + adapter_->config_json(), file, {}, options.stop);
    }
    if (!digest) return tl::unexpected(digest.error());
    out.fingerprint = std::move(*digest);
    if (adapter_) out.base = path_;
    tell();
    return out;
}

}  // namespace reasonscope::detail
