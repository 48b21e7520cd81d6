#pragma once
// Problems with known answers and known parents of every step: one JSON object a line, as `reasonscope tasks` prints them.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace reasonscope {

struct ProblemStep {
    std::string text;                  // one sentence, no trailing space
    std::string kind;                  // "plan", "compute", "check", "backtrack", "conclude"
    std::vector<std::string> parents;  // "f0" = facts[0], "s2" = steps[2]: whose values this step uses
    std::vector<std::string> soft;     // the plan, or a restatement of the same value
};

struct Problem {
    std::string task;
    std::string prompt;
    std::string answer;
    std::vector<std::string> facts;  // exact substrings of the prompt
    std::vector<ProblemStep> steps;
};

/// What a model should write after the prompt: steps joined by spaces, closing think tag, answer.
std::string completion_text(const Problem& problem);

std::string to_json_line(const Problem& problem);
Result<std::vector<Problem>> parse_problems(std::string_view jsonl);  // error names the line
Result<std::vector<Problem>> load_problems(const std::filesystem::path& file);

}  // namespace reasonscope
