#include "train/tasks.h"

#include "train/tasks/builder.h"

namespace reasonscope {
namespace {

struct Task {
    const char* name;
    Problem (*make)(tasks::Dice&);
};
constexpr Task kTasks[] = {{"chain", tasks::chain},       {"expression", tasks::expression}, {"words", tasks::words},
                           {"ordering", tasks::ordering}, {"reach", tasks::reach},           {"maze", tasks::maze}};

}  // namespace

const std::vector<std::string>& task_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (const auto& t : kTasks) out.emplace_back(t.name);
        return out;
    }();
    return names;
}

Problem make_problem(const std::string& task, std::mt19937_64& random) {
    tasks::Dice dice(random);
    for (const auto& t : kTasks)
        if (task == t.name) return t.make(dice);
    return {};
}

std::vector<Problem> generate_problems(std::uint64_t seed, int count) {
    std::mt19937_64 random(seed);
    std::vector<Problem> out;
    for (int i = 0; i < count; ++i) out.push_back(make_problem(task_names()[static_cast<std::size_t>(i) % task_names().size()], random));
    return out;
}

std::vector<std::string> drill(const Problem& problem, std::mt19937_64& random) {
    tasks::Dice dice(random);
    auto lines = problem.facts;
    if (problem.task == "ordering") lines = tasks::climbing_drill(problem.facts);
    dice.shuffle(lines);
    return lines;
}

}  // namespace reasonscope
