// reasonscope bench: how a model loads and how fast it is on this machine, and what tracing costs.

#include <chrono>
#include <memory>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/explain_bench.h"
#include "app/cli/process_memory.h"
#ifdef REASONSCOPE_WITH_UI
#include "app/cli/bench_ui.h"
#endif
#include "generate/benchmark.h"
#include "pipeline/loaded_model.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model, dtype, trace = "off";
    BenchmarkSettings settings;
    int threads = 0;
    bool json = false, explain = false;
    ExplainBench explanations;
};

Result<TraceLevel> parse_level(std::string_view text) {
    if (text == "off") return TraceLevel::Off;
    if (text == "summary") return TraceLevel::Summary;
    if (text == "full") return TraceLevel::Full;
    return bad_input("'{}' is not a trace level; choose off, summary or full.", text);
}

/// What loading took. Resident memory counts mapped files too.
struct Loading {
    double ms = 0;
    std::int64_t peak_bytes = 0;  // the process's peak while loading less what it held before; -1 where the system does not tell
};

Result<std::shared_ptr<Model>> load_measured(const std::filesystem::path& folder, const LoadOptions& options, Loading& out) {
    restart_peak();
    const auto before = process_memory("VmRSS:");
    const auto start = std::chrono::steady_clock::now();
    auto model = Model::load(folder, options);
    out.ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    const auto peak = process_memory("VmHWM:");
    out.peak_bytes = before < 0 || peak < 0 ? -1 : peak - before;
    return model;
}

void print_json(const Options& options, const Model& model, const Loading& loading, const BenchmarkResult& r) {
    const nlohmann::ordered_json out{{"model", model.folder().string()},
                                     {"fingerprint", model.fingerprint()},
                                     {"device", model.device_name()},
                                     {"dtype", name(model.dtype())},
                                     {"load_ms", loading.ms},
                                     {"load_peak_bytes", loading.peak_bytes},
                                     {"weight_bytes", model.weight_bytes()},
                                     {"prefill", options.settings.prefill},
                                     {"decode", options.settings.decode},
                                     {"repeats", options.settings.repeats},
                                     {"trace", options.trace},
                                     {"first_token_ms", r.first_token_ms},
                                     {"prefill_tokens_per_second", r.prefill_tokens_per_second},
                                     {"decode_ms", r.decode_ms},
                                     {"tokens_per_second", r.tokens_per_second},
                                     {"bytes_per_token", r.bytes_per_token},
                                     {"gigabytes_per_second", r.gigabytes_per_second},
                                     {"untraced_decode_ms", r.untraced_decode_ms},
                                     {"trace_cost", r.trace_cost}};
    fmt::print("{}\n", out.dump(2));
}

void print_text(const Options& options, const Model& model, const Loading& loading, const BenchmarkResult& r) {
    fmt::print("{} in {} on {}\n", model.name(), name(model.dtype()), model.device_name());
    fmt::print("load     {:8.1f} ms        ({:.2f} MB of weights, {:.2f} MB at the peak)\n", loading.ms, static_cast<double>(model.weight_bytes()) / 1e6,
               static_cast<double>(loading.peak_bytes) / 1e6);
    fmt::print("prefill  {:8.1f} tokens/s  ({} tokens, first token after {:.1f} ms)\n", r.prefill_tokens_per_second,
               options.settings.prefill, r.first_token_ms);
    fmt::print("decode   {:8.1f} tokens/s  ({:.3f} ms per token, {:.2f} MB read, {:.2f} GB/s)\n", r.tokens_per_second, r.decode_ms,
               static_cast<double>(r.bytes_per_token) / 1e6, r.gigabytes_per_second);
    if (options.settings.trace != TraceLevel::Off)
        fmt::print("tracing  {:8.2f} times the untraced {:.3f} ms per token ({})\n", r.trace_cost, r.untraced_decode_ms, options.trace);
    fmt::print("medians over {} repeats\n", options.settings.repeats);
}

Status run(Options options) {
    const auto level = parse_level(options.trace);
    if (!level) return tl::unexpected(level.error());
    options.settings.trace = *level;
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.threads = options.threads;
    if (!options.dtype.empty()) {
        const auto dtype = parse_dtype(options.dtype);
        if (!dtype) return tl::unexpected(dtype.error());
        load.dtype = *dtype;
    }
    Loading loading;
    const auto model = load_measured(*folder, load, loading);
    if (!model) return tl::unexpected(model.error());
    if (options.explain) {
        options.explanations.json = options.json;
        return bench_explanations(**model, options.explanations);
    }
    const auto result = benchmark(**model, options.settings, {}, {});
    if (!result) return tl::unexpected(result.error());
    if (options.json) print_json(options, **model, loading, *result);
    else print_text(options, **model, loading, *result);
    return {};
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("bench", "Measure loading, prefill and decode speed, and the cost of tracing");
    command->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file; default: the bundled model");
    command->add_option("--prefill", options->settings.prefill, "Prompt tokens (default 128)");
    command->add_option("--decode", options->settings.decode, "Decoded tokens (default 128)");
    command->add_option("--repeats", options->settings.repeats, "Measured runs after a warm-up (default 3)");
    command->add_option("--trace", options->trace, "off (default), summary or full");
    command->add_option("--dtype", options->dtype, "f32, bf16 or f16; default: f32 on the CPU, bf16 on CUDA");
    command->add_option("--threads", options->threads, "CPU threads; default: all cores, one for a small model");
    command->add_flag("--explain", options->explain, "Measure what explanations of a long random chain cost instead");
    command->add_option("--tokens", options->explanations.tokens, "Tokens of that chain (default 2000)");
    command->add_option("--step-tokens", options->explanations.step, "Tokens of each of its steps (default 30)");
    command->add_option("--sources", options->explanations.sources, "Suppressed steps that are measured, evenly spread (default 8; 0: all)");
    command->add_flag("--json", options->json, "Machine-readable output");
#ifdef REASONSCOPE_WITH_UI
    auto window = std::make_shared<UiBenchOptions>();
    auto* ui = command->add_flag("--ui", window->wanted, "Measure the window instead: a canvas with many steps, a fast engine, a large session");
    command->add_option("--steps", window->steps, "Steps on the canvas (default 100000)")->needs(ui)->check(CLI::Range(20, 10'000'000));
    command->add_option("--session-size", window->session_bytes, "Also open a made-up session of this size, for example 1GB (it is written to the temporary folder first)")
        ->needs(ui)
        ->transform(CLI::AsSizeValue(true));
    command->callback([options, window, &action] {
        window->json = options->json;
        if (window->wanted) action = [window] { return bench_ui(*window); };
        else action = [options] { return run(*options); };
    });
#else
    command->callback([options, &action] { action = [options] { return run(*options); }; });
#endif
}

}  // namespace reasonscope::cli
