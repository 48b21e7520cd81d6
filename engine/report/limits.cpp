// What the report can't show, in plain sentences.

#include <algorithm>

#include <fmt/format.h>

#include "report/findings.h"
#include "report/text.h"
#include "report/words.h"
#include "store/method_products.h"

namespace reasonscope {

std::vector<std::string> find_limits(const Report& report) {
    std::vector<std::string> limits;
    if (std::string unfinished = unfinished_sentence(report); !unfinished.empty()) limits.push_back(std::move(unfinished));
    if (report.steps.empty()) limits.emplace_back("No steps were stored for this run, so there is no tree.");

    if (report.options.evidence != EvidenceChoice::All) {
        limits.push_back(fmt::format("Only {} evidence was asked for; edges of the other grade are left out, and trees and shares are made without them.",
                                     report.options.evidence == EvidenceChoice::Tested ? "tested" : "observed"));
    }

    bool observed = false, tested = false;
    for (const ReportStep& step : report.steps) {
        for (const Edge& edge : step.sources) (edge.grade == EvidenceGrade::Tested ? tested : observed) = true;
    }
    if (observed && !tested) {
        limits.emplace_back("Every weight here is observed, not tested: it says what the model looked at or was sensitive to in this one run. Nothing "
                            "was changed and run again to see whether the answer changes.");
    } else if (observed) {
        limits.emplace_back("Weights marked observed say what the model looked at or was sensitive to in this one run; only those marked tested come "
                            "from changing something and running again.");
    }
    const bool attention = std::ranges::find(report.methods, "attention") != report.methods.end();
    const bool gradient = std::ranges::find(report.methods, "gradient") != report.methods.end();
    if (attention) limits.emplace_back("Attention is not causation: a step can be looked at and not used. " + method_sentence("attention"));
    if (gradient) {
        limits.push_back(method_sentence("gradient") + " It is a local, first-order measure: it says how a very small change would act, not what "
                                                       "happens when a step is taken away.");
    }
    for (const std::string& method : report.methods) {
        if (method != "attention" && method != "gradient") limits.push_back(method_sentence(method));
    }
    const auto rounded = [](const StoredResult& result) { return result.kind == kProductsKind && result.json.find(kRoundedProducts) != std::string::npos; };
    if (std::ranges::any_of(report.results, rounded)) {
        limits.emplace_back("Suppression multiplied differences from the unchanged run in bf16: small effects are off by about a thousandth of themselves; "
                            "those of 0.01 nats and more were measured again without rounding.");
    }
    if ((observed || tested) && !report.trust.empty()) limits.push_back("How far to trust the edges: " + one_line(report.trust) + ".");
    if (observed || tested) {
        limits.emplace_back("The random control of a weight is what a source would get if the step's weight were shared evenly by all earlier steps. "
                            "Weights near or below their control are no evidence. Only the strongest edges of each step are kept; each step stands once "
                            "in the tree, under the step that rests on it most.");
        limits.emplace_back("The share of a step follows all stored weights back from the root and adds up over all ways, so shares of different steps "
                            "overlap and don't sum to 100 %.");
    } else if (!report.steps.empty()) {
        limits.emplace_back("No step-to-step weights were stored for this run, so the report can't say what rests on what.");
    }

    const auto generated = std::ranges::count_if(report.tokens, &TokenRow::generated);
    const auto traced = std::ranges::count_if(report.tokens, [](const TokenRow& t) { return t.generated && t.probability > 0; });
    if (generated > 0 && traced == 0) {
        limits.emplace_back("Tracing was off: probabilities, entropies, alternatives and experts were not recorded.");
    } else if (traced < generated) {
        limits.push_back(fmt::format("{} of {} generated tokens have no trace.", count(generated - traced), count(generated)));
    }
    if (traced > 0) {
        limits.emplace_back("Probabilities are the model's own at temperature 1, before any sampling filter. A confident model can be wrong. Alternatives "
                            "are the tokens it might have written next; where they would have led was not explored.");
    }
    if (!report.experts.empty()) {
        limits.emplace_back("Expert shares are counts of choices against an even share. A short step makes few choices, so a large factor there can be "
                            "chance. A shared expert works on every token and is not listed.");
    } else if (report.model.experts > 0) {
        limits.emplace_back("The model has experts, but this run did not record which ones worked.");
    }
    if (!report.claims.empty()) {
        limits.emplace_back("Claims about numbers are worked out one by one and exactly: a verified one says that its two sides are equal, not that it is "
                            "to the point. Claims with unknowns, words or commands that are no arithmetic can't be checked.");
    }
    if (!report.steps.empty()) {
        limits.emplace_back("Steps are sentences and their classes come from rules on the words; both can be wrong. The written thinking need not be "
                            "what the model computed inside.");
    }
    return limits;
}

}  // namespace reasonscope
