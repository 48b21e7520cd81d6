#include "model/detail/merge.h"

#include <algorithm>
#include <cstring>

namespace reasonscope::detail {
namespace {

/// In f32, on the device of the weight that it changes.
at::Tensor read(const TensorView& stored, const at::Tensor& weight) {
    const auto type = stored.type == StoredType::F32 ? at::kFloat : stored.type == StoredType::BF16 ? at::kBFloat16 : at::kHalf;
    const auto out = at::empty(stored.shape, at::TensorOptions(type));
    std::memcpy(out.data_ptr(), stored.bytes.data(), stored.bytes.size());
    return out.to(weight.device(), at::kFloat);
}

void merge(const LowRankChange& change, const at::Tensor& weight) {
    constexpr std::int64_t kValues = 1 << 22;
    const auto a = read(change.a, weight), b = read(change.b, weight);
    const auto left = change.embedding ? a.t() : b, right = change.embedding ? b.t() : a;  // [rows, r], [r, columns]
    const auto magnitude = change.magnitude ? read(*change.magnitude, weight) : at::Tensor();
    const auto rows = weight.size(0), step = std::clamp<std::int64_t>(kValues / std::max<std::int64_t>(weight.size(1), 1), 1, std::max<std::int64_t>(rows, 1));
    for (std::int64_t first = 0; first < rows; first += step) {
        const auto count = std::min(step, rows - first);
        const auto part = weight.narrow(0, first, count);
        auto sum = part.to(at::kFloat) + at::matmul(left.narrow(0, first, count), right) * change.scale;
        if (magnitude.defined()) sum = sum * (magnitude.narrow(0, first, count) / sum.norm(2, 1)).unsqueeze(1);
        part.copy_(sum);
    }
}

}  // namespace

void merge_adapter(const Adapter& adapter, const TensorMap& weights) {
    const at::NoGradGuard no_gradients;
    for (const auto& [name, stored] : adapter.replaced()) weights.at(name).copy_(read(stored, weights.at(name)));
    for (const auto& change : adapter.changes()) merge(change, weights.at(change.weight));
}

}  // namespace reasonscope::detail
