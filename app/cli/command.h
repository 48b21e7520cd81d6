#pragma once
// One function per subcommand: it declares its options on `app` and sets `run`. Each lives in app/cli/<name>.cpp.

#include <CLI/CLI.hpp>
#include <functional>

#include "base/result.h"

namespace reasonscope::cli {

/// What a subcommand does when chosen. An Error is printed as one sentence on stderr and sets the exit status.
using Action = std::function<Status()>;

void add_ask(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);
void add_branch(CLI::App& app, Action& action);
void add_calibrate(CLI::App& app, Action& action);
void add_compare(CLI::App& app, Action& action);
void add_eval(CLI::App& app, Action& action);
void add_experts(CLI::App& app, Action& action);
void add_explain(CLI::App& app, Action& action);
void add_faithfulness(CLI::App& app, Action& action);
void add_fidelity(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_lens(CLI::App& app, Action& action);
void add_models(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_screenshot(CLI::App& app, Action& action);  // only with the window
void add_sessions(CLI::App& app, Action& action);
void add_steps(CLI::App& app, Action& action);
void add_tasks(CLI::App& app, Action& action);
void add_template(CLI::App& app, Action& action);
void add_tokenize(CLI::App& app, Action& action);
void add_train(CLI::App& app, Action& action);
void add_train_classifier(CLI::App& app, Action& action);

}  // namespace reasonscope::cli
