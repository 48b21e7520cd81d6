#include "ui/panels/inspector/inspector_panel.h"

#include "ui/panels/forks/forks_tab.h"
#include "ui/panels/inspector/attention_tab.h"
#include "ui/panels/inspector/experts_tab.h"
#include "ui/panels/inspector/lens_tab.h"
#include "ui/panels/inspector/step_tab.h"

namespace reasonscope::ui {

InspectorPanel::InspectorPanel(const PanelContext& context, QWidget* parent)
    : QTabWidget(parent),
      step_(new StepTab(context, this)),
      attention_(new AttentionTab(context, this)),
      experts_(new ExpertsTab(context, this)),
      lens_(new LensTab(context, this)),
      forks_(new ForksTab(context, this)) {
    setDocumentMode(true);
    setAccessibleName(tr("Inspector"));
    for (QWidget* page : std::initializer_list<QWidget*>{step_, attention_, experts_, lens_, forks_}) {
        page->setBackgroundRole(QPalette::Base);
        page->setAutoFillBackground(true);
    }
    addTab(step_, tr("Step"));
    addTab(attention_, tr("Attention"));
    addTab(experts_, tr("Experts"));
    addTab(lens_, tr("Lens"));
    addTab(forks_, tr("Forks"));
    setTabToolTip(0, tr("Why it said this: what the step rests on"));
    setTabToolTip(1, tr("Which heads looked where"));
    setTabToolTip(2, tr("Which experts worked"));
    setTabToolTip(3, tr("What each layer would say if it were the last"));
    setTabToolTip(4, tr("Where it nearly said something else, and what that would have led to"));
}

}  // namespace reasonscope::ui
