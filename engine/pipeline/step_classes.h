#pragma once
// The step classifier that comes with the program.

#include <memory>

#include "reason/step_classifier.h"

namespace reasonscope {

/// resources/classifier/steps.txt, read once; null when it is missing or damaged (a warning tells of damage): the rules decide then.
/// Found as the bundled model is (resources_folder()). Any thread.
std::shared_ptr<const StepClassifier> bundled_step_classifier();

}  // namespace reasonscope
