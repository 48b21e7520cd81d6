#include "explain/suppression.h"

#include <algorithm>

#include "explain/detail/chain_check.h"
#include "explain/detail/changed_predictions.h"
#include "explain/detail/divergence.h"
#include "explain/detail/rounded.h"
#include "explain/detail/variants.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"
#include "model/processor.h"

namespace reasonscope {
namespace {

using detail::ChainVariants;
using detail::HiddenKeys;

constexpr std::string_view kFailed = "Suppression could not be computed";
constexpr double kTemperature = 0.6;
constexpr std::int64_t kGroupBytes = 1LL << 30;  // of continuations that run together
constexpr int kProbes = 4;                       // sources that tell whether rounding pays
constexpr double kWorthRounding = 0.5;           // share of rows that may be measured twice, at 0.5 and 1 of the exact cost

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

/// All sources of the targets, in groups whose continuations fit the memory. Rounded: effects that come out large are measured again, exactly; a
/// few sources go first, and where most of their rows had to be measured again, the others are exact from the start.
class SuppressionForAll {
public:
    SuppressionForAll(const detail::Decoder& decoder, std::span<const std::int32_t> ids, std::span<const Step> steps, std::vector<StepId> targets,
                      const ProgressFn& progress, std::stop_token stop)
        : decoder_(decoder), steps_(steps), targets_(std::move(targets)), progress_(progress), stop_(stop), matrix_(static_cast<int>(steps.size())) {
        const Step& last = step(std::ranges::max(targets_).value);
        ids_ = at::empty({1, rows_of(last).end}, at::kLong);
        std::copy_n(ids.begin(), ids_.size(1), ids_.data_ptr<std::int64_t>());
        ids_ = ids_.to(decoder.options().device());
    }

    StepMatrix run(bool rounded) {
        const int last = std::ranges::max(targets_).value;
        const std::int64_t end = ids_.size(1), element = static_cast<std::int64_t>(decoder_.options().dtype().itemsize());
        const std::int64_t row_bytes = rounded ? detail::rounded_bytes(decoder_.config()) : decoder_.config().hidden_size * element;
        const std::size_t probes = rounded && last > 4 * kProbes ? kProbes : 0;
        const std::vector<int> order = sources(last, static_cast<int>(probes));
        for (std::size_t next = 0; next < order.size();) {
            Group group;
            std::int64_t bytes = 0;
            for (; next < order.size(); ++next) {
                const Step& source = step(order[next]);
                const std::int64_t begin = std::max(std::int64_t{0}, source.last.value - std::int64_t{1});
                bytes += (end - begin) * row_bytes;
                if (!group.sources.empty() && (bytes > kGroupBytes || next == probes)) break;
                group.sources.push_back(order[next]);
                group.rows.push_back({begin, end, std::max(1, source.first.value), source.last.value, {}});
            }
            const double end_share = static_cast<double>(next) / last, begin_share = end_share - static_cast<double>(group.sources.size()) / last;
            const double middle = rounded ? (begin_share + end_share) / 2 : end_share;
            measure(group, rounded, begin_share, middle);
            if (!rounded) continue;
            const auto all = static_cast<double>(rows_in(group));
            Group again = with_large_effects(group);
            group.rows.clear();
            if (again.sources.empty()) continue;
            measure(again, false, middle, end_share);
            rounded = static_cast<double>(rows_in(again)) < kWorthRounding * all;
        }
        return std::move(matrix_);
    }

private:
    struct Group {
        std::vector<int> sources;
        std::vector<detail::Continuation> rows;  // one for each
    };

    /// All steps before `last`: first `probes` of them evenly spread, then the others from the last to the first.
    static std::vector<int> sources(int last, int probes) {
        std::vector<int> order;
        for (int i = probes - 1; i >= 0; --i) order.push_back((2 * i + 1) * last / (2 * probes));
        for (int c = last - 1; c >= 0; --c)
            if (std::find(order.begin(), order.begin() + probes, c) == order.begin() + probes) order.push_back(c);
        return order;
    }

    static std::int64_t rows_in(const Group& group) {
        std::int64_t sum = 0;
        for (const detail::Continuation& rows : group.rows) sum += rows.end - rows.begin;
        return sum;
    }

    /// Fills the matrix. Progress goes from `begin` to `end`.
    void measure(Group& group, bool rounded, double begin, double end) {
        const auto [first, last] = std::ranges::minmax(group.sources);
        const auto done = [&](double part) {
            if (!progress_) return;
            progress_({begin + part * (end - begin), -1.0, fmt::format("Hiding {} steps between {} and {}", group.sources.size(), first + 1, last + 1)});
        };
        done(0);
        const at::Tensor ids = ids_.narrow(1, 0, std::ranges::max(group.rows, {}, &detail::Continuation::end).end);
        const at::Tensor chain = (rounded ? detail::run_rounded : detail::run_layerwise)(decoder_, ids, group.rows, done, stop_);
        const auto found = detail::changed_predictions(decoder_, chain, group.rows, kTemperature, rounded, stop_);
        for (std::size_t v = 0; v < group.sources.size(); ++v) {
            for (const StepId target : targets_) {
                const Rows rows = rows_of(step(target.value));
                if (group.sources[v] >= target.value || rows.begin >= rows.end || rows.end > group.rows[v].end) continue;
                const auto own = found[v].slice(0, rows.begin - group.rows[v].begin, rows.end - group.rows[v].begin);
                matrix_.at(target.value, group.sources[v]) = static_cast<float>(own.mean().item<double>());
            }
        }
    }

    /// Sources that change a step much, with their rows up to the last such step.
    [[nodiscard]] Group with_large_effects(const Group& group) const {
        Group large;
        for (std::size_t v = 0; v < group.sources.size(); ++v) {
            detail::Continuation rows = group.rows[v];
            rows.end = 0;
            rows.hidden = at::Tensor();
            for (const StepId target : targets_)
                if (matrix_.at(target.value, group.sources[v]) >= kMeasuredExactly) rows.end = std::max(rows.end, rows_of(step(target.value)).end);
            if (rows.end == 0) continue;
            large.sources.push_back(group.sources[v]);
            large.rows.push_back(rows);
        }
        return large;
    }

    [[nodiscard]] const Step& step(int index) const { return steps_[static_cast<std::size_t>(index)]; }

    const detail::Decoder& decoder_;
    std::span<const Step> steps_;
    std::vector<StepId> targets_;
    const ProgressFn& progress_;
    std::stop_token stop_;
    StepMatrix matrix_;
    at::Tensor ids_;
};

/// Whether Rounded is possible at all.
bool may_round(const Model& model) {
    const ModelConfig& config = model.config();
    bool experts = false;
    for (int layer = 0; layer < config.layers; ++layer) experts = experts || config.is_moe_layer(layer);
    return model.device() == Device::Cpu && !experts;
}

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
        if (rows == SuppressedRows::AllLater) {
            SuppressionForAll work(decoder, ids, steps, wanted, progress, stop);
            return work.run(uses_rounding(model, steps, wanted, precision));
        }
        ChainVariants chain(decoder, ids, stop);
        return Suppression(chain, steps, wanted, progress, stop).target_only();
    });
}

bool uses_rounding(const Model& model, std::span<const Step> steps, std::span<const StepId> targets, SuppressionPrecision precision) {
    constexpr double kLongWork = 1e12;
    if (precision != SuppressionPrecision::Chosen) return precision == SuppressionPrecision::Rounded && may_round(model);
    const double work = static_cast<double>(suppression_rows(steps, targets, SuppressedRows::AllLater)) * static_cast<double>(model.config().parameters());
    return work >= kLongWork && has_fast_bf16() && may_round(model);
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
