#include "explain/probe.h"

#include <algorithm>
#include <array>
#include <limits>

#include <nlohmann/json.hpp>

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
    settings.keep = request.keep;
    return settings;
}

double cost_of_resampling(const WrittenRun& run, const ProbeRequest& request) {
    if (!request.step || !check_step(run, *request.step)) return 1;
    const int first = run.steps[static_cast<std::size_t>(request.step->value)].first.value;
    return resampling_cost(first, static_cast<int>(run.ids.size()), request.samples.value_or(ResampleSettings{}.samples));
}

Result<std::string> resampling(const WrittenRun& run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop) {
    const auto tell = [&](const Resampling& so_far) { partial(to_json(so_far)); };
    const auto found = resample(run, *request.step, resample_settings(run, request), partial ? ResamplingFn(tell) : ResamplingFn(), progress, stop);
    if (!found) return tl::unexpected(found.error());
    return to_json(*found);
}

/// The whole answer per step: what is scored at most, and the closing tag.
double cost_of_curve(const WrittenRun& run, const ProbeRequest&) {
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

ForkSettings fork_settings(const ProbeRequest& request) {
    ForkSettings settings;
    settings.position = request.position;
    settings.step = request.step;
    settings.keep = request.keep;
    return settings;
}

double cost_of_forks(const WrittenRun& run, const ProbeRequest& request) {
    return forks_cost(run.prompt_tokens, static_cast<int>(run.ids.size()), fork_settings(request));
}

Result<std::string> forks(const WrittenRun& run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop) {
    const auto tell = [&](const Forks& so_far) { partial(to_json(so_far)); };
    const auto found = follow_forks(run, fork_settings(request), partial ? ForksFn(tell) : ForksFn(), progress, stop);
    if (!found) return tl::unexpected(found.error());
    return to_json(*found);
}

constexpr std::array<Probe, 3> kProbes = {{
    {"resampling", "how the answers differ when the model writes something else in the step's place", true, true, false, cost_of_resampling, resampling},
    {"answer-curve", "how likely the answer is when thinking is cut after each step", false, false, false, cost_of_curve, curve},
    {"forks", "where the model nearly went elsewhere, and the answers that would have led to", false, true, true, cost_of_forks, forks},
}};

/// How much a result holds; one that nobody stopped holds all.
std::size_t amount(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return 0;
    if (!json.value("stopped", false)) return std::numeric_limits<std::size_t>::max();
    return json.contains("n") ? json.value("n", std::size_t{0}) : json.contains("forks") ? json["forks"].size() : 0;
}

}  // namespace

bool holds_less(std::string_view json, std::string_view than) { return amount(json) < amount(than); }

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
    if (found && stop.stop_requested() && !request.keep) return cancelled();
    return found;
}

}  // namespace reasonscope
