#include "pipeline/step_classes.h"

#include <spdlog/spdlog.h>

#include "base/file.h"
#include "pipeline/loaded_model.h"

namespace reasonscope {
namespace {

std::shared_ptr<const StepClassifier> load() {
    const auto resources = resources_folder();
    if (!resources) return nullptr;
    const auto file = *resources / "classifier" / "steps.txt";
    std::error_code none;
    if (!std::filesystem::exists(file, none)) return nullptr;
    const auto text = read_file(file);
    auto classifier = text ? StepClassifier::parse(*text) : tl::unexpected(text.error());
    if (!classifier) {
        spdlog::warn("Steps are classified by rules, because '{}' cannot be used: {}", file.string(), classifier.error().message);
        return nullptr;
    }
    return std::make_shared<const StepClassifier>(std::move(*classifier));
}

}  // namespace

std::shared_ptr<const StepClassifier> bundled_step_classifier() {
    static const auto classifier = load();
    return classifier;
}

}  // namespace reasonscope
