#include <cstdio>

#include "app/cli/command.h"
#include "train/tasks.h"

namespace reasonscope::cli {

void add_tasks(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("tasks", "Print generated problems with known parents of every step, one JSON object a line");
    struct Options { std::uint64_t seed = 1; int count = 6; };
    auto options = std::make_shared<Options>();
    sub->add_option("--seed", options->seed, "Same seed, same problems")->required();
    sub->add_option("--count", options->count, "How many; tasks come in turn")->required()->check(CLI::Range(1, 10'000'000));
    sub->callback([&action, options] {
        action = [options]() -> Status {
            std::mt19937_64 random(options->seed);
            const auto& names = task_names();
            for (int i = 0; i < options->count; ++i) {
                const auto line = to_json_line(make_problem(names[static_cast<std::size_t>(i) % names.size()], random));
                if (std::printf("%s\n", line.c_str()) < 0) return failure("Cannot write to standard output.");
            }
            return {};
        };
    });
}

}  // namespace reasonscope::cli
