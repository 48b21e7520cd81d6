#include "reason/train_classifier.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "reason/lbfgs.h"
#include "reason/step_features.h"
#include "reason/step_inputs.h"

namespace reasonscope {
namespace {

constexpr std::size_t K = kChainClasses;

std::vector<std::string_view> views(const LabelledTrace& trace) { return {trace.steps.begin(), trace.steps.end()}; }

struct Indexed {
    std::size_t feature;
    double value;
};
struct Example {
    std::vector<std::vector<Indexed>> steps;
    std::vector<std::size_t> classes;
};

/// Names of the features that enough problems share, and the traces in terms of them. Behind the named features stands one without
/// a name per problem: its leaning to some classes, which the shared weights then need not explain.
struct Material {
    std::vector<std::string> names;
    std::vector<MeasureScale> scales;
    std::size_t features = 0;  // named ones, measures and those of problems
    std::vector<Example> examples;
    std::vector<std::vector<StepFeatures>> worded;    // by trace and step
    std::vector<std::vector<StepMeasures>> measured;  // likewise
};

Material material(const std::vector<LabelledTrace>& traces, const ClassifierSettings& settings) {
    Material made;
    auto& features = made.worded;
    std::map<std::string, std::set<std::string>> problems_of;
    std::set<std::string> problems;
    for (const LabelledTrace& trace : traces) {
        problems.insert(trace.problem);
        made.measured.push_back(step_measures(views(trace)));
        for (const StepFeatures& step : features.emplace_back(step_features(views(trace)))) {
            for (const auto& [feature, value] : step) problems_of[feature].insert(trace.problem);
        }
    }
    made.scales = measure_scales(made.measured);
    std::map<std::string, std::size_t> index;
    for (const auto& [feature, seen] : problems_of) {
        if (static_cast<double>(seen.size()) < settings.spread * static_cast<double>(problems.size())) continue;
        index.emplace(feature, made.names.size());
        made.names.push_back(feature);
    }
    const std::size_t measures_at = made.names.size(), problems_at = measures_at + made.scales.size();
    made.features = problems_at + problems.size();
    for (std::size_t t = 0; t < traces.size(); ++t) {
        const auto problem = static_cast<std::size_t>(std::distance(problems.begin(), problems.find(traces[t].problem)));
        Example& example = made.examples.emplace_back();
        for (const StepClass c : traces[t].classes) example.classes.push_back(static_cast<std::size_t>(c));
        for (std::size_t i = 0; i < features[t].size(); ++i) {
            auto& indexed = example.steps.emplace_back();
            for (const auto& [feature, value] : features[t][i]) {
                if (const auto at = index.find(feature); at != index.end()) indexed.push_back({at->second, static_cast<double>(value)});
            }
            for (std::size_t m = 0; m < made.scales.size(); ++m) indexed.push_back({measures_at + m, made.scales[m].scaled(made.measured[t][i][m])});
            indexed.push_back({problems_at + problem, settings.problem_leaning});
        }
    }
    return made;
}

/// Weights in one row: [features, K], then the chain: first [K], last [K], follows [K, K].
ChainScores chain_of(const std::vector<double>& x, std::size_t features) {
    ChainScores chain;
    const double* at = x.data() + features * K;
    std::copy_n(at, K, chain.first.begin());
    std::copy_n(at + K, K, chain.last.begin());
    for (std::size_t j = 0; j < K; ++j) std::copy_n(at + (2 + j) * K, K, chain.follows[j].begin());
    return chain;
}

/// Negative log likelihood of the labels under the chain, plus the penalties.
double loss(const Material& material, const ClassifierSettings& settings, const std::vector<double>& x, std::vector<double>& gradient) {
    const std::size_t features = material.features, chain_at = features * K;
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double penalty = i < chain_at ? settings.penalty : settings.chain_penalty;
        sum += 0.5 * penalty * x[i] * x[i];
        gradient[i] = penalty * x[i];
    }
    const ChainScores chain = chain_of(x, features);
    double* first = gradient.data() + chain_at;
    double* last = first + K;
    double* follows = last + K;
    for (const Example& example : material.examples) {
        const std::size_t n = example.steps.size();
        std::vector<ClassScores> scores(n, ClassScores{});
        for (std::size_t i = 0; i < n; ++i) {
            for (const auto& [feature, value] : example.steps[i]) {
                for (std::size_t k = 0; k < K; ++k) scores[i][k] += value * x[feature * K + k];
            }
        }
        ChainMarginals found = chain_marginals(chain, scores);
        double gold = chain.first[example.classes.front()] + chain.last[example.classes.back()];
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t wanted = example.classes[i];
            gold += scores[i][wanted];
            if (i > 0) gold += chain.follows[example.classes[i - 1]][wanted], found.between[example.classes[i - 1]][wanted] -= 1;
            found.at[i][wanted] -= 1;
            for (const auto& [feature, value] : example.steps[i]) {
                for (std::size_t k = 0; k < K; ++k) gradient[feature * K + k] += value * found.at[i][k];
            }
        }
        sum += found.log_partition - gold;
        for (std::size_t k = 0; k < K; ++k) {
            first[k] += found.at.front()[k];
            last[k] += found.at.back()[k];
            for (std::size_t j = 0; j < K; ++j) follows[j * K + k] += found.between[j][k];
        }
    }
    return sum;
}

/// What the trees read beside the measures: of the features that enough problems share, the ones that most steps have.
std::vector<std::string> commonest_features(const Material& material) {
    constexpr std::size_t kMost = 300;
    std::map<std::string, int> steps;
    for (const auto& trace : material.worded) {
        for (const StepFeatures& step : trace) {
            for (const auto& feature : step) ++steps[feature.first];
        }
    }
    std::vector<std::string> names = material.names;
    std::ranges::stable_sort(names, [&](const auto& a, const auto& b) { return steps[a] > steps[b]; });
    names.resize(std::min(names.size(), kMost));
    return names;
}

std::vector<Tree> forest_of(const Material& material, const std::vector<std::string>& inputs, const ClassifierSettings& settings) {
    std::vector<std::vector<float>> rows;
    std::vector<std::size_t> classes;
    for (std::size_t t = 0; t < material.examples.size(); ++t) {
        auto more = forest_rows(material.worded[t], material.measured[t], inputs);
        std::ranges::move(more, std::back_inserter(rows));
        classes.insert(classes.end(), material.examples[t].classes.begin(), material.examples[t].classes.end());
    }
    return grow_forest(rows, classes, settings.forest);
}

/// A step's probabilities and its label.
struct Judged {
    ClassScores probabilities;
    std::size_t wanted;
};

/// The temperature under which the judged steps are least surprising, to two decimals.
double best_temperature(const std::vector<Judged>& judged) {
    double best = 1, lowest = INFINITY;
    for (int hundredths = 50; hundredths <= 300; hundredths += 5) {
        double surprise = 0;
        for (const Judged& j : judged) surprise -= std::log(at_temperature(j.probabilities, hundredths / 100.0)[j.wanted]);
        if (surprise < lowest) lowest = surprise, best = hundredths / 100.0;
    }
    return best;
}

ClassifierQuality quality(const std::vector<Judged>& judged, double temperature) {
    constexpr std::size_t kBins = 10;
    ClassifierQuality q;
    ClassScores hits{}, given{}, wanted{};
    std::array<double, kBins> sure{}, right{};
    for (const Judged& j : judged) {
        const ClassScores p = at_temperature(j.probabilities, temperature);
        const auto best = static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
        const std::size_t bin = std::min(kBins - 1, static_cast<std::size_t>(p[best] * kBins));
        sure[bin] += p[best], ++given[best], ++wanted[j.wanted], ++q.given[j.wanted][best];
        if (best == j.wanted) ++hits[best], ++right[bin];
    }
    const auto n = static_cast<double>(judged.size());
    double present = 0;
    for (std::size_t k = 0; k < K; ++k) {
        if (wanted[k] == 0) continue;
        q.f1[k] = 2 * hits[k] / (given[k] + wanted[k]);
        q.macro_f1 += q.f1[k];
        q.accuracy += hits[k] / n;
        ++present;
    }
    q.macro_f1 /= present;
    for (std::size_t b = 0; b < kBins; ++b) q.calibration_error += std::abs(sure[b] - right[b]) / n;
    q.steps = static_cast<int>(judged.size());
    return q;
}

Status check(const std::vector<LabelledTrace>& traces) {
    std::set<std::string> problems;
    for (const LabelledTrace& trace : traces) {
        problems.insert(trace.problem);
        if (trace.steps.empty() || trace.steps.size() != trace.classes.size()) {
            return bad_input("A labelled trace of '{}' has {} steps and {} classes; each step needs one class.", trace.problem, trace.steps.size(), trace.classes.size());
        }
        if (std::ranges::find(trace.classes, StepClass::Unknown) != trace.classes.end()) {
            return bad_input("A labelled trace of '{}' has a step of class unknown; use one of the eight classes.", trace.problem);
        }
    }
    if (problems.size() < 2) return bad_input("Training a step classifier needs labelled traces of two problems or more; there are {}.", problems.size());
    return {};
}

}  // namespace

StepClassifier fit_classifier(const std::vector<LabelledTrace>& traces, const ClassifierSettings& settings, double temperature) {
    const Material made = material(traces, settings);
    std::vector<double> x((made.features + 2 + K) * K, 0.0);
    minimise([&](const std::vector<double>& at, std::vector<double>& gradient) { return loss(made, settings, at, gradient); }, x, settings.iterations);
    ClassifierParts parts;
    for (std::size_t f = 0; f < made.names.size(); ++f) std::copy_n(x.data() + f * K, K, parts.weights[made.names[f]].begin());
    for (std::size_t m = 0; m < made.scales.size(); ++m) std::copy_n(x.data() + (made.names.size() + m) * K, K, parts.measure_weights.emplace_back().begin());
    parts.scales = made.scales;
    parts.chain = chain_of(x, made.features);
    parts.inputs = commonest_features(made);
    parts.forest = forest_of(made, parts.inputs, settings);
    parts.temperature = temperature;
    return StepClassifier(std::move(parts));
}

Result<TrainedClassifier> train_classifier(const std::vector<LabelledTrace>& traces, const ClassifierSettings& settings,
                                           const std::function<void(const std::string&)>& said) {
    if (auto fine = check(traces); !fine) return tl::unexpected(fine.error());
    std::set<std::string> problems;
    for (const LabelledTrace& trace : traces) problems.insert(trace.problem);
    std::vector<Judged> judged;
    for (const std::string& problem : problems) {
        std::vector<LabelledTrace> others;
        std::ranges::copy_if(traces, std::back_inserter(others), [&](const LabelledTrace& t) { return t.problem != problem; });
        const StepClassifier classifier = fit_classifier(others, settings);
        const std::size_t before = judged.size();
        for (const LabelledTrace& trace : traces) {
            if (trace.problem != problem) continue;
            const auto found = classifier.probabilities(views(trace));
            for (std::size_t i = 0; i < found.size(); ++i) judged.push_back({found[i], static_cast<std::size_t>(trace.classes[i])});
        }
        const auto fold = quality({judged.begin() + static_cast<std::ptrdiff_t>(before), judged.end()}, 1);
        if (said) said(fmt::format("unseen problem {}: {} steps, accuracy {:.3f}", problem, fold.steps, fold.accuracy));
    }
    const double temperature = best_temperature(judged);
    return TrainedClassifier{fit_classifier(traces, settings, temperature), quality(judged, temperature)};
}

}  // namespace reasonscope
