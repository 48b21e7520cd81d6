#pragma once
// One truth for what is selected. Hover previews, a click locks, Esc unlocks; every view reads and writes this object alone.

#include <QObject>
#include <optional>

#include "base/ids.h"

namespace reasonscope::ui {

/// Lives on the window's thread. Setters do nothing when nothing changes; signals carry the new value and fire once per change.
class Selection : public QObject {
    Q_OBJECT

public:
    using Step = std::optional<StepId>;
    using Token = std::optional<TokenPos>;

    explicit Selection(QObject* parent = nullptr);

    [[nodiscard]] std::optional<RunId> run() const { return run_; }
    /// Only this run and its branches are shown, in lists and trees.
    [[nodiscard]] std::optional<RunId> hoisted() const { return hoisted_; }
    [[nodiscard]] Step locked_step() const { return locked_.step; }
    [[nodiscard]] Step hovered_step() const { return hovered_.step; }
    [[nodiscard]] Token locked_token() const { return locked_.token; }
    [[nodiscard]] Token hovered_token() const { return hovered_.token; }
    /// What panels show: the hovered one while the pointer previews, else the locked one.
    [[nodiscard]] Step step() const { return hovered_.step ? hovered_.step : locked_.step; }
    [[nodiscard]] Token token() const { return hovered_.step || hovered_.token ? hovered_.token : locked_.token; }
    [[nodiscard]] std::optional<LayerId> layer() const { return layer_; }
    [[nodiscard]] std::optional<HeadId> head() const { return head_; }
    [[nodiscard]] std::optional<ExpertId> expert() const { return expert_; }

public slots:
    /// Another run: everything else is cleared first.
    void select_run(std::optional<reasonscope::RunId> run);
    void hoist(std::optional<reasonscope::RunId> run);
    /// A token belongs to a step, so both come together; a step alone clears the token.
    void hover(std::optional<reasonscope::StepId> step, std::optional<reasonscope::TokenPos> token = {});
    void lock(std::optional<reasonscope::StepId> step, std::optional<reasonscope::TokenPos> token = {});
    void unlock();  // Esc: drops lock and preview of step and token, then layer, head and expert
    void select_head(std::optional<reasonscope::LayerId> layer, std::optional<reasonscope::HeadId> head);
    void select_expert(std::optional<reasonscope::LayerId> layer, std::optional<reasonscope::ExpertId> expert);

signals:
    void run_changed(std::optional<reasonscope::RunId> run);
    void hoisted_changed(std::optional<reasonscope::RunId> run);
    void step_changed(std::optional<reasonscope::StepId> step);         // effective: step()
    void locked_step_changed(std::optional<reasonscope::StepId> step);
    void token_changed(std::optional<reasonscope::TokenPos> token);     // effective: token()
    void locked_token_changed(std::optional<reasonscope::TokenPos> token);
    void layer_changed(std::optional<reasonscope::LayerId> layer);
    void head_changed(std::optional<reasonscope::HeadId> head);
    void expert_changed(std::optional<reasonscope::ExpertId> expert);

private:
    struct Place {
        Step step;
        Token token;
        friend bool operator==(const Place&, const Place&) = default;
    };
    void set_places(const Place& hovered, const Place& locked);

    std::optional<RunId> run_, hoisted_;
    Place hovered_, locked_;
    std::optional<LayerId> layer_;
    std::optional<HeadId> head_;
    std::optional<ExpertId> expert_;
};

}  // namespace reasonscope::ui
