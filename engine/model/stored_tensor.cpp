#include "model/stored_tensor.h"

#include <charconv>

namespace reasonscope {
namespace {

constexpr std::string_view kExperts = ".experts.", kWeight = ".weight";

/// "model.layers.3.mlp.experts.7.up_proj.weight" in its parts.
struct ExpertName {
    std::string block;  // "model.layers.3.mlp"
    std::int64_t expert = 0;
    std::string matrix;  // "up_proj"
};

std::optional<ExpertName> parse_expert(std::string_view name) {
    const auto at = name.find(kExperts);
    if (at == std::string_view::npos || !name.ends_with(kWeight)) return std::nullopt;
    ExpertName out;
    out.block = name.substr(0, at);
    auto rest = name.substr(at + kExperts.size());
    rest.remove_suffix(kWeight.size());
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + dot, out.expert);
    if (problem != std::errc() || end != rest.data() + dot) return std::nullopt;
    out.matrix = rest.substr(dot + 1);
    return out;
}

}  // namespace

std::optional<StoredTensor> find_stored(const Checkpoint& checkpoint, const ModelConfig& config, const std::string& name,
                                        const std::vector<std::int64_t>& shape) {
    if (const auto found = checkpoint.tensors.find(name); found != checkpoint.tensors.end()) return StoredTensor{&found->second};
    const auto expert = parse_expert(name);
    if (!expert || shape.size() != 2) return std::nullopt;
    const bool down = expert->matrix == config.moe.down;
    const std::int64_t rows = shape[0] * (down ? 1 : 2), columns = shape[1];
    // Folders that transformers saved packed use its own block name, whatever the family's is.
    const auto layer = expert->block.substr(0, expert->block.rfind('.'));
    for (const auto& block : {expert->block, layer + ".mlp"}) {
        const auto found = checkpoint.tensors.find(block + ".experts." + (down ? "down_proj" : "gate_up_proj"));
        if (found == checkpoint.tensors.end()) continue;
        const auto& packed = found->second.shape;
        StoredTensor out{&found->second, expert->expert, false, expert->matrix == config.moe.up ? shape[0] : 0};
        if (packed == std::vector<std::int64_t>{config.moe.experts, rows, columns}) return out;
        out.transposed = true;
        if (packed == std::vector<std::int64_t>{config.moe.experts, columns, rows}) return out;
    }
    return std::nullopt;
}

}  // namespace reasonscope
