#include "pipeline/faithfulness.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/file.h"
#include "base/user_folders.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json json_of(const Interval& range) { return Json::array({range.low, range.high}); }
Interval interval_of(const Json& json) { return {json.at(0).get<double>(), json.at(1).get<double>()}; }

/// Null where no curves were drawn: a mean over nothing is no number.
Json json_of_areas(int curves, double deletion, double insertion) {
    if (curves == 0) return {{"deletion_auc", nullptr}, {"insertion_auc", nullptr}};
    return {{"deletion_auc", deletion}, {"insertion_auc", insertion}};
}

double number_or_zero(const Json& json, const char* name) { return json.at(name).is_null() ? 0 : json.at(name).get<double>(); }

Json json_of(const FaithfulnessResult& result, const std::vector<NamedScore>& all) {
    Json out = Json::object();
    for (const auto& [name, grade, s] : all) {
        Json one;
        if (!grade.empty()) one["grade"] = grade;
        one["top1"] = s.top1;
        one["top1_interval"] = json_of(s.top1_range);
        one["ap"] = s.ap;
        one["ap_interval"] = json_of(s.ap_range);
        one.update(json_of_areas(result.curves, s.deletion_auc, s.insertion_auc));
        one["seconds"] = s.seconds;
        one["over_chance"] = {{"top1", s.over_chance}, {"top1_interval", json_of(s.over_chance_range)}};
        one["strict"] = {{"top1", s.strict_top1}, {"ap", s.strict_ap}};
        if (!grade.empty()) one["by_mass"] = {{"top1", s.mass_top1}, {"ap", s.mass_ap}};
        one["far"] = json_of_areas(result.far_curves, s.far_deletion_auc, s.far_insertion_auc);
        out[name] = std::move(one);
    }
    return out;
}

std::vector<NamedScore> scores_of(const Json& json) {
    std::vector<NamedScore> all;
    for (const auto& [name, one] : json.items()) {
        RankingScore s;
        s.top1 = one.at("top1").get<double>();
        s.top1_range = interval_of(one.at("top1_interval"));
        s.ap = one.at("ap").get<double>();
        s.ap_range = interval_of(one.at("ap_interval"));
        s.deletion_auc = number_or_zero(one, "deletion_auc");
        s.insertion_auc = number_or_zero(one, "insertion_auc");
        s.seconds = one.at("seconds").get<double>();
        s.strict_top1 = one.at("strict").at("top1").get<double>();
        s.strict_ap = one.at("strict").at("ap").get<double>();
        s.over_chance = one.at("over_chance").at("top1").get<double>();
        s.over_chance_range = interval_of(one.at("over_chance").at("top1_interval"));
        if (one.contains("by_mass")) {
            s.mass_top1 = one.at("by_mass").at("top1").get<double>();
            s.mass_ap = one.at("by_mass").at("ap").get<double>();
        }
        s.far_deletion_auc = number_or_zero(one.at("far"), "deletion_auc");
        s.far_insertion_auc = number_or_zero(one.at("far"), "insertion_auc");
        all.push_back({name, one.value("grade", ""), s});
    }
    return all;
}

std::string rows(const FaithfulnessResult& result, const std::vector<NamedScore>& all) {
    const auto areas = [](int curves, double deletion, double insertion) {
        return curves == 0 ? fmt::format("{:>7} {:>7}", "-", "-") : fmt::format("{:>7.3f} {:>7.3f}", deletion, insertion);
    };
    std::string text;
    for (const auto& [name, grade, s] : all) {
        const std::string by_mass = grade.empty() ? "" : fmt::format("{:.3f} {:.3f}", s.mass_top1, s.mass_ap);
        text += fmt::format("{:<20} {:<8} {:.3f} [{:.3f}, {:.3f}]  {:.3f} [{:.3f}, {:.3f}]  {:+.3f} [{:+.3f}, {:+.3f}]  {:.3f} {:.3f}  {:<11}  {}  {} {:>8.4f}\n", name,
                            grade, s.top1, s.top1_range.low, s.top1_range.high, s.ap, s.ap_range.low, s.ap_range.high, s.over_chance, s.over_chance_range.low,
                            s.over_chance_range.high, s.strict_top1, s.strict_ap, by_mass, areas(result.curves, s.deletion_auc, s.insertion_auc),
                            areas(result.far_curves, s.far_deletion_auc, s.far_insertion_auc), s.seconds);
    }
    return text;
}

/// Of untrained models: which methods still find something there.
std::string chance_line(const FaithfulnessResult& r) {
    std::string line;
    for (const std::string& name : above_chance(r)) line += (line.empty() ? "" : ", ") + name;
    line = line.empty() ? "No method is above chance.\n" : "Above chance: " + line + ".\n";
    if (r.headless > 0) line += fmt::format("No head passed the calibration in {} of {} chains: calibrated-heads counts as chance there.\n", r.headless, r.chains);
    return line;
}

fs::path kept(const std::string& fingerprint) { return data_folder() / "faithfulness" / (fingerprint + ".json"); }

const NamedScore* find(const std::vector<NamedScore>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &NamedScore::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string to_json(const FaithfulnessResult& r) {
    return Json{{"n", r.n}, {"default", r.default_fast}, {"default_tested", r.default_tested}, {"fingerprint", r.fingerprint}, {"measured", r.measured},
                {"seed", r.seed}, {"models", r.models}, {"problems", r.problems}, {"chains", r.chains}, {"skipped", r.skipped}, {"curves", r.curves},
                {"far_curves", r.far_curves}, {"headless", r.headless}, {"above_chance", above_chance(r)}, {"methods", json_of(r, r.methods)}, {"baselines", json_of(r, r.baselines)}}
        .dump(2);
}

std::optional<FaithfulnessResult> parse_faithfulness(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        FaithfulnessResult r;
        r.n = json.at("n").get<int>();
        r.default_fast = json.at("default").get<std::string>();
        r.default_tested = json.at("default_tested").get<std::string>();
        r.fingerprint = json.at("fingerprint").get<std::string>();
        r.measured = json.at("measured").get<std::string>();
        r.seed = json.at("seed").get<std::uint64_t>();
        r.models = json.at("models").get<int>();
        r.problems = json.at("problems").get<int>();
        r.chains = json.at("chains").get<int>();
        r.skipped = json.at("skipped").get<int>();
        r.curves = json.at("curves").get<int>();
        r.far_curves = json.at("far_curves").get<int>();
        r.headless = json.at("headless").get<int>();
        r.methods = scores_of(json.at("methods"));
        r.baselines = scores_of(json.at("baselines"));
        return r;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

std::string to_table(const FaithfulnessResult& r) {
    return fmt::format("{} steps with known parents in {} of {} chains{}; {} more have no wrong candidate and do not count.\n"
                       "Sources are ranked by weight per token; by mass: by weight times tokens. strict: plan and restatements count as wrong.\n"
                       "[low, high]: 95 %, by the bootstrap over {}.\n"
                       "Curves over {} steps, nats per token, deletion good when low, insertion when high; far: the {} of them whose nearest source is no parent.\n\n"
                       "{:<20} {:<8} {:<21}  {:<21}  {:<24}  {:<11}  {:<11}  {:>7} {:>7}  {:>7} {:>7} {:>8}\n",
                       r.n, r.chains, r.problems, r.models > 1 ? fmt::format(" of {} untrained models", r.models) : "", r.skipped, r.models > 1 ? "models and their problems" : "problems", r.curves,
                       r.far_curves, "method", "grade", "top1", "ap", "top1 over chance", "strict", "by mass", "delete", "insert", "far del", "far ins", "s/chain") +
           rows(r, r.methods) + "\n" + rows(r, r.baselines) + "\n" + chance_line(r) +
           fmt::format("Defaults: {} (reads the trace), {} (tests).\n", r.default_fast, r.default_tested);
}

Trust trust_in(const FaithfulnessResult& r) {
    const auto share = [](const NamedScore* one) { return one ? std::optional(Trust::Share{one->name, one->score.top1}) : std::nullopt; };
    Trust trust;
    const bool none = r.headless > 0 && r.headless == r.chains;  // the fast method named nothing
    if (!none) trust.fast = share(find(r.methods, r.default_fast));
    trust.tested = share(find(r.methods, r.default_tested));
    if (const NamedScore* chance = find(r.baselines, "random")) trust.chance = chance->score.top1;
    trust.steps = r.n;
    trust.problems = r.problems;
    trust.measured = r.measured;
    return trust;
}

std::vector<std::string> above_chance(const FaithfulnessResult& r) {
    std::vector<std::string> names;
    for (const NamedScore& one : r.methods)
        if (one.score.over_chance_range.low > 0) names.push_back(one.name);
    return names;
}

std::optional<FaithfulnessResult> known_faithfulness(const std::string& fingerprint, const fs::path& model_folder) {
    if (fingerprint.empty()) return std::nullopt;
    for (const fs::path& file : {kept(fingerprint), model_folder / "reasonscope-faithfulness.json"}) {
        std::error_code none;
        if (!fs::is_regular_file(file, none)) continue;
        const auto text = read_file(file);
        if (!text) continue;
        if (auto found = parse_faithfulness(*text); found && found->fingerprint == fingerprint) return found;
    }
    return std::nullopt;
}

Status store_faithfulness(const FaithfulnessResult& result) {
    if (result.fingerprint.empty()) return bad_input("A measurement without a model's fingerprint cannot be kept.");
    const fs::path file = kept(result.fingerprint);
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    if (failed) return failure("The folder '{}' cannot be made: {}.", file.parent_path().string(), failed.message());
    return write_file(file, to_json(result) + "\n");
}

Status note_faithfulness(SessionWriter& session, RunId run, const std::optional<FaithfulnessResult>& known) {
    if (!known) return {};
    return session.set_result(run, kTrustKind, "", to_json(trust_in(*known)));
}

Status note_faithfulness(SessionWriter& session, const SessionReader& reader, const FaithfulnessResult& known) {
    const auto runs = reader.runs();
    if (!runs) return tl::unexpected(runs.error());
    for (const RunSummary& run : *runs) {
        if (run.start.fingerprint != known.fingerprint) continue;
        if (const Status done = note_faithfulness(session, run.id, known); !done) return done;
    }
    return {};
}

std::optional<Trust> known_trust(const SessionReader& reader, RunId run) {
    const auto summary = reader.run(run);
    if (!summary) return std::nullopt;
    const auto known = known_faithfulness(summary->start.fingerprint, summary->start.model_path);
    return known ? std::optional(trust_in(*known)) : std::nullopt;
}

}  // namespace reasonscope
