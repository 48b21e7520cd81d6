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
        {"tested-heads", tr("Tested"), tr("Tested: each source is hidden and the step predicted again, together with the heads")},
    };
}

QString method_text(const std::string& method) {
    if (method == "attention") return tr("attention");
    if (method == "calibrated-heads") return tr("calibrated heads");
    if (method == "gradient") return tr("gradient × attention");
    if (method == "tested-heads") return tr("heads and suppression");
    if (method == "suppression" || method == "suppression-direct") return tr("suppression");
    return QString::fromStdString(method);
}

}  // namespace reasonscope::ui
