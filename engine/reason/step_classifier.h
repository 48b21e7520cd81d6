#pragma once
// The learned classifier of steps: a linear-chain conditional random field over readable features (docs/step-classes.md). It knows no
// file: a caller passes the text of one, engine/pipeline finds the one in resources/classifier.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reason/chain.h"
#include "reason/segment.h"

namespace reasonscope {

/// Immutable once made; every method may be called from any thread.
class StepClassifier {
public:
    using Weights = std::map<std::string, ClassScores, std::less<>>;

    /// Reads what text() wrote. BadInput, with the line, for anything else.
    static Result<StepClassifier> parse(std::string_view text);
    /// `temperature` > 0 divides log probabilities: above 1 it makes an overconfident classifier modest.
    StepClassifier(Weights weights, const ChainScores& chain, double temperature);

    /// Class and calibrated probability of every step of one thinking text, in order. The pieces carry their white space.
    [[nodiscard]] std::vector<Classified> classify(std::span<const std::string_view> steps) const;
    /// The probability of every class before the most probable one is taken; rows sum to one.
    [[nodiscard]] std::vector<ClassScores> probabilities(std::span<const std::string_view> steps) const;

    /// The classifier as a text of lines, three decimals a weight.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::size_t features() const { return weights_.size(); }

private:
    Weights weights_;
    ChainScores chain_;
    double temperature_ = 1;
};

/// Probabilities at another temperature: each to the power 1 / temperature, sum one again.
ClassScores at_temperature(const ClassScores& probabilities, double temperature);

/// Classes of the steps of one thinking text. The rules of classify() decide without a classifier, where the text is the terse talk
/// of the bundled model (short sentences throughout), and for sentences that name their class ("Check: ...", "The answer is ...").
std::vector<Classified> classify_thinking(std::span<const std::string_view> steps, const StepClassifier* classifier);

}  // namespace reasonscope
