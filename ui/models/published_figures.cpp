#include "ui/models/published_figures.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace reasonscope::ui {
namespace {

struct Known {
    const char *key, *title, *tip;
};

// Names of the columns in chunks_labeled.json; Bogdan et al., arXiv 2506.19143, section 3 and the project's analyze_rollouts.py.
constexpr std::array<Known, 9> kKnown = {{
    {"counterfactual_importance_accuracy", QT_TRANSLATE_NOOP("PublishedFigures", "counterfactual importance (accuracy)"),
     QT_TRANSLATE_NOOP("PublishedFigures", "How much more often continuations with this sentence are right than continuations in which a different one stands in its place. Published with the trace.")},
    {"counterfactual_importance_kl", QT_TRANSLATE_NOOP("PublishedFigures", "counterfactual importance (KL)"),
     QT_TRANSLATE_NOOP("PublishedFigures", "How far the answers move when a different sentence stands in this one's place. Published with the trace.")},
    {"resampling_importance_accuracy", QT_TRANSLATE_NOOP("PublishedFigures", "resampling importance (accuracy)"),
     QT_TRANSLATE_NOOP("PublishedFigures", "How the share of right answers differs between continuations from behind this sentence and from before it. Published with the trace.")},
    {"resampling_importance_kl", QT_TRANSLATE_NOOP("PublishedFigures", "resampling importance (KL)"),
     QT_TRANSLATE_NOOP("PublishedFigures", "How far the answers move between continuations from behind this sentence and from before it. Published with the trace.")},
    {"forced_importance_accuracy", QT_TRANSLATE_NOOP("PublishedFigures", "forced-answer importance (accuracy)"),
     QT_TRANSLATE_NOOP("PublishedFigures", "The same, when the model must answer at once. Published with the trace.")},
    {"forced_importance_kl", QT_TRANSLATE_NOOP("PublishedFigures", "forced-answer importance (KL)"),
     QT_TRANSLATE_NOOP("PublishedFigures", "How far the answers move when the model must answer at once. Published with the trace.")},
    {"accuracy", QT_TRANSLATE_NOOP("PublishedFigures", "accuracy from here"),
     QT_TRANSLATE_NOOP("PublishedFigures", "Share of the continuations from here that reach the right answer. Published with the trace.")},
    {"different_trajectories_fraction", QT_TRANSLATE_NOOP("PublishedFigures", "different continuations"),
     QT_TRANSLATE_NOOP("PublishedFigures", "Share of the sentences drawn in this one's place that say something else. Published with the trace.")},
    {"overdeterminedness", QT_TRANSLATE_NOOP("PublishedFigures", "overdeterminedness"),
     QT_TRANSLATE_NOOP("PublishedFigures", "Share of the sentences drawn in this one's place that say the same. Published with the trace.")},
}};

QString words(const char* text) { return QCoreApplication::translate("PublishedFigures", text); }

std::size_t place_of(const QString& key) {
    return static_cast<std::size_t>(std::ranges::find_if(kKnown, [&](const Known& known) { return key == QLatin1String(known.key); }) - kKnown.begin());
}

}  // namespace

std::vector<PublishedFigure> published_figures(const RunStart& start, std::size_t steps) {
    const QJsonObject settings = QJsonDocument::fromJson(QByteArray::fromStdString(start.settings_json)).object();
    const QJsonObject lists = settings.value(QStringLiteral("importances")).toObject();
    std::vector<PublishedFigure> found;
    for (auto list = lists.begin(); list != lists.end(); ++list) {
        PublishedFigure figure;
        figure.key = list.key();
        const std::size_t place = place_of(figure.key);
        figure.title = place < kKnown.size() ? words(kKnown[place].title) : QString(figure.key).replace(u'_', u' ');
        figure.tip = place < kKnown.size() ? words(kKnown[place].tip) : words(QT_TRANSLATE_NOOP("PublishedFigures", "Published with the trace."));
        figure.values.assign(steps, std::numeric_limits<float>::quiet_NaN());
        const QJsonArray values = list.value().toArray();
        bool any = false;
        for (qsizetype i = 0; i < values.size() && static_cast<std::size_t>(i) + 1 < steps; ++i) {  // step 0 is the problem
            if (!values.at(i).isDouble()) continue;
            const auto value = static_cast<float>(values.at(i).toDouble());
            figure.values[static_cast<std::size_t>(i) + 1] = value;
            figure.least = std::min(figure.least, value);
            figure.most = std::max(figure.most, value);
            any = true;
        }
        if (any) found.push_back(std::move(figure));
    }
    std::ranges::stable_sort(found, {}, [](const PublishedFigure& figure) { return place_of(figure.key); });
    return found;
}

}  // namespace reasonscope::ui
