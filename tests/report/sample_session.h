#pragma once
// Invented but realistic runs for tests and for looking at reports. Everything follows from the texts and the seed.

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/session.h"

namespace reasonscope::sample {

struct Thought {
    std::string text;          // one sentence, without the space after it
    std::vector<int> parents;  // steps it truly rests on, by number in the whole run
};

struct Story {
    std::vector<std::string> question;  // sentences
    std::vector<Thought> thinking;
    std::string answer;
    std::string stop_reason = "stop";
    RunState state = RunState::Done;
    int experts = 8, layers = 5;
    bool traced = true;
};

Story variable_chain();   // the example of the manual
Story long_chain();       // forty steps, with doubts, dead ends and checks
Story chinese_latex();    // wide characters, formulas, code
Story hostile();          // markup, control characters, broken UTF-8, direction overrides
Story truncated();        // cut off by the token limit, no answer
Story untraced();         // no probabilities, no experts, no edges

/// Writes the story as a new run.
Result<RunId> write(SessionWriter& session, const Story& story);

}  // namespace reasonscope::sample
