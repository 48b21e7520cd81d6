#include "reason/step_classifier.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "reason/step_features.h"

namespace reasonscope {
namespace {

constexpr std::string_view kHeading = "reasonscope step classifier 1";

std::string row(std::string_view label, const ClassScores& scores) {
    std::string line;
    for (const double s : scores) line += fmt::format("{:.3f} ", s);
    return line += fmt::format("{}\n", label);
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

/// A number and the space behind it, taken off the front of `line`.
std::optional<double> take_number(std::string_view& line) {
    double value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    const auto used = static_cast<std::size_t>(end - line.data());
    if (error != std::errc() || used >= line.size() || line[used] != ' ' || !std::isfinite(value)) return std::nullopt;
    line.remove_prefix(used + 1);
    return value;
}

/// Eight numbers; what remains of `line` is the label.
std::optional<ClassScores> take_row(std::string_view& line) {
    ClassScores scores;
    for (double& s : scores) {
        const auto value = take_number(line);
        if (!value) return std::nullopt;
        s = *value;
    }
    return scores;
}

/// The bundled model writes "Find z. Use z = y * 2." and nothing longer; a sentence of a larger model is long now and then.
bool is_terse(std::span<const std::string_view> steps) {
    constexpr std::size_t kMean = 40, kLongest = 90;
    std::size_t bytes = 0, longest = 0;
    for (const std::string_view step : steps) bytes += step.size(), longest = std::max(longest, step.size());
    return longest <= kLongest && bytes <= kMean * steps.size();
}

bool names_its_class(std::string_view step) { return step.starts_with("Check:") || step.starts_with("The answer is "); }

}  // namespace

StepClassifier::StepClassifier(Weights weights, const ChainScores& chain, double temperature)
    : weights_(std::move(weights)), chain_(chain), temperature_(temperature) {}

Result<StepClassifier> StepClassifier::parse(std::string_view text) {
    if (take_line(text) != kHeading) return bad_input("This is no step classifier of format 1; make one with 'reasonscope train-classifier'.");
    Weights weights;
    ChainScores chain;
    double temperature = 0;
    for (std::size_t number = 2; !text.empty(); ++number) {
        std::string_view line = take_line(text);
        const auto broken = [&] { return bad_input("Line {} of the step classifier is damaged; make it anew with 'reasonscope train-classifier'.", number); };
        if (number == 2) {
            const auto value = take_number(line);
            if (!value || *value <= 0 || line != "temperature") return broken();
            temperature = *value;
            continue;
        }
        const auto scores = take_row(line);
        if (!scores || line.empty()) return broken();
        if (number == 3) chain.first = *scores;
        else if (number == 4) chain.last = *scores;
        else if (number < 5 + kChainClasses) chain.follows[number - 5] = *scores;
        else weights.insert_or_assign(std::string(line), *scores);
    }
    if (weights.empty()) return bad_input("The step classifier ends early; make it anew with 'reasonscope train-classifier'.");
    return StepClassifier(std::move(weights), chain, temperature);
}

std::string StepClassifier::text() const {
    std::string out = fmt::format("{}\n{:.3f} temperature\n", kHeading, temperature_);
    out += row("first", chain_.first) + row("last", chain_.last);
    for (std::size_t k = 0; k < kChainClasses; ++k) out += row(fmt::format("after {}", kStepClassNames[k]), chain_.follows[k]);
    for (const auto& [feature, scores] : weights_) out += row(feature, scores);
    return out;
}

std::vector<ClassScores> StepClassifier::probabilities(std::span<const std::string_view> steps) const {
    std::vector<ClassScores> scores;
    for (const StepFeatures& features : step_features(steps)) {
        ClassScores sum{};
        for (const auto& [feature, value] : features) {
            const auto weight = weights_.find(feature);
            if (weight == weights_.end()) continue;
            for (std::size_t k = 0; k < kChainClasses; ++k) sum[k] += static_cast<double>(value) * weight->second[k];
        }
        scores.push_back(sum);
    }
    auto found = chain_marginals(chain_, scores).at;
    for (ClassScores& p : found) p = at_temperature(p, temperature_);
    return found;
}

std::vector<Classified> StepClassifier::classify(std::span<const std::string_view> steps) const {
    std::vector<Classified> found;
    for (const ClassScores& p : probabilities(steps)) {
        const auto best = std::ranges::max_element(p);
        found.push_back({static_cast<StepClass>(best - p.begin()), static_cast<float>(*best), StepJudge::Classifier});
    }
    return found;
}

ClassScores at_temperature(const ClassScores& probabilities, double temperature) {
    ClassScores out;
    double sum = 0;
    for (std::size_t k = 0; k < kChainClasses; ++k) sum += out[k] = std::pow(std::max(probabilities[k], 1e-12), 1 / temperature);
    for (double& p : out) p /= sum;
    return out;
}

std::vector<Classified> classify_thinking(std::span<const std::string_view> steps, const StepClassifier* classifier) {
    const bool learned = classifier && !is_terse(steps);
    auto found = learned ? classifier->classify(steps) : std::vector<Classified>(steps.size());
    std::size_t all = 0, before = 0;
    for (const std::string_view step : steps) all += step.size();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double place = static_cast<double>(before) / static_cast<double>(std::max<std::size_t>(1, all));
        if (!learned || names_its_class(steps[i])) found[i] = classify(steps[i], StepSource::Thinking, place);
        before += steps[i].size();
    }
    return found;
}

}  // namespace reasonscope
