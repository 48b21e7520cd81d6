// reasonscope report --session FILE [--run ID] FILE...

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/save_report.h"
#include "pipeline/faithfulness.h"
#include "store/session.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session;
    std::optional<std::int64_t> run;
    std::vector<std::string> files;
};

Result<RunId> wanted_run(const SessionReader& session, const Options& options) {
    if (options.run) return RunId(*options.run);
    const auto runs = session.runs();
    if (!runs) return tl::unexpected(runs.error());
    if (runs->empty()) return bad_input("{} has no runs yet; ask a question first with `reasonscope ask`.", options.session);
    return runs->back().id;
}

Status write_reports(const Options& options) {
    if (const Status usable = check_report_files(options.files); !usable) return usable;
    const auto session = SessionReader::open(options.session);
    if (!session) return tl::unexpected(session.error());
    const auto run = wanted_run(**session, options);
    if (!run) return tl::unexpected(run.error());
    const auto report = build_report(**session, *run, known_faithfulness_sentence(**session, *run));
    if (!report) return tl::unexpected(report.error());
    for (const std::string& file : options.files) {
        if (const Status saved = save_report(*report, file); !saved) return saved;
    }
    return {};
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("report", "Write reports of a stored run; the format follows the extension");
    command->add_option("--session", options->session, "Session file")->required();
    command->add_option("--run", options->run, "Number of the run (default: the last)");
    command->add_option("files", options->files, "Report files: .html .pdf .md .json .dot .csv")->required();
    command->callback([options, &action] { action = [options] { return write_reports(*options); }; });
}

}  // namespace reasonscope::cli
