// method_cost MODEL TOKENS STEP_TOKENS METHOD...: what one step's explanation costs on a random chain of TOKENS ids in steps of STEP_TOKENS, next to
// one untraced prefill of that chain: seconds, and the most memory beyond what was in use before (Linux).

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <fmt/core.h>

#include "explain/method.h"
#include "generate/generator.h"

namespace reasonscope {
namespace {

/// A line of /proc/self/status, kB.
long memory(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key)) return std::strtol(line.c_str() + key.size() + 1, nullptr, 10);
    return 0;
}

template <class Work>
bool measure(std::string_view what, const Work& work) {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
    const long before = memory("VmRSS");
    const auto began = std::chrono::steady_clock::now();
    const auto problem = work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    if (!problem.empty()) {
        fmt::print(stderr, "{}: {}\n", what, problem);
        return false;
    }
    fmt::print("{:<20} {:>8.2f} s  {:>7.0f} MB\n", what, taken.count(), static_cast<double>(memory("VmHWM") - before) / 1024);
    std::fflush(stdout);
    return true;
}

int run(int argc, char** argv) {
    const auto model = Model::load(argv[1]);
    if (!model) {
        fmt::print(stderr, "{}\n", model.error().message);
        return 1;
    }
    const int tokens = std::atoi(argv[2]), length = std::atoi(argv[3]);
    std::vector<std::int32_t> ids;
    for (int t = 0; t < tokens; ++t) ids.push_back(static_cast<std::int32_t>((t * 7919L + 13) % (*model)->config().vocab_size));
    std::vector<Step> steps;
    for (int first = 1; first + length <= tokens; first += length) {
        Step step;
        step.id = StepId(static_cast<int>(steps.size()));
        step.source = first < tokens / 10 ? StepSource::Prompt : StepSource::Thinking;
        step.first = TokenPos(first);
        step.last = TokenPos(first + length);
        steps.push_back(step);
    }
    GenerateSettings settings;
    settings.max_tokens = 1;
    settings.trace = TraceLevel::Off;
    const auto prefill = [&] {
        const auto done = generate(**model, ids, settings, nullptr, {});
        return done ? std::string() : done.error().message;
    };
    if (!measure("prefill", prefill) || !measure("prefill", prefill)) return 1;
    const std::vector<StepId> target = {steps.back().id};
    for (int i = 4; i < argc; ++i) {
        const Method* method = find_method(argv[i]);
        if (!method || method->needs_trace) {
            fmt::print(stderr, "There is no method '{}' that needs no trace.\n", argv[i]);
            return 2;
        }
        const MethodInput input{model->get(), ids, steps, nullptr, nullptr};
        const auto explain = [&] {
            const auto done = run_method(*method, input, target, {}, {});
            return done ? std::string() : done.error().message;
        };
        if (!measure(argv[i], explain)) return 1;
    }
    return 0;
}

}  // namespace
}  // namespace reasonscope

int main(int argc, char** argv) {
    if (argc < 5) {
        fmt::print(stderr, "usage: method_cost MODEL TOKENS STEP_TOKENS METHOD...\n");
        return 2;
    }
    return reasonscope::run(argc, argv);
}
