// reasonscope report --session FILE [--run ID] [--sections LIST] [--evidence GRADE] [--branches WHICH] [--language en|zh] [--template FILE] FILE...

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/save_report.h"
#include "base/user_folders.h"
#include "pipeline/faithfulness.h"
#include "store/session.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session;
    std::optional<std::int64_t> run;
    std::vector<std::string> files;
    std::string sections, evidence = "all", branches = "run", language = "en", with;
};

Result<RunId> wanted_run(const SessionReader& session, const Options& options) {
    if (options.run) return RunId(*options.run);
    const auto runs = session.runs();
    if (!runs) return tl::unexpected(runs.error());
    if (runs->empty()) return bad_input("{} has no runs yet; ask a question first with `reasonscope ask`.", options.session);
    return runs->back().id;
}

Result<ReportOptions> report_options(const Options& options) {
    ReportOptions wanted;
    if (!options.sections.empty()) {
        auto sections = parse_sections(options.sections);
        if (!sections) return tl::unexpected(sections.error());
        wanted.sections = std::move(*sections);
    }
    const auto evidence = parse_evidence(options.evidence);
    if (!evidence) return tl::unexpected(evidence.error());
    const auto branches = parse_branches(options.branches);
    if (!branches) return tl::unexpected(branches.error());
    const auto language = parse_language(options.language);
    if (!language) return tl::unexpected(language.error());
    wanted.language = *language;
    wanted.evidence = *evidence;
    wanted.branches = *branches;
    return wanted;
}

/// The template that was asked for, if one was; it must fit one of the files.
Result<std::optional<ReportTemplate>> wanted_template(const Options& options) {
    if (options.with.empty()) return std::nullopt;
    auto chosen = open_template(options.with, data_folder() / "templates");
    if (!chosen) return tl::unexpected(chosen.error());
    for (const std::string& file : options.files)
        if (report_format(file) == chosen->format) return std::optional(std::move(*chosen));
    return bad_input("The template {} is for {} reports, and none of the files is one.", chosen->name, chosen->format == ReportFormat::Html ? ".html" : ".md");
}

Status write_reports(const Options& options) {
    if (const Status usable = check_report_files(options.files); !usable) return usable;
    auto wanted = report_options(options);
    if (!wanted) return tl::unexpected(wanted.error());
    const auto with = wanted_template(options);
    if (!with) return tl::unexpected(with.error());
    const auto session = SessionReader::open(options.session);
    if (!session) return tl::unexpected(session.error());
    const auto run = wanted_run(**session, options);
    if (!run) return tl::unexpected(run.error());
    wanted->trust = known_trust(**session, *run);
    const auto report = build_report(**session, *run, *wanted);
    if (!report) return tl::unexpected(report.error());
    for (const std::string& file : options.files) {
        if (const Status saved = save_report(*report, file, *with ? &**with : nullptr); !saved) return saved;
    }
    return {};
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("report", "Write reports of a stored run; the format follows the extension");
    command->add_option("--session", options->session, "Session file")->required();
    command->add_option("--run", options->run, "Number of the run (default: the last)");
    command->add_option("--sections", options->sections, "What to show, separated by commas: summary, mattered, notes, claims, tree, decisions, steps, experts, branches, made, limits (default: all)");
    command->add_option("--evidence", options->evidence, "Edges that count: all, observed or tested")->capture_default_str();
    command->add_option("--branches", options->branches, "run, siblings (what stands at the same branching) or family (all that comes from the same first run)")->capture_default_str();
    command->add_option("--language", options->language, "Of the report's own words: en or zh")->capture_default_str();
    command->add_option("--template", options->with, "Template of .html or .md reports: a file, or a name in the templates folder of the user's data folder");
    command->add_option("files", options->files, "Report files: .html .pdf .md .json .dot .csv")->required();
    command->callback([options, &action] { action = [options] { return write_reports(*options); }; });
}

}  // namespace reasonscope::cli
