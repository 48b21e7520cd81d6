#include "explain/probe.h"

#include <algorithm>
#include <array>

#include "explain/answer_curve.h"
#include "explain/forks.h"
#include "explain/resampling.h"

namespace reasonscope {
namespace {

double chain_length(const WrittenRun& run) { return std::max<double>(1, static_cast<double>(run.ids.size())); }

ResampleSettings resample_settings(const WrittenRun& run, const ProbeRequest& request) {
    ResampleSettings settings;
    settings.sampler = run.sampler();
    settings.sampler.seed = request.seed;
    settings.sampler.temperature = request.temperature.value_or(settings.sampler.temperature);
    settings.sampler.top_p = request.top_p.value_or(settings.sampler.top_p);
    settings.samples = request.samples.value_or(settings.samples);
    return settings;
}

/// As if every continuation were as long as the rest of the run.
double resampling_cost(const WrittenRun& run, const ProbeRequest& request) {
    if (!request.step || !check_step(run, *request.step)) return 1;
    const double rest = chain_length(run) - run.steps[static_cast<std::size_t>(request.step->value)].first.value;
    return 1 + 2.0 * request.samples.value_or(ResampleSettings{}.samples) * rest / chain_length(run);
}

Result<std::string> resampling(const WrittenRun& run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop) {
    const auto tell = [&](const Resampling& so_far) { partial(to_json(so_far)); };
    const auto found = resample(run, *request.step, resample_settings(run, request), partial ? ResamplingFn(tell) : ResamplingFn(), progress, stop);
    if (!found) return tl::unexpected(found.error());
    return to_json(*found);
}

/// The whole answer per step: what is scored at most, and the closing tag.
double curve_cost(const WrittenRun& run, const ProbeRequest&) {
    double steps = 0, answer = 0;
    for (const Step& step : run.steps) {
        steps += step.source == StepSource::Thinking ? 1 : 0;
        answer += step.source == StepSource::Answer ? step.last.value - step.first.value : 0;
    }
    return 1 + (steps + 1) * (answer + 2) / chain_length(run);
}

Result<std::string> curve(const WrittenRun& run, const ProbeRequest&, const PartialFn&, const ProgressFn& progress, std::stop_token stop) {
    const auto found = answer_curve(run, progress, stop);
    if (!found) return tl::unexpected(found.error());
    return to_json(*found);
}

/// As if the forks were spread evenly and every continuation were as long as the rest of the run.
double forks_cost(const WrittenRun& run, const ProbeRequest& request) {
    const ForkSettings settings;
    const double positions = request.position ? 1 : settings.positions, written = chain_length(run) - run.prompt_tokens;
    return 1 + positions * settings.alternatives * written / 2 / chain_length(run);
}

Result<std::string> forks(const WrittenRun& run, const ProbeRequest& request, const PartialFn&, const ProgressFn& progress, std::stop_token stop) {
    ForkSettings settings;
    settings.position = request.position;
    settings.step = request.step;
    const auto found = follow_forks(run, settings, progress, stop);
    if (!found) return tl::unexpected(found.error());
    return to_json(*found);
}

constexpr std::array<Probe, 3> kProbes = {{
    {"resampling", "how the answers differ when the model writes something else in the step's place", true, true, false, resampling_cost, resampling},
    {"answer-curve", "how likely the answer is when thinking is cut after each step", false, false, false, curve_cost, curve},
    {"forks", "where the model nearly went elsewhere, and the answers that would have led to", false, true, true, forks_cost, forks},
}};

}  // namespace

std::span<const Probe> probes() { return kProbes; }

const Probe* find_probe(std::string_view name) {
    const auto found = std::ranges::find(kProbes, name, &Probe::name);
    return found == kProbes.end() ? nullptr : &*found;
}

std::string probe_names() {
    std::string names;
    for (std::size_t i = 0; i < kProbes.size(); ++i) names += fmt::format("{}{}", i == 0 ? "" : i + 1 == kProbes.size() ? " or " : ", ", kProbes[i].name);
    return names;
}

std::string probe_key(const ProbeRequest& request) {
    if (request.position) return fmt::format("token {}", request.position->value);
    if (request.step) return fmt::format("step {}", request.step->value);
    return "";
}

Result<std::string> run_probe(const Probe& probe, const WrittenRun& run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress,
                              std::stop_token stop) {
    if (probe.needs_step && !request.step) return bad_input("The method {} explains one step; say which with --step.", probe.name);
    if (request.step && !probe.takes_step) return bad_input("The method {} is about the whole run; leave --step away.", probe.name);
    if (request.position && !probe.takes_position) return bad_input("The method {} is not about one token; leave --position away.", probe.name);
    if (stop.stop_requested()) return cancelled();
    auto found = probe.run(run, request, partial, progress, stop);
    if (found && stop.stop_requested()) return cancelled();
    return found;
}

}  // namespace reasonscope
