#include "app/cli/explain_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <random>
#include <span>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/cli/process_memory.h"
#include "explain/masked_pass.h"
#include "explain/method.h"
#include "explain/suppression.h"
#include "generate/generator.h"

namespace reasonscope::cli {
namespace {

struct Measured {
    double seconds = 0;
    double processor = 0;         // seconds of all threads: what a busy machine does not change
    std::int64_t peak_bytes = 0;  // beyond what was held before; -1 where the system does not tell
};

template <class Work>
Result<Measured> measure(const Work& work) {
    restart_peak();
    const auto before = process_memory("VmRSS:");
    const auto start = std::chrono::steady_clock::now();
    const auto ticks = std::clock();
    if (const auto done = work(); !done) return tl::unexpected(done.error());
    Measured out;
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    out.processor = static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC;
    const auto peak = process_memory("VmHWM:");
    out.peak_bytes = before < 0 || peak < 0 ? -1 : peak - before;
    return out;
}

std::vector<Step> cut(int tokens, int length) {
    std::vector<Step> steps;
    for (int at = 0; at < tokens; at += length) {
        Step step;
        step.id = StepId(static_cast<int>(steps.size()));
        step.first = TokenPos(at);
        step.last = TokenPos(std::min(tokens, at + length));
        steps.push_back(step);
    }
    return steps;
}

/// `count` steps in the middles of equal parts of the chain, and the last step, which sees them all.
std::vector<Step> spread(const std::vector<Step>& steps, int count) {
    const auto sources = static_cast<int>(steps.size()) - 1;
    std::vector<Step> some;
    for (int i = 0; i < count; ++i) some.push_back(steps[static_cast<std::size_t>((2 * i + 1) * sources / (2 * count))]);
    some.push_back(steps.back());
    for (std::size_t i = 0; i < some.size(); ++i) some[i].id = StepId(static_cast<int>(i));
    return some;
}

/// How far the weights of the chain's last step lie from those of whole masked passes.
double largest_error(const StepMatrix& found, const std::vector<std::vector<double>>& passes, const Step& target) {
    double most = 0;
    for (std::size_t v = 0; v < passes.size(); ++v) {
        double sum = 0;
        for (int row = target.first.value - 1; row < target.last.value - 1; ++row) sum += passes[v][static_cast<std::size_t>(row)];
        const double expected = sum / (target.last.value - target.first.value);
        most = std::max(most, std::abs(static_cast<double>(found.at(target.id.value, static_cast<int>(v))) - expected));
    }
    return most;
}

/// Suppression of `steps` but the last, next to one whole masked pass with all logits for each of them. The chain's own pass, which both need
/// once, is taken off before the sample stands for all `all` sources, and put back to suppression.
Status bench_suppression(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, int all, const Measured& prefill, bool json,
                         nlohmann::ordered_json& out) {
    const auto sources = static_cast<int>(steps.size()) - 1;
    std::vector<std::vector<double>> passes;
    const auto plain = measure([&]() -> Status {
        auto done = masked_passes(model, ids, steps.first(static_cast<std::size_t>(sources)), {});
        if (!done) return tl::unexpected(done.error());
        passes = std::move(*done);
        return {};
    });
    if (!plain) return tl::unexpected(plain.error());
    const double naive = plain->seconds / (sources + 1) * all, naive_processor = plain->processor / (sources + 1) * all;
    double largest = 0;
    for (const auto& rows : passes) largest = std::max(largest, *std::ranges::max_element(rows));
    out["suppressed_sources"] = sources;
    out["all_sources"] = all;
    out["extrapolated"] = sources < all;
    out["naive_seconds"] = naive;
    out["naive_processor_seconds"] = naive_processor;
    out["largest_kl"] = largest;
    if (!json) fmt::print("naive suppression     {:9.2f} s  {} masked passes with all logits, measured on {}; KL up to {:.1e} nats\n", naive, all, sources + 1, largest);
    for (const auto& [name, precision] : {std::pair{"suppression", SuppressionPrecision::Exact}, std::pair{"rounded_suppression", SuppressionPrecision::Rounded}}) {
        StepMatrix weights(0);
        const auto found = measure([&]() -> Status {
            auto done = suppression(model, ids, steps, {}, SuppressedRows::AllLater, {}, {}, precision);
            if (!done) return tl::unexpected(done.error());
            weights = std::move(*done);
            return {};
        });
        if (!found) return tl::unexpected(found.error());
        const auto of_all = [&](double seconds, double chain) { return chain + std::max(0.0, seconds - chain) / sources * all; };
        const double total = of_all(found->seconds, prefill.seconds), ratio = of_all(found->processor, prefill.processor) / naive_processor;
        const double error = largest_error(weights, passes, steps.back());
        out[fmt::format("{}_seconds", name)] = total;
        out[fmt::format("{}_of_naive", name)] = total / naive;
        out[fmt::format("{}_of_naive_processor", name)] = ratio;
        out[fmt::format("{}_of_prefills", name)] = total / (prefill.seconds * all);
        out[fmt::format("{}_error", name)] = error;
        out[fmt::format("{}_peak_bytes", name)] = found->peak_bytes;
        if (!json)
            fmt::print("{:<20}  {:9.2f} s  peak {:7.1f} MB  {:.3f} of naive, {:.3f} by processor time, {:.3f} of {} prefills; within {:.1e} nats\n",
                       name, total, static_cast<double>(found->peak_bytes) / 1e6, total / naive, ratio, total / (prefill.seconds * all), all, error);
    }
    return {};
}

}  // namespace

Status bench_explanations(const Model& model, const ExplainBench& settings) {
    if (settings.tokens >= model.config().context) return bad_input("A chain of {} tokens exceeds the model's context of {}.", settings.tokens, model.config().context);
    if (settings.step < 1 || settings.tokens < 4 * settings.step) return bad_input("A chain of {} tokens has fewer than four steps of {} tokens.", settings.tokens, settings.step);
    std::mt19937_64 random(1);
    std::vector<std::int32_t> ids(static_cast<std::size_t>(settings.tokens));
    for (auto& id : ids) id = static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(model.config().vocab_size));
    const auto steps = cut(settings.tokens, settings.step);
    const auto all = static_cast<int>(steps.size()) - 1;
    const int sources = settings.sources <= 0 ? all : std::min(settings.sources, all);
    const auto measured_steps = spread(steps, sources);

    const auto prefill = measure([&] {
        GenerateSettings one;
        one.max_tokens = 1;
        one.trace = TraceLevel::Off;
        return generate(model, ids, one, nullptr, {});
    });
    if (!prefill) return tl::unexpected(prefill.error());
    nlohmann::ordered_json out{{"dtype", name(model.dtype())}, {"device", model.device_name()}, {"tokens", settings.tokens}, {"steps", steps.size()},
                               {"prefill_seconds", prefill->seconds}, {"prefill_peak_bytes", prefill->peak_bytes}};
    if (!settings.json)
        fmt::print("{} tokens, {} steps, {} on {}\nprefill               {:9.2f} s  peak {:7.1f} MB\n", settings.tokens, steps.size(), name(model.dtype()),
                   model.device_name(), prefill->seconds, static_cast<double>(prefill->peak_bytes) / 1e6);
    const std::vector<StepId> last = {steps.back().id};
    const MethodInput input{&model, ids, steps};
    for (const char* method : {"gradient", "attnlrp", "cp-lrp", "flow-routes"}) {
        const auto found = measure([&] { return run_method(*find_method(method), input, last, {}, {}); });
        if (!found) return tl::unexpected(found.error());
        out[fmt::format("{}_seconds", method)] = found->seconds;
        out[fmt::format("{}_prefills", method)] = found->seconds / prefill->seconds;
        out[fmt::format("{}_prefills_processor", method)] = found->processor / prefill->processor;
        out[fmt::format("{}_peak_bytes", method)] = found->peak_bytes;
        if (!settings.json)
            fmt::print("{:<20}  {:9.2f} s  peak {:7.1f} MB  {:.2f} prefills for one step, {:.2f} by processor time\n", method, found->seconds,
                       static_cast<double>(found->peak_bytes) / 1e6, found->seconds / prefill->seconds, found->processor / prefill->processor);
    }
    if (const Status done = bench_suppression(model, ids, measured_steps, all, *prefill, settings.json, out); !done) return done;
    if (settings.json) fmt::print("{}\n", out.dump(2));
    return {};
}

}  // namespace reasonscope::cli
