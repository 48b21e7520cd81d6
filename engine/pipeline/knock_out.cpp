#include "pipeline/knock_out.h"

namespace reasonscope {
namespace {

KnockoutPlaces places_of(const Knockout& knockout) {
    KnockoutPlaces places;
    places.mode = name(knockout.mode);
    for (const ExpertAt& e : knockout.experts) places.experts.emplace_back(e.layer.value, e.expert.value);
    for (const HeadAt& h : knockout.heads) places.heads.emplace_back(h.layer.value, h.head.value);
    return places;
}

KnockoutChange change_of(const KnockoutEffect& effect) { return {effect.answer_change, effect.divergence, effect.log_p_change}; }

}  // namespace

KnockoutRecord record_of(const Knockout& knockout, const KnockoutResult& result) {
    KnockoutRecord record;
    record.places = places_of(knockout);
    record.answer_log_p = result.answer_log_p;
    record.effect = change_of(result.effect);
    if (result.control) {
        record.control_places = places_of(result.control_knockout);
        record.control = change_of(*result.control);
    }
    return record;
}

Result<KnockoutRecord> knock_out_and_store(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, RunId run,
                                           const Knockout& knockout, const ProgressFn& progress, std::stop_token stop) {
    const auto result = knock_out(model, reader, run, knockout, progress, stop);
    if (!result) return tl::unexpected(result.error());
    if (stop.stop_requested()) return cancelled();
    KnockoutRecord record = record_of(knockout, *result);
    if (const Status stored = writer.set_result(run, kKnockoutKind, knockout_key(record.places), to_json(record)); !stored) return tl::unexpected(stored.error());
    return record;
}

}  // namespace reasonscope
