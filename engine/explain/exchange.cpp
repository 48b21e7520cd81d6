#include "explain/exchange.h"

#include <algorithm>

#include "explain/detail/chain_check.h"
#include "explain/detail/divergence.h"
#include "explain/detail/token_exchange.h"
#include "explain/detail/variants.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

using detail::ChainVariants;
using detail::KeyRange;

constexpr int kDraws = 4;

/// Position 0 takes what no token wants (the sink): it stays.
KeyRange keys_of(const Step& step) { return {std::max(1, step.first.value), step.last.value}; }

/// Row t-1 predicts token t; no row predicts token 0.
KeyRange rows_of(const Step& step) { return {std::max(1, step.first.value) - std::int64_t{1}, step.last.value - std::int64_t{1}}; }

StepMatrix exchanged(ChainVariants& chain, const Tokenizer& tokenizer, std::span<const std::int32_t> ids, std::span<const Step> steps,
                     const std::vector<StepId>& targets, const ProgressFn& progress, const std::stop_token& stop) {
    StepMatrix matrix(static_cast<int>(steps.size()));
    const detail::TokenExchange exchange(tokenizer, ids);
    std::mt19937_64 random(1);
    const int last = std::ranges::max(targets).value;
    for (int draw = 0; draw < kDraws; ++draw) {
        detail::KvCache other = chain.empty_cache();
        for (int c = 0; c < last; ++c) {
            const auto [first, end] = keys_of(steps[static_cast<std::size_t>(c)]);
            if (first >= end) continue;
            chain.encode(first, exchange.draw(static_cast<std::size_t>(first), static_cast<std::size_t>(end), random), other, stop);
        }
        for (std::size_t done = 0; done < targets.size(); ++done) {
            if (progress) {
                const double whole = static_cast<double>(targets.size());
                progress({(draw + static_cast<double>(done) / whole) / kDraws, -1.0,
                          fmt::format("Exchanging what step {} of {} rests on, draw {} of {}", done + 1, targets.size(), draw + 1, kDraws)});
            }
            const int r = targets[done].value;
            const auto [begin, end] = rows_of(steps[static_cast<std::size_t>(r)]);
            if (begin >= end) continue;
            const std::size_t most = chain.batch_for(end - begin);
            for (int c = 0; c < r;) {
                const int first = c;
                std::vector<KeyRange> batch;
                for (; c < r && batch.size() < most; ++c) batch.push_back(keys_of(steps[static_cast<std::size_t>(c)]));
                const at::Tensor kl = detail::divergence(chain, chain.rerun_exchanged(begin, end, batch, other, stop), begin, 1.0).mean(1);
                for (std::size_t v = 0; v < batch.size(); ++v) {
                    const double tokens = static_cast<double>(std::max<std::int64_t>(1, batch[v].second - batch[v].first));
                    matrix.at(r, first + static_cast<int>(v)) += static_cast<float>(kl[static_cast<std::int64_t>(v)].item<double>() / tokens / kDraws);
                }
            }
        }
    }
    return matrix;
}

}  // namespace

Result<StepMatrix> exchange(const Model& model, const Tokenizer& tokenizer, std::span<const std::int32_t> ids, std::span<const Step> steps,
                            std::span<const StepId> targets, const ProgressFn& progress, std::stop_token stop) {
    const std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (const Status good = detail::check_chain(model.config(), ids, steps, wanted); !good) return tl::unexpected(good.error());
    if (wanted.empty()) return StepMatrix(static_cast<int>(steps.size()));
    if (stop.stop_requested()) return cancelled();
    return detail::guarded<StepMatrix>("Sources could not be exchanged", [&] {
        if (progress) progress({0.0, -1.0, "Running the chain"});
        ChainVariants chain(*model.impl().decoder, ids, stop);
        return exchanged(chain, tokenizer, ids, steps, wanted, progress, stop);
    });
}

std::int64_t exchange_rows(std::span<const Step> steps, std::span<const StepId> targets) {
    const std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (wanted.empty()) return 0;
    std::int64_t sum = 0;
    for (int c = 0; c < std::ranges::max(wanted).value; ++c) {
        const auto [first, end] = keys_of(steps[static_cast<std::size_t>(c)]);
        sum += std::max<std::int64_t>(0, end - first);
    }
    for (const StepId r : wanted) {
        const auto [begin, end] = rows_of(steps[static_cast<std::size_t>(r.value)]);
        sum += r.value * std::max<std::int64_t>(0, end - begin);
    }
    return kDraws * sum;
}

}  // namespace reasonscope
