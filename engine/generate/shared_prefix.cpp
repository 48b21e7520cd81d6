#include "generate/shared_prefix.h"

#include <algorithm>

#include "generate/sampler.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

using detail::KvCache;

constexpr std::int64_t kPrefillChunk = 128;         // bounds the scores of a pass to [heads, 128, T]
constexpr std::int64_t kBatchBytes = 512LL << 20;   // of the caches of continuations that run side by side
constexpr std::int64_t kRoom = 64;                  // positions that a continuation's cache gains at first; doubled whenever they are used up

detail::ForwardHooks watching(std::stop_token stop) {
    detail::ForwardHooks hooks;
    hooks.attention = [stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw detail::Stopped{};
        return weights;
    };
    return hooks;
}

at::Tensor tensor_of(std::span<const std::int32_t> ids, const detail::Decoder& decoder) {
    const auto out = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::ranges::copy(ids, out.data_ptr<std::int64_t>());
    return out.to(decoder.options().device());
}

/// The first `length` positions of `from`: its rows `rows`, or its only row `batch` times.
KvCache copy_of(const KvCache& from, const detail::Decoder& decoder, std::int64_t batch, std::int64_t length, std::int64_t capacity, const at::Tensor& rows = {}) {
    KvCache out = KvCache::allocate(decoder.config(), batch, capacity, decoder.options());
    const auto take = [&](const at::Tensor& source, at::Tensor& target) {
        const auto kept = source.narrow(2, 0, length);
        target.narrow(2, 0, length).copy_(rows.defined() ? kept.index_select(0, rows) : kept.expand({batch, -1, -1, -1}));
    };
    for (std::size_t layer = 0; layer < out.k.size(); ++layer) {
        take(from.k[layer], out.k[layer]);
        take(from.v[layer], out.v[layer]);
    }
    out.length = length;
    return out;
}

/// Continuations that decode in lock step.
class Batch {
public:
    Batch(const detail::Decoder& decoder, const KvCache& prefix_cache, std::span<const std::int32_t> prefix, const at::Tensor& first_logits,
          std::span<const std::vector<std::int32_t>> starts, std::size_t first_number, const GenerateSettings& settings, std::stop_token stop)
        : decoder_(decoder), starts_(starts), settings_(settings), hooks_(watching(std::move(stop))), out_(starts.size()) {
        const auto length = static_cast<std::int64_t>(prefix.size());
        prefix_ = length;
        limit_ = std::min<std::int64_t>(settings.max_tokens, decoder.config().context - length);
        cache_ = copy_of(prefix_cache, decoder, static_cast<std::int64_t>(starts.size()), length, length + std::min(kRoom, limit_));
        logits_ = first_logits.expand({static_cast<std::int64_t>(starts.size()), -1}).contiguous();
        for (std::size_t i = 0; i < starts.size(); ++i) {
            SamplerSettings own = settings.sampler;
            own.seed += first_number + i;
            samplers_.emplace_back(own);
            for (const auto id : prefix) samplers_.back().observe(id);
            rows_.push_back(i);
        }
    }

    std::vector<Rollout> run() {
        for (std::int64_t made = 0;; ++made) {
            std::vector<std::int32_t> next;
            std::vector<std::int64_t> going;
            for (std::size_t row = 0; row < rows_.size(); ++row) {
                if (made == limit_) finish(rows_[row]);
                else if (const auto id = pick(row, made); !ends(rows_[row], made, id)) {
                    next.push_back(id);
                    going.push_back(static_cast<std::int64_t>(row));
                }
            }
            if (next.empty()) return std::move(out_);
            make_room(going);
            logits_ = decoder_.logits(decoder_.forward(tensor_of(next, decoder_).view({-1, 1}), &cache_, &hooks_).squeeze(1)).cpu();
        }
    }

private:
    std::int32_t pick(std::size_t row, std::int64_t made) {
        const std::size_t number = rows_[row];
        const auto& start = starts_[number];
        std::int32_t id = 0;
        if (made < static_cast<std::int64_t>(start.size())) id = start[static_cast<std::size_t>(made)];
        else {
            const auto usable = settings_.vocabulary > 0 ? settings_.vocabulary : logits_.size(1);
            id = samplers_[number].pick({logits_.data_ptr<float>() + static_cast<std::int64_t>(row) * logits_.size(1), static_cast<std::size_t>(usable)});
        }
        samplers_[number].observe(id);
        out_[number].ids.push_back(id);
        return id;
    }

    bool ends(std::size_t number, std::int64_t made, std::int32_t id) const {
        const bool given = made < static_cast<std::int64_t>(starts_[number].size());
        return !given && std::ranges::find(settings_.stop_ids, id) != settings_.stop_ids.end();
    }

    void finish(std::size_t number) {
        out_[number].reason = limit_ < settings_.max_tokens ? StopReason::ContextFull : StopReason::MaxTokens;
    }

    /// Rows that ended leave the cache; a cache that is full grows.
    void make_room(const std::vector<std::int64_t>& going) {
        const bool fewer = going.size() < rows_.size(), full = cache_.length == cache_.capacity;
        if (!fewer && !full) return;
        const auto kept = at::empty({static_cast<std::int64_t>(going.size())}, at::kLong);
        std::ranges::copy(going, kept.data_ptr<std::int64_t>());
        const std::int64_t longest = prefix_ + limit_, longer = cache_.capacity + std::max(kRoom, cache_.length - prefix_);
        cache_ = copy_of(cache_, decoder_, kept.size(0), cache_.length, full ? std::min(longest, longer) : cache_.capacity,
                         kept.to(decoder_.options().device()));
        std::vector<std::size_t> rows;
        for (const auto row : going) rows.push_back(rows_[static_cast<std::size_t>(row)]);
        rows_ = std::move(rows);
    }

    const detail::Decoder& decoder_;
    std::span<const std::vector<std::int32_t>> starts_;
    const GenerateSettings& settings_;
    detail::ForwardHooks hooks_;
    std::vector<Rollout> out_;
    std::vector<Sampler> samplers_;
    std::vector<std::size_t> rows_;  // which continuation each row of the cache is
    KvCache cache_;
    at::Tensor logits_;              // [rows, vocab] f32, on the CPU
    std::int64_t prefix_ = 0, limit_ = 0;
};

}  // namespace

struct SharedPrefix::Impl {
    const detail::Decoder* decoder = nullptr;
    std::vector<std::int32_t> ids;
    KvCache cache;
    at::Tensor hidden;  // [T, hidden], after the final norm

    [[nodiscard]] at::Tensor logits_behind(int prefix) const { return decoder->logits(hidden.narrow(0, prefix - 1, 1)).cpu(); }
    [[nodiscard]] Status check(int prefix) const {
        if (prefix < 1 || prefix > static_cast<int>(ids.size())) return bad_input("The chain of {} tokens has no prefix of {}.", ids.size(), prefix);
        return {};
    }
};

SharedPrefix::SharedPrefix(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SharedPrefix::SharedPrefix(SharedPrefix&&) noexcept = default;
SharedPrefix& SharedPrefix::operator=(SharedPrefix&&) noexcept = default;
SharedPrefix::~SharedPrefix() = default;

Result<SharedPrefix> SharedPrefix::read(const Model& model, std::span<const std::int32_t> ids, std::stop_token stop) {
    const ModelConfig& config = model.config();
    if (ids.empty()) return bad_input("There is no chain to continue.");
    for (const auto id : ids)
        if (id < 0 || id >= config.vocab_size) return bad_input("Token {} is outside the model's vocabulary of {}.", id, config.vocab_size);
    if (ids.size() > static_cast<std::size_t>(config.context))
        return bad_input("The run has {} tokens, but the model's context holds {}.", ids.size(), config.context);
    auto impl = std::make_unique<Impl>();
    impl->decoder = model.impl().decoder.get();
    impl->ids.assign(ids.begin(), ids.end());
    const auto done = detail::guarded<bool>(detail::kCouldNotRun, [&] {
        const auto& decoder = *impl->decoder;
        const auto hooks = watching(stop);
        const auto length = static_cast<std::int64_t>(ids.size());
        impl->cache = KvCache::allocate(config, 1, length, decoder.options());
        const auto input = tensor_of(ids, decoder);
        std::vector<at::Tensor> parts;
        for (std::int64_t at = 0; at < length; at += kPrefillChunk)
            parts.push_back(decoder.forward(input.narrow(1, at, std::min(kPrefillChunk, length - at)), &impl->cache, &hooks).squeeze(0));
        impl->hidden = at::cat(parts);
        return true;
    });
    if (!done) return tl::unexpected(done.error());
    return SharedPrefix(std::move(impl));
}

Result<std::vector<float>> SharedPrefix::next_logits(int prefix) const {
    if (const Status there = impl_->check(prefix); !there) return tl::unexpected(there.error());
    return detail::guarded<std::vector<float>>(detail::kCouldNotRun, [&] {
        const auto row = impl_->logits_behind(prefix).contiguous();
        return std::vector<float>(row.data_ptr<float>(), row.data_ptr<float>() + row.numel());
    });
}

Result<std::vector<Rollout>> SharedPrefix::continue_from(int prefix, std::span<const std::vector<std::int32_t>> starts, const GenerateSettings& settings,
                                                              std::stop_token stop) const {
    if (const Status there = impl_->check(prefix); !there) return tl::unexpected(there.error());
    if (const Status usable = check(settings.sampler); !usable) return tl::unexpected(usable.error());
    if (settings.max_tokens < 1) return bad_input("The number of tokens to generate must be at least 1, not {}.", settings.max_tokens);
    const auto& decoder = *impl_->decoder;
    if (prefix >= decoder.config().context) return bad_input("A prefix of {} tokens leaves no room in the model's context of {}.", prefix, decoder.config().context);
    const std::int64_t per_position = impl_->cache.bytes() / impl_->cache.capacity;
    const std::int64_t per_row = per_position * std::min<std::int64_t>(prefix + settings.max_tokens, decoder.config().context);
    const auto at_once = static_cast<std::size_t>(std::max<std::int64_t>(1, kBatchBytes / std::max<std::int64_t>(1, per_row)));
    return detail::guarded<std::vector<Rollout>>(detail::kCouldNotRun, [&] {
        std::vector<Rollout> all;
        for (std::size_t at = 0; at < starts.size(); at += at_once) {
            const auto part = starts.subspan(at, std::min(at_once, starts.size() - at));
            Batch batch(decoder, impl_->cache, std::span(impl_->ids).first(static_cast<std::size_t>(prefix)), impl_->logits_behind(prefix), part, at, settings, stop);
            std::ranges::move(batch.run(), std::back_inserter(all));
        }
        return all;
    });
}

Result<std::vector<TokenScore>> SharedPrefix::score(int prefix, std::span<const std::int32_t> tokens, std::stop_token stop) const {
    if (const Status there = impl_->check(prefix); !there) return tl::unexpected(there.error());
    const auto& decoder = *impl_->decoder;
    const auto count = static_cast<std::int64_t>(tokens.size());
    if (count == 0) return std::vector<TokenScore>{};
    if (prefix + count > decoder.config().context)
        return bad_input("{} tokens behind a prefix of {} exceed the model's context of {}.", count, prefix, decoder.config().context);
    return detail::guarded<std::vector<TokenScore>>(detail::kCouldNotRun, [&] {
        const auto hooks = watching(stop);
        KvCache& cache = impl_->cache;
        const std::int64_t length = cache.length, end = prefix + count - 1;  // the last token is only predicted
        if (end > cache.capacity) cache = copy_of(cache, decoder, 1, length, end);
        const auto overwritten = std::min(length, end) - std::min<std::int64_t>(length, prefix);
        std::vector<at::Tensor> saved;
        for (auto* list : {&cache.k, &cache.v})
            for (const auto& t : *list) saved.push_back(t.narrow(2, std::min<std::int64_t>(prefix, length), overwritten).clone());
        const auto restore = [&] {
            std::size_t next = 0;
            for (auto* list : {&cache.k, &cache.v})
                for (auto& t : *list) t.narrow(2, std::min<std::int64_t>(prefix, length), overwritten).copy_(saved[next++]);
            cache.length = length;
        };
        auto rows = impl_->hidden.narrow(0, prefix - 1, 1);
        try {
            cache.truncate(prefix);
            const auto input = tensor_of(tokens, decoder);
            if (count > 1) rows = at::cat({rows, decoder.forward(input.narrow(1, 0, count - 1), &cache, &hooks).squeeze(0)});
        } catch (...) {
            restore();
            throw;
        }
        restore();
        const auto log_p = decoder.logits(rows).log_softmax(-1).cpu();
        const auto best = log_p.argmax(-1);
        std::vector<TokenScore> scores;
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t id = tokens[static_cast<std::size_t>(i)];
            scores.push_back({log_p[i][id].item<double>(), best[i].item<std::int64_t>() == id});
        }
        return scores;
    });
}

}  // namespace reasonscope
