#include "ui/panels/inspector/step_tab.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include "base/emphasis.h"
#include "ui/panels/common/method_names.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/inspector/edge_evidence.h"
#include "ui/panels/inspector/published_box.h"
#include "ui/panels/inspector/resample_box.h"
#include "ui/panels/inspector/source_list.h"
#include "ui/theme/theme.h"
#include "ui/views/claim_mark.h"
#include "ui/views/maths_text.h"

namespace reasonscope::ui {
namespace {

QString part_text(StepSource source) {
    switch (source) {
        case StepSource::Prompt: return StepTab::tr("given in the question");
        case StepSource::Thinking: return StepTab::tr("thinking");
        case StepSource::Answer: return StepTab::tr("answer");
    }
    return {};
}

}  // namespace

StepTab::StepTab(const PanelContext& context, QWidget* parent) : QScrollArea(parent), context_(context) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Step"));
    build();
    connect(&context_.selection, &Selection::step_changed, this, &StepTab::show_step);
    connect(&context_.document, &RunDocument::was_reset, this, [this] {
        const RunDocument& document = context_.document;
        published_figures_ = document.words_unknown() ? published_figures(document.run()->start, document.steps().size()) : std::vector<PublishedFigure>();
        importances_.clear();
        asked_ = false;
        show_step();
        ask_importances();
    });
    connect(&context_.document, &RunDocument::steps_changed, this, &StepTab::show_step);
    show_step();
}

void StepTab::build() {
    auto* outer = new QWidget(this);
    auto* column = new QVBoxLayout(outer);
    column->setContentsMargins(space::m, space::m, space::m, space::m);
    column->setSpacing(space::s);
    empty_ = caption({}, outer);
    empty_->setFont(theme::font(TextRole::Body));
    empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    column->addWidget(empty_);

    page_ = new QWidget(outer);
    auto* page = new QVBoxLayout(page_);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(space::s);
    title_ = new QLabel(page_);
    title_->setFont(theme::font(TextRole::Caption));
    title_->setProperty("role", "secondary");
    kind_ = new QLabel(page_);
    kind_->setFont(theme::font(TextRole::Caption));
    confidence_ = new QLabel(page_);
    confidence_->setFont(theme::font(TextRole::Caption));
    confidence_->setProperty("role", "faint");
    auto* head = new QHBoxLayout;
    head->setSpacing(space::s);
    head->addWidget(kind_);
    head->addWidget(confidence_);
    head->addStretch();
    text_ = new MathsText(page_);
    text_->setFont(theme::font(TextRole::Title));
    text_->setObjectName(QStringLiteral("step_words"));
    text_->setAccessibleName(tr("Words of the step"));
    page->addWidget(title_);
    page->addWidget(text_);
    page->addLayout(head);
    claims_ = caption({}, page_);
    claims_->setObjectName(QStringLiteral("claims"));
    claims_->setAccessibleName(tr("Sums in the step"));
    claims_->setToolTip(tr("Worked out exactly from the words alone; no model is asked"));
    page->addWidget(claims_);

    measured_ = new QWidget(page_);
    auto* grid = new QGridLayout(measured_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::m);
    grid->setVerticalSpacing(0);
    const std::array<QString, 4> names = {tr("Tokens"), tr("Probability"), tr("Entropy"), tr("Time")};
    const std::array<QString, 4> tips = {tr("Tokens that the model wrote in this step"),
                                         tr("Geometric mean of the chosen tokens' probabilities"),
                                         tr("Mean entropy of the step's tokens, in nats: 0 is certain"),
                                         tr("Time spent decoding this step")};
    for (int i = 0; i < 4; ++i) {
        const auto at = static_cast<std::size_t>(i);
        auto* name = caption(names[at], measured_);
        name->setWordWrap(false);
        figures_[at] = new QLabel(measured_);
        figures_[at]->setFont(theme::font(TextRole::Strong));
        for (QLabel* label : {name, figures_[at]}) label->setToolTip(tips[at]);
        grid->addWidget(name, 0, i);
        grid->addWidget(figures_[at], 1, i);
        grid->setColumnStretch(i, 1);
    }
    page->addSpacing(space::xs);
    page->addWidget(measured_);
    published_ = new PublishedBox(page_);
    published_->setObjectName(QStringLiteral("published"));
    page->addWidget(published_);
    importance_ = caption({}, page_);
    importance_->setToolTip(tr("The answer's weight is passed down from step to step by all methods together (mean rank). Interval: 95 % of what comes out when the methods are drawn again with replacement."));
    page->addWidget(importance_);
    page->addSpacing(space::s);

    sources_title_ = section_title(tr("Rests on"), page_);
    method_ = caption({}, page_);
    method_->setWordWrap(false);
    auto* row = new QHBoxLayout;
    row->addWidget(sources_title_);
    row->addStretch();
    row->addWidget(method_);
    page->addLayout(row);
    sources_ = new SourceList(context_.selection, tr("What the step rests on"), page_);
    sources_->setObjectName(QStringLiteral("sources"));
    page->addWidget(sources_);
    sources_note_ = caption({}, page_);
    page->addWidget(sources_note_);
    edge_ = new EdgeEvidence(page_);
    page->addWidget(edge_);
    connect(sources_, &SourceList::pointed_at, this, [this](StepId source) {
        if (const auto step = context_.selection.step()) edge_->show_edge(context_.document, *step, source);
    });
    page->addSpacing(space::s);
    dependents_title_ = section_title(tr("Used by"), page_);
    page->addWidget(dependents_title_);
    dependents_ = new SourceList(context_.selection, tr("Steps that rest on this one"), page_);
    page->addWidget(dependents_);
    resample_ = new ResampleBox(context_, page_);
    page->addWidget(resample_);
    column->addWidget(page_);
    column->addStretch();
    setWidget(outer);
    // The tab behind shows through: both would fill themselves with the window's colour.
    outer->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
}

QString StepTab::title_text() const { return title_->text(); }
QString StepTab::claims_text() const { return claims_->text(); }
QString StepTab::importance_text() const { return importance_->text(); }

void StepTab::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    ask_importances();
}

void StepTab::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && testAttribute(Qt::WA_WState_Polished)) show_step();  // the badge has the theme's colours
}

void StepTab::ask_importances() {
    const RunDocument& document = context_.document;
    const auto root = document.root();
    if (asked_ || !isVisible() || !document.run() || document.live() || !root || document.channels() < 2) return;
    asked_ = true;
    context_.library.query<std::vector<Importance>>(
        QStringLiteral("importances"), this, [run = document.run()->id, root = *root](const SessionReader& reader) { return read_importances(reader, run, root); },
        [this, run = document.run()->id](Result<std::vector<Importance>> found) {
            if (!found || !context_.document.run() || context_.document.run()->id != run) return;
            importances_ = std::move(*found);
            show_importance();
        });
}

void StepTab::show_importance() {
    const auto step = context_.selection.step();
    const auto abandoned = context_.document.abandoned();
    const auto i = static_cast<std::size_t>(step ? step->value : -1);
    QString text;
    if (step && i < importances_.size() && step != context_.document.root()) {
        const Importance& one = importances_[i];
        text = tr("%1 of the answer's weight passes through it (%2 to %3 with the methods drawn again).").arg(percent(one.share), percent(one.low), percent(one.high));
    }
    if (step && i < abandoned.size() && abandoned[i]) text = (tr("Abandoned: the answer does not rest on it by this method.") + QLatin1Char(' ') + text).trimmed();
    importance_->setText(text);
    importance_->setVisible(!text.isEmpty());
}

void StepTab::show_badge(const StoredStep& stored) {
    const int cls = static_cast<int>(stored.step.cls);
    const bool given = stored.step.source == StepSource::Prompt;
    const QColor soft = theme::step_class_soft_color(cls), strong = theme::step_class_color(cls);
    kind_->setText(given ? tr("Given") : theme::step_class_label(cls));
    kind_->setStyleSheet(QStringLiteral("background:%1; border:1px solid %2; border-radius:9px; padding:1px 9px;").arg(soft.name(), strong.name()));
    const QString sure = percent(static_cast<double>(stored.step.confidence));
    switch (stored.step.judge) {
        case StepJudge::Rules:
            confidence_->setText(tr("told by rules, %1 sure").arg(sure));
            confidence_->setToolTip(tr("The kind of a step is told from its words by rules, not by the model"));
            break;
        case StepJudge::Classifier:
            confidence_->setText(tr("told by a classifier, %1 sure").arg(sure));
            confidence_->setToolTip(tr("The kind of a step is told from its words by a classifier trained on labelled traces, not by the model. Its probability is calibrated."));
            break;
        case StepJudge::Labels:
            confidence_->setText(tr("labelled in the file"));
            confidence_->setToolTip(tr("Whoever published the trace gave each sentence its kind"));
            break;
        case StepJudge::Unknown: confidence_->setText(stored.step.source == StepSource::Answer ? tr("told by its place") : tr("%1 sure").arg(sure)); confidence_->setToolTip({}); break;
    }
    confidence_->setVisible(!given);
}

void StepTab::show_step() {
    const RunDocument& document = context_.document;
    const auto selected = context_.selection.step();
    const StoredStep* stored = selected ? document.step(*selected) : nullptr;
    page_->setVisible(stored != nullptr);
    empty_->setVisible(stored == nullptr);
    if (stored == nullptr) {
        empty_->setText(document.steps().empty() ? tr("When the model has answered, every step of its thinking can be looked at here.")
                                                 : tr("Point at a step to preview it, click it to keep it. Here you see what it rests on."));
        return;
    }
    const QLocale locale;
    const StepId id = stored->step.id;
    title_->setText(tr("%1 · %2").arg(step_label(id), part_text(stored->step.source)));
    text_->set_text(one_line(without_emphasis(stored->text)));
    show_badge(*stored);
    const ClaimState claims = document.claims(id);
    claims_->setVisible(claims != ClaimState::None);
    claims_->setText(QStringLiteral("%1  %2").arg(claim_symbol(claims), claim_sentence(stored->text)));
    claims_->setStyleSheet(claims == ClaimState::Wrong || claims == ClaimState::Verified ? QStringLiteral("color:%1;").arg(claim_color(claims).name()) : QString());
    measured_->setVisible(!document.words_unknown());
    published_->show_step(published_figures_, id.value);
    const StepFigures figures = document.figures(id);
    const bool written = figures.tokens > 0;
    const QString none = QStringLiteral("–");
    figures_[0]->setText(QString::number(stored->step.last.value - stored->step.first.value));
    figures_[1]->setText(written && figures.probability >= 0 ? locale.toString(figures.probability, 'f', 2) : none);
    figures_[2]->setText(written && figures.mean_entropy >= 0 ? tr("%1 nats").arg(locale.toString(figures.mean_entropy, 'f', 2)) : none);
    figures_[3]->setText(written && figures.milliseconds > 0 ? tr("%1 ms").arg(locale.toString(figures.milliseconds, 'f', 0)) : none);

    const auto sources = document.sources(id);
    const bool given = stored->step.source == StepSource::Prompt;
    method_->setText(sources.empty() ? QString() : tr("%1 · %2").arg(method_text(document.method()), grade_text(sources.front().grade)));
    method_->setToolTip(tr("Observed: read off the run itself. Tested: the source was removed and the change measured. Labelled: a reader of the text said so."));
    sources_->setVisible(!sources.empty());
    if (!sources.empty()) {
        sources_note_->setText(tr("The tick is what a source drawn at random would get. Weaker sources are left out."));
    } else if (given) {
        sources_note_->setText(tr("Nothing: this was given in the question."));
    } else {
        sources_note_->setText(document.live()                         ? tr("Measured as soon as the step is complete.")
                               : document.has_method(document.method()) ? tr("Nothing: no source of this step is named by %1.").arg(method_text(document.method()))
                                                                        : tr("Not measured: the run was not traced, or it was stopped before."));
    }
    sources_->set_sources(sources, document);
    edge_->setVisible(!sources.empty());
    if (!sources.empty()) edge_->show_edge(document, id, sources.front().source);
    show_importance();
    auto used = document.dependents(id);
    for (Edge& edge : used) std::swap(edge.step, edge.source);  // the list shows the other end
    dependents_title_->setVisible(!used.empty());
    dependents_->setVisible(!used.empty());
    dependents_->set_sources(std::move(used), document);
}

}  // namespace reasonscope::ui
