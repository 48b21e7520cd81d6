#include "ui/panels/common/model_work.h"

#include <QLocale>
#include <QObject>
#include <cmath>

namespace reasonscope::ui {
namespace {

constexpr double kMinute = 60, kHour = 3600;

QString duration(double seconds) {
    if (seconds < 1) return QObject::tr("under a second");
    if (seconds < 2 * kMinute) return QObject::tr("about %1 s").arg(qRound(seconds));
    if (seconds < 2 * kHour) return QObject::tr("about %1 min").arg(qRound(seconds / kMinute));
    return QObject::tr("about %1 h").arg(qRound(seconds / kHour));
}

}  // namespace

QString why_no_model(const PanelContext& context) {
    const auto& run = context.document.run();
    if (!run || context.document.live()) return QObject::tr("Possible when the run is over.");
    if (context.document.imported()) return QObject::tr("This run was imported and has no model.");
    if (!context.engine.model()) return QObject::tr("Load the run's model first (File > Models).");
    if (context.engine.model()->fingerprint != run->start.fingerprint) return QObject::tr("Another model is loaded than the one that made this run.");
    return {};
}

QString cost_text(const RunDocument& document, double chains) {
    if (!document.run()) return {};
    const RunSummary& run = *document.run();
    const double tokens = std::ceil(chains * (run.prompt_tokens + run.generated_tokens));
    const QString count = QObject::tr("at most %1 tokens").arg(QLocale().toString(static_cast<qlonglong>(tokens)));
    return run.end.tokens_per_second > 0 ? QObject::tr("%1, %2").arg(count, duration(tokens / run.end.tokens_per_second)) : count;
}

}  // namespace reasonscope::ui
