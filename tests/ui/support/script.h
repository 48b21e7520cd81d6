#pragma once
// Runs that look real without a model: written steps with known parents, played into a session as if they were thought.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/ask.h"
#include "store/session.h"

namespace reasonscope::ui::test {

struct ScriptStep {
    std::string text;
    std::vector<int> parents;  // indices over prompt sentences, then thinking steps
};

struct Script {
    std::string prompt;
    int prompt_steps = 0;
    std::vector<ScriptStep> thinking;
    std::string answer;
    std::vector<int> answer_parents;
};

Script chain_script();  // "x = 4. y = x + 7. ..."
Script forked_chain_script();  // the same question, misread; one sum is wrong
Script maze_script();   // a search with a dead end
Script words_script();

/// Between two tokens, e.g. a pause. Checks of `stop` happen here, as in the real loop.
using Pause = std::function<void()>;

/// Plays `script` as pipeline's ask() would: begin, tokens with full traces, steps and edges as they complete, end. Deterministic.
Result<AskResult> play(const Script& script, SessionWriter& session, const AskEvents& events, const Pause& pause, std::stop_token stop);

/// A session with the three scripts. For pictures and for tests that need stored runs.
Status write_sample_session(const std::filesystem::path& file);

}  // namespace reasonscope::ui::test
