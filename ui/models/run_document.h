#pragma once
// The run on show: what the store holds of it, or what arrives while it is live. Panels read it and follow its signals.

#include <QObject>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "reason/evidence.h"
#include "store/records.h"
#include "ui/models/step_claims.h"

namespace reasonscope::ui {

/// Numbers of one step, over its generated tokens; negative where nothing is known.
struct StepFigures {
    int tokens = 0;
    float mean_entropy = -1, max_entropy = -1;  // nats
    float probability = -1;                     // geometric mean
    double milliseconds = 0;
};

class RunDocument : public QObject {
    Q_OBJECT

public:
    explicit RunDocument(QObject* parent = nullptr);

    [[nodiscard]] bool empty() const { return !run_; }
    [[nodiscard]] bool live() const { return live_; }
    [[nodiscard]] const std::optional<RunSummary>& run() const { return run_; }
    [[nodiscard]] const std::vector<TokenRow>& tokens() const { return tokens_; }
    [[nodiscard]] const std::vector<StoredStep>& steps() const { return steps_; }
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

    /// Whose edges the window shows. preferred_method() until the person chooses.
    [[nodiscard]] const std::string& method() const { return method_; }
    void set_method(const std::string& method);
    [[nodiscard]] bool has_method(std::string_view method) const;

    [[nodiscard]] const StoredStep* step(StepId id) const;             // null when out of range
    [[nodiscard]] const TokenRow* token(TokenPos position) const;      // null when out of range
    [[nodiscard]] std::vector<Edge> edges_of_method() const;
    [[nodiscard]] std::vector<Edge> sources(StepId step) const;        // of the shown method, strongest first
    [[nodiscard]] std::vector<Edge> dependents(StepId step) const;     // the same, towards later steps
    [[nodiscard]] StepFigures figures(StepId step) const;
    [[nodiscard]] std::optional<StepId> root() const;                  // last answer step, else the last step
    /// How many methods measured edges of their own, the combination of all not counted.
    [[nodiscard]] int channels() const;
    /// Whether the run was read from a file: it has words and labels, but nothing of a model.
    [[nodiscard]] bool imported() const { return run_ && run_->start.model_path.empty(); }
    /// Whether its text came without tokens: each sentence stands for one.
    [[nodiscard]] bool words_unknown() const { return run_ && run_->start.model_type == kPublishedTrace; }
    /// Of the sums in a step that the model wrote; None for steps of the prompt.
    [[nodiscard]] ClaimState claims(StepId step) const;
    /// Thinking steps that the answer does not rest on by the shown method; empty while that is unknown. [steps]
    [[nodiscard]] std::vector<bool> abandoned() const;
    /// What every method says of the edge, and how many name it.
    [[nodiscard]] std::vector<Support> support(StepId step, StepId source) const { return support_of(edges_, step, source); }
    /// The thinking step that carries most of the answer: the answer's weight passed down along the edges. Of
    /// equal ones the last, which is nearest to the answer.
    [[nodiscard]] std::optional<StepId> most_important() const;

    void clear();
    void load(RunSummary run, std::vector<TokenRow> tokens, std::vector<StoredStep> steps, std::vector<Edge> edges);
    void begin(RunId run, const RunStart& start);  // live
    void append(const std::vector<TokenRow>& tokens);
    void set_steps(std::vector<StoredStep> steps, std::vector<Edge> edges);
    void end_live();

signals:
    void was_reset();                 // another run, or nothing
    void tokens_appended(int first);  // index into tokens()
    void steps_changed();             // steps, edges or the method
    void live_changed(bool live);

private:
    void choose_method();

    std::optional<RunSummary> run_;
    std::vector<TokenRow> tokens_;
    std::vector<StoredStep> steps_;
    mutable std::vector<std::optional<ClaimState>> claims_;  // [steps], worked out when asked for
    std::vector<Edge> edges_;
    std::string method_ = "attention";
    std::string wished_method_;  // the person's choice, kept from run to run
    bool live_ = false;
};

/// One line of display text: white space runs become one space, ends trimmed, broken UTF-8 replaced.
QString one_line(const std::string& utf8);
QString step_label(StepId id);  // "Step #3", the same number as everywhere else

}  // namespace reasonscope::ui
