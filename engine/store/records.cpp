#include "store/records.h"

namespace reasonscope {

std::string_view name(RunState state) {
    switch (state) {
        case RunState::Running: return "running";
        case RunState::Done: return "done";
        case RunState::Cancelled: return "cancelled";
        case RunState::Failed: return "failed";
        case RunState::Interrupted: return "interrupted";
    }
    return "interrupted";
}

std::optional<RunState> parse_run_state(std::string_view text) {
    for (const auto state : {RunState::Running, RunState::Done, RunState::Cancelled, RunState::Failed, RunState::Interrupted})
        if (name(state) == text) return state;
    return std::nullopt;
}

std::string_view name(MarkKind kind) {
    switch (kind) {
        case MarkKind::Bookmark: return "bookmark";
        case MarkKind::Note: return "note";
        case MarkKind::Tag: break;
    }
    return "tag";
}

std::optional<MarkKind> parse_mark_kind(std::string_view text) {
    for (const auto kind : {MarkKind::Bookmark, MarkKind::Note, MarkKind::Tag})
        if (name(kind) == text) return kind;
    return std::nullopt;
}

}  // namespace reasonscope
