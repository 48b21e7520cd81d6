// What the report can't show, in plain sentences.

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/family.h"
#include "report/findings.h"
#include "report/text.h"
#include "report/words.h"
#include "store/method_products.h"

namespace reasonscope {

namespace {

/// "rules on the words and a classifier trained on labelled traces".
std::string judges_of(const Report& report) {
    std::array<bool, 4> judges{};
    for (const ReportStep& step : report.steps) judges[static_cast<std::size_t>(step.stored.step.judge)] = true;
    const auto [unknown, rules, classifier, labels] = judges;
    std::vector<std::string> names;
    if (rules) names.push_back(report.say("rules on the words"));
    if (classifier) names.push_back(report.say("a classifier trained on labelled traces"));
    if (labels) names.push_back(report.say("the labels of the file that was read"));
    if (names.empty()) names.push_back(report.say("the words"));
    return fmt::format("{}", fmt::join(names, report.say(" and ")));
}

}  // namespace

std::vector<std::string> find_limits(const Report& report) {
    std::vector<std::string> limits;
    if (std::string unfinished = unfinished_sentence(report); !unfinished.empty()) limits.push_back(std::move(unfinished));
    if (const auto without = report.branch ? parse_without(report.branch->detail) : std::nullopt)
        limits.push_back(report.say("This run was written without {}: it shows what the model does without them, not what the whole model does.", places_words(report, without->places)));
    if (report.steps.empty()) limits.emplace_back(report.say("No steps were stored for this run, so there is no tree."));

    if (report.options.evidence != EvidenceChoice::All) {
        limits.push_back(report.options.evidence == EvidenceChoice::Tested
                             ? report.say("Only tested evidence was asked for; edges of another grade are left out, and trees and shares are made without them.")
                             : report.say("Only observed evidence was asked for; edges of another grade are left out, and trees and shares are made without them."));
    }

    std::array<bool, 3> grades{};
    for (const ReportStep& step : report.steps)
        for (const Edge& edge : step.sources) grades[static_cast<std::size_t>(edge.grade)] = true;
    const auto [observed, tested, labelled] = grades;
    if (labelled) {
        limits.push_back(report.say("Weights marked labelled came with the trace: a reader's judgement, not a measurement of the model."));
    }
    if (observed && !tested) {
        limits.push_back(report.say("Every weight here is observed, not tested: it says what the model looked at or was sensitive to in this one run. Nothing "
                            "was changed and run again to see whether the answer changes."));
    } else if (observed) {
        limits.push_back(report.say("Weights marked observed say what the model looked at or was sensitive to in this one run; only those marked tested come "
                            "from changing something and running again."));
    }
    const bool attention = std::ranges::find(report.methods, "attention") != report.methods.end();
    const bool gradient = std::ranges::find(report.methods, "gradient") != report.methods.end();
    if (attention) limits.push_back(report.say("Attention is not causation: a step can be looked at and not used.") + std::string(report.between()) + method_sentence(report, "attention"));
    if (gradient) {
        limits.push_back(method_sentence(report, "gradient") + std::string(report.between()) +
                         report.say("It is a local, first-order measure: it says how a very small change would act, not what happens when a step is taken away."));
    }
    for (const std::string& method : report.methods) {
        if (method != "attention" && method != "gradient") limits.push_back(method_sentence(report, method));
    }
    const auto rounded = [](const StoredResult& result) { return result.kind == kProductsKind && result.json.find(kRoundedProducts) != std::string::npos; };
    if (std::ranges::any_of(report.results, rounded)) {
        limits.push_back(report.say("Suppression multiplied differences from the unchanged run in bf16: small effects are off by about a thousandth of themselves; "
                                    "those of 0.01 nats and more were measured again without rounding."));
    }
    const bool weighted = observed || tested || labelled;
    if ((observed || tested) && !report.trust.empty()) limits.push_back(report.say("How far to trust the edges: {}.", one_line(report.trust)));
    if (weighted) {
        limits.push_back(report.say("The random control of a weight is what a source would get if the step's weight were shared evenly by all earlier steps. "
                            "Weights near or below their control are no evidence. Only the strongest edges of each step are kept; each step stands once "
                            "in the tree, under the step that rests on it most."));
        limits.push_back(report.say("The share of a step follows all stored weights back from the root and adds up over all ways, so shares of different steps "
                            "overlap and don't sum to 100 %."));
    } else if (!report.steps.empty()) {
        limits.push_back(report.say("No step-to-step weights were stored for this run, so the report can't say what rests on what."));
    }

    const auto generated = std::ranges::count_if(report.tokens, &TokenRow::generated);
    const auto traced = std::ranges::count_if(report.tokens, [](const TokenRow& t) { return t.generated && t.probability > 0; });
    if (generated > 0 && traced == 0) {
        limits.push_back(report.say("Tracing was off: probabilities, entropies, alternatives and experts were not recorded."));
    } else if (traced < generated) {
        limits.push_back(report.say("{} of {} generated tokens have no trace.", count(generated - traced), count(generated)));
    }
    if (traced > 0) {
        limits.push_back(report.say("Probabilities are the model's own at temperature 1, before any sampling filter. A confident model can be wrong. Alternatives "
                            "are the tokens it might have written next; where they would have led was not explored."));
    }
    if (!report.experts.empty()) {
        limits.push_back(report.say("Expert shares are counts of choices against an even share. A short step makes few choices, so a large factor there can be "
                            "chance. A shared expert works on every token and is not listed."));
    } else if (report.model.experts > 0) {
        limits.push_back(report.say("The model has experts, but this run did not record which ones worked."));
    }
    if (!report.claims.empty()) {
        limits.push_back(report.say("Claims about numbers are worked out one by one and exactly: a verified one says that its two sides are equal, not that it is "
                            "to the point. Claims with unknowns, words or commands that are no arithmetic can't be checked."));
    }
    if (!report.steps.empty()) {
        limits.push_back(report.say("Steps are sentences and their classes come from {}; both can be wrong. The written thinking need not be what the model computed inside.",
                                    judges_of(report)));
    }
    return limits;
}

}  // namespace reasonscope
