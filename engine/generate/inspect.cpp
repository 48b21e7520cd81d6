#include "generate/inspect.h"

#include "generate/detail/capture.h"
#include "generate/generator.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"
#include "model/safetensors.h"

namespace reasonscope {
namespace {

template <class T>
std::vector<T> values(const at::Tensor& tensor, at::ScalarType type) {
    const auto host = tensor.to(at::kCPU, type).contiguous();
    const auto* data = host.data_ptr<T>();
    return {data, data + host.numel()};
}

Status check_ids(const ModelConfig& config, std::span<const std::int32_t> ids, int greedy, std::int64_t memory_limit) {
    if (ids.empty()) return bad_input("There are no ids to inspect.");
    for (const auto id : ids)
        if (id < 0 || id >= config.vocab_size)
            return bad_input("Token id {} is outside the model's vocabulary of {} ids (0 to {}).", id, config.vocab_size, config.vocab_size - 1);
    if (greedy < 0) return bad_input("The number of greedy tokens must be 0 or more, not {}.", greedy);
    const auto length = static_cast<std::int64_t>(ids.size());
    if (length + greedy > config.context)
        return bad_input("{} ids and {} greedy tokens exceed the model's context of {}.", length, greedy, config.context);
    const auto floats = length * config.vocab_size + length * length * config.heads * config.layers;
    if (floats > memory_limit / 4)
        return bad_input("Inspecting {} ids would take {} MiB of exact attention and logits; inspect fewer ids.", length, floats >> 18);
    return {};
}

Inspection run(const Model& model, std::span<const std::int32_t> ids, std::stop_token stop) {
    const auto& config = model.config();
    const auto& decoder = *model.impl().decoder;
    Inspection out;
    out.tokens = static_cast<int>(ids.size());
    out.vocab = config.vocab_size;
    out.heads = config.heads;
    out.experts = config.moe.experts;
    out.experts_per_token = config.moe.experts_per_token;
    detail::ForwardHooks hooks;
    hooks.attention = [&](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw detail::Stopped{};
        out.attention.push_back(values<float>(weights, at::kFloat));
        return weights;
    };
    hooks.router = [&](int layer, const detail::RouterOutput& routing) {
        out.routers.push_back({layer, values<float>(routing.scores, at::kFloat), values<std::int32_t>(routing.experts, at::kInt),
                               values<float>(routing.weights, at::kFloat)});
    };
    const auto input = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::copy(ids.begin(), ids.end(), input.data_ptr<std::int64_t>());
    const auto hidden = decoder.forward(input.to(decoder.options().device()), nullptr, &hooks);
    out.logits = values<float>(decoder.logits(hidden), at::kFloat);
    return out;
}

std::vector<float> decode(const Model& model, std::span<const std::int32_t> ids, const std::stop_token& stop) {
    const auto& decoder = *model.impl().decoder;
    auto cache = detail::KvCache::allocate(model.config(), 1, static_cast<std::int64_t>(ids.size()), decoder.options());
    std::vector<float> out;
    for (const auto id : ids) {
        if (stop.stop_requested()) throw detail::Stopped{};
        const auto hidden = decoder.forward(at::full({1, 1}, id, at::kLong).to(decoder.options().device()), &cache);
        const auto row = values<float>(decoder.logits(hidden), at::kFloat);
        out.insert(out.end(), row.begin(), row.end());
    }
    return out;
}

}  // namespace

Result<std::vector<float>> decoded_logits(const Model& model, std::span<const std::int32_t> ids, std::stop_token stop,
                                          std::int64_t memory_limit_bytes) {
    if (auto usable = check_ids(model.config(), ids, 0, memory_limit_bytes); !usable) return tl::unexpected(usable.error());
    return detail::guarded<std::vector<float>>(detail::kCouldNotRun, [&] { return decode(model, ids, stop); });
}

Result<Inspection> inspect(const Model& model, std::span<const std::int32_t> ids, int greedy, std::stop_token stop,
                           std::int64_t memory_limit_bytes) {
    if (auto usable = check_ids(model.config(), ids, greedy, memory_limit_bytes); !usable) return tl::unexpected(usable.error());
    auto out = detail::guarded<Inspection>(detail::kCouldNotRun, [&] { return run(model, ids, stop); });
    if (!out || greedy == 0) return out;
    GenerateSettings settings;
    settings.max_tokens = greedy;
    settings.trace = TraceLevel::Off;
    const auto generated = generate(model, ids, settings, nullptr, stop);
    if (!generated) return tl::unexpected(generated.error());
    if (generated->reason == StopReason::Cancelled) return cancelled();
    out->greedy_ids.assign(ids.begin(), ids.end());
    out->greedy_ids.insert(out->greedy_ids.end(), generated->ids.begin(), generated->ids.end());
    return out;
}

Status write_inspection(const std::filesystem::path& path, const Inspection& inspection) {
    const std::int64_t t = inspection.tokens, heads = inspection.heads, k = inspection.experts_per_token;
    std::vector<TensorView> tensors{tensor_view("logits", StoredType::F32, {t, inspection.vocab}, inspection.logits)};
    for (std::size_t layer = 0; layer < inspection.attention.size(); ++layer)
        tensors.push_back(tensor_view(fmt::format("attention.{}", layer), StoredType::F32, {heads, t, t}, inspection.attention[layer]));
    for (const auto& router : inspection.routers) {
        const auto prefix = fmt::format("router.{}.", router.layer);
        tensors.push_back(tensor_view(prefix + "scores", StoredType::F32, {t, inspection.experts}, router.scores));
        tensors.push_back(tensor_view(prefix + "experts", StoredType::I32, {t, k}, router.experts));
        tensors.push_back(tensor_view(prefix + "weights", StoredType::F32, {t, k}, router.weights));
    }
    if (!inspection.greedy_ids.empty())
        tensors.push_back(tensor_view("greedy_ids", StoredType::I32, {static_cast<std::int64_t>(inspection.greedy_ids.size())}, inspection.greedy_ids));
    return write_safetensors(path, tensors);
}

}  // namespace reasonscope
