// reasonscope sessions list|show|check|search|query: what a session file holds.

#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "store/session.h"

namespace reasonscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string file, text;
    std::int64_t run = 0;  // 0: all
    bool json = false;
    std::size_t rows = 1000;
    double seconds = 5;
};

/// Prints bytes as they are; text from a model may hold anything.
void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
}

void print_json(const Json& value) { print(value.dump(2, ' ', false, Json::error_handler_t::replace)); }

/// One line of at most `width` characters. Control characters become spaces, so that no text can drive the terminal.
std::string one_line(std::string_view text, std::size_t width) {
    std::string out;
    std::size_t characters = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool begins = (byte & 0xC0U) != 0x80U;
        if (begins && ++characters > width) return out + "…";
        out += byte < 0x20 || byte == 0x7F ? ' ' : c;
    }
    return out;
}

Json summary_json(const RunSummary& run) {
    return {{"run", run.id.value},
            {"created", run.created},
            {"state", name(run.state)},
            {"stop_reason", run.end.stop_reason},
            {"prompt", run.start.prompt},
            {"system", run.start.system},
            {"thinking", run.thinking},
            {"answer", run.answer},
            {"prompt_tokens", run.prompt_tokens},
            {"tokens", run.generated_tokens},
            {"first_token_ms", run.end.first_token_ms},
            {"seconds", run.end.seconds},
            {"tokens_per_second", run.end.tokens_per_second},
            {"model", run.start.model_name},
            {"model_type", run.start.model_type},
            {"model_path", run.start.model_path},
            {"fingerprint", run.start.fingerprint},
            {"dtype", run.start.dtype},
            {"device", run.start.device},
            {"seed", run.start.seed},
            {"settings", Json::parse(run.start.settings_json, nullptr, false)},
            {"hidden", run.hidden},
            {"program", run.start.program_version}};
}

Json branch_json(const std::vector<BranchRow>& branches, RunId run) {
    const auto own = std::ranges::find(branches, run, &BranchRow::run);
    if (own == branches.end()) return nullptr;
    return {{"parent", own->parent ? Json(own->parent->value) : Json()}, {"position", own->position.value}, {"kind", own->kind},
            {"detail", Json::parse(own->detail, nullptr, false)}};
}

/// Runs with their branches below them, in order of drawing; depth 0 for a run that left no other.
struct TreeRow {
    std::size_t run = 0;
    std::string guide;  // "└─ ", "│  ├─ "
};
void add_below(const std::vector<RunSummary>& runs, const std::vector<BranchRow>& branches, std::optional<RunId> parent, const std::string& lead,
               std::vector<TreeRow>& out) {
    std::vector<std::size_t> children;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto own = std::ranges::find(branches, runs[i].id, &BranchRow::run);
        if ((own == branches.end() ? std::nullopt : own->parent) == parent) children.push_back(i);
    }
    for (std::size_t i = 0; i < children.size(); ++i) {
        const bool last = i + 1 == children.size();
        out.push_back({children[i], parent ? lead + (last ? "└─ " : "├─ ") : std::string()});
        add_below(runs, branches, runs[children[i]].id, parent ? lead + (last ? "   " : "│  ") : lead, out);
    }
}

/// "edit at 57": how a run left its parent.
std::string branch_text(const std::vector<BranchRow>& branches, RunId run) {
    const auto own = std::ranges::find(branches, run, &BranchRow::run);
    return own == branches.end() ? std::string() : fmt::format("{} at {}", own->kind, own->position.value);
}

Status list(const Options& options) {
    const auto session = SessionReader::open(options.file);
    if (!session) return tl::unexpected(session.error());
    const auto runs = (*session)->runs();
    if (!runs) return tl::unexpected(runs.error());
    const auto branches = (*session)->branches();
    if (!branches) return tl::unexpected(branches.error());
    if (options.json) {
        auto out = Json::array();
        for (const auto& run : *runs) {
            out.push_back(summary_json(run));
            out.back()["branch"] = branch_json(*branches, run.id);
        }
        print_json(Json{{"runs", out}});
        return {};
    }
    if (runs->empty()) {
        print("No runs yet.");
        return {};
    }
    print(fmt::format("{:>4}  {:<20}  {:<11}  {:>6}  {:>7}  {:<16}  {:<16}  {}", "run", "created (UTC)", "state", "tokens", "tok/s",
                      "model", "answer", "prompt, or how it left the run above"));
    std::vector<TreeRow> rows;
    add_below(*runs, *branches, std::nullopt, "", rows);
    for (const auto& row : rows) {
        const auto& run = (*runs)[row.run];
        const std::string what = row.guide.empty() ? one_line(run.start.prompt, 60) : row.guide + branch_text(*branches, run.id);
        print(fmt::format("{:>4}  {:<20}  {:<11}  {:>6}  {:>7.1f}  {:<16}  {:<16}  {}{}", run.id.value, run.created, name(run.state),
                          run.generated_tokens, run.end.tokens_per_second, one_line(run.start.model_name, 15),
                          one_line(run.answer, 15), what, run.hidden ? " (hidden)" : ""));
    }
    return {};
}

struct Shown {
    RunSummary run;
    std::vector<StoredStep> steps;
    std::vector<Edge> edges;
    std::string transcript;
    std::vector<BranchRow> branches;  // of the whole session
    std::vector<Mark> marks;
};

Result<Shown> load(const SessionReader& session, RunId id) {
    auto run = session.run(id);
    if (!run) return tl::unexpected(run.error());
    auto steps = session.steps(id);
    if (!steps) return tl::unexpected(steps.error());
    auto edges = session.edges(id);
    if (!edges) return tl::unexpected(edges.error());
    auto transcript = session.transcript(id);
    if (!transcript) return tl::unexpected(transcript.error());
    auto branches = session.branches();
    if (!branches) return tl::unexpected(branches.error());
    auto marks = session.marks(id);
    if (!marks) return tl::unexpected(marks.error());
    return Shown{std::move(*run), std::move(*steps), std::move(*edges), std::move(*transcript), std::move(*branches), std::move(*marks)};
}

Json shown_json(const Shown& shown) {
    auto out = summary_json(shown.run);
    out["transcript"] = shown.transcript;  // what the steps' byte offsets count in
    out["branch"] = branch_json(shown.branches, shown.run.id);
    out["branches"] = Json::array();
    for (const auto& branch : shown.branches)
        if (branch.parent == shown.run.id) out["branches"].push_back(branch.run.value);
    out["marks"] = Json::array();
    for (const auto& mark : shown.marks)
        out["marks"].push_back({{"id", mark.id}, {"step", mark.step ? Json(mark.step->value) : Json()}, {"token", mark.token ? Json(mark.token->value) : Json()},
                                {"kind", name(mark.kind)}, {"text", mark.text}});
    out["steps"] = Json::array();
    for (const auto& s : shown.steps)
        out["steps"].push_back({{"id", s.step.id.value}, {"in", name(s.step.source)}, {"class", name(s.step.cls)},
                                {"begin", s.step.bytes.begin}, {"end", s.step.bytes.end}, {"first_token", s.step.first.value},
                                {"last_token", s.step.last.value}, {"text", s.text}});
    out["edges"] = Json::array();
    for (const auto& e : shown.edges)
        out["edges"].push_back({{"method", e.method}, {"step", e.step.value}, {"source", e.source.value}, {"weight", e.weight},
                                {"control", e.control}, {"strongest", e.strongest}, {"grade", name(e.grade)}});
    return out;
}

/// "0 61%, 1 22%": what one step rests on, strongest first.
std::string sources_of(const Shown& shown, StepId step, std::string_view method) {
    std::string out;
    for (const auto& e : shown.edges)
        if (e.step == step && e.method == method)
            out += fmt::format("{}{} {:.0f}%", out.empty() ? "" : ", ", e.source.value, static_cast<double>(e.weight) * 100);
    return out;
}

void print_shown(const Shown& shown) {
    const auto& run = shown.run;
    const auto& start = run.start;
    const std::string why = run.end.stop_reason.empty() ? "" : fmt::format(" ({})", one_line(run.end.stop_reason, 200));
    print(fmt::format("Run {}  {}{}  {}", run.id.value, name(run.state), why, run.created));
    print(fmt::format("Model     {} ({}), {}, {}", one_line(start.model_name, 60), one_line(start.model_type, 40), start.dtype, start.device));
    print(fmt::format("          fingerprint {}", one_line(start.fingerprint, 80)));
    print(fmt::format("Settings  seed {}, {}", start.seed, one_line(start.settings_json, 400)));
    print(fmt::format("Tokens    {} prompt, {} generated; first after {:.0f} ms, {:.1f} tokens/s, {:.2f} s", run.prompt_tokens,
                      run.generated_tokens, run.end.first_token_ms, run.end.tokens_per_second, run.end.seconds));
    if (const auto own = std::ranges::find(shown.branches, run.id, &BranchRow::run); own != shown.branches.end())
        print(fmt::format("Branch    {} of {}, {}", branch_text(shown.branches, run.id), own->parent ? fmt::format("run {}", own->parent->value) : "a removed run",
                          one_line(own->detail, 200)));
    std::string children;
    for (const auto& branch : shown.branches)
        if (branch.parent == run.id) children += fmt::format("{}{}", children.empty() ? "" : ", ", branch.run.value);
    if (!children.empty()) print("Branches  " + children);
    print(fmt::format("Prompt    {}", one_line(start.prompt, 1000)));
    print(fmt::format("Answer    {}", one_line(run.answer, 1000)));
    if (shown.steps.empty()) return;
    const std::string method = preferred_method(shown.edges);
    print(fmt::format("\n{:>4}  {:<8}  {:<22}  {:<26}  {}", "step", "in", "class", method.empty() ? "rests on" : fmt::format("rests on ({})", method), "text"));
    for (const auto& s : shown.steps)
        print(fmt::format("{:>4}  {:<8}  {:<22}  {:<26}  {}", s.step.id.value, name(s.step.source), name(s.step.cls),
                          sources_of(shown, s.step.id, method), one_line(s.text, 100)));
}

Status show(const Options& options) {
    const auto session = SessionReader::open(options.file);
    if (!session) return tl::unexpected(session.error());
    std::vector<RunId> wanted{RunId{options.run}};
    if (options.run == 0) {
        const auto runs = (*session)->runs();
        if (!runs) return tl::unexpected(runs.error());
        wanted.clear();
        for (const auto& run : *runs) wanted.push_back(run.id);
    }
    auto all = Json::array();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto shown = load(**session, wanted[i]);
        if (!shown) return tl::unexpected(shown.error());
        if (options.json) {
            all.push_back(shown_json(*shown));
            continue;
        }
        if (i > 0) print("");
        print_shown(*shown);
    }
    if (options.json)
        print_json(options.run != 0 ? all.front() : Json{{"runs", all}});
    else if (wanted.empty())
        print("No runs yet.");
    return {};
}

Status check(const Options& options) {
    const auto session = SessionReader::open(options.file);
    if (!session) return tl::unexpected(session.error());
    const auto problems = (*session)->check();
    if (!problems) return tl::unexpected(problems.error());
    if (options.json)
        print_json(Json{{"clean", problems->empty()}, {"problems", *problems}});
    else if (problems->empty())
        print("Clean.");
    else
        for (const auto& problem : *problems) print(problem);
    if (problems->empty()) return {};
    return failure("The session '{}' has {} problem{}; restore a copy, or save what is left with `sqlite3 FILE .recover`.", options.file,
                   problems->size(), problems->size() == 1 ? "" : "s");
}

Status search(const Options& options) {
    const auto session = SessionReader::open(options.file);
    if (!session) return tl::unexpected(session.error());
    const auto hits = (*session)->search(options.text);
    if (!hits) return tl::unexpected(hits.error());
    if (options.json) {
        auto out = Json::array();
        for (const auto& hit : *hits)
            out.push_back({{"run", hit.run.value}, {"step", hit.step ? Json(hit.step->value) : Json()}, {"text", hit.text}});
        print_json(Json{{"hits", out}});
        return {};
    }
    if (hits->empty()) print("Nothing found.");
    for (const auto& hit : *hits)
        print(fmt::format("run {:>3}  {:<8}  {}", hit.run.value, hit.step ? fmt::format("step {}", hit.step->value) : "", one_line(hit.text, 120)));
    return {};
}

Json value_json(const QueryValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return {};
}

std::string value_text(const QueryValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{:.4g}", *real);
    if (const auto* text = std::get_if<std::string>(&value)) return one_line(*text, 100);
    return "-";
}

Status query(const Options& options) {
    const auto session = SessionReader::open(options.file);
    if (!session) return tl::unexpected(session.error());
    const QueryLimits limits{options.rows, std::chrono::milliseconds(static_cast<std::int64_t>(options.seconds * 1000))};
    const Interrupt interrupt;
    const auto table = (*session)->query(options.text, limits, interrupt.token());
    if (!table) return tl::unexpected(table.error());
    if (options.json) {
        auto rows = Json::array();
        for (const auto& row : table->rows) {
            auto& out = rows.emplace_back(Json::array());
            for (const auto& value : row) out.push_back(value_json(value));
        }
        print_json(Json{{"columns", table->columns}, {"rows", rows}, {"cut", table->cut}});
        return {};
    }
    print(fmt::format("{}", fmt::join(table->columns, "\t")));
    for (const auto& row : table->rows) {
        std::string line;
        for (const auto& value : row) line += (line.empty() ? "" : "\t") + value_text(value);
        print(line);
    }
    if (table->cut) print(fmt::format("(only the first {} rows; --rows asks for more)", options.rows));
    return {};
}

}  // namespace

void add_sessions(CLI::App& app, Action& action) {
    auto* sessions = app.add_subcommand("sessions", "What a session file holds: list, show, check, search, query");
    sessions->require_subcommand(1);
    auto options = std::make_shared<Options>();
    const auto add = [&](const char* word, const char* help, Status (*work)(const Options&)) {
        auto* command = sessions->add_subcommand(word, help);
        command->add_option("FILE", options->file, "Session file")->required();
        command->add_flag("--json", options->json, "Print JSON");
        command->callback([&action, options, work] { action = [options, work] { return work(*options); }; });
        return command;
    };
    add("list", "One line per run", list);
    add("show", "Runs with their steps and what each step rests on", show)
        ->add_option("--run", options->run, "Only this run")->check(CLI::PositiveNumber);
    add("check", "Look for damage; exit status 1 when there is any", check);
    auto* ask = add("query", "Ask the session in SQL, read-only; docs/session-format.md names the tables", query);
    ask->add_option("SQL", options->text, "One SELECT")->required();
    ask->add_option("--rows", options->rows, "Most rows")->check(CLI::PositiveNumber);
    ask->add_option("--seconds", options->seconds, "Stop after this time")->check(CLI::PositiveNumber);
    add("search", "Find text in prompts, thinking and answers", search)->add_option("TEXT", options->text, "What to find")->required();
}

}  // namespace reasonscope::cli
