#include "ui/jobs/answer_curve.h"

namespace reasonscope::ui {

Result<std::optional<AnswerCurve>> stored_answer_curve(const SessionReader& reader, RunId run) {
    const auto stored = reader.results(run, "answer-curve");
    if (!stored) return tl::unexpected(stored.error());
    if (stored->empty()) return std::nullopt;
    auto curve = parse_answer_curve(stored->front().json);
    if (!curve) return tl::unexpected(curve.error());
    return std::optional(std::move(*curve));
}

}  // namespace reasonscope::ui
