#include "ui/panels/inspector/resample_box.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/model_work.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/inspector/interval_bar.h"
#include "ui/theme/theme.h"
#include "ui/views/answer_shares.h"

namespace reasonscope::ui {
namespace {

constexpr std::size_t kExamples = 3, kMostAnswers = 6;
const std::string kResampling = "resampling";

QString number(double value) { return QLocale().toString(value, 'f', 2); }
QString signed_number(double value) { return (value > 0 ? QStringLiteral("+") : QString()) + number(value); }

QString answer_text(const std::string& answer) { return answer.empty() ? ResampleBox::tr("no answer") : shown_in_line(one_line(answer)); }

QString figures_text(const Resampling& r) {
    if (r.replaced == 0)
        return ResampleBox::tr("In %1 continuations from before this step the model never wrote anything else here, so nothing is known of its worth.").arg(r.before);
    return ResampleBox::tr("Importance %1 (95 %: %2 to %3). The answer %4 comes %5 of %6 times with this step, %7 of %8 times with another in its place.")
        .arg(signed_number(r.importance), signed_number(r.interval.low), signed_number(r.interval.high), answer_text(r.answer))
        .arg(r.kept_right).arg(r.kept).arg(r.replaced_right).arg(r.replaced);
}

/// How many continuations there are, and why not more.
QString count_text(const Resampling& r, bool running) {
    const int most = 2 * r.settings.samples, n = r.after + r.before;
    if (running) return ResampleBox::tr("%1 of at most %2 continuations so far; stops when the interval is within ±%3.").arg(n).arg(most).arg(number(r.settings.tight));
    if (r.stopped) return ResampleBox::tr("Stopped early, after %1 of at most %2 continuations.").arg(n).arg(most);
    if (r.tight) return ResampleBox::tr("%1 continuations; then the interval was within ±%2.").arg(n).arg(number(r.settings.tight));
    return ResampleBox::tr("%1 continuations.").arg(n);
}

QString examples_text(const Resampling& r) {
    if (r.examples.empty()) return {};
    QStringList lines{ResampleBox::tr("It wrote instead, and answered:")};
    for (std::size_t i = 0; i < std::min(kExamples, r.examples.size()); ++i)
        lines << QStringLiteral("%1  →  %2").arg(r.examples[i].text.empty() ? ResampleBox::tr("(thinking closed)") : shown_in_line(one_line(r.examples[i].text)), answer_text(r.examples[i].answer));
    return lines.join(QLatin1Char('\n'));
}

/// The most frequent ones, the others together.
std::vector<AnswerCount> counts_of(const Resampling& r) {
    std::vector<AnswerCount> counts;
    AnswerCount others{ResampleBox::tr("others"), false, 0, 0};
    for (const AnswerShare& one : r.answers) {
        if (counts.size() + 1 < kMostAnswers || r.answers.size() <= kMostAnswers) {
            counts.push_back({answer_text(one.answer), one.answer == r.answer, one.kept, one.replaced});
        } else {
            others.kept += one.kept;
            others.replaced += one.replaced;
        }
    }
    if (r.answers.size() > kMostAnswers) counts.push_back(others);
    return counts;
}

}  // namespace

ResampleBox::ResampleBox(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      button_(new QToolButton(this)),
      progress_(new QProgressBar(this)),
      bar_(new IntervalBar(this)),
      figures_(caption({}, this)),
      answers_(new AnswerSharesView(this)),
      examples_(caption({}, this)) {
    build();
    connect(button_, &QToolButton::clicked, this, &ResampleBox::resample);
    connect(&context_.selection, &Selection::step_changed, this, &ResampleBox::ask);
    connect(&context_.document, &RunDocument::was_reset, this, &ResampleBox::ask);
    connect(&context_.library, &Library::opened, this, &ResampleBox::ask);
    connect(&context_.engine, &Engine::model_loaded, this, &ResampleBox::show_state);
    connect(&context_.engine, &Engine::model_unloaded, this, &ResampleBox::show_state);
    connect(&context_.engine, &Engine::probe_partial, this, [this](RunId run, const QString& name, const std::string& json) {
        if (name.toStdString() == kResampling) take_partial(run, json);
    });
    connect(&context_.engine, &Engine::probe_progress, this, [this](const QString& name, const Progress& progress) {
        if (name.toStdString() == kResampling) progress_->setValue(static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) * 1000));
    });
    connect(&context_.engine, &Engine::probed, this, [this](RunId, const QString& name) {
        if (name.toStdString() == kResampling) ask();
    });
    connect(&context_.engine, &Engine::probes_changed, this, [this] {
        if (context_.engine.probing(kResampling) == nullptr) {
            progress_->setValue(0);
            if (partial_) ask();  // it failed, or nothing was kept
        }
        show_state();
    });
    ask();
}

void ResampleBox::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::xs);
    auto* head = new QHBoxLayout;
    head->addWidget(section_title(tr("Had it said something else"), this));
    head->addStretch();
    head->addWidget(button_);
    column->addLayout(head);
    column->addWidget(progress_);
    column->addWidget(bar_);
    column->addWidget(figures_);
    column->addWidget(answers_);
    column->addWidget(examples_);
    button_->setFont(theme::font(TextRole::Caption));
    button_->setProperty("small", true);
    progress_->setRange(0, 1000);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Progress of resampling"));
    figures_->setObjectName(QStringLiteral("resampled"));
}

QString ResampleBox::shown_text() const { return figures_->text(); }

bool ResampleBox::possible() const {
    const auto step = context_.selection.step();
    const auto& run = context_.document.run();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    return run && stored != nullptr && stored->step.source == StepSource::Thinking && !context_.document.live() && !context_.document.imported() && !run->answer.empty();
}

const ProbeTask* ResampleBox::running() const {
    const ProbeTask* task = context_.engine.probing(kResampling);
    const auto& run = context_.document.run();
    return task != nullptr && run && task->run == run->id && task->request.step == context_.selection.step() ? task : nullptr;
}

void ResampleBox::resample() {
    if (running() != nullptr) return context_.engine.stop_probe(kResampling);
    if (!possible() || !button_->isEnabled()) return;
    ProbeRequest request;
    request.step = context_.selection.step();
    request.keep = true;
    partial_.reset();
    context_.engine.probe(context_.document.run()->id, kResampling, request);
}

void ResampleBox::take_partial(RunId run, const std::string& json) {
    auto found = parse_resampling(json);
    if (!found) return;
    partial_ = {run, std::move(*found)};
    show_state();
}

void ResampleBox::ask() {
    stored_.reset();
    setVisible(possible());
    show_state();
    emit possible_changed();
    if (!possible()) return;
    context_.library.query<std::optional<Resampling>>(
        QStringLiteral("resampling"), this,
        [run = context_.document.run()->id, step = *context_.selection.step()](const SessionReader& reader) { return stored_resampling(reader, run, step); },
        [this, run = context_.document.run()->id, step = *context_.selection.step()](Result<std::optional<Resampling>> found) {
            const bool same = context_.document.run() && context_.document.run()->id == run && context_.selection.step() == step;
            if (!same || !found) return;
            stored_ = std::move(*found);
            if (context_.engine.probing(kResampling) == nullptr) partial_.reset();
            show_state();
        });
}

QString ResampleBox::waiting_text() const {
    if (running() != nullptr) return tr("Reading the run…");
    if (const QString why = why_no_model(context_); !why.isEmpty()) return why;
    if (const ProbeTask* other = context_.engine.probing(kResampling); other != nullptr && other->request.step)
        return tr("%1 is being resampled; this one can be when that is done.").arg(step_label(*other->request.step));
    const auto& run = context_.document.run();
    const StoredStep* step = context_.document.step(*context_.selection.step());
    const int samples = ResampleSettings{}.samples;
    const double cost = resampling_cost(step->step.first.value, run->prompt_tokens + run->generated_tokens, samples);
    return tr("Not tested yet: what the answer owes to this step. At most %1 continuations (%2); fewer when the interval is tight.").arg(2 * samples).arg(cost_text(context_.document, cost));
}

void ResampleBox::show_state() {
    if (!possible()) return;
    const ProbeTask* task = running();
    const auto step = context_.selection.step();
    button_->setText(task == nullptr ? stored_ ? tr("Resample again") : tr("Resample") : task->stopping ? tr("Stopping…") : tr("Stop"));
    button_->setAccessibleName(task == nullptr ? tr("Resample this step") : tr("Stop resampling"));
    button_->setToolTip(task == nullptr ? tr("Lets the model write on from before this step and from behind it, up to 32 times each, and compares the answers.") : tr("What was found is kept"));
    button_->setEnabled(task != nullptr ? !task->stopping : why_no_model(context_).isEmpty() && context_.engine.probing(kResampling) == nullptr);
    progress_->setVisible(task != nullptr);
    const bool partial = partial_ && context_.document.run()->id == partial_->first && step == partial_->second.step;
    show_result(partial ? &partial_->second : task == nullptr && stored_ ? &*stored_ : nullptr);
}

void ResampleBox::show_result(const Resampling* found) {
    const bool measured = found != nullptr && found->replaced > 0;
    bar_->setVisible(measured);
    if (measured) bar_->set_value(found->importance, found->interval.low, found->interval.high);
    figures_->setText(found != nullptr ? figures_text(*found) + QLatin1Char('\n') + count_text(*found, running() != nullptr) : waiting_text());
    answers_->set_counts(found != nullptr ? counts_of(*found) : std::vector<AnswerCount>());
    answers_->setVisible(found != nullptr);
    examples_->setText(found != nullptr ? examples_text(*found) : QString());
    examples_->setVisible(!examples_->text().isEmpty());
}

}  // namespace reasonscope::ui
