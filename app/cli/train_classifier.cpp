#include <cstdio>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/labelled_traces.h"
#include "app/cli/output.h"
#include "base/file.h"

namespace reasonscope::cli {
namespace {

std::string summary(const TrainedClassifier& trained, std::size_t traces) {
    const ClassifierQuality& q = trained.unseen;
    std::string lines = fmt::format("{} traces, {} steps, {} features\n", traces, q.steps, trained.classifier.features());
    lines += fmt::format("on unseen problems (cross-validated): accuracy {:.3f}, macro F1 {:.3f}, calibration error {:.3f}\n", q.accuracy, q.macro_f1,
                         q.calibration_error);
    lines += "rows: labels, columns: classes given, in the same order\n";
    for (std::size_t k = 0; k < kChainClasses; ++k) {
        lines += fmt::format("  {:<24} F1 {:.2f} {:>5}\n", kStepClassNames[k], q.f1[k], fmt::join(q.given[k], " "));
    }
    return lines;
}

Status run(const std::string& data, const std::string& out, const ClassifierSettings& settings) {
    const auto traces = read_labelled_traces(data);
    if (!traces) return tl::unexpected(traces.error());
    const auto trained = train_classifier(*traces, settings, [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); });
    if (!trained) return tl::unexpected(trained.error());
    if (auto written = write_file(out, trained->classifier.text()); !written) return written;
    return write_out(summary(*trained, traces->size()));
}

}  // namespace

void add_train_classifier(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("train-classifier", "Train the classifier of steps from labelled traces and measure it on unseen problems");
    struct Options : ClassifierSettings { std::string data, out; };
    auto o = std::make_shared<Options>();
    sub->add_option("--data", o->data, "Folder of labelled traces (chunks_labeled.json, base_solution.json), searched to its depths")->required();
    sub->add_option("--out", o->out, "Classifier file to write")->required();
    sub->add_option("--penalty", o->penalty, "Pull of the feature weights to zero")->capture_default_str()->check(CLI::PositiveNumber);
    sub->add_option("--spread", o->spread, "Share of the problems that must have a feature")->capture_default_str()->check(CLI::Range(0.0, 1.0));
    sub->add_option("--problem-leaning", o->problem_leaning, "How freely training lets each problem lean to classes of its own (0: not at all)")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    sub->callback([&action, o] { action = [o] { return run(o->data, o->out, *o); }; });
}

}  // namespace reasonscope::cli
