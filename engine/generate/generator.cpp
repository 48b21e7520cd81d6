#include "generate/generator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "generate/detail/ablated.h"
#include "generate/detail/capture.h"
#include "generate/detail/prefix_store.h"
#include "generate/distribution.h"
#include "generate/sampler.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kPrefillChunk = 128;  // bounds the scores of a prefill step to [heads, 128, T]
constexpr int kAlternatives = 10;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Status check_request(const ModelConfig& config, std::span<const std::int32_t> prompt, const GenerateSettings& settings) {
    if (prompt.empty()) return bad_input("The prompt is empty; type a question.");
    for (const auto id : prompt)
        if (id < 0 || id >= config.vocab_size)
            return bad_input("Token id {} is outside the model's vocabulary of {} ids (0 to {}).", id, config.vocab_size, config.vocab_size - 1);
    if (prompt.size() >= static_cast<std::size_t>(config.context))
        return bad_input("The prompt has {} tokens, which leaves no room in the model's context of {}; shorten it.", prompt.size(), config.context);
    if (settings.max_tokens < 1) return bad_input("The number of tokens to generate must be at least 1, not {}.", settings.max_tokens);
    if (settings.trace_top_k < 1) return bad_input("The number of traced source tokens must be at least 1, not {}.", settings.trace_top_k);
    if (settings.vocabulary < 0 || settings.vocabulary > config.vocab_size)
        return bad_input("The vocabulary of {} ids does not fit the model's {}.", settings.vocabulary, config.vocab_size);
    return check(settings.sampler);
}

/// One run: owns the cache and steps the decoder.
class Run {
public:
    /// `replayed`: the run ends with the forced tokens.
    Run(const Model& model, std::span<const std::int32_t> prompt, const GenerateSettings& settings, TraceSink* sink, std::stop_token stop,
        const Continuation& continuation, bool replayed)
        : model_(model), decoder_(*model.impl().decoder), settings_(settings), sink_(sink), stop_(stop), prompt_(prompt), given_(continuation.forced),
          continuation_(continuation), replayed_(replayed), capture_(model.config(), sink ? settings.trace : TraceLevel::Off, settings.trace_top_k, stop),
          ablated_(continuation.ablation, decoder_), sampler_(settings.sampler) {
        const auto wanted = static_cast<std::int64_t>(prompt.size()) + settings.max_tokens;
        cache_ = detail::KvCache::allocate(model.config(), 1, std::min<std::int64_t>(wanted, model.config().context), decoder_.options());
        for (const auto id : prompt) sampler_.observe(id);
        for (int i = 0; i < continuation.draws_before; ++i) (void)sampler_.draw();
    }

    Result<Generation> operator()() {
        try {
            return loop();
        } catch (const detail::Stopped&) {
            return finish(StopReason::Cancelled);
        }
    }

private:
    Result<Generation> loop() {
        auto step = start_;
        prefill();
        for (;;) {
            if (stop_.stop_requested()) return finish(StopReason::Cancelled);
            const auto logits = std::span<const float>(logits_.data_ptr<float>(), static_cast<std::size_t>(logits_.numel()));
            std::optional<Distribution> distribution;
            if (tracing()) distribution = Distribution::of(logits);
            if (tracing() ? !distribution : !std::isfinite(*std::max_element(logits.begin(), logits.end())))
                return failure("The model computed values that are not numbers at token {}; try another dtype, or another model file.",
                               generation_.ids.size() + 1);
            const bool forced = generation_.ids.size() < given_.size();
            const auto chosen = choose(logits, forced);
            if (!chosen) return failure("Every token is ruled out after {} tokens; ban less.", generation_.ids.size());
            const auto id = *chosen;
            sampler_.observe(id);
            emit(id, distribution, step);
            step = Clock::now();
            const auto made = static_cast<std::int64_t>(generation_.ids.size());
            if (replayed_ && made == static_cast<std::int64_t>(given_.size())) return finish(StopReason::StopToken);
            if (!forced && std::find(settings_.stop_ids.begin(), settings_.stop_ids.end(), id) != settings_.stop_ids.end())
                return finish(StopReason::StopToken);
            if (made >= settings_.max_tokens) return finish(StopReason::MaxTokens);
            if (static_cast<std::int64_t>(prompt_.size()) + made >= model_.config().context) return finish(StopReason::ContextFull);
            forward({&id, 1}, /*predicts=*/true);
        }
    }

    /// One draw for every token, chosen or forced, so that branches of one seed stay in step.
    std::optional<std::int32_t> choose(std::span<const float> logits, bool forced) {
        const double drawn = sampler_.draw();
        if (forced) return given_[generation_.ids.size()];
        auto id = sampler_.pick(logits, drawn);
        if (!continuation_.refuses || !continuation_.refuses(generation_.ids, id)) return id;
        std::vector<float> allowed(logits.begin(), logits.end());
        do {
            allowed[static_cast<std::size_t>(id)] = -std::numeric_limits<float>::infinity();
            if (std::isinf(*std::ranges::max_element(allowed))) return std::nullopt;
            id = sampler_.pick(allowed, drawn);
        } while (continuation_.refuses(generation_.ids, id));
        return id;
    }

    void prefill() {
        const auto length = static_cast<std::int64_t>(prompt_.size());
        std::int64_t at = 0;
        if (continuation_.cache)  // the last position runs in any case: it predicts the first token
            at = generation_.reused = static_cast<int>(continuation_.cache->impl().fill(cache_key(), prompt_, length - 1, cache_));
        while (at < length) {
            if (stop_.stop_requested()) throw detail::Stopped{};
            const auto n = std::min(kPrefillChunk, length - at);
            forward(prompt_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(n)), at + n == length);
            at += n;
        }
    }

    [[nodiscard]] std::string cache_key() const {
        return fmt::format("{} {} {} {}", model_.fingerprint(), name(model_.dtype()), name(model_.device()), ablation_key(continuation_.ablation));
    }

    /// Appends `ids` to the cache; the last row's logits [vocab] are left in logits_ when it predicts the next token.
    void forward(std::span<const std::int32_t> ids, bool predicts) {
        const auto input = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
        std::copy(ids.begin(), ids.end(), input.data_ptr<std::int64_t>());
        const auto hidden = decoder_.forward(input.to(decoder_.options().device()), &cache_, &ablated_.hooks(capture_.hooks(predicts)));
        if (!predicts) return;
        logits_ = decoder_.logits(hidden.select(1, hidden.size(1) - 1)).squeeze(0).cpu();
        if (settings_.vocabulary > 0) logits_ = logits_.narrow(0, 0, settings_.vocabulary);
    }

    void emit(std::int32_t id, const std::optional<Distribution>& distribution, Clock::time_point step) {
        TokenTrace token;
        token.position = TokenPos(static_cast<std::int32_t>(prompt_.size() + generation_.ids.size()));
        token.id = id;
        generation_.ids.push_back(id);
        if (distribution) {
            token.probability = static_cast<float>(distribution->probability(id));
            token.entropy = static_cast<float>(distribution->entropy());
            token.alternatives = distribution->alternatives(kAlternatives);
            capture_.collect(sink_->segment_begins(), token);
        }
        if (generation_.ids.size() == 1) {
            generation_.first_token_ms = milliseconds_since(start_);
            decode_start_ = Clock::now();
        }
        token.milliseconds = milliseconds_since(step);
        if (sink_) sink_->on_token(token);
    }

    [[nodiscard]] bool tracing() const { return sink_ && settings_.trace != TraceLevel::Off; }

    Generation finish(StopReason reason) {
        generation_.reason = reason;
        generation_.seconds = milliseconds_since(start_) / 1000.0;
        if (generation_.ids.size() > 1)
            generation_.tokens_per_second = static_cast<double>(generation_.ids.size() - 1) / (milliseconds_since(decode_start_) / 1000.0);
        if (continuation_.cache) {
            std::vector<std::int32_t> ids(prompt_.begin(), prompt_.end());
            ids.insert(ids.end(), generation_.ids.begin(), generation_.ids.end());
            continuation_.cache->impl().keep(cache_key(), ids, cache_);
        }
        return std::move(generation_);
    }

    const Model& model_;
    const detail::Decoder& decoder_;
    const GenerateSettings& settings_;
    TraceSink* sink_;
    std::stop_token stop_;
    std::span<const std::int32_t> prompt_, given_;
    const Continuation& continuation_;
    bool replayed_;
    detail::Capture capture_;
    detail::Ablated ablated_;
    Sampler sampler_;
    detail::KvCache cache_;
    at::Tensor logits_;  // [vocab] f32, on the CPU
    Generation generation_;
    Clock::time_point start_ = Clock::now(), decode_start_ = start_;
};

Result<Generation> run(const Model& model, std::span<const std::int32_t> prompt, const GenerateSettings& settings, TraceSink* sink,
                       std::stop_token stop, const Continuation& continuation, bool replayed) {
    const ModelConfig& config = model.config();
    if (auto usable = check_request(config, prompt, settings); !usable) return tl::unexpected(usable.error());
    for (const auto id : continuation.forced)
        if (id < 0 || id >= config.vocab_size)
            return bad_input("Token id {} is outside the model's vocabulary of {} ids (0 to {}).", id, config.vocab_size, config.vocab_size - 1);
    if (auto fits = check(continuation.ablation, config); !fits) return tl::unexpected(fits.error());
    return detail::guarded<Generation>(detail::kCouldNotRun, [&] { return Run(model, prompt, settings, sink, stop, continuation, replayed)(); });
}

}  // namespace

std::string_view name(StopReason reason) {
    switch (reason) {
        case StopReason::StopToken: return "stop";
        case StopReason::MaxTokens: return "length";
        case StopReason::ContextFull: return "context";
        case StopReason::Cancelled: break;
    }
    return "cancelled";
}

Result<Generation> generate(const Model& model, std::span<const std::int32_t> prompt, const GenerateSettings& settings,
                            TraceSink* sink, std::stop_token stop, const Continuation& continuation) {
    return run(model, prompt, settings, sink, stop, continuation, /*replayed=*/false);
}

Result<Generation> replay(const Model& model, std::span<const std::int32_t> prompt, std::span<const std::int32_t> completion,
                          const GenerateSettings& settings, TraceSink* sink, std::stop_token stop) {
    if (completion.empty()) return bad_input("There is no completion to replay.");
    if (prompt.size() + completion.size() > static_cast<std::size_t>(model.config().context))
        return bad_input("The run has {} tokens, but the model's context holds {}.", prompt.size() + completion.size(), model.config().context);
    GenerateSettings whole = settings;
    whole.max_tokens = static_cast<int>(completion.size());
    Continuation given;
    given.forced.assign(completion.begin(), completion.end());
    return run(model, prompt, whole, sink, stop, given, /*replayed=*/true);
}

}  // namespace reasonscope
