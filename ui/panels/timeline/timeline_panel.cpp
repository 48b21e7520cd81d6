#include "ui/panels/timeline/timeline_panel.h"

#include <QVBoxLayout>

namespace reasonscope::ui {

TimelinePanel::TimelinePanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), view_(new TimelineView(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    view_->setAccessibleName(tr("Timeline of entropy and latency per token"));
    view_->attach(&context_.selection);
    view_->set_empty_text(tr("How undecided the model was at each token, and how long each took, appears here during a run."));
    connect(&context_.document, &RunDocument::was_reset, this, &TimelinePanel::reload);
    connect(&context_.document, &RunDocument::tokens_appended, this, &TimelinePanel::append);
    connect(&context_.document, &RunDocument::steps_changed, this, [this] { view_->set_steps(step_bands(context_.document)); });
    reload();
}

void TimelinePanel::reload() {
    view_->clear();
    sorter_.emplace(context_.document);
    view_->set_tokens(sorter_->sort(context_.document, 0));
    view_->set_steps(step_bands(context_.document));
}

void TimelinePanel::append(int first) {
    view_->append_tokens(sorter_->sort(context_.document, static_cast<std::size_t>(first)));
}

}  // namespace reasonscope::ui
