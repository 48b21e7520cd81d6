#include "app/cli/explain_bench.h"

#include <chrono>
#include <random>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/cli/process_memory.h"
#include "explain/gradient.h"
#include "explain/suppression.h"
#include "generate/generator.h"

namespace reasonscope::cli {
namespace {

struct Measured {
    double seconds = 0;
    std::int64_t peak_bytes = 0;  // beyond what was held before; -1 where the system does not tell
};

template <class Work>
Result<Measured> measure(const Work& work) {
    restart_peak();
    const auto before = process_memory("VmRSS:");
    const auto start = std::chrono::steady_clock::now();
    if (const auto done = work(); !done) return tl::unexpected(done.error());
    Measured out;
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
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
    const std::vector<StepId> last = {steps.back().id};
    const auto gradient = measure([&] { return gradient_provenance(model, ids, steps, last, {}, {}); });
    if (!gradient) return tl::unexpected(gradient.error());
    nlohmann::ordered_json out{{"dtype", name(model.dtype())}, {"device", model.device_name()}, {"tokens", settings.tokens}, {"steps", steps.size()},
                               {"prefill_seconds", prefill->seconds}, {"prefill_peak_bytes", prefill->peak_bytes}, {"gradient_seconds", gradient->seconds},
                               {"gradient_prefills", gradient->seconds / prefill->seconds}, {"gradient_peak_bytes", gradient->peak_bytes},
                               {"suppressed_sources", sources}};
    if (!settings.json)
        fmt::print("{} tokens, {} steps, {} on {}\nprefill               {:9.2f} s  peak {:7.1f} MB\ngradient of one step  {:9.2f} s  peak {:7.1f} MB  {:.2f} prefills\n",
                   settings.tokens, steps.size(), name(model.dtype()), model.device_name(), prefill->seconds, static_cast<double>(prefill->peak_bytes) / 1e6,
                   gradient->seconds, static_cast<double>(gradient->peak_bytes) / 1e6, gradient->seconds / prefill->seconds);
    for (const auto& [name, precision] : {std::pair{"suppression", SuppressionPrecision::Exact}, std::pair{"rounded_suppression", SuppressionPrecision::Rounded}}) {
        const auto found = measure([&] { return suppression(model, ids, measured_steps, {}, SuppressedRows::AllLater, {}, {}, precision); });
        if (!found) return tl::unexpected(found.error());
        // The chain's own pass is counted as if it grew with the sources too.
        const double share = found->seconds / (sources * prefill->seconds);
        out[std::string(name) + "_seconds"] = found->seconds;
        out[std::string(name) + "_of_naive"] = share;
        out[std::string(name) + "_peak_bytes"] = found->peak_bytes;
        if (!settings.json)
            fmt::print("{:<20}  {:9.2f} s  peak {:7.1f} MB  {:.3f} of {} prefills ({} of {} sources, evenly spread)\n", name, found->seconds,
                       static_cast<double>(found->peak_bytes) / 1e6, share, sources, sources, all);
    }
    if (settings.json) fmt::print("{}\n", out.dump(2));
    return {};
}

}  // namespace reasonscope::cli
