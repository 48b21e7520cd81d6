#include "pipeline/evidence.h"

#include <algorithm>

#include "reason/evidence.h"

namespace reasonscope {

Status combine_evidence(SessionWriter& writer, const SessionReader& reader, RunId run) {
    const auto stored = reader.steps(run);
    if (!stored) return tl::unexpected(stored.error());
    if (stored->empty()) return bad_input("Run {} has no steps to explain.", run.value);
    std::vector<Step> steps;
    for (const StoredStep& one : *stored) steps.push_back(one.step);
    auto all = reader.channels(run);
    if (!all) return tl::unexpected(all.error());
    const std::vector<Channel> channels = independent(std::move(*all));
    if (channels.size() < 2)
        return bad_input("Run {} was explained by {} so far; evidence combines two or more methods: run another with `reasonscope explain --method`.", run.value,
                         channels.empty() ? "no method" : channels.front().method);
    if (const Status done = writer.set_edges(run, kEvidenceMethod, combine_channels(channels, steps), evidence_edges(channels, steps)); !done) return done;
    return writer.flush();
}

Status refresh_evidence(SessionWriter& writer, const SessionReader& reader, RunId run) {
    const auto methods = reader.methods(run);
    if (!methods) return tl::unexpected(methods.error());
    return std::ranges::find(*methods, kEvidenceMethod) == methods->end() ? Status{} : combine_evidence(writer, reader, run);
}

}  // namespace reasonscope
