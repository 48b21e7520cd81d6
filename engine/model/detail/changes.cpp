#include "model/detail/changes.h"

#include <ATen/Parallel.h>

#include "model/detail/change_kernels.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kElements = 16384, kRows = 16;  // per parallel chunk

std::uint16_t* halves(const at::Tensor& t) { return static_cast<std::uint16_t*>(t.data_ptr()); }

}  // namespace

at::Tensor rounded_difference(const at::Tensor& changed, const at::Tensor& known) {
    auto out = at::empty({changed.numel() / changed.size(-1), changed.size(-1)}, changed.options().dtype(at::kBFloat16));
    at::parallel_for(0, changed.numel(), kElements, [&](std::int64_t begin, std::int64_t end) {
        kernels::rounded_difference(changed.data_ptr<float>(), known.data_ptr<float>(), begin, end, halves(out));
    });
    return out;
}

at::Tensor with_change(const at::Tensor& known, const at::Tensor& change) {
    auto out = at::empty(known.sizes(), known.options());
    at::parallel_for(0, known.numel(), kElements, [&](std::int64_t begin, std::int64_t end) {
        kernels::with_change(known.data_ptr<float>(), halves(change), begin, end, out.data_ptr<float>());
    });
    return out;
}

void changed_softmax(const ChangedAttention& of, at::Tensor& by_queries, at::Tensor& by_keys, bool scores_changed) {
    const auto heads = of.weights.size(0), rows = by_queries.size(1), keys = of.weights.size(2);
    const kernels::ChangedRows work{.weights = of.weights.data_ptr<float>(),
                                    .by_queries = halves(by_queries),
                                    .by_keys = halves(by_keys),
                                    .scores_changed = scores_changed,
                                    .scale = static_cast<float>(of.scale),
                                    .sinks = of.sinks,
                                    .rows = rows,
                                    .keys = keys,
                                    .weight_rows = of.weights.size(1),
                                    .first_row = of.first_row,
                                    .own = keys - by_keys.size(2),
                                    .seen = keys - rows + 1,
                                    .hidden_first = of.hidden_first,
                                    .hidden_last = of.hidden_last};
    at::parallel_for(0, heads * rows, kRows, [&](std::int64_t begin, std::int64_t end) { kernels::changed_softmax(work, begin, end); });
}

void ChangedShares::add(const at::Tensor& shares, const at::Tensor& which, const at::Tensor& change, double scale) {
    if (!change.device().is_cpu()) {
        const auto p = shares.index_select(0, which), c = change.to(at::kFloat) * scale;
        mean += (p * c).sum(-1, false, at::kDouble);
        lifted += (p * c.expm1()).sum(-1, false, at::kDouble);
        return;
    }
    const auto add = [&]<class Number>(const Number* numbers) {
        at::parallel_for(0, change.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
            kernels::changed_shares(shares.data_ptr<float>(), shares.stride(0), which.data_ptr<std::int64_t>(), numbers, change.size(1),
                                    static_cast<float>(scale), begin, end, mean.data_ptr<double>(), lifted.data_ptr<double>());
        });
    };
    if (change.scalar_type() == at::kBFloat16) add(static_cast<const std::uint16_t*>(halves(change)));
    else add(static_cast<const float*>(change.data_ptr<float>()));
}

}  // namespace reasonscope::detail
