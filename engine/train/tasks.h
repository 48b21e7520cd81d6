#pragma once
// Generated problems whose reasoning graph is known: the data R1-mini is trained and measured on.
// The same seed gives the same problems on every machine.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "text/problem.h"

namespace reasonscope {

/// The six tasks, in the order in which generate_problems cycles through them.
const std::vector<std::string>& task_names();  // chain, expression, words, ordering, reach, maze

/// One problem of any size (definitions, operators, events, people, roads).
Problem make_problem(const std::string& task, std::mt19937_64& random);

/// `count` problems, tasks in turn.
std::vector<Problem> generate_problems(std::uint64_t seed, int count);

/// Look-ups in the problem's facts, the question taken out of them, in random order: what a drill has the model write. For ordering
/// each is what climbing from one person says; elsewhere the facts themselves.
std::vector<std::string> drill(const Problem& problem, std::mt19937_64& random);

}  // namespace reasonscope
