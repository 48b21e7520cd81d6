// What the routing and the knock-outs of a run say, in sentences with their baselines.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reason/experts.h"
#include "report/family.h"
#include "report/findings.h"
#include "report/palette.h"
#include "report/words.h"
#include "store/knockout_record.h"

namespace reasonscope {
namespace {

constexpr double kBelieved = 0.05;   // corrected chance of what is called a finding
constexpr std::size_t kFindings = 5;
constexpr int kShuffles = 499;

std::string chance(double p) { return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p); }

void add_load(const Report& report, std::vector<std::string>& facts, const ExpertAnalysis& analysis) {
    const auto busiest = std::ranges::max_element(analysis.run.layers, {}, &LayerUse::max_over_mean);
    const auto expert = std::ranges::max_element(busiest->count) - busiest->count.begin();
    int dead = 0;
    double least = 1;
    for (const LayerUse& layer : analysis.run.layers) {
        dead += layer.dead;
        least = std::min(least, layer.entropy);
    }
    facts.push_back(report.say("The busiest is expert {} of layer {} with {} of an even load. Load entropy is at least {} in every layer (1 is even); {} of {} experts were hardly used "
                                "(less than a tenth of an even load).",
                                expert, busiest->layer, times(busiest->max_over_mean), figure(least), dead, analysis.run.layers.size() * static_cast<std::size_t>(analysis.experts)));
}

void add_classes(const Report& report, std::vector<std::string>& facts, const ExpertAnalysis& analysis) {
    if (analysis.information.empty()) return;
    const auto most = std::ranges::min_element(analysis.information, [](const ClassInformation& a, const ClassInformation& b) {
        return a.p != b.p ? a.p < b.p : a.nats > b.nats;
    });
    const double corrected = std::min(1.0, most->p * static_cast<double>(analysis.information.size()));
    facts.push_back(report.say("Experts and step classes share most in layer {}: {:.3f} nats against {:.3f} by chance ({}; {} after correction for {} layers), tested by shuffling the "
                                "classes of whole steps.",
                                most->layer, most->nats, most->chance, chance(most->p), chance(corrected), analysis.information.size()));
    std::size_t shown = 0;
    for (const Enrichment& cell : analysis.enrichments) {
        if (cell.q > kBelieved || shown == kFindings) break;
        facts.push_back(report.say("Layer {} expert {} is {} on {} steps: {} of their tokens use it, {} as often as over the whole run (q = {:.3f}).", cell.layer, cell.expert,
                                    cell.log_ratio > 0 ? report.say("preferred") : report.say("avoided"), report.word(class_label(cell.cls)), percent(cell.share), times(std::exp(cell.log_ratio)), cell.q));
        ++shown;
    }
    if (shown == 0) facts.push_back(report.say("No single expert differs between step classes beyond chance (q above {:.2f} for all {} cells).", kBelieved, analysis.enrichments.size()));
}

void add_likeness(const Report& report, std::vector<std::string>& facts, const ExpertAnalysis& analysis) {
    const std::size_t n = analysis.steps.size();
    if (n < 3) return;
    std::size_t odd = 0;
    double least = 2, all = 0;
    for (std::size_t a = 0; a < n; ++a) {
        double sum = 0;
        for (std::size_t b = 0; b < n; ++b) sum += a == b ? 0.0 : static_cast<double>(analysis.likeness[a * n + b]);
        const double mean = sum / static_cast<double>(n - 1);
        all += mean / static_cast<double>(n);
        if (mean < least) least = mean, odd = a;
    }
    facts.push_back(report.say("Step {} was routed least like the others: likeness {} on average, {} over all pairs (1 less the Jensen-Shannon divergence of the expert histograms; short "
                                "steps differ by chance).",
                                analysis.steps[odd].id, figure(least), figure(all)));
}

std::string knockout_fact(const Report& report, const KnockoutRecord& record) {
    std::string text = report.say("Tested: without {} the answer's log-probability changes by {:+.3f} nats", places_words(report, record.places), record.effect.answer_change);
    if (record.control_places) text += report.say("; without {}, drawn at random with about the same load, by {:+.3f}", places_words(report, *record.control_places), record.control.answer_change);
    text += report.say(".");
    const auto most = std::ranges::max_element(record.effect.divergence);
    if (most == record.effect.divergence.end() || *most <= 0) return text;
    const auto step = static_cast<std::size_t>(most - record.effect.divergence.begin());
    text += report.between();
    if (record.control_places && step < record.control.divergence.size())
        return text + report.say("Step {} changes most (KL {:.3f} nats, {:.3f} by the random one).", step, *most, record.control.divergence[step]);
    return text + report.say("Step {} changes most (KL {:.3f} nats).", step, *most);
}

}  // namespace

std::vector<std::string> find_expert_facts(const Report& report) {
    std::vector<std::string> facts;
    if (!report.routing.empty()) {
        std::vector<Step> steps;
        for (const ReportStep& step : report.steps) steps.push_back(step.stored.step);
        const ExpertAnalysis analysis = analyse_experts(report.routing, steps, {.shuffles = kShuffles, .seed = 1});
        add_load(report, facts, analysis);
        add_classes(report, facts, analysis);
        add_likeness(report, facts, analysis);
    }
    for (const StoredResult& result : report.results) {
        if (result.kind != kKnockoutKind) continue;
        if (const auto record = parse_knockout(result.json)) facts.push_back(knockout_fact(report, *record));
    }
    return facts;
}

}  // namespace reasonscope
