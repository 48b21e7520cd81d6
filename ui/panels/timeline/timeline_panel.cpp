#include "ui/panels/timeline/timeline_panel.h"

#include <QComboBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/jobs/stored_probes.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

std::vector<AnswerMark> marks_of(const AnswerCurve& curve, const RunDocument& document) {
    std::vector<AnswerMark> marks;
    for (const AnswerPoint& point : curve.points) {
        const auto probability = static_cast<float>(std::exp(point.log_p));
        if (point.after) {
            if (const StoredStep* step = document.step(*point.after)) marks.push_back({step->step.last, probability});
            continue;
        }
        for (const StoredStep& step : document.steps()) {
            if (step.step.source != StepSource::Thinking) continue;
            marks.push_back({step.step.first, probability});
            break;
        }
    }
    return marks;
}

}  // namespace

TimelinePanel::TimelinePanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), view_(new TimelineView(this)), answer_(new QToolButton(this)), bars_(new StepBars(context.selection, this)), figure_(new QComboBox(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    column->addWidget(bars_);
    bars_->setAccessibleName(tr("Published numbers of the steps"));
    figure_->setAccessibleName(tr("Which published number"));
    figure_->setFont(theme::font(TextRole::Caption));
    figure_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(figure_, &QComboBox::currentIndexChanged, this, &TimelinePanel::show_figure);
    view_->setAccessibleName(tr("Timeline of entropy and latency per token"));
    view_->attach(&context_.selection);
    answer_->setText(tr("When did it know?"));
    answer_->setFont(theme::font(TextRole::Caption));
    answer_->setProperty("small", true);
    answer_->setAccessibleName(tr("Compute when the model knew its answer"));
    answer_->setToolTip(tr("Cuts the thinking after each step and asks how likely the answer is there. Runs the model over the chain once, and a few tokens per step."));
    answer_->hide();
    connect(answer_, &QToolButton::clicked, this, &TimelinePanel::compute_answer_curve);
    connect(&context_.document, &RunDocument::was_reset, this, &TimelinePanel::reload);
    connect(&context_.document, &RunDocument::tokens_appended, this, &TimelinePanel::append);
    connect(&context_.document, &RunDocument::steps_changed, this, [this] {
        view_->set_steps(step_bands(context_.document));
        if (bars_->isVisibleTo(this)) show_figure();
    });
    connect(&context_.library, &Library::opened, this, &TimelinePanel::ask_answer_curve);
    connect(&context_.engine, &Engine::probed, this, [this](RunId, const QString& name) {
        if (name == QLatin1String("answer-curve")) ask_answer_curve();
    });
    connect(&context_.engine, &Engine::probes_changed, this, [this] { answer_->setEnabled(context_.engine.probing("answer-curve") == nullptr); });
    reload();
}

void TimelinePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place_button();
}

/// In the line above the plot, at its right end.
void TimelinePanel::place_button() {
    answer_->adjustSize();
    answer_->move(width() - view_->right_margin() - answer_->width(), 2);
    figure_->adjustSize();
    figure_->move(width() - space::l - figure_->width(), 1);
    bars_->keep_right_free(figure_->width() + space::s);
}

void TimelinePanel::reload() {
    view_->clear();
    view_->set_empty_text(context_.document.imported()
                              ? tr("This run was read from a file: it has words, but no entropy and no time per token.")
                              : tr("How undecided the model was at each token, and how long each took, appears here during a run."));
    sorter_.emplace(context_.document);
    view_->set_tokens(sorter_->sort(context_.document, 0));
    view_->set_steps(step_bands(context_.document));
    show_published();
    ask_answer_curve();
}

void TimelinePanel::show_published() {
    figures_ = context_.document.imported() ? published_figures(context_.document.run()->start, context_.document.steps().size()) : std::vector<PublishedFigure>();
    {
        const QSignalBlocker quiet(figure_);
        const QString before = figure_->currentData().toString();
        figure_->clear();
        for (const PublishedFigure& figure : figures_) {
            figure_->addItem(figure.title, figure.key);
            figure_->setItemData(figure_->count() - 1, figure.tip, Qt::ToolTipRole);
        }
        figure_->setCurrentIndex(std::max(0, figure_->findData(before)));
    }
    const bool any = !figures_.empty();
    view_->setVisible(!any);
    bars_->setVisible(any);
    figure_->setVisible(any);
    if (any) show_figure();
}

void TimelinePanel::show_figure() {
    const int index = figure_->currentIndex();
    if (index < 0 || index >= static_cast<int>(figures_.size())) return;
    const PublishedFigure& figure = figures_[static_cast<std::size_t>(index)];
    figure_->setToolTip(figure.tip);
    bars_->setToolTip(figure.tip);
    bars_->set_bars(figure.values, step_bands(context_.document));
    place_button();
}

void TimelinePanel::append(int first) {
    view_->append_tokens(sorter_->sort(context_.document, static_cast<std::size_t>(first)));
}

void TimelinePanel::ask_answer_curve() {
    const auto& run = context_.document.run();
    offer_answer_curve(true);
    if (!run || context_.document.live()) return;
    context_.library.query<std::optional<AnswerCurve>>(
        QStringLiteral("answer curve"), this, [run = run->id](const SessionReader& reader) { return stored_answer_curve(reader, run); },
        [this, run = run->id](Result<std::optional<AnswerCurve>> curve) {
            if (!context_.document.run() || context_.document.run()->id != run || context_.document.live()) return;
            const bool known = curve && *curve;
            view_->set_answer_curve(known ? marks_of(**curve, context_.document) : std::vector<AnswerMark>{});
            offer_answer_curve(known);
        });
}

void TimelinePanel::compute_answer_curve() {
    const auto& run = context_.document.run();
    if (!run) return;
    context_.engine.probe(run->id, "answer-curve", {});
}

/// The button stands where there is something to find out: a finished run with thinking and an answer.
void TimelinePanel::offer_answer_curve(bool known) {
    bool thought = false, answered = false;
    for (const StoredStep& step : context_.document.steps()) {
        thought = thought || step.step.source == StepSource::Thinking;
        answered = answered || step.step.source == StepSource::Answer;
    }
    const bool offered = !known && thought && answered && context_.document.run() && !context_.document.run()->start.model_path.empty();
    answer_->setEnabled(context_.engine.probing("answer-curve") == nullptr);
    answer_->setVisible(offered);
    place_button();
    view_->keep_right_free(offered ? answer_->width() + space::s : 0);
}

}  // namespace reasonscope::ui
