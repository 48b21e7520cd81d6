#pragma once
// Trains the step classifier from labelled traces and measures it on unseen problems. Single-threaded and without chance: the same
// traces give the same file.

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "reason/step_classifier.h"

namespace reasonscope {

/// One trace somebody labelled. Traces of one problem share `problem`: they are never split between training and measuring.
struct LabelledTrace {
    std::string problem;
    std::vector<std::string> steps;   // with their white space
    std::vector<StepClass> classes;   // as many as steps, none Unknown
};

struct ClassifierSettings {
    double penalty = 50;        // half of it times every squared feature weight
    double chain_penalty = 0.1; // the same for the weights between classes
    double spread = 0.8;        // a feature counts when this share of the problems has it: what one problem alone talks of is no cue
    // Labels were written trace by trace, and each problem leans to some classes for reasons that its words do not show. Training gives
    // every problem a bias of its own (a random effect, Laird and Ware 1982) that the classifier leaves behind; 0: none, larger: freer.
    double problem_leaning = 2;
    int iterations = 60;        // of L-BFGS (Liu and Nocedal 1989)
    ForestSettings forest;
};

/// What a classifier is worth on problems it was not trained on.
struct ClassifierQuality {
    int steps = 0;
    double accuracy = 0, macro_f1 = 0;
    double calibration_error = 0;  // expected calibration error, ten bins of confidence
    ClassScores f1{};              // per class
    std::array<std::array<int, kChainClasses>, kChainClasses> given{};  // [label][class given]: steps
};

struct TrainedClassifier {
    StepClassifier classifier;  // from all traces
    ClassifierQuality unseen;   // cross-validated: every problem is judged by a classifier that saw only the others
};

/// BadInput when a trace is inconsistent or there are fewer than two problems. `said` (may be empty) hears a line per fold.
Result<TrainedClassifier> train_classifier(const std::vector<LabelledTrace>& traces, const ClassifierSettings& settings = {},
                                           const std::function<void(const std::string&)>& said = {});

/// The classifier alone, at the given temperature.
StepClassifier fit_classifier(const std::vector<LabelledTrace>& traces, const ClassifierSettings& settings, double temperature = 1);

}  // namespace reasonscope
