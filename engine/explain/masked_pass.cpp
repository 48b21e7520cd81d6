#include "explain/masked_pass.h"

#include <algorithm>
#include <limits>

#include "explain/detail/chain_check.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

constexpr double kTemperature = 0.6;
constexpr std::int64_t kPrefillChunk = 256;  // bounds the scores to [heads, 256, T]
constexpr std::int64_t kLogitRows = 32;      // bounds the logits to [32, vocab]

/// Final hidden states of a whole pass, keys [first, last) hidden: [T, hidden].
at::Tensor hidden_states(const detail::Decoder& decoder, const at::Tensor& ids, std::int64_t first, std::int64_t last, const std::stop_token& stop) {
    const auto length = ids.size(1);
    const auto bias = at::zeros({1, 1, 1, length}, decoder.options());
    if (first < last) bias.slice(3, first, last).fill_(-std::numeric_limits<float>::infinity());
    detail::ForwardHooks hooks;
    hooks.attention = [&stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw detail::Stopped{};
        return weights;
    };
    auto cache = detail::KvCache::allocate(decoder.config(), 1, length, decoder.options());
    std::vector<at::Tensor> parts;
    for (std::int64_t at = 0; at < length; at += kPrefillChunk) {
        const auto n = std::min(kPrefillChunk, length - at);
        if (first < last) hooks.score_bias = bias.narrow(3, 0, at + n);
        parts.push_back(decoder.forward(ids.narrow(1, at, n), &cache, &hooks).squeeze(0));
    }
    return at::cat(parts);
}

}  // namespace

Result<std::vector<std::vector<double>>> masked_passes(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> sources,
                                                       std::stop_token stop) {
    if (const Status good = detail::check_chain(model.config(), ids, sources, {}); !good) return tl::unexpected(good.error());
    if (stop.stop_requested()) return cancelled();
    return detail::guarded<std::vector<std::vector<double>>>("Masked passes could not be computed", [&] {
        const detail::Decoder& decoder = *model.impl().decoder;
        at::Tensor input = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
        std::ranges::copy(ids, input.data_ptr<std::int64_t>());
        input = input.to(decoder.options().device());
        const at::Tensor chain = hidden_states(decoder, input, 0, 0, stop);
        std::vector<at::Tensor> changed;
        for (const Step& source : sources)
            changed.push_back(hidden_states(decoder, input, std::max(1, source.first.value), source.last.value, stop));
        std::vector<std::vector<double>> found(sources.size());
        const auto log_p = [&](const at::Tensor& hidden) { return (decoder.logits(hidden) / kTemperature).log_softmax(-1); };
        for (std::int64_t at = 0; at < chain.size(0); at += kLogitRows) {
            if (stop.stop_requested()) throw detail::Stopped{};
            const auto n = std::min(kLogitRows, chain.size(0) - at);
            const at::Tensor base = log_p(chain.narrow(0, at, n)), share = base.exp();
            for (std::size_t v = 0; v < changed.size(); ++v) {
                const at::Tensor kl = (share * (base - log_p(changed[v].narrow(0, at, n)))).sum(-1, false, at::kDouble).clamp_min(0).cpu();
                found[v].insert(found[v].end(), kl.data_ptr<double>(), kl.data_ptr<double>() + n);
            }
        }
        return found;
    });
}

}  // namespace reasonscope
