#include "generate/benchmark.h"

#include <algorithm>
#include <random>
#include <vector>

namespace reasonscope {
namespace {

/// Keeps the times and asks for a segment per 16 tokens, about the length of a reasoning step.
class Stopwatch : public TraceSink {
public:
    explicit Stopwatch(int prompt) {
        for (int at = 0; at < prompt; at += kSegment) begins_.emplace_back(at);
    }
    void on_token(const TokenTrace& token) override {
        times.push_back(token.milliseconds);
        if (token.position.value >= begins_.back().value + kSegment) begins_.push_back(token.position);
    }
    std::span<const TokenPos> segment_begins() override { return begins_; }

    std::vector<double> times;

private:
    static constexpr int kSegment = 16;
    std::vector<TokenPos> begins_;
};

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

struct Times {
    std::vector<double> first, decode;
};

std::int64_t bytes_per_token(const Model& model, const BenchmarkSettings& settings) {
    const auto& c = model.config();
    const std::int64_t weight = model.dtype() == DType::F32 ? 4 : 2, key = model.device() == Device::Cpu ? 4 : weight;
    const std::int64_t table = static_cast<std::int64_t>(c.vocab_size) * c.hidden_size;  // one row of an untied embedding is read
    const auto weights = c.active_parameters() - (c.tie_word_embeddings ? 0 : table - c.hidden_size);
    const std::int64_t per_position = static_cast<std::int64_t>(c.layers) * c.kv_heads * (c.head_dim_qk() + c.head_dim_v());
    return weight * weights + key * per_position * (settings.prefill + settings.decode / 2);
}

}  // namespace

Result<BenchmarkResult> benchmark(const Model& model, const BenchmarkSettings& settings, const ProgressFn& progress, std::stop_token stop) {
    if (settings.prefill < 1 || settings.decode < 2 || settings.repeats < 1)
        return bad_input("The benchmark needs at least 1 prompt token, 2 decoded tokens and 1 repeat.");
    if (static_cast<std::int64_t>(settings.prefill) + settings.decode > model.config().context)
        return bad_input("{} prompt and {} decoded tokens exceed the model's context of {}.", settings.prefill, settings.decode,
                         model.config().context);
    std::mt19937_64 random(1);
    std::vector<std::int32_t> prompt(static_cast<std::size_t>(settings.prefill));
    for (auto& id : prompt) id = static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(model.config().vocab_size));
    GenerateSettings run;
    run.max_tokens = settings.decode;

    // Traced and untraced runs alternate, so that a busy machine slows both.
    std::vector<Times> measured(settings.trace == TraceLevel::Off ? 1 : 2);
    for (int repeat = -1; repeat < settings.repeats; ++repeat) {  // -1 warms up
        if (progress) progress({static_cast<double>(repeat + 1) / (settings.repeats + 1), -1, repeat < 0 ? "Warming up" : "Measuring"});
        for (std::size_t i = 0; i < measured.size(); ++i) {
            run.trace = i == 0 ? TraceLevel::Off : settings.trace;
            Stopwatch watch(settings.prefill);
            const auto done = generate(model, prompt, run, &watch, stop);
            if (!done) return tl::unexpected(done.error());
            if (done->reason == StopReason::Cancelled) return cancelled();
            if (repeat < 0) continue;
            measured[i].first.push_back(watch.times.front());
            measured[i].decode.insert(measured[i].decode.end(), watch.times.begin() + 1, watch.times.end());
        }
    }
    BenchmarkResult out;
    out.first_token_ms = median(measured.back().first);
    out.prefill_tokens_per_second = settings.prefill / out.first_token_ms * 1000.0;
    out.decode_ms = median(measured.back().decode);
    out.tokens_per_second = 1000.0 / out.decode_ms;
    out.bytes_per_token = bytes_per_token(model, settings);
    out.gigabytes_per_second = static_cast<double>(out.bytes_per_token) / out.decode_ms / 1e6;
    out.untraced_decode_ms = median(measured.front().decode);
    out.trace_cost = out.decode_ms / out.untraced_decode_ms;
    return out;
}

}  // namespace reasonscope
