#include "model/stored_tensor.h"

#include <charconv>

namespace reasonscope {
namespace {

constexpr std::string_view kExperts = ".experts.", kWeight = ".weight", kBias = ".bias";
constexpr std::int64_t kMxBlock = 32;  // numbers under one scale

/// "model.layers.3.mlp.experts.7.up_proj.weight" in its parts.
struct ExpertName {
    std::string block;  // "model.layers.3.mlp"
    std::int64_t expert = 0;
    std::string matrix;  // "up_proj"
    bool bias = false;
};

std::optional<ExpertName> parse_expert(std::string_view name) {
    const auto at = name.find(kExperts);
    ExpertName out;
    out.bias = name.ends_with(kBias);
    if (at == std::string_view::npos || !(out.bias || name.ends_with(kWeight))) return std::nullopt;
    out.block = name.substr(0, at);
    auto rest = name.substr(at + kExperts.size());
    rest.remove_suffix(out.bias ? kBias.size() : kWeight.size());
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
    if (!expert || shape.size() != (expert->bias ? 1 : 2)) return std::nullopt;
    const bool down = expert->matrix == config.moe.down, up = expert->matrix == config.moe.up;
    const std::int64_t experts = config.moe.experts, rows = shape[0] * (down ? 1 : 2);
    StoredTensor part;
    part.expert = expert->expert;
    part.row_step = !down && config.moe.interleaved ? 2 : 1;
    if (up) part.first_row = config.moe.interleaved ? 1 : shape[0];
    // Folders that transformers saved packed use its own block name, whatever the family's is.
    const auto layer = expert->block.substr(0, expert->block.rfind('.'));
    for (const auto& block : {expert->block, layer + ".mlp"}) {
        const auto packed = block + ".experts." + (down ? "down_proj" : "gate_up_proj");
        const auto find = [&](const std::string& tail, const std::vector<std::int64_t>& fits) -> const TensorView* {
            const auto found = checkpoint.tensors.find(packed + tail);
            return found != checkpoint.tensors.end() && found->second.shape == fits ? &found->second : nullptr;
        };
        if (expert->bias) {
            if ((part.tensor = find("_bias", {experts, rows}))) return part;
            continue;
        }
        const std::int64_t columns = shape[1], groups = columns / kMxBlock;
        if ((part.tensor = find("_blocks", {experts, rows, groups, kMxBlock / 2})) && columns % kMxBlock == 0) {
            if ((part.scales = find("_scales", {experts, rows, groups}))) return part;
            continue;
        }
        const bool first = config.moe.interleaved;  // which way round is meant where the matrix is square
        for (const bool transposed : {first, !first}) {
            part.transposed = transposed;
            if ((part.tensor = transposed ? find("", {experts, columns, rows}) : find("", {experts, rows, columns}))) return part;
        }
    }
    return std::nullopt;
}

}  // namespace reasonscope
