#include "report/read_json.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "report/report.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

/// Broken off at the first thing that does not fit; becomes one sentence.
struct Misfit {
    std::string where;
};

const Json& member(const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || found == object.end()) throw Misfit{fmt::format("'{}' is missing", key)};
    return *found;
}

template <class T>
T number(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if constexpr (std::is_integral_v<T>) {
        if (!value.is_number_integer()) throw Misfit{fmt::format("'{}' is no whole number", key)};
        if (value.is_number_unsigned() ? value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<T>::max())
                                       : value.get<std::int64_t>() < static_cast<std::int64_t>(std::numeric_limits<T>::min()))
            throw Misfit{fmt::format("'{}' is out of range", key)};
    } else if (!value.is_number()) {
        throw Misfit{fmt::format("'{}' is no number", key)};
    }
    return value.get<T>();
}

const Json& list(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if (!value.is_array()) throw Misfit{fmt::format("'{}' is no list", key)};
    return value;
}

std::string plain(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if (!value.is_string()) throw Misfit{fmt::format("'{}' is no text", key)};
    return value.get<std::string>();
}

int nibble(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

/// The exact bytes: those in hexadecimal where the text could not hold them.
std::string text(const Json& object, const char* key) {
    const std::string hex_key = std::string(key) + "_hex";
    if (!object.is_object() || !object.contains(hex_key)) return plain(object, key);
    const std::string hex = plain(object, hex_key.c_str());
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        const int high = nibble(hex[i]), low = nibble(hex[i + 1]);
        if (high < 0 || low < 0) break;
        bytes += static_cast<char>(high * 16 + low);
    }
    if (bytes.size() * 2 != hex.size()) throw Misfit{fmt::format("'{}' is not hexadecimal", hex_key)};
    return bytes;
}

struct ReadRun {
    RunStart start;
    RunEnd end;
    std::string thinking, answer;
    std::vector<TokenRow> tokens;  // generated ones
    std::map<std::int32_t, RouterTrace> routers;
    std::vector<StoredStep> steps;
    std::vector<std::pair<std::string, StepMatrix>> matrices;
    std::vector<Edge> edges;
    std::vector<StoredResult> results;
    std::vector<Mark> marks;
    std::int64_t number = 0;            // of the run in its first session
    std::optional<BranchRow> branch;    // parent: its number there
};

void read_start(ReadRun& run, const Json& json) {
    RunStart& start = run.start;
    start.prompt = text(json, "question");
    start.system = text(json, "system");
    start.rendered_prompt = text(json, "rendered_prompt");
    const Json& settings = member(json, "settings");
    if (!settings.is_string() && !settings.is_object()) throw Misfit{"'settings' is neither an object nor text"};
    start.settings_json = settings.is_string() ? settings.get<std::string>() : settings.dump();
    start.seed = number<std::uint64_t>(json, "seed");
    start.program_version = plain(json, "program_version");
    const Json& model = member(json, "model");
    start.model_name = plain(model, "name");
    start.model_type = plain(model, "type");
    start.fingerprint = plain(model, "fingerprint");
    start.dtype = plain(model, "dtype");
    start.device = plain(model, "device");
    // Version 1 had no `shape`: its figures make one.
    Json shape = model.value("shape", Json());
    if (!shape.is_object()) {
        shape = Json::object();
        for (const char* key : {"layers", "heads", "experts", "experts_per_token", "first_dense_layers", "parameters", "active_parameters"})
            if (model.contains(key)) shape[key] = model[key];
    }
    start.model_json = shape.dump();
    for (const Json& span : list(json, "prompt_spans")) {
        if (!span.is_array() || span.size() != 2 || !span[0].is_number_unsigned() || !span[1].is_number_unsigned() ||
            span[0].get<std::uint64_t>() > span[1].get<std::uint64_t>() || span[1].get<std::uint64_t>() > start.rendered_prompt.size())
            throw Misfit{"a prompt token lies outside the prompt"};
        start.prompt_spans.push_back({span[0].get<std::uint32_t>(), span[1].get<std::uint32_t>()});
    }
}

void read_end(ReadRun& run, const Json& json) {
    const Json& end = member(json, "run");
    const auto state = parse_run_state(plain(end, "state"));
    if (!state) throw Misfit{"the run's state is unknown"};
    run.end.state = *state == RunState::Running ? RunState::Interrupted : *state;  // nobody writes it any more
    run.end.stop_reason = plain(end, "stop_reason");
    run.end.first_token_ms = number<double>(end, "first_token_ms");
    run.end.seconds = number<double>(end, "seconds");
    run.end.tokens_per_second = number<double>(end, "tokens_per_second");
    run.thinking = text(json, "thinking");
    run.answer = text(json, "answer");
}

void read_tokens(ReadRun& run, const Json& json) {
    std::int32_t next = 0;
    for (const Json& one : list(json, "tokens")) {
        TokenRow token;
        token.position = TokenPos(number<std::int32_t>(one, "position"));
        if (token.position.value != next++) throw Misfit{fmt::format("token {} is out of order", token.position.value)};
        token.id = number<std::int32_t>(one, "id");
        token.text = text(one, "text");
        token.generated = member(one, "generated").is_boolean() && one["generated"].get<bool>();
        if (!token.generated) {
            if (!run.tokens.empty()) throw Misfit{fmt::format("token {} is out of order", token.position.value)};
            run.start.prompt_ids.push_back(token.id);
            continue;
        }
        token.probability = number<float>(one, "probability");
        token.entropy = number<float>(one, "entropy");
        token.milliseconds = number<double>(one, "milliseconds");
        for (const Json& alternative : list(one, "alternatives")) {
            token.alternatives.push_back({number<std::int32_t>(alternative, "id"), number<float>(alternative, "probability")});
            token.alternative_texts.push_back(text(alternative, "text"));
        }
        run.tokens.push_back(std::move(token));
    }
    if (run.start.prompt_ids.size() != run.start.prompt_spans.size()) throw Misfit{"the prompt's tokens and their places differ in number"};
}

void read_steps(ReadRun& run, const Json& json) {
    std::string transcript = run.start.rendered_prompt;
    for (const TokenRow& token : run.tokens) transcript += token.text;
    const auto tokens = static_cast<std::int32_t>(run.start.prompt_ids.size() + run.tokens.size());
    for (const Json& one : list(json, "steps")) {
        StoredStep stored;
        Step& step = stored.step;
        step.id = StepId(number<std::int32_t>(one, "id"));
        stored.text = text(one, "text");
        const auto source = parse_step_source(plain(one, "source"));
        const auto cls = parse_step_class(plain(one, "class"));
        if (!source || !cls) throw Misfit{fmt::format("step {} is of an unknown kind", step.id.value)};
        step.source = *source;
        step.cls = *cls;
        step.confidence = number<float>(one, "class_confidence");
        const Json& judge = member(one, "class_judge");  // missing in older reports
        if (judge.is_string()) step.judge = parse_step_judge(judge.get<std::string>()).value_or(StepJudge::Unknown);
        step.bytes = {number<std::uint32_t>(one, "begin"), number<std::uint32_t>(one, "end")};
        step.first = TokenPos(number<std::int32_t>(one, "first_token"));
        step.last = TokenPos(number<std::int32_t>(one, "last_token"));
        const Step* before = run.steps.empty() ? nullptr : &run.steps.back().step;
        if (step.id.value != static_cast<std::int32_t>(run.steps.size()) || step.first.value < 0 || step.first >= step.last || step.last.value > tokens ||
            step.bytes.begin > step.bytes.end || step.bytes.end > transcript.size() || (before && (step.first < before->last || step.bytes.begin < before->bytes.end)) ||
            slice(transcript, step.bytes) != stored.text)
            throw Misfit{fmt::format("step {} is not where its text stands", step.id.value)};
        run.steps.push_back(std::move(stored));
    }
}

void read_edges(ReadRun& run, const Json& json) {
    const auto n = static_cast<int>(run.steps.size());
    for (const Json& one : list(json, "matrices")) {
        StepMatrix matrix(number<int>(one, "n") == n ? n : throw Misfit{"a matrix has another number of steps than the run"});
        const Json& rows = list(one, "rows");
        if (rows.size() != static_cast<std::size_t>(n)) throw Misfit{"a matrix has the wrong number of rows"};
        for (int r = 0; r < n; ++r) {
            const Json& row = rows[static_cast<std::size_t>(r)];
            if (!row.is_array() || row.size() != static_cast<std::size_t>(r)) throw Misfit{fmt::format("row {} of a matrix has the wrong length", r)};
            for (int c = 0; c < r; ++c) {
                const Json& weight = row[static_cast<std::size_t>(c)];
                if (!weight.is_number()) throw Misfit{fmt::format("row {} of a matrix holds no number", r)};
                matrix.at(r, c) = weight.get<float>();
            }
        }
        run.matrices.emplace_back(plain(one, "method"), std::move(matrix));
    }
    std::set<std::tuple<std::string, int, int>> seen;  // source -1: the strongest
    for (const Json& one : list(json, "edges")) {
        Edge edge;
        edge.method = plain(one, "method");
        const auto grade = parse_evidence_grade(plain(one, "grade"));
        if (!grade) throw Misfit{"an edge has an unknown grade"};
        edge.grade = *grade;
        edge.step = StepId(number<std::int32_t>(one, "step"));
        edge.source = StepId(number<std::int32_t>(one, "source"));
        edge.weight = number<float>(one, "weight");
        edge.control = number<float>(one, "control");
        edge.strongest = member(one, "strongest").is_boolean() && one["strongest"].get<bool>();
        if (!seen.emplace(edge.method, edge.step.value, edge.source.value).second) throw Misfit{fmt::format("an edge of step {} stands there twice", edge.step.value)};
        if (edge.strongest && !seen.emplace(edge.method, edge.step.value, -1).second) throw Misfit{fmt::format("step {} has two strongest sources", edge.step.value)};
        run.edges.push_back(std::move(edge));
    }
}

template <class T>
std::vector<T> numbers(const Json& object, const char* key, std::size_t count) {
    std::vector<T> values;
    for (const Json& value : list(object, key)) {
        if (!value.is_number()) throw Misfit{fmt::format("'{}' holds no number", key)};
        values.push_back(value.get<T>());
    }
    if (values.size() != count) throw Misfit{fmt::format("'{}' has the wrong length", key)};
    return values;
}

void read_routing(ReadRun& run, const Json& json) {
    const auto found = json.find("routing");
    if (found == json.end() || found->is_null()) return;
    RouterTrace shape;
    shape.experts = number<int>(*found, "experts");
    shape.top_k = number<int>(*found, "experts_per_token");
    const std::size_t layers = list(*found, "layers").size();
    shape.layers = numbers<std::int32_t>(*found, "layers", layers);
    if (shape.experts < 1 || shape.top_k < 1 || shape.top_k > shape.experts) throw Misfit{"the routing has no experts"};
    for (const Json& one : list(*found, "tokens")) {
        RouterTrace router = shape;
        router.chosen = numbers<std::int32_t>(one, "chosen", layers * static_cast<std::size_t>(shape.top_k));
        router.weights = numbers<float>(one, "weights", router.chosen.size());
        router.shared_share = numbers<float>(one, "shared", layers);
        run.routers[number<std::int32_t>(one, "position")] = std::move(router);
    }
}

void read_results(ReadRun& run, const Json& json) {
    const auto found = json.find("results");
    if (found == json.end()) return;
    for (const Json& one : list(json, "results")) run.results.push_back({plain(one, "kind"), plain(one, "key"), {}, member(one, "value").dump()});
}

void read_marks(ReadRun& run, const Json& json) {
    if (!json.contains("marks")) return;
    for (const Json& one : list(json, "marks")) {
        Mark mark;
        const auto kind = parse_mark_kind(plain(one, "kind"));
        if (!kind) throw Misfit{"it has a mark of no known kind"};
        mark.kind = *kind;
        mark.text = text(one, "text");
        if (one.contains("step")) mark.step = StepId(number<std::int32_t>(one, "step"));
        else mark.token = TokenPos(number<std::int32_t>(one, "token"));
        run.marks.push_back(std::move(mark));
    }
}

Status write_rows(SessionWriter& session, RunId id, const ReadRun& run) {
    for (const TokenRow& token : run.tokens) {
        const auto router = run.routers.find(token.position.value);
        if (Status done = session.add_token(id, token, {}, router == run.routers.end() ? RouterTrace{} : router->second, {}); !done) return done;
    }
    if (Status done = session.set_steps(id, run.steps, run.thinking, run.answer); !done) return done;
    std::map<std::string, std::pair<StepMatrix, std::vector<Edge>>> methods;
    for (const auto& [method, matrix] : run.matrices) methods[method].first = matrix;
    for (const Edge& edge : run.edges) methods[edge.method].second.push_back(edge);
    for (const auto& [method, found] : methods)
        if (Status done = session.set_edges(id, method, found.first, found.second); !done) return done;
    for (const StoredResult& result : run.results)
        if (Status done = session.set_result(id, result.kind, result.key, result.json); !done) return done;
    for (Mark mark : run.marks) {
        mark.run = id;
        if (const auto set = session.set_mark(mark); !set) return tl::unexpected(set.error());
    }
    if (Status done = session.end_run(id, run.end); !done) return done;
    return session.flush();
}

/// A branch whose parent came before it is one again.
Result<RunId> write_run(SessionWriter& session, const ReadRun& run, const std::map<std::int64_t, RunId>& made) {
    std::optional<BranchRow> branch = run.branch;
    const auto parent = branch && branch->parent ? made.find(branch->parent->value) : made.end();
    if (parent != made.end()) branch->parent = parent->second;
    auto id = parent == made.end() ? session.begin_run(run.start) : session.begin_branch(run.start, *branch, false);
    if (!id) return id;
    if (const Status done = write_rows(session, *id, run); !done) {
        (void)session.remove_run(*id);
        return tl::unexpected(done.error());
    }
    return id;
}

ReadRun read(const Json& json) {
    if (!json.is_object() || json.value("format", Json()) != "reasonscope-report") throw Misfit{"it does not say that it is one"};
    if (const auto version = number<int>(json, "format_version"); version < 1 || version > kReportJsonVersion)
        throw Misfit{fmt::format("it has format version {}, and this program reads up to {}", version, kReportJsonVersion)};
    ReadRun run;
    read_start(run, json);
    read_end(run, json);
    read_tokens(run, json);
    read_steps(run, json);
    read_edges(run, json);
    read_routing(run, json);
    read_results(run, json);
    read_marks(run, json);
    run.number = number<std::int64_t>(member(json, "run"), "id");
    if (const auto branch = json.find("branch"); branch != json.end() && !branch->is_null()) {
        BranchRow row;
        if (!member(*branch, "parent").is_null()) row.parent = RunId(number<std::int64_t>(*branch, "parent"));
        row.position = TokenPos(number<std::int32_t>(*branch, "position"));
        row.kind = plain(*branch, "kind");
        row.detail = member(*branch, "detail").is_string() ? plain(*branch, "detail") : member(*branch, "detail").dump();
        run.branch = std::move(row);
    }
    return run;
}

}  // namespace

Result<RunId> import_report(SessionWriter& session, std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return bad_input("This is no JSON report of Reasonscope: it is not JSON.");
    std::vector<ReadRun> runs;
    try {
        runs.push_back(read(json));
        if (const auto others = json.find("branches"); others != json.end())
            for (const Json& other : list(json, "branches")) runs.push_back(read(other));
    } catch (const Misfit& misfit) {
        return bad_input("This is no JSON report that can be opened: {}.", misfit.where);
    }
    const std::int64_t asked = runs.front().number;
    std::ranges::sort(runs, {}, &ReadRun::number);  // parents before what left them
    std::map<std::int64_t, RunId> made;
    for (const ReadRun& run : runs) {
        const auto id = write_run(session, run, made);
        if (!id) {
            for (const auto& [number, earlier] : made) (void)session.remove_run(earlier);  // the first error is the one to tell
            return id;
        }
        made.emplace(run.number, *id);
    }
    return made.at(asked);
}

}  // namespace reasonscope
