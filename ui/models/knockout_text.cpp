#include "ui/models/knockout_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <map>

#include "ui/models/step_model.h"

namespace reasonscope::ui {
namespace {

QString tr(const char* text, int n = -1) { return QCoreApplication::translate("Knockout", text, nullptr, n); }

QString nats(double value) { return QLocale().toString(value, 'f', std::abs(value) < 0.01 && value != 0 ? 4 : 2); }

QString by_layer(const std::vector<std::pair<int, int>>& places, const QString& one, const QString& several) {
    std::map<int, QStringList> layers;
    auto sorted = places;
    std::ranges::sort(sorted);
    for (const auto& [layer, index] : sorted) layers[layer] << QString::number(index);
    QStringList parts;
    for (const auto& [layer, indices] : layers) parts << (indices.size() == 1 ? one : several).arg(layer).arg(indices.join(QStringLiteral(", ")));
    return parts.join(QStringLiteral(" · "));
}

/// The chance of the whole answer; tiny ones as a power, because 0 % says nothing.
QString chance(double log_p) {
    const double p = std::exp(std::min(0.0, log_p));
    if (p >= 0.001) return percent(p);
    return tr("10^%1").arg(QLocale().toString(log_p / std::log(10.0), 'f', 1));
}

}  // namespace

QString places_text(const KnockoutPlaces& places) {
    QStringList parts;
    if (!places.experts.empty()) parts << by_layer(places.experts, tr("layer %1: expert %2"), tr("layer %1: experts %2"));
    if (!places.heads.empty()) parts << by_layer(places.heads, tr("layer %1: head %2"), tr("layer %1: heads %2"));
    return parts.join(QStringLiteral(" · "));
}

QString without_text(const KnockoutPlaces& places) {
    const QString text = places_text(places);
    if (places.experts.empty() || (places.mode != "ablate" && places.mode != "mean-ablate")) return text;
    return (places.mode == "ablate" ? tr("%1 (left out)") : tr("%1 (mean output)")).arg(text);
}

QString knockout_text(const KnockoutRecord& record, const RunDocument& document) {
    const auto& steps = document.steps();
    const bool answered = std::ranges::any_of(steps, [](const StoredStep& s) { return s.step.source == StepSource::Answer; });
    QString text;
    if (answered) {
        text = tr("Without %1 the answer's probability goes from %2 to %3 (log p %4 nats).")
                   .arg(places_text(record.places), chance(record.answer_log_p), chance(record.answer_log_p + record.effect.answer_change),
                        (record.effect.answer_change >= 0 ? QStringLiteral("+") : QString()) + nats(record.effect.answer_change));
    } else {
        text = tr("The run has no answer; without %1 its steps change as shown.").arg(places_text(record.places));
    }
    if (record.control_places && answered) {
        text += QLatin1Char(' ') + tr("With others of about the same load, drawn at random (%1), it goes to %2.")
                                       .arg(places_text(*record.control_places), chance(record.answer_log_p + record.control.answer_change));
    } else if (!record.control_places) {
        text += QLatin1Char(' ') + tr("The layer has no others left for a random control.");
    }
    const auto& divergence = record.effect.divergence;
    if (const auto most = std::ranges::max_element(divergence); most != divergence.end() && *most > 0) {
        text += QLatin1Char(' ') + tr("Most changed: %1.").arg(knockout_step_text(record, StepId(static_cast<int>(most - divergence.begin()))));
    }
    return text;
}

QString knockout_step_text(const KnockoutRecord& record, StepId step) {
    const auto i = static_cast<std::size_t>(step.value);
    if (i >= record.effect.divergence.size()) return step_label(step);
    QString text = tr("%1, KL %2 nats").arg(step_label(step), nats(record.effect.divergence[i]));
    if (record.control_places && i < record.control.divergence.size()) text += tr(" (random %1)").arg(nats(record.control.divergence[i]));
    return text;
}

}  // namespace reasonscope::ui
