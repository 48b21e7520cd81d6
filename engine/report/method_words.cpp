// What each method is called and what it measures.

#include <array>

#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

struct MethodWords {
    std::string_view method, label, sentence;
};

constexpr std::array<MethodWords, 13> kMethods = {{
    {"attention", "Attention",
     "Attention: mean attention weight per token of the source step over all layers, heads and rows of the step, without the first (sink) token and template tokens, normalised over "
     "all earlier steps."},
    {"gradient", "Gradient × attention",
     "Gradient × attention: attention weights times the gradient of the step's log-probability with respect to them, summed over layers, heads and rows, per token of the source step, "
     "normalised over all earlier steps."},
    {"calibrated-heads", "Calibrated heads",
     "Calibrated heads: attention weight per token of the source step in those heads that find known parents on generated problems, weighted by how well they do, normalised over all "
     "earlier steps."},
    {"receiver-heads", "Receiver heads",
     "Receiver heads: attention weight per token of the source step in the heads whose attention concentrates most on single steps, normalised over all earlier steps."},
    {"suppression", "Suppression",
     "Suppression: how far the step's next-token distributions move (KL) when nothing written later may attend to the source step, per token of it, normalised over all earlier steps."},
    {"suppression-direct", "Suppression, direct",
     "Suppression, direct: how far the step's next-token distributions move (KL) when nothing in this step may attend to the source step, per token of it, normalised over all earlier "
     "steps."},
    {"tested-heads", "Heads and suppression",
     "Heads and suppression: the product of the weight by calibrated heads and the effect of suppressing the source step, normalised over all earlier steps."},
    {kEvidenceMethod, "All methods together",
     "All methods together: in each row the sources are ranked by every method that was run, the ranks are averaged, and the weight is one over the mean rank, normalised over all "
     "earlier steps."},
    {"attnlrp", "Relevance (AttnLRP)",
     "Relevance (AttnLRP): how much of the logits of the step's tokens comes from the source step, by layer-wise relevance through attention weights and values, positive part, per "
     "token of the source, normalised over all earlier steps."},
    {"cp-lrp", "Relevance (CP-LRP)",
     "Relevance (CP-LRP): how much of the logits of the step's tokens comes from the source step, by layer-wise relevance through values alone, positive part, per token of the source, "
     "normalised over all earlier steps."},
    {"depends-on", "Labels",
     "Labels: what a reader said each step depends on, as it came with the trace; each label of a step has the same weight."},
    {"flow-routes", "Flow routes",
     "Flow routes: share of the residual stream behind the step's predictions that attention brings in from the source step, per token of it, normalised over all earlier steps."},
    {"exchange", "Exchange",
     "Exchange: how far the step's next-token distributions move (KL) when the numbers and words of the source step are replaced by others of the same shape, per token of the source, "
     "mean of four draws, normalised over all earlier steps."},
}};

const MethodWords* find_method(std::string_view method) {
    for (const MethodWords& known : kMethods)
        if (known.method == method) return &known;
    return nullptr;
}

}  // namespace

std::vector<std::string_view> known_methods() {
    std::vector<std::string_view> methods;
    for (const MethodWords& known : kMethods) methods.push_back(known.method);
    return methods;
}

std::string method_label(const Report& report, std::string_view method) {
    const MethodWords* known = find_method(method);
    return known ? report.word(known->label) : one_line(method);
}

std::string method_sentence(const Report& report, std::string_view method) {
    if (const MethodWords* known = find_method(method)) return report.word(known->sentence);
    return report.say("{}: weights as stored in the session, normalised over all earlier steps.", one_line(method));
}

}  // namespace reasonscope
