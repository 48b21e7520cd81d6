#include "reason/step_classifier.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "reason/step_features.h"

namespace reasonscope {
namespace {

constexpr std::string_view kHeading = "reasonscope step classifier 2";

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

/// A tree in preorder: "input<threshold" for a split, "class:thousandths" for each class that a leaf knows, "." ends a leaf.
std::string tree_text(const Tree& tree) {
    std::string out;
    for (const TreeNode& node : tree) {
        if (node.input >= 0) {
            out += fmt::format("{}<{} ", node.input, node.threshold);
            continue;
        }
        for (std::size_t k = 0; k < kChainClasses; ++k) {
            if (const auto share = std::lround(1000 * node.shares[k]); share > 0) out += fmt::format("{}:{} ", k, share);
        }
        out += ". ";
    }
    out.back() = '\n';
    return out;
}

template <class Number>
bool take(std::string_view& text, Number& value, char behind) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || used >= text.size() || text[used] != behind) return false;
    text.remove_prefix(used + 1);
    return true;
}

/// Adds the nodes that begin at `line`'s front to `tree`. False for anything that tree_text() does not write.
bool take_nodes(std::string_view& line, Tree& tree, std::size_t inputs, int depth) {
    constexpr int kDeepest = 200;
    const std::size_t at = tree.size();
    tree.emplace_back();
    const std::size_t mark = line.find_first_of("<:.");
    if (mark == std::string_view::npos || depth > kDeepest) return false;
    if (line[mark] == '<') {
        std::int32_t input = -1;
        float threshold = 0;
        if (!take(line, input, '<') || !take(line, threshold, ' ') || input < 0 || static_cast<std::size_t>(input) >= inputs) return false;
        tree[at].input = input, tree[at].threshold = threshold;
        if (!take_nodes(line, tree, inputs, depth + 1)) return false;
        tree[at].right = static_cast<std::int32_t>(tree.size());
        return take_nodes(line, tree, inputs, depth + 1);
    }
    while (!line.starts_with(". ")) {
        std::size_t k = 0;
        int share = 0;
        if (!take(line, k, ':') || !take(line, share, ' ') || k >= kChainClasses) return false;
        tree[at].shares[k] = share / 1000.0;
    }
    line.remove_prefix(2);
    return true;
}

/// Reads a classifier's text line by line and remembers where it is.
class ClassifierReader {
public:
    explicit ClassifierReader(std::string_view text) : text_(text) {}

    Result<StepClassifier> read() {
        if (next() != kHeading) return bad_input("This is no step classifier of format 2; make one with 'reasonscope train-classifier'.");
        std::string_view line = next();
        const auto temperature = take_number(line);
        if (!temperature || *temperature <= 0 || line != "temperature") return broken();
        parts_.temperature = *temperature;
        if (!chain() || !features() || !measures() || !trees()) return broken();
        if (!text_.empty()) return bad_input("Line {} of the step classifier is damaged; make it anew with 'reasonscope train-classifier'.", number_ + 1);
        return StepClassifier(std::move(parts_));
    }

private:
    std::string_view next() {
        ++number_;
        return take_line(text_);
    }
    tl::unexpected<Error> broken() const {
        if (text_.empty()) return bad_input("The step classifier ends early; make it anew with 'reasonscope train-classifier'.");
        return bad_input("Line {} of the step classifier is damaged; make it anew with 'reasonscope train-classifier'.", number_);
    }
    std::optional<std::size_t> count(std::string_view what) {
        constexpr std::size_t kMost = 100'000;
        std::string_view line = next();
        std::size_t n = 0;
        if (!take(line, n, ' ') || n > kMost || !line.starts_with(what)) return std::nullopt;
        return n;
    }
    bool chain() {
        const auto into = [&](ClassScores& scores) {
            std::string_view line = next();
            const auto found = take_row(line);
            if (found) scores = *found;
            return found && !line.empty();
        };
        return into(parts_.chain.first) && into(parts_.chain.last) && std::ranges::all_of(parts_.chain.follows, into);
    }
    bool features() {
        const auto n = count("features");
        for (std::size_t i = 0; n && i < *n; ++i) {
            std::string_view line = next();
            const auto scores = take_row(line);
            if (!scores || line.empty()) return false;
            parts_.weights.insert_or_assign(std::string(line), *scores);
        }
        return n && *n > 0;
    }
    bool measures() {
        const auto n = count("measures");
        if (!n || (*n != 0 && *n != measure_names().size())) return false;
        for (std::size_t m = 0; m < *n; ++m) {
            std::string_view line = next();
            const auto mean = take_number(line), deviation = take_number(line);
            const auto scores = take_row(line);
            if (!mean || !deviation || *deviation <= 0 || !scores || line != measure_names()[m]) return false;
            parts_.scales.push_back({*mean, *deviation});
            parts_.measure_weights.push_back(*scores);
        }
        return true;
    }
    bool trees() {
        const auto inputs = count("inputs");
        for (std::size_t i = 0; inputs && i < *inputs; ++i) {
            const std::string_view line = next();
            if (line.empty()) return false;
            parts_.inputs.emplace_back(line);
        }
        const auto n = inputs ? count("trees") : std::nullopt;
        for (std::size_t t = 0; n && t < *n; ++t) {
            const std::string line = std::string(next()) + ' ';
            std::string_view rest = line;
            if (!take_nodes(rest, parts_.forest.emplace_back(), 4 * measure_names().size() + parts_.inputs.size(), 0) || !rest.empty()) return false;
        }
        return n.has_value();
    }

    std::string_view text_;
    std::size_t number_ = 0;
    ClassifierParts parts_;
};

/// The bundled model writes "Find z. Use z = y * 2." and nothing longer; a sentence of a larger model is long now and then.
bool is_terse(std::span<const std::string_view> steps) {
    constexpr std::size_t kMean = 40, kLongest = 90;
    std::size_t bytes = 0, longest = 0;
    for (const std::string_view step : steps) bytes += step.size(), longest = std::max(longest, step.size());
    return longest <= kLongest && bytes <= kMean * steps.size();
}

bool names_its_class(std::string_view step) { return step.starts_with("Check:") || step.starts_with("The answer is "); }

}  // namespace

Result<StepClassifier> StepClassifier::parse(std::string_view text) { return ClassifierReader(text).read(); }

std::string StepClassifier::text() const {
    std::string out = fmt::format("{}\n{:.3f} temperature\n", kHeading, parts_.temperature);
    out += row("first", parts_.chain.first) + row("last", parts_.chain.last);
    for (std::size_t k = 0; k < kChainClasses; ++k) out += row(fmt::format("after {}", kStepClassNames[k]), parts_.chain.follows[k]);
    out += fmt::format("{} features\n", parts_.weights.size());
    for (const auto& [feature, scores] : parts_.weights) out += row(feature, scores);
    out += fmt::format("{} measures, each behind its mean and deviation\n", parts_.scales.size());
    for (std::size_t m = 0; m < parts_.scales.size(); ++m) {
        out += fmt::format("{:.6g} {:.6g} ", parts_.scales[m].mean, parts_.scales[m].deviation) + row(measure_names()[m], parts_.measure_weights[m]);
    }
    out += fmt::format("{} inputs of the trees\n", parts_.inputs.size());
    for (const std::string& input : parts_.inputs) out += input + '\n';
    out += fmt::format("{} trees\n", parts_.forest.size());
    for (const Tree& tree : parts_.forest) out += tree_text(tree);
    return out;
}

std::vector<ClassScores> StepClassifier::probabilities(std::span<const std::string_view> steps) const {
    constexpr double kChainShare = 0.65, kFloor = 0.005;
    const auto features = step_features(steps);
    const auto measures = step_measures(steps);
    std::vector<ClassScores> scores(steps.size(), ClassScores{});
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto add = [&](double value, const ClassScores& weights) {
            for (std::size_t k = 0; k < kChainClasses; ++k) scores[i][k] += value * weights[k];
        };
        for (const auto& [feature, value] : features[i]) {
            if (const auto weight = parts_.weights.find(feature); weight != parts_.weights.end()) add(static_cast<double>(value), weight->second);
        }
        for (std::size_t m = 0; m < parts_.scales.size(); ++m) add(parts_.scales[m].scaled(measures[i][m]), parts_.measure_weights[m]);
    }
    auto found = chain_marginals(parts_.chain, scores).at;
    if (!parts_.forest.empty()) {
        const auto rows = forest_rows(features, measures, parts_.inputs);
        for (std::size_t i = 0; i < found.size(); ++i) {
            const ClassScores shares = forest_shares(parts_.forest, rows[i]);
            for (std::size_t k = 0; k < kChainClasses; ++k) {
                found[i][k] = std::pow(found[i][k] + kFloor, kChainShare) * std::pow(shares[k] + kFloor, 1 - kChainShare);
            }
        }
    }
    for (ClassScores& p : found) p = at_temperature(p, parts_.temperature);
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
