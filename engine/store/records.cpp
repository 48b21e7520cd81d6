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

}  // namespace reasonscope
