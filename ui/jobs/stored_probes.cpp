#include "ui/jobs/stored_probes.h"

#include "explain/probe.h"

namespace reasonscope::ui {
namespace {

/// The stored JSON of one kind and key, parsed.
template <class T>
Result<std::optional<T>> stored(const SessionReader& reader, RunId run, std::string_view kind, const std::string& key, Result<T> (*parse)(std::string_view)) {
    const auto results = reader.results(run, kind);
    if (!results) return tl::unexpected(results.error());
    for (const StoredResult& one : *results) {
        if (one.key != key) continue;
        auto found = parse(one.json);
        if (!found) return tl::unexpected(found.error());
        return std::optional(std::move(*found));
    }
    return std::optional<T>();
}

template <class T>
Result<std::map<std::string, T>> all_stored(const SessionReader& reader, RunId run, std::string_view kind, Result<T> (*parse)(std::string_view)) {
    const auto results = reader.results(run, kind);
    if (!results) return tl::unexpected(results.error());
    std::map<std::string, T> all;
    for (const StoredResult& one : *results) {
        auto found = parse(one.json);
        if (!found) return tl::unexpected(found.error());
        all.emplace(one.key, std::move(*found));
    }
    return all;
}

}  // namespace

Result<std::optional<AnswerCurve>> stored_answer_curve(const SessionReader& reader, RunId run) {
    return stored<AnswerCurve>(reader, run, "answer-curve", "", parse_answer_curve);
}

Result<std::optional<Resampling>> stored_resampling(const SessionReader& reader, RunId run, StepId step) {
    ProbeRequest request;
    request.step = step;
    return stored<Resampling>(reader, run, "resampling", probe_key(request), parse_resampling);
}

Result<std::vector<Resampling>> stored_resamplings(const SessionReader& reader, RunId run) {
    auto found = all_stored<Resampling>(reader, run, "resampling", parse_resampling);
    if (!found) return tl::unexpected(found.error());
    std::vector<Resampling> all;
    for (auto& [key, one] : *found) all.push_back(std::move(one));
    return all;
}

Result<std::map<std::string, Forks>> stored_forks(const SessionReader& reader, RunId run) { return all_stored<Forks>(reader, run, "forks", parse_forks); }

}  // namespace reasonscope::ui
