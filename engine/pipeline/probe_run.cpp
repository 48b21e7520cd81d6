#include "pipeline/probe_run.h"

#include "pipeline/ask.h"
#include "pipeline/stored_run.h"

namespace reasonscope {

Result<WrittenRun> written_run(const LoadedModel& model, const SessionReader& reader, RunId run) {
    if (const Status same = check_model(model, reader, run); !same) return tl::unexpected(same.error());
    auto stored = read_stored_run(reader, run);
    if (!stored) return tl::unexpected(stored.error());
    WrittenRun written;
    written.model = model.model.get();
    written.tokenizer = model.tokenizer.get();
    written.ids = stored->ids();
    written.prompt_tokens = stored->prompt_tokens;
    written.steps = std::move(stored->steps);
    written.texts = std::move(stored->texts);
    written.stop_ids = default_settings(*model.model).stop_ids;
    return written;
}

Result<std::string> probe_run(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, RunId run, std::string_view probe,
                              const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop) {
    const Probe* chosen = find_probe(probe);
    if (!chosen) return bad_input("There is no method '{}'; choose {}.", probe, probe_names());
    const auto written = written_run(model, reader, run);
    if (!written) return tl::unexpected(written.error());
    auto json = run_probe(*chosen, *written, request, partial, progress, stop);
    if (!json) return json;
    const auto stored = reader.results(run, chosen->name);
    if (!stored) return tl::unexpected(stored.error());
    for (const StoredResult& one : *stored)
        if (one.key == probe_key(request) && holds_less(*json, one.json)) return json;
    if (const Status done = writer.set_result(run, chosen->name, probe_key(request), *json); !done) return tl::unexpected(done.error());
    return json;
}

}  // namespace reasonscope
