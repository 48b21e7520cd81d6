#include "ui/panels/faithfulness/score_names.h"

#include <QCoreApplication>

#include "ui/panels/common/method_names.h"

namespace reasonscope::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Faithfulness", text); }

}  // namespace

QString score_name(const NamedScore& score) {
    if (score.name == "suppression-direct") return tr("suppression, direct");
    if (score.name == "random") return tr("chance");
    if (score.name == "recency") return tr("the step before");
    if (score.name == "length") return tr("the longest step");
    if (score.name == "shared-words") return tr("most shared words");
    return method_text(score.name);
}

QString grade_text(const NamedScore& score) {
    if (score.grade == "observed") return tr("observed");
    if (score.grade == "tested") return tr("tested");
    if (score.grade == "mixed") return tr("mixed");
    return tr("baseline");
}

}  // namespace reasonscope::ui
