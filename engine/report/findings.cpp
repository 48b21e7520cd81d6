#include "report/findings.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "report/words.h"

namespace reasonscope {
namespace {

constexpr float kNearlyTaken = 0.05F;  // an alternative below this is no place where the model "nearly" went elsewhere

std::vector<Step> plain_steps(const Report& report) {
    std::vector<Step> steps;
    for (const ReportStep& step : report.steps) steps.push_back(step.stored.step);
    return steps;
}

std::vector<Channel> channels_of(const Report& report) {
    std::vector<Channel> channels;
    for (const MethodMatrix& stored : report.matrices) {
        EvidenceGrade grade = EvidenceGrade::Observed;
        for (const ReportStep& step : report.steps)
            for (const Edge& edge : step.sources)
                if (edge.method == stored.method && grade != EvidenceGrade::Tested) grade = edge.grade;
        channels.push_back({stored.method, grade, stored.matrix});
    }
    return channels;
}

}  // namespace

std::vector<StepId> find_abandoned(const Report& report) {
    std::vector<Edge> edges;
    for (const ReportStep& step : report.steps)
        std::ranges::copy_if(step.sources, std::back_inserter(edges), [&](const Edge& e) { return e.method == report.tree_method; });
    const std::vector<bool> abandoned = abandoned_steps(edges, plain_steps(report));
    std::vector<StepId> found;
    for (std::size_t i = 0; i < abandoned.size(); ++i)
        if (abandoned[i]) found.push_back(report.steps[i].stored.step.id);
    return found;
}

std::string choose_method(const std::vector<ReportStep>& steps, StepId root) {
    struct Candidate {
        std::string method;
        bool at_root = false, tested = false;
    };
    std::vector<Candidate> candidates;
    for (const ReportStep& step : steps) {
        for (const Edge& edge : step.sources) {
            auto found = std::ranges::find(candidates, edge.method, &Candidate::method);
            if (found == candidates.end()) found = candidates.insert(candidates.end(), Candidate{.method = edge.method});
            found->at_root |= edge.step == root;
            found->tested |= edge.grade == EvidenceGrade::Tested;
        }
    }
    const auto best = std::ranges::min_element(candidates, {}, [](const Candidate& c) { return std::tuple(!c.at_root, !c.tested, method_rank(c.method), c.method); });
    return best == candidates.end() ? std::string() : best->method;
}

std::vector<double> even_flow(std::span<const ReportStep> steps, StepId root) {
    StepMatrix even(static_cast<int>(steps.size()));
    for (int r = 1; r < even.n; ++r) {
        if (steps[static_cast<std::size_t>(r)].stored.step.source == StepSource::Prompt) continue;
        for (int c = 0; c < r; ++c) even.at(r, c) = 1.0F;
    }
    return weight_flow(even, root);
}

std::vector<Influence> find_influences(const Report& report, std::size_t limit) {
    if (report.tree.empty() || report.tree_method.empty()) return {};
    const StepId root = report.tree.front().step;
    StepMatrix weights(static_cast<int>(report.steps.size()));
    const auto stored = std::ranges::find(report.matrices, report.tree_method, &MethodMatrix::method);
    if (stored != report.matrices.end() && stored->matrix.n == weights.n) {
        weights = stored->matrix;
    } else {
        for (const ReportStep& step : report.steps) {
            for (const Edge& edge : step.sources) {
                if (edge.method == report.tree_method) weights.at(edge.step.value, edge.source.value) = edge.weight;
            }
        }
    }
    const std::vector<double> flow = weight_flow(weights, root);
    const std::vector<double> even = even_flow(report.steps, root);
    const std::vector<Importance> together = step_importances(independent(channels_of(report)), plain_steps(report), root);
    std::vector<Influence> found;
    for (const ProvenanceNode& node : report.tree) {
        if (node.parent < 0) continue;
        const auto i = static_cast<std::size_t>(node.step.value);
        Influence influence;
        influence.step = node.step;
        influence.share = flow[i];
        influence.control = even[i];
        influence.used_by = report.tree[static_cast<std::size_t>(node.parent)].step;
        influence.weight = node.weight;
        if (const Edge* edge = find_edge(report, influence.used_by, node.step, report.tree_method)) {
            influence.edge_control = edge->control;
            influence.grade = edge->grade;
        }
        influence.agreement = agreement_of(support_of(find_step(report, influence.used_by)->sources, influence.used_by, node.step), influence.used_by);
        if (i < together.size()) influence.all_methods = together[i];
        if (influence.share > influence.control) found.push_back(influence);
    }
    std::ranges::sort(found, [](const Influence& a, const Influence& b) { return a.share != b.share ? a.share > b.share : a.control != b.control ? a.control < b.control : a.step < b.step; });
    if (found.size() > limit) found.resize(limit);
    return found;
}

Confidence find_confidence(const Report& report) {
    Confidence confidence;
    double sum = 0;
    int tokens = 0;
    for (const ReportStep& step : report.steps) {
        const Step& stored = step.stored.step;
        if (!step.traced || stored.source == StepSource::Prompt) continue;
        if (!confidence.lowest || step.mean_probability < confidence.lowest_probability) {
            confidence.lowest = stored.id;
            confidence.lowest_probability = step.mean_probability;
        }
        if (stored.source != StepSource::Answer) continue;
        const int size = stored.last.value - stored.first.value;
        sum += static_cast<double>(step.mean_probability) * size;
        tokens += size;
    }
    if (tokens > 0) confidence.answer = static_cast<float>(sum / tokens);
    return confidence;
}

std::vector<ReportDecision> find_decisions(const Report& report) {
    std::vector<TokenUncertainty> tokens;
    for (const TokenRow& token : report.tokens) {
        if (!token.generated) continue;
        TokenUncertainty uncertainty{.position = token.position, .entropy = token.entropy, .probability = token.probability};
        for (const Alternative& alternative : token.alternatives) {
            if (alternative.id == token.id || alternative.probability <= uncertainty.best_alternative_probability) continue;
            uncertainty.best_alternative = alternative.id;
            uncertainty.best_alternative_probability = alternative.probability;
        }
        tokens.push_back(uncertainty);
    }
    std::vector<ReportDecision> found;
    for (const DecisionPoint& point : decision_points(tokens, plain_steps(report))) {
        if (point.alternative_probability < kNearlyTaken) continue;
        ReportDecision decision{.point = point, .taken = {}, .alternative = {}};
        const auto token = std::ranges::find(report.tokens, point.position, &TokenRow::position);
        if (token != report.tokens.end()) {
            decision.taken = token->text;
            for (std::size_t i = 0; i < token->alternatives.size() && i < token->alternative_texts.size(); ++i) {
                if (token->alternatives[i].id == point.alternative_id) decision.alternative = token->alternative_texts[i];
            }
        }
        found.push_back(std::move(decision));
    }
    return found;
}

}  // namespace reasonscope
