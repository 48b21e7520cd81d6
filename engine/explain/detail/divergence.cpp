#include "explain/detail/divergence.h"

#include <algorithm>
#include <vector>

namespace reasonscope::detail {

at::Tensor divergence(const ChainVariants& chain, const at::Tensor& changed, std::int64_t begin, double temperature) {
    constexpr std::int64_t kLogitBytes = 64LL << 20;
    const auto variants = changed.size(0), rows = changed.size(1);
    const std::int64_t row_bytes = std::int64_t{8} * chain.decoder().config().vocab_size * (variants + 1);
    const std::int64_t step = std::max<std::int64_t>(1, kLogitBytes / row_bytes);
    std::vector<at::Tensor> parts;
    for (std::int64_t at = 0; at < rows; at += step) {
        const auto n = std::min(step, rows - at);
        const auto log_p = (chain.decoder().logits(chain.hidden().narrow(0, begin + at, n)) / temperature).log_softmax(-1);
        const auto log_q = (chain.decoder().logits(changed.narrow(1, at, n)) / temperature).log_softmax(-1);
        parts.push_back((log_p.exp() * (log_p - log_q)).sum(-1, false, at::kDouble));
    }
    return at::cat(parts, 1).clamp_min(0).cpu();
}

}  // namespace reasonscope::detail
