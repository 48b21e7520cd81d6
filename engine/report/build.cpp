// From the rows of a session to a report. Nothing but the reader is asked.

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "report/family.h"
#include "report/findings.h"
#include "report/report.h"
#include "report/words.h"

namespace reasonscope {
namespace {

constexpr std::size_t kInfluences = 5;

ModelShape parse_shape(const std::string& model_json) {
    ModelShape shape;
    const auto json = nlohmann::json::parse(model_json, nullptr, false);
    if (!json.is_object()) return shape;
    const auto number = [&](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_number() ? std::max<std::int64_t>(0, found->get<std::int64_t>()) : std::int64_t{0};
    };
    const auto small = [&](const char* key) {
        return static_cast<int>(std::min<std::int64_t>(number(key), std::numeric_limits<int>::max()));
    };
    shape.layers = small("layers");
    shape.heads = small("heads");
    shape.experts = small("experts");
    shape.experts_per_token = small("experts_per_token");
    shape.first_dense_layers = small("first_dense_layers");
    shape.parameters = number("parameters");
    shape.active_parameters = number("active_parameters");
    return shape;
}

/// Sums up the traced tokens of one step. `tokens` are ordered by position.
void add_figures(ReportStep& step, const std::vector<TokenRow>& tokens) {
    double probability = 0, entropy = 0;
    int traced = 0;
    auto token = std::ranges::lower_bound(tokens, step.stored.step.first, {}, &TokenRow::position);
    for (; token != tokens.end() && token->position < step.stored.step.last; ++token) {
        if (!token->generated) continue;
        step.milliseconds += token->milliseconds;
        if (token->probability <= 0) continue;
        probability += token->probability;
        entropy += token->entropy;
        step.max_entropy = std::max(step.max_entropy, token->entropy);
        ++traced;
    }
    if (traced == 0) return;
    step.traced = true;
    step.mean_probability = static_cast<float>(probability / traced);
    step.mean_entropy = static_cast<float>(entropy / traced);
}

StepId root_of(const std::vector<ReportStep>& steps) {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (step->stored.step.source == StepSource::Answer) return step->stored.step.id;
    }
    return steps.back().stored.step.id;
}

Status add_steps(Report& report, const SessionReader& session, RunId run) {
    const auto steps = session.steps(run);
    if (!steps) return tl::unexpected(steps.error());
    const auto edges = session.edges(run);
    if (!edges) return tl::unexpected(edges.error());
    for (const StoredStep& stored : *steps) {
        ReportStep step;
        step.stored = stored;
        add_figures(step, report.tokens);
        const auto experts = session.expert_loads(run, stored.step.id);
        if (!experts) return tl::unexpected(experts.error());
        if (stored.step.source != StepSource::Prompt) step.experts = *experts;
        report.steps.push_back(std::move(step));
    }
    const auto known = [&](StepId id) { return id.value >= 0 && static_cast<std::size_t>(id.value) < report.steps.size(); };
    const auto wanted = [&](EvidenceGrade grade) {
        const EvidenceChoice choice = report.options.evidence;
        return choice == EvidenceChoice::All || grade == (choice == EvidenceChoice::Tested ? EvidenceGrade::Tested : EvidenceGrade::Observed);
    };
    for (const Edge& edge : *edges) {
        if (wanted(edge.grade) && known(edge.step) && known(edge.source)) report.steps[static_cast<std::size_t>(edge.step.value)].sources.push_back(edge);
    }
    for (ReportStep& step : report.steps) {
        std::ranges::stable_sort(step.sources, [](const Edge& a, const Edge& b) {
            return a.method != b.method ? a.method < b.method : a.weight != b.weight ? a.weight > b.weight : a.source > b.source;
        });
    }
    return {};
}

Status add_matrices(Report& report, const SessionReader& session, RunId run) {
    auto methods = session.methods(run);
    if (!methods) return tl::unexpected(methods.error());
    report.methods = std::move(*methods);
    std::ranges::sort(report.methods);
    if (report.options.evidence != EvidenceChoice::All) {
        std::erase_if(report.methods, [&](const std::string& method) {
            return std::ranges::none_of(report.steps, [&](const ReportStep& step) { return std::ranges::find(step.sources, method, &Edge::method) != step.sources.end(); });
        });
    }
    for (const std::string& method : report.methods) {
        auto matrix = session.matrix(run, method);
        if (!matrix) return tl::unexpected(matrix.error());
        if (*matrix) report.matrices.push_back({method, std::move(**matrix)});
    }
    return {};
}

/// What was measured for the run's model: as is known by now, or as the session says.
Status add_trust(Report& report, const SessionReader& session, RunId run) {
    if (report.options.trust) {
        report.trust = trust_sentence(report, *report.options.trust);
        return {};
    }
    const auto results = session.results(run, kTrustKind);
    if (!results) return tl::unexpected(results.error());
    if (results->empty()) return {};
    if (const auto trust = parse_trust(results->front().json)) {
        report.trust = trust_sentence(report, *trust);
        return {};
    }
    const auto json = nlohmann::json::parse(results->front().json, nullptr, false);  // as older sessions keep it, in English words
    if (json.is_object() && json.contains("sentence") && json["sentence"].is_string()) report.trust = json["sentence"].get<std::string>();
    return {};
}

void add_tree(Report& report) {
    if (report.steps.empty()) return;
    const StepId root = root_of(report.steps);
    report.tree_method = choose_method(report.steps, root);
    std::vector<Edge> edges;
    for (const ReportStep& step : report.steps) {
        std::ranges::copy_if(step.sources, std::back_inserter(edges), [&](const Edge& e) { return e.method == report.tree_method; });
    }
    report.tree = provenance_tree(edges, root);
}

void add_claims(Report& report) {
    for (const ReportStep& step : report.steps) {
        if (step.stored.step.source == StepSource::Prompt) continue;
        for (const Claim& claim : find_claims(step.stored.text))
            report.claims.push_back({step.stored.step.id, claim.verdict, claim.rounded, std::string(slice(step.stored.text, claim.bytes))});
    }
}

Status add_others(Report& report, const SessionReader& session, RunId run) {
    const auto branches = session.branches();
    if (!branches) return tl::unexpected(branches.error());
    if (const auto own = std::ranges::find(*branches, run, &BranchRow::run); own != branches->end()) report.branch = *own;
    if (report.options.branches == BranchChoice::Run) return {};
    ReportOptions options = report.options;
    options.branches = BranchChoice::Run;
    options.trust.reset();  // another run may be of another model
    for (const RunId other : other_runs(*branches, run, report.options.branches)) {
        auto built = build_report(session, other, options);
        if (!built) return tl::unexpected(built.error());
        built->anchor = "r" + std::to_string(other.value) + "-";
        report.others.push_back(std::move(*built));
    }
    return {};
}

}  // namespace

Result<Report> build_report(const SessionReader& session, RunId run, const ReportOptions& options) {
    Report report;
    report.options = options;
    auto summary = session.run(run);
    if (!summary) return tl::unexpected(summary.error());
    report.run = std::move(*summary);
    report.model = parse_shape(report.run.start.model_json);
    auto tokens = session.tokens(run, TokenPos(0), TokenPos(std::numeric_limits<std::int32_t>::max()));
    if (!tokens) return tl::unexpected(tokens.error());
    report.tokens = std::move(*tokens);
    if (const Status done = add_steps(report, session, run); !done) return tl::unexpected(done.error());
    if (const Status done = add_matrices(report, session, run); !done) return tl::unexpected(done.error());
    if (const Status done = add_trust(report, session, run); !done) return tl::unexpected(done.error());
    auto experts = session.expert_loads(run, std::nullopt);
    if (!experts) return tl::unexpected(experts.error());
    report.experts = std::move(*experts);
    auto routing = session.routing(run);
    if (!routing) return tl::unexpected(routing.error());
    report.routing = std::move(*routing);
    auto marks = session.marks(run);
    if (!marks) return tl::unexpected(marks.error());
    report.marks = std::move(*marks);
    auto results = session.results(run);
    if (!results) return tl::unexpected(results.error());
    report.results = std::move(*results);
    if (report.model.experts == 0) {
        for (const ExpertLoad& load : report.experts) report.model.experts = std::max(report.model.experts, load.expert + 1);
    }
    add_tree(report);
    add_claims(report);
    if (const Status done = add_others(report, session, run); !done) return tl::unexpected(done.error());
    report.abandoned = find_abandoned(report);
    report.expert_findings = find_expert_facts(report);
    report.influences = find_influences(report, kInfluences);
    report.confidence = find_confidence(report);
    report.decisions = find_decisions(report);
    report.limits = find_limits(report);
    return report;
}

}  // namespace reasonscope
