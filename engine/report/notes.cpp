// What a person left at the run: bookmarks, notes and tags, in words.

#include <algorithm>

#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

std::optional<StepId> step_of_token(const Report& report, TokenPos token) {
    for (const ReportStep& step : report.steps)
        if (token >= step.stored.step.first && token < step.stored.step.last) return step.stored.step.id;
    return std::nullopt;
}

}  // namespace

std::vector<ReportNote> notes_of(const Report& report) {
    std::vector<ReportNote> notes;
    for (const Mark& mark : report.marks) {
        ReportNote note{.mark = &mark, .step = mark.step, .token = {}};
        if (mark.token) {
            note.step = step_of_token(report, *mark.token);
            const auto token = std::ranges::find(report.tokens, *mark.token, &TokenRow::position);
            if (token != report.tokens.end()) note.token = token->text;
        }
        notes.push_back(std::move(note));
    }
    // In the order of the run: what stands at no step comes last.
    std::ranges::stable_sort(notes, {}, [](const ReportNote& note) { return std::pair(!note.step.has_value(), note.step.value_or(StepId(0))); });
    return notes;
}

std::vector<ReportNote> notes_at(const Report& report, StepId step) {
    std::vector<ReportNote> notes = notes_of(report);
    std::erase_if(notes, [&](const ReportNote& note) { return note.step != step; });
    return notes;
}

std::string note_kind(const Report& report, MarkKind kind) {
    switch (kind) {
        case MarkKind::Bookmark: return report.say("Bookmark");
        case MarkKind::Note: return report.say("Note");
        case MarkKind::Tag: return report.say("Tag");
    }
    return {};
}

std::string note_sentence(const Report& report, const ReportNote& note) {
    std::string said = note_kind(report, note.mark->kind);
    if (note.mark->token) said = report.say("{} at token “{}”", said, token_text(note.token));
    return note.mark->text.empty() ? said : report.say("{}: {}", said, note.mark->text);
}

std::uint8_t marks_at(const Report& report, StepId step) {
    std::uint8_t found = 0;
    for (const ReportNote& note : notes_at(report, step)) found |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(note.mark->kind));
    return found;
}

}  // namespace reasonscope
