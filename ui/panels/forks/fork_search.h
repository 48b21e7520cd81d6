#pragma once
// The forks of the run on show: what is stored of them and, while the model looks for more, what it found so far.

#include <QObject>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ui/jobs/stored_probes.h"
#include "ui/panels/common/context.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

class ForkSearch : public QObject {
    Q_OBJECT

public:
    using Where = std::optional<StepId>;  // nothing: in the whole run

    explicit ForkSearch(const PanelContext& context, QObject* parent = nullptr);

    /// Those that could change the answer most first.
    [[nodiscard]] const std::vector<reasonscope::Fork>& forks() const { return forks_; }
    [[nodiscard]] std::vector<ForkMark> marks() const;  // the same, by token
    /// What was found there, stored or so far; null: nobody looked yet.
    [[nodiscard]] const Forks* found(Where where) const;
    /// How sure the model was of a step; null while that is unknown.
    [[nodiscard]] const StepConfidence* confidence(StepId step) const;

    /// The search of the shown run that waits or runs; null: none.
    [[nodiscard]] const ProbeTask* running() const;
    /// Why none can start now, one sentence; empty when it can.
    [[nodiscard]] QString why_not() const;
    [[nodiscard]] QString cost(Where where) const;
    void start(Where where);
    void stop();  // what was found is kept

signals:
    void changed();  // forks, or whether a search runs
    void progressed(const reasonscope::Progress& progress);

private:
    void forget();
    void load();
    void take_partial(RunId run, const std::string& json);
    void gather();
    PanelContext context_;
    std::map<std::string, Forks> stored_;  // by key
    std::optional<Forks> partial_;         // of the search that runs
    std::vector<reasonscope::Fork> forks_;
};

}  // namespace reasonscope::ui
