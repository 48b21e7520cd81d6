#pragma once
// How well one run solves one problem whose reasoning is known. Pure functions of text.

#include <string>
#include <string_view>
#include <vector>

#include "reason/answer.h"
#include "text/problem.h"

namespace reasonscope {

/// Scores of one answer.
struct ProblemScore {
    bool right = false;      // the final answer equals the expected one
    int expected_steps = 0;  // reference steps that state something: every kind but "plan"
    int found_steps = 0;     // those whose statement a step of the model contains
    int claims = 0;          // equations between numbers in the model's steps
    int wrong_claims = 0;    // those that do not hold
};

/// Equality after normalising; of an answer with \boxed{...} the box counts.
bool same_answer(std::string_view given, std::string_view expected);

/// Whether `step` says what `reference` says: it contains the sentence (normalised, at word edges), or, when the reference holds
/// an equation, the same equation whatever its spacing and the words around it.
bool states(std::string_view step, std::string_view reference);

ProblemScore score_problem(const Problem& problem, std::string_view thinking, std::string_view answer);

}  // namespace reasonscope
