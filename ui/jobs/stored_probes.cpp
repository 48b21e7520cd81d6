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

}  // namespace

Result<std::optional<AnswerCurve>> stored_answer_curve(const SessionReader& reader, RunId run) {
    return stored<AnswerCurve>(reader, run, "answer-curve", "", parse_answer_curve);
}

Result<std::optional<Resampling>> stored_resampling(const SessionReader& reader, RunId run, StepId step) {
    ProbeRequest request;
    request.step = step;
    return stored<Resampling>(reader, run, "resampling", probe_key(request), parse_resampling);
}

}  // namespace reasonscope::ui
