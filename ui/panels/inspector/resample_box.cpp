#include "ui/panels/inspector/resample_box.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/common/widgets.h"
#include "ui/panels/inspector/interval_bar.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr std::size_t kExamples = 3;

QString signed_number(double value) { return (value > 0 ? QStringLiteral("+") : QString()) + QLocale().toString(value, 'f', 2); }

QString answer_text(const std::string& answer) { return answer.empty() ? ResampleBox::tr("no answer") : shown_in_line(one_line(answer)); }

QString figures_text(const Resampling& r) {
    if (r.replaced == 0)
        return ResampleBox::tr("In %1 continuations from before this step the model never wrote anything else here, so nothing is known of its worth.").arg(r.before);
    return ResampleBox::tr("Importance %1 (95 %: %2 to %3). The answer %4 comes %5 of %6 times with this step, %7 of %8 times with another in its place.")
        .arg(signed_number(r.importance), signed_number(r.interval.low), signed_number(r.interval.high), answer_text(r.answer))
        .arg(r.kept_right).arg(r.kept).arg(r.replaced_right).arg(r.replaced);
}

QString examples_text(const Resampling& r) {
    if (r.examples.empty()) return {};
    QStringList lines{ResampleBox::tr("It wrote instead, and answered:")};
    for (std::size_t i = 0; i < std::min(kExamples, r.examples.size()); ++i)
        lines << QStringLiteral("%1  →  %2").arg(r.examples[i].text.empty() ? ResampleBox::tr("(thinking closed)") : one_line(r.examples[i].text), answer_text(r.examples[i].answer));
    return lines.join(QLatin1Char('\n'));
}

}  // namespace

ResampleBox::ResampleBox(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), button_(new QToolButton(this)), bar_(new IntervalBar(this)), figures_(caption({}, this)), examples_(caption({}, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::xs);
    auto* head = new QHBoxLayout;
    head->addWidget(section_title(tr("Had it said something else"), this));
    head->addStretch();
    head->addWidget(button_);
    column->addLayout(head);
    column->addWidget(bar_);
    column->addWidget(figures_);
    column->addWidget(examples_);
    button_->setFont(theme::font(TextRole::Caption));
    button_->setProperty("small", true);
    button_->setText(tr("Resample"));
    button_->setAccessibleName(tr("Resample this step"));
    button_->setToolTip(tr("Lets the model write on from before this step and from behind it, up to 32 times each, and compares the answers. Run > Stop ends it."));
    connect(button_, &QToolButton::clicked, this, [this] {
        const auto step = context_.selection.step();
        if (!step || !context_.document.run()) return;
        button_->setEnabled(false);
        ProbeRequest request;
        request.step = step;
        context_.engine.probe(context_.document.run()->id, "resampling", request);
    });
    connect(&context_.selection, &Selection::step_changed, this, &ResampleBox::ask);
    connect(&context_.document, &RunDocument::was_reset, this, &ResampleBox::ask);
    connect(&context_.library, &Library::opened, this, &ResampleBox::ask);
    connect(&context_.engine, &Engine::probed, this, &ResampleBox::ask);
    connect(&context_.engine, &Engine::probe_failed, this, &ResampleBox::ask);
    ask();
}

QString ResampleBox::shown_text() const { return figures_->text(); }

void ResampleBox::ask() {
    const auto step = context_.selection.step();
    const auto& run = context_.document.run();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    const bool possible = run && stored != nullptr && stored->step.source == StepSource::Thinking && !context_.document.live() && !run->start.model_path.empty() &&
                          !run->answer.empty();
    setVisible(possible);
    show_result(std::nullopt);
    if (!possible) return;
    context_.library.query<std::optional<Resampling>>(
        QStringLiteral("resampling"), this, [run = run->id, step = *step](const SessionReader& reader) { return stored_resampling(reader, run, step); },
        [this, run = run->id, step = *step](Result<std::optional<Resampling>> found) {
            const bool same = context_.document.run() && context_.document.run()->id == run && context_.selection.step() == step;
            if (same && found) show_result(*found);
        });
}

void ResampleBox::show_result(const std::optional<Resampling>& found) {
    button_->setEnabled(true);
    const bool measured = found && found->replaced > 0;
    bar_->setVisible(measured);
    if (measured) bar_->set_value(found->importance, found->interval.low, found->interval.high);
    figures_->setText(found ? figures_text(*found) : tr("Not tested yet: what the answer owes to this step."));
    examples_->setText(found ? examples_text(*found) : QString());
    examples_->setVisible(!examples_->text().isEmpty());
}

}  // namespace reasonscope::ui
