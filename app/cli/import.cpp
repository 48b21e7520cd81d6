// reasonscope import: published traces of other models, and reports of this program, as runs that can be looked at, not run again.

#include <array>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/labelled_traces.h"
#include "app/cli/output.h"
#include "base/file.h"
#include "report/read_json.h"
#include "store/session.h"

namespace reasonscope::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string folder, session;
    bool json = false;
};

constexpr std::string_view kEndOfThinking = "</think>";

Json read_or_null(const fs::path& file) {
    const auto text = read_file(file);
    return text ? Json::parse(*text, nullptr, false) : Json();
}

std::string text_or(const Json& object, const char* key, const std::string& other) {
    const Json value = object.is_object() ? object.value(key, Json()) : Json();
    return value.is_string() ? value.get<std::string>() : other;
}

/// Every number that came with a sentence, by name, sentence by sentence: importances keep their signs.
Json importances(const Json& chunks) {
    Json out = Json::object();
    for (const Json& chunk : chunks)
        for (const auto& [key, value] : chunk.items())
            if (value.is_number() && key != "chunk_idx" && !out.contains(key)) out[key] = Json::array();
    for (auto& [key, list] : out.items())
        for (const Json& chunk : chunks) list.push_back(chunk.value(key, Json()));
    return out;
}

/// What a run of an imported trace is made of. Step 0 is the problem; sentence i is step i + 1.
struct Imported {
    RunStart start;
    std::vector<StoredStep> steps;
    std::vector<std::string> tokens;  // one per sentence: the published text has no tokens of its own
    std::string thinking, answer;
    StepMatrix depends_on, suppression;
    bool has_suppression = false;
};

void set_weight(StepMatrix& matrix, int source, int target, float weight) {
    if (source >= 0 && target > source && target + 1 < matrix.n) matrix.at(target + 1, source + 1) = weight;
}

void read_matrices(Imported& run, const Json& chunks, const Json& impacts) {
    const int n = static_cast<int>(run.steps.size());
    run.depends_on = StepMatrix(n);
    run.suppression = StepMatrix(n);
    for (std::size_t i = 0; i < chunks.size(); ++i)
        for (const Json& source : chunks[i].value("depends_on", Json::array())) {
            if (source.is_number_integer()) set_weight(run.depends_on, source.get<int>(), static_cast<int>(i), 1.0F);
            // Some published files hold numbers as strings.
            else if (source.is_string() && source.get<std::string>().find_first_not_of("0123456789") == std::string::npos && source.get<std::string>().size() < 7 && !source.get<std::string>().empty())
                set_weight(run.depends_on, std::stoi(source.get<std::string>()), static_cast<int>(i), 1.0F);
        }
    if (!impacts.is_array()) return;
    for (const Json& source : impacts) {
        if (!source.is_object()) continue;
        for (const Json& target : source.value("target_impacts", Json::array())) {
            if (!target.is_object() || !target.value("importance_score", Json()).is_number()) continue;
            set_weight(run.suppression, source.value("source_chunk_idx", -1), target.value("target_chunk_idx", -1), target["importance_score"].get<float>());
            run.has_suppression = true;
        }
    }
}

Imported make_run(const FolderTrace& trace) {
    const Json chunks = read_or_null(trace.folder / "chunks_labeled.json"), solution = read_or_null(trace.folder / "base_solution.json");
    const Json problem = read_or_null(trace.folder / "problem.json");
    Imported run;
    run.start.prompt = text_or(problem, "problem", trace.problem);
    run.start.rendered_prompt = run.start.prompt;
    const fs::path model = trace.folder.parent_path().parent_path().filename();
    run.start.model_name = model.empty() ? "imported" : model.string();
    run.start.model_type = kPublishedTrace;
    run.start.fingerprint = "imported:" + run.start.model_name;
    run.start.model_json = "{}";
    run.start.program_version = REASONSCOPE_VERSION;
    run.start.settings_json = Json{{"imported", true}, {"from", "thought-anchors"}, {"problem", trace.problem}, {"importances", importances(chunks)}}.dump();
    run.start.prompt_ids = {0};
    run.start.prompt_spans = {{0, static_cast<std::uint32_t>(run.start.prompt.size())}};
    const auto add = [&](StepSource source, StepClass cls, std::string text, std::uint32_t begin) {
        Step step;
        step.id = StepId(static_cast<int>(run.steps.size()));
        step.source = source;
        step.cls = cls;
        step.confidence = source == StepSource::Prompt ? 0.0F : 1.0F;
        step.judge = source == StepSource::Prompt ? StepJudge::Unknown : StepJudge::Labels;
        step.bytes = {begin, begin + static_cast<std::uint32_t>(text.size())};
        step.first = TokenPos(step.id.value);
        step.last = TokenPos(step.id.value + 1);
        run.steps.push_back({step, std::move(text)});
    };
    add(StepSource::Prompt, StepClass::Unknown, run.start.prompt, 0);
    bool answering = false;
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        // A sentence that holds the closing tag is still thinking; what follows is the answer.
        add(answering ? StepSource::Answer : StepSource::Thinking, trace.classes[i], trace.steps[i], run.steps.back().step.bytes.end);
        run.tokens.push_back(trace.steps[i]);
        (answering ? run.answer : run.thinking) += trace.steps[i];
        answering = answering || trace.steps[i].find(kEndOfThinking) != std::string::npos;
    }
    if (run.answer.empty()) run.answer = text_or(solution, "answer", "");
    read_matrices(run, chunks, read_or_null(trace.folder / "step_importance_supp.json"));
    return run;
}

Result<RunId> store(SessionWriter& writer, const Imported& imported) {
    const auto run = writer.begin_run(imported.start);
    if (!run) return run;
    const auto fill = [&]() -> Status {
        for (std::size_t i = 0; i < imported.tokens.size(); ++i) {
            TokenRow row;
            row.position = TokenPos(static_cast<std::int32_t>(i + 1));
            row.text = imported.tokens[i];
            row.generated = true;
            const std::array<TokenPos, 1> begins{TokenPos(0)};
            if (Status done = writer.add_token(*run, row, {}, {}, begins); !done) return done;
        }
        if (Status done = writer.set_steps(*run, imported.steps, imported.thinking, imported.answer); !done) return done;
        std::vector<Step> steps;
        for (const StoredStep& one : imported.steps) steps.push_back(one.step);
        const auto edges = [&](const StepMatrix& matrix, const char* method, EvidenceGrade grade) {
            return writer.set_edges(*run, method, matrix, edges_from(matrix, steps, method, grade));
        };
        if (Status done = edges(imported.depends_on, "depends-on", EvidenceGrade::Labelled); !done) return done;
        if (imported.has_suppression)
            if (Status done = edges(imported.suppression, "suppression", EvidenceGrade::Tested); !done) return done;
        RunEnd end;
        end.stop_reason = "imported";
        return writer.end_run(*run, end);
    };
    if (Status done = fill(); !done) {
        (void)writer.remove_run(*run);  // the first error is the one to tell
        return tl::unexpected(done.error());
    }
    return run;
}

/// Something this program exported.
Status import_file(const Options& options) {
    const auto text = read_file(options.folder);
    if (!text) return tl::unexpected(text.error());
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    const auto run = import_report(**writer, *text);
    if (!run) return tl::unexpected(run.error());
    if (options.json) return write_json({{"runs", Json::array({Json{{"run", run->value}}})}});
    return write_out(fmt::format("The report is run {} of the session.\n", run->value));
}

Status run_import(const Options& options) {
    std::error_code ignored;
    if (fs::is_regular_file(options.folder, ignored)) return import_file(options);
    const auto traces = read_trace_folders(options.folder);
    if (!traces) return tl::unexpected(traces.error());
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    Json list = Json::array();
    for (const FolderTrace& trace : *traces) {
        const auto run = store(**writer, make_run(trace));
        if (!run) return tl::unexpected(run.error());
        list.push_back({{"run", run->value}, {"problem", trace.problem}, {"steps", trace.steps.size()}});
    }
    if (const Status saved = (*writer)->flush(); !saved) return saved;
    if (options.json) return write_json({{"runs", list}});
    return write_out(fmt::format("{} trace{} imported.\n", traces->size(), traces->size() == 1 ? "" : "s"));
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("import", "Open folders of labelled traces (thought-anchors), or a JSON report, as runs that can be explored");
    auto options = std::make_shared<Options>();
    sub->add_option("FROM", options->folder, "A folder with chunks_labeled.json, any folder above such, or a .json report of this program")->required();
    sub->add_option("--session", options->session, "Session file")->required();
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_import(*options); }; });
}

}  // namespace reasonscope::cli
