#include "ui/panels/common/method_names.h"

#include <QCoreApplication>

namespace reasonscope::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Methods", text); }

}  // namespace

std::vector<MethodChoice> method_choices() {
    return {
        {"attention", tr("Attention"), tr("Observed: where the model looked, all heads alike")},
        {"calibrated-heads", tr("Heads"), tr("Observed: where the heads looked that find true parents on problems with known ones")},
        {"gradient", tr("Gradient"), tr("Observed: attention times its gradient, what the step was sensitive to")},
        {"exchange", tr("Tested"), tr("Tested: the numbers and words of each source are exchanged for others and the step is predicted again")},
        {"depends-on", tr("Labels"), tr("Labels that came with the trace: what a reader said each step depends on")},
        {"suppression", tr("Suppression"), tr("Tested: attention to the source is taken away and the step is predicted again")},
        {"evidence", tr("Evidence"), tr("All methods that were run, by the mean of their ranks; tested where one of them is")},
    };
}

QString method_text(const std::string& method) {
    if (method == "attention") return tr("attention");
    if (method == "calibrated-heads") return tr("calibrated heads");
    if (method == "gradient") return tr("gradient × attention");
    if (method == "exchange") return tr("exchange");
    if (method == "receiver-heads") return tr("receiver heads");
    if (method == "tested-heads") return tr("heads and suppression");
    if (method == "attnlrp") return tr("relevance") + QStringLiteral(" (AttnLRP)");
    if (method == "cp-lrp") return tr("relevance") + QStringLiteral(" (CP-LRP)");
    if (method == "flow-routes") return tr("flow routes");
    if (method == "suppression" || method == "suppression-direct") return tr("suppression");
    if (method == "evidence") return tr("all methods together");
    if (method == "depends-on") return tr("labels that came with the trace");
    return QString::fromStdString(method);
}

}  // namespace reasonscope::ui
