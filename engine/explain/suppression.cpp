#include "explain/suppression.h"

#include <algorithm>

#include "explain/detail/chain_check.h"
#include "explain/detail/changed_predictions.h"
#include "explain/detail/divergence.h"
#include "explain/detail/rounded.h"
#include "explain/detail/variants.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

using detail::ChainVariants;
using detail::HiddenKeys;

constexpr std::string_view kFailed = "Suppression could not be computed";
constexpr double kTemperature = 0.6;
constexpr std::int64_t kGroupBytes = 1LL << 30;  // of continuations that run together

struct Rows {
    std::int64_t begin = 0, end = 0;  // half-open
};

/// Row t-1 predicts token t; no row predicts token 0.
Rows rows_of(const Step& step) { return {std::max(1, step.first.value) - std::int64_t{1}, step.last.value - std::int64_t{1}}; }

HiddenKeys keys_of(const Step& step) { return {{step.first.value, step.last.value}}; }

/// Mean over columns [first, last) of one variant's row.
float mean_of(const at::Tensor& divergences, std::int64_t variant, std::int64_t first, std::int64_t last) {
    return first < last ? static_cast<float>(divergences.select(0, variant).slice(0, first, last).mean().item<double>()) : 0.0F;
}

class Suppression {
public:
    Suppression(ChainVariants& chain, std::span<const Step> steps, std::vector<StepId> targets, const ProgressFn& progress, std::stop_token stop)
        : chain_(chain), steps_(steps), targets_(std::move(targets)), progress_(progress), stop_(stop), matrix_(static_cast<int>(steps.size())) {
        std::ranges::sort(targets_);
    }

    /// Targets from the last to the first; the variants of a target are its possible sources.
    StepMatrix target_only() {
        for (std::size_t done = 0; done < targets_.size(); ++done) {
            const int r = targets_[targets_.size() - 1 - done].value;
            const Rows rows = rows_of(step(r));
            if (rows.begin >= rows.end) continue;
            say(static_cast<double>(done) / static_cast<double>(targets_.size()), "Testing step {} of {}", done + 1, targets_.size());
            for (int c = 0; c < r;) {
                std::vector<HiddenKeys> batch;
                const int first = c;
                for (const auto most = chain_.batch_for(rows.end - rows.begin); c < r && batch.size() < most; ++c) batch.push_back(keys_of(step(c)));
                const at::Tensor changed = detail::divergence(chain_, chain_.rerun(rows.begin, rows.end, batch, stop_), rows.begin, kTemperature);
                for (std::size_t v = 0; v < batch.size(); ++v) fill(changed, static_cast<std::int64_t>(v), rows.begin, r, first + static_cast<int>(v));
            }
        }
        return std::move(matrix_);
    }

private:
    [[nodiscard]] const Step& step(int index) const { return steps_[static_cast<std::size_t>(index)]; }

    void fill(const at::Tensor& divergences, std::int64_t variant, std::int64_t begin, int r, int c) {
        const Rows rows = rows_of(step(r));
        if (c < r) matrix_.at(r, c) = mean_of(divergences, variant, rows.begin - begin, rows.end - begin);
    }

    template <class... Args>
    void say(double fraction, fmt::format_string<Args...> text, Args&&... args) const {
        if (progress_) progress_({fraction, -1.0, fmt::format(text, std::forward<Args>(args)...)});
    }

    ChainVariants& chain_;
    std::span<const Step> steps_;
    std::vector<StepId> targets_;
    const ProgressFn& progress_;
    std::stop_token stop_;
    StepMatrix matrix_;
};

/// Sources from the last to the first, in groups whose continuations fit the memory.
class SuppressionForAll {
public:
    SuppressionForAll(const detail::Decoder& decoder, std::span<const std::int32_t> ids, std::span<const Step> steps, std::vector<StepId> targets,
                      const ProgressFn& progress, std::stop_token stop)
        : decoder_(decoder), steps_(steps), targets_(std::move(targets)), progress_(progress), stop_(stop) {
        const Step& last = step(std::ranges::max(targets_).value);
        ids_ = at::empty({1, rows_of(last).end}, at::kLong);
        std::copy_n(ids.begin(), ids_.size(1), ids_.data_ptr<std::int64_t>());
        ids_ = ids_.to(decoder.options().device());
    }

    StepMatrix run(bool rounded) {
        StepMatrix matrix(static_cast<int>(steps_.size()));
        const int last = std::ranges::max(targets_).value;
        const std::int64_t end = ids_.size(1), element = static_cast<std::int64_t>(decoder_.options().dtype().itemsize());
        const std::int64_t row_bytes = rounded ? detail::rounded_bytes(decoder_.config()) : decoder_.config().hidden_size * element;
        for (int next = last - 1; next >= 0;) {
            const int top = next;
            std::vector<detail::Continuation> group;
            std::int64_t bytes = 0;
            while (next >= 0) {
                const Step& source = step(next);
                const std::int64_t begin = std::max(std::int64_t{0}, source.last.value - std::int64_t{1});
                bytes += (end - begin) * row_bytes;
                if (!group.empty() && bytes > kGroupBytes) break;
                group.push_back({begin, std::max(1, source.first.value), source.last.value, {}});
                --next;
            }
            const auto share = static_cast<double>(group.size()) / last, before = static_cast<double>(last - 1 - top) / last;
            const auto done = [&](double part) {
                if (progress_) progress_({before + share * part, -1.0, fmt::format("Hiding steps {} to {}", next + 2, top + 1)});
            };
            done(0);
            const at::Tensor chain = rounded ? detail::run_rounded(decoder_, ids_, group, done, stop_) : detail::run_layerwise(decoder_, ids_, group, done, stop_);
            const auto found = detail::changed_predictions(decoder_, chain, group, kTemperature, rounded, stop_);
            for (std::size_t v = 0; v < group.size(); ++v) {
                const int c = top - static_cast<int>(v);
                for (const StepId target : targets_) {
                    const Rows rows = rows_of(step(target.value));
                    if (c >= target.value || rows.begin >= rows.end) continue;
                    matrix.at(target.value, c) = static_cast<float>(found[v].slice(0, rows.begin - group[v].begin, rows.end - group[v].begin).mean().item<double>());
                }
            }
        }
        return matrix;
    }

private:
    [[nodiscard]] const Step& step(int index) const { return steps_[static_cast<std::size_t>(index)]; }

    const detail::Decoder& decoder_;
    std::span<const Step> steps_;
    std::vector<StepId> targets_;
    const ProgressFn& progress_;
    std::stop_token stop_;
    at::Tensor ids_;
};

}  // namespace

Result<StepMatrix> suppression(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps,
                               std::span<const StepId> targets, SuppressedRows rows, const ProgressFn& progress, std::stop_token stop,
                               SuppressionPrecision precision) {
    const std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (const Status good = detail::check_chain(model.config(), ids, steps, wanted); !good) return tl::unexpected(good.error());
    if (wanted.empty()) return StepMatrix(static_cast<int>(steps.size()));
    if (stop.stop_requested()) return cancelled();
    return detail::guarded<StepMatrix>(kFailed, [&] {
        if (progress) progress({0.0, -1.0, "Running the chain"});
        const detail::Decoder& decoder = *model.impl().decoder;
        const bool plain = decoder.options().device().is_cpu() && decoder.options().dtype() == at::kFloat;
        if (rows == SuppressedRows::AllLater) {
            SuppressionForAll work(decoder, ids, steps, wanted, progress, stop);
            return work.run(precision == SuppressionPrecision::Rounded && plain);
        }
        ChainVariants chain(decoder, ids, stop);
        return Suppression(chain, steps, wanted, progress, stop).target_only();
    });
}

std::int64_t suppression_rows(std::span<const Step> steps, std::span<const StepId> targets, SuppressedRows rows) {
    std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (wanted.empty()) return 0;
    std::int64_t sum = 0;
    if (rows == SuppressedRows::TargetOnly) {
        for (const StepId r : wanted) {
            const Rows own = rows_of(steps[static_cast<std::size_t>(r.value)]);
            sum += r.value * (own.end - own.begin);
        }
        return sum;
    }
    const int last = std::ranges::max(wanted).value;
    for (int c = 0; c < last; ++c) sum += rows_of(steps[static_cast<std::size_t>(last)]).end - steps[static_cast<std::size_t>(c)].last.value + 1;
    return sum;
}

struct StepAblation::Impl {
    std::unique_ptr<ChainVariants> chain;
    std::vector<Step> steps;
};

StepAblation::StepAblation(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StepAblation::StepAblation(StepAblation&&) noexcept = default;
StepAblation& StepAblation::operator=(StepAblation&&) noexcept = default;
StepAblation::~StepAblation() = default;

Result<StepAblation> StepAblation::prepare(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, std::stop_token stop) {
    if (const Status good = detail::check_chain(model.config(), ids, steps, {}); !good) return tl::unexpected(good.error());
    auto impl = std::make_unique<Impl>();
    impl->steps.assign(steps.begin(), steps.end());
    const auto done = detail::guarded<bool>(kFailed, [&] {
        impl->chain = std::make_unique<ChainVariants>(*model.impl().decoder, ids, stop);
        impl->chain->keep_cache();
        return true;
    });
    if (!done) return tl::unexpected(done.error());
    return StepAblation(std::move(impl));
}

Result<std::vector<double>> StepAblation::log_probabilities(StepId target, std::span<const std::vector<StepId>> hidden, std::stop_token stop) const {
    if (target.value < 0 || target.value >= static_cast<int>(impl_->steps.size())) return bad_input("There is no step {} to explain.", target.value);
    const Rows rows = rows_of(impl_->steps[static_cast<std::size_t>(target.value)]);
    if (rows.begin >= rows.end) return std::vector<double>(hidden.size(), 0.0);
    return detail::guarded<std::vector<double>>(kFailed, [&] {
        ChainVariants& chain = *impl_->chain;
        const auto tokens = chain.ids().slice(0, rows.begin + 1, rows.end + 1).view({1, -1, 1});
        const std::size_t most = chain.batch_for(rows.end - rows.begin);
        std::vector<double> sums;
        for (std::size_t at = 0; at < hidden.size(); at += most) {
            std::vector<HiddenKeys> batch;
            for (std::size_t v = at; v < std::min(at + most, hidden.size()); ++v) {
                HiddenKeys& keys = batch.emplace_back();
                for (const StepId source : hidden[v]) {
                    if (source >= target || source.value < 0) continue;
                    const Step& step = impl_->steps[static_cast<std::size_t>(source.value)];
                    keys.emplace_back(step.first.value, step.last.value);
                }
            }
            const auto count = static_cast<std::int64_t>(batch.size());
            const auto log_p = chain.decoder().logits(chain.rerun(rows.begin, rows.end, batch, stop)).log_softmax(-1);
            const auto sum = log_p.gather(2, tokens.expand({count, -1, 1})).squeeze(2).sum(1, false, at::kDouble).cpu().contiguous();
            sums.insert(sums.end(), sum.data_ptr<double>(), sum.data_ptr<double>() + count);
        }
        return sums;
    });
}

}  // namespace reasonscope
