#include "ui/selection/selection.h"

namespace reasonscope::ui {

Selection::Selection(QObject* parent) : QObject(parent) {}

void Selection::set_places(const Place& hovered, const Place& locked) {
    const Step old_step = step(), old_locked_step = locked_.step;
    const Token old_token = token(), old_locked_token = locked_.token;
    hovered_ = hovered;
    locked_ = locked;
    if (locked_.step != old_locked_step) emit locked_step_changed(locked_.step);
    if (locked_.token != old_locked_token) emit locked_token_changed(locked_.token);
    if (step() != old_step) emit step_changed(step());
    if (token() != old_token) emit token_changed(token());
}

void Selection::select_run(std::optional<RunId> run) {
    if (run == run_) return;
    unlock();
    run_ = run;
    emit run_changed(run_);
}

void Selection::hoist(std::optional<RunId> run) {
    if (run == hoisted_) return;
    hoisted_ = run;
    emit hoisted_changed(hoisted_);
}

void Selection::hover(std::optional<StepId> step, std::optional<TokenPos> token) { set_places({step, token}, locked_); }

void Selection::lock(std::optional<StepId> step, std::optional<TokenPos> token) { set_places(hovered_, {step, token}); }

void Selection::unlock() {
    set_places({}, {});
    select_head({}, {});
    select_expert({}, {});
}

void Selection::select_head(std::optional<LayerId> layer, std::optional<HeadId> head) {
    const bool layer_differs = layer != layer_, head_differs = head != head_;
    layer_ = layer;
    head_ = head;
    if (layer_differs) emit layer_changed(layer_);
    if (head_differs) emit head_changed(head_);
}

void Selection::select_expert(std::optional<LayerId> layer, std::optional<ExpertId> expert) {
    const bool layer_differs = layer != layer_, expert_differs = expert != expert_;
    layer_ = layer;
    expert_ = expert;
    if (layer_differs) emit layer_changed(layer_);
    if (expert_differs) emit expert_changed(expert_);
}

}  // namespace reasonscope::ui
