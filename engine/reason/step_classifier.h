#pragma once
// The learned classifier of steps: a linear-chain conditional random field over readable features and measures, averaged with extremely
// randomised trees (docs/step-classes.md). It knows no file: a caller passes the text of one, engine/pipeline finds the one in resources/classifier.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reason/chain.h"
#include "reason/forest.h"
#include "reason/segment.h"
#include "reason/step_inputs.h"

namespace reasonscope {

/// What a classifier consists of.
struct ClassifierParts {
    std::map<std::string, ClassScores, std::less<>> weights;  // of each feature
    std::vector<MeasureScale> scales;                         // of each measure, or none
    std::vector<ClassScores> measure_weights;                 // as many
    ChainScores chain;
    std::vector<std::string> inputs;  // features that the trees read behind the measures
    std::vector<Tree> forest;         // may be empty: the chain decides alone
    double temperature = 1;           // above 0; divides log probabilities: above 1 it makes an overconfident classifier modest
};

/// Immutable once made; every method may be called from any thread.
class StepClassifier {
public:
    /// Reads what text() wrote. BadInput, with the line, for anything else.
    static Result<StepClassifier> parse(std::string_view text);
    explicit StepClassifier(ClassifierParts parts) : parts_(std::move(parts)) {}

    /// Class and calibrated probability of every step of one thinking text, in order. The pieces carry their white space.
    [[nodiscard]] std::vector<Classified> classify(std::span<const std::string_view> steps) const;
    /// The probability of every class before the most probable one is taken; rows sum to one.
    [[nodiscard]] std::vector<ClassScores> probabilities(std::span<const std::string_view> steps) const;

    /// The classifier as a text of lines, three decimals a weight, then the trees.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::size_t features() const { return parts_.weights.size(); }

private:
    ClassifierParts parts_;
};

/// Probabilities at another temperature: each to the power 1 / temperature, sum one again.
ClassScores at_temperature(const ClassScores& probabilities, double temperature);

/// Classes of the steps of one thinking text. The rules of classify() decide without a classifier, where the text is the terse talk
/// of the bundled model (short sentences throughout), and for sentences that name their class ("Check: ...", "The answer is ...").
std::vector<Classified> classify_thinking(std::span<const std::string_view> steps, const StepClassifier* classifier);

}  // namespace reasonscope
