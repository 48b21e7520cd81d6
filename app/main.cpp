// reasonscope: with no arguments the window, with a subcommand its headless twin.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/cli/command.h"
#include "app/cli/generate.h"

#ifdef REASONSCOPE_WITH_UI
#include "ui/shell/application.h"
#endif

namespace reasonscope {
namespace {

int exit_status(const Error& error) {
    std::fprintf(stderr, "reasonscope: %s\n", error.message.c_str());
    return error.kind == ErrorKind::BadInput ? 2 : 1;
}

int run(int argc, char** argv) {
    CLI::App app{"Reasonscope opens up a reasoning model: prompt, watch, ask why, keep the evidence.", "reasonscope"};
    app.set_version_flag("--version", "reasonscope " REASONSCOPE_VERSION);
    app.require_subcommand(0, 1);
    std::string session;
    app.add_option("FILE", session, "Session to open in the window");
    cli::Action action;
    cli::add_ask(app, action);
    cli::add_bench(app, action);
    cli::add_branch(app, action);
    cli::add_calibrate(app, action);
    cli::add_compare(app, action);
    cli::add_eval(app, action);
    cli::add_experts(app, action);
    cli::add_explain(app, action);
    cli::add_faithfulness(app, action);
    cli::add_fidelity(app, action);
    cli::add_import(app, action);
    cli::add_inspect(app, action);
    cli::add_lens(app, action);
    cli::add_models(app, action);
    cli::add_report(app, action);
    cli::add_generate(app, action);
    cli::add_sessions(app, action);
    cli::add_steps(app, action);
    cli::add_tasks(app, action);
    cli::add_template(app, action);
    cli::add_tokenize(app, action);
    cli::add_train(app, action);
    cli::add_train_classifier(app, action);
#ifdef REASONSCOPE_WITH_UI
    cli::add_screenshot(app, action);
#endif
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() == 0) return app.exit(problem);
        std::fprintf(stderr, "reasonscope: %s\n", problem.what());
        return 2;
    }
    if (action) {
        const Status done = action();
        return done ? EXIT_SUCCESS : exit_status(done.error());
    }
    if (!session.empty() && !std::filesystem::exists(session))
        return exit_status(Error{ErrorKind::BadInput, "There is neither a subcommand nor a session '" + session + "'; see --help."});
#ifdef REASONSCOPE_WITH_UI
    return ui::run_application(argc, argv, session);
#else
    std::fprintf(stderr, "reasonscope: this build has no window; name a subcommand (see --help).\n");
    return 2;
#endif
}

}  // namespace
}  // namespace reasonscope

int main(int argc, char** argv) { return reasonscope::run(argc, argv); }
