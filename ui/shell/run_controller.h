#pragma once
// Keeps the document true: live events while a run goes on, the stored run afterwards.

#include <QObject>
#include <optional>

#include "ui/panels/common/context.h"

namespace reasonscope::ui {

class RunController : public QObject {
    Q_OBJECT

public:
    explicit RunController(const PanelContext& context, QObject* parent = nullptr);

    /// Shows a stored run of the library's session and preselects its most important step.
    void show_run(RunId run);
    void show_newest();  // or nothing, when the session has no runs

signals:
    void shown(reasonscope::RunId run);  // loaded from the store
    void nothing_to_show();
    void failed(const QString& sentence);

private:
    void finish(const RunOutcome& outcome);
    void receive(Result<RunData> data);
    PanelContext context_;
    std::optional<RunId> wanted_;  // newest request; older answers are dropped
};

}  // namespace reasonscope::ui
