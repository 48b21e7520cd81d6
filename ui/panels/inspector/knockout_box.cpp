#include "ui/panels/inspector/knockout_box.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/model_work.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"
#include "ui/views/bar_strip.h"

namespace reasonscope::ui {

KnockoutBox::KnockoutBox(const PanelContext& context, Of of, QWidget* parent)
    : QWidget(parent),
      context_(context),
      of_(of),
      chosen_(caption({}, this)),
      clear_(new QPushButton(tr("Clear"), this)),
      mode_(new QComboBox(this)),
      test_(new QPushButton(tr("Test knock-out"), this)),
      run_on_(new QPushButton(tr("Run on with it switched off"), this)),
      waiting_(new QWidget(this)),
      progress_(new QProgressBar(waiting_)),
      earlier_(new QComboBox(this)),
      result_(new QLabel(this)),
      chart_(new BarStrip(this)),
      legend_(caption(tr("Bars: how far the predictions of each step move (KL, nats). Line: the random control."), this)) {
    build();
    connect(clear_, &QPushButton::clicked, this, &KnockoutBox::clear_wanted);
    connect(test_, &QPushButton::clicked, this, &KnockoutBox::start);
    connect(run_on_, &QPushButton::clicked, this, &KnockoutBox::choose_place);
    connect(earlier_, &QComboBox::activated, this, &KnockoutBox::draw);
    connect(chart_, &BarStrip::activated, this, [this](int bar) { context_.selection.lock(StepId(chart_->bars()[static_cast<std::size_t>(bar)].label.toInt())); });
    connect(chart_, &BarStrip::mark_toggled, this, [this](int bar) { context_.selection.lock(StepId(chart_->bars()[static_cast<std::size_t>(bar)].label.toInt())); });
    connect(&context_.engine, &Engine::knocked_out, this, &KnockoutBox::finish);
    connect(&context_.engine, &Engine::knock_out_failed, this, &KnockoutBox::fail);
    connect(&context_.engine, &Engine::progress, this, [this](const Progress& progress) {
        if (testing_) progress_->setValue(static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) * 1000));
    });
    connect(&context_.engine, &Engine::running_changed, this, &KnockoutBox::update_controls);
    connect(&context_.engine, &Engine::busy_changed, this, &KnockoutBox::update_controls);
    connect(&context_.engine, &Engine::model_loaded, this, &KnockoutBox::update_controls);
    connect(&context_.engine, &Engine::model_unloaded, this, &KnockoutBox::update_controls);
    connect(&context_.document, &RunDocument::live_changed, this, &KnockoutBox::update_controls);
    connect(&context_.document, &RunDocument::was_reset, this, [this] {
        stored_.clear();
        without_.reset();
        earlier_->clear();
        draw();
        update_controls();
        if (isVisible()) load_stored();
    });
    draw();
    update_controls();
}

void KnockoutBox::build() {
    const bool experts = of_ == Of::Experts;
    chosen_->setAccessibleName(experts ? tr("Experts to take out") : tr("Heads to take out"));
    clear_->setProperty("chip", true);
    clear_->setAccessibleName(tr("Take nothing out"));
    mode_->addItem(tr("Route elsewhere"), static_cast<int>(KnockoutMode::Reroute));
    mode_->setItemData(0, tr("The router chooses among the other experts"), Qt::ToolTipRole);
    mode_->addItem(tr("Leave out"), static_cast<int>(KnockoutMode::Ablate));
    mode_->setItemData(1, tr("The expert's share is missing; nothing makes up for it"), Qt::ToolTipRole);
    mode_->addItem(tr("Mean output"), static_cast<int>(KnockoutMode::MeanAblate));
    mode_->setItemData(2, tr("The expert gives its mean output over this run instead"), Qt::ToolTipRole);
    mode_->setAccessibleName(tr("What happens to their tokens"));
    mode_->setToolTip(tr("What happens to tokens that would have used an expert that is out"));
    mode_->setVisible(experts);
    test_->setAccessibleDescription(tr("Feeds the run's tokens again without them and measures what changes"));
    run_on_->setObjectName(QStringLiteral("run-on"));
    run_on_->setToolTip(tr("Writes a branch of this run by the model without them, from the start of the thinking or from the selected step"));
    run_on_->setAccessibleDescription(run_on_->toolTip());
    progress_->setRange(0, 1000);
    progress_->setAccessibleName(tr("Progress of the knock-out"));
    auto* cancel = new QPushButton(tr("Cancel"), waiting_);
    cancel->setObjectName(QStringLiteral("cancel knock-out"));
    connect(cancel, &QPushButton::clicked, &context_.engine, &Engine::stop_knock_out);
    auto* wait = new QHBoxLayout(waiting_);
    wait->setContentsMargins(0, 0, 0, 0);
    wait->addWidget(progress_, 1);
    wait->addWidget(cancel);
    earlier_->setAccessibleName(tr("Tests of this run"));
    earlier_->setToolTip(tr("Knock-outs that were tested on this run"));
    earlier_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    earlier_->setMinimumContentsLength(10);
    result_->setWordWrap(true);
    result_->setTextFormat(Qt::PlainText);
    result_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    result_->setAccessibleName(tr("Effect of the knock-out"));
    chart_->setAccessibleName(tr("Change of every step"));

    auto* head = new QHBoxLayout;
    head->addWidget(section_title(experts ? tr("Take experts out") : tr("Take heads out"), this), 1);
    head->addWidget(clear_);
    auto* row = new QHBoxLayout;
    row->addWidget(mode_, 1);
    row->addWidget(test_, experts ? 0 : 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addLayout(head);
    column->addWidget(chosen_);
    column->addLayout(row);
    column->addWidget(run_on_);
    column->addWidget(waiting_);
    column->addWidget(earlier_);
    column->addWidget(result_);
    column->addWidget(chart_);
    column->addWidget(legend_);
}

QString KnockoutBox::result_text() const { return result_->text(); }

void KnockoutBox::set_places(std::vector<std::pair<int, int>> places) {
    places_ = std::move(places);
    std::ranges::sort(places_);
    update_controls();
}

void KnockoutBox::update_controls() {
    const bool experts = of_ == Of::Experts;
    KnockoutPlaces chosen;
    (experts ? chosen.experts : chosen.heads) = places_;
    const QString why = why_no_model(context_);
    const QString how = experts ? tr("Click an expert in the map or its bar; Shift or Space adds more.") : tr("Click a head in the map; Shift or Space adds more.");
    QString said = !why.isEmpty() ? why : places_.empty() ? how : places_text(chosen);
    if (without_) said = tr("This run was written without %1.").arg(without_text(*without_)) + QLatin1Char('\n') + said;
    chosen_->setText(said);
    clear_->setVisible(!places_.empty());
    mode_->setEnabled(why.isEmpty() && !testing_);
    test_->setEnabled(why.isEmpty() && !places_.empty() && !testing_ && !without_);
    test_->setToolTip(without_ ? tr("A test compares with the whole model; test the run that this one left.") : QString());
    run_on_->setEnabled(why.isEmpty() && (!places_.empty() || without_) && !testing_ && !context_.engine.running());
    waiting_->setVisible(testing_);
}

/// From where; a run that was written without something can also go on with everything back.
void KnockoutBox::choose_place() {
    Ablation ablation;
    ablation.mode = of_ == Of::Experts ? static_cast<KnockoutMode>(mode_->currentData().toInt()) : KnockoutMode::Reroute;
    for (const auto& [layer, index] : places_) (of_ == Of::Experts ? ablation.experts : ablation.heads).push_back({LayerId(layer), index});
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("run-on-menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(run_on_->text());
    const auto step = context_.selection.locked_step();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    const bool written = stored != nullptr && stored->step.source != StepSource::Prompt;
    const auto add = [&](const QString& from_start, const QString& from_step, const QString& from_some_step, const Ablation& parts) {
        menu->addAction(from_start, this, [this, parts] { run_on(std::nullopt, parts); });
        QAction* here = menu->addAction(written ? from_step.arg(step->value) : from_some_step, this, [this, step, parts] { run_on(step, parts); });
        here->setEnabled(written);
    };
    if (!places_.empty()) add(tr("From the start of the thinking"), tr("From step #%1"), tr("From the selected step"), ablation);
    if (without_) {
        menu->addSeparator();
        add(tr("With everything back, from the start"), tr("With everything back, from step #%1"), tr("With everything back, from the selected step"), {});
    }
    menu->popup(run_on_->mapToGlobal(QPoint(0, run_on_->height())));
    menu->setActiveAction(menu->actions().front());
}

void KnockoutBox::run_on(std::optional<StepId> from, Ablation ablation) {
    if (!context_.document.run() || context_.engine.running()) return;
    BranchRequest request;
    request.parent = context_.document.run()->id;
    request.kind = ablation.empty() ? BranchKind::Settings : BranchKind::Knockout;
    request.step = from;
    request.ablation = std::move(ablation);
    context_.engine.branch(request);
}

void KnockoutBox::start() {
    if (!context_.document.run() || places_.empty()) return;
    Knockout knockout;
    knockout.mode = static_cast<KnockoutMode>(mode_->currentData().toInt());
    for (const auto& [layer, index] : places_) {
        if (of_ == Of::Experts) knockout.experts.push_back({LayerId(layer), ExpertId(index)});
        else knockout.heads.push_back({LayerId(layer), HeadId(index)});
    }
    testing_ = true;
    progress_->setValue(0);
    update_controls();
    context_.engine.knock_out(context_.document.run()->id, knockout);
}

void KnockoutBox::finish(RunId run, const KnockoutRecord& record) {
    const bool mine = (of_ == Of::Experts) == !record.places.experts.empty();
    if (mine) testing_ = false;
    update_controls();
    if (!mine || !context_.document.run() || context_.document.run()->id != run) return;
    const std::string key = knockout_key(record.places);
    const auto same = std::ranges::find_if(stored_, [&](const KnockoutRecord& r) { return knockout_key(r.places) == key; });
    const auto at = static_cast<int>(same - stored_.begin());
    if (same != stored_.end()) {
        *same = record;
    } else {
        stored_.push_back(record);
        earlier_->addItem(QString::fromStdString(key));
    }
    earlier_->setCurrentIndex(at);
    draw();
}

void KnockoutBox::fail(const QString& sentence) {
    if (!testing_) return;
    testing_ = false;
    update_controls();
    if (sentence.isEmpty()) return;
    show_record(nullptr);
    result_->setText(sentence);
    result_->show();
}

void KnockoutBox::load_stored() {
    if (!context_.document.run() || context_.document.live()) return;
    struct Stored {
        std::vector<StoredResult> results;
        std::optional<KnockoutPlaces> without;
    };
    context_.library.query<Stored>(
        of_ == Of::Experts ? QStringLiteral("knocked experts") : QStringLiteral("knocked heads"), this,
        [run = context_.document.run()->id](const SessionReader& reader) -> Result<Stored> {
            auto results = reader.results(run, kKnockoutKind);
            if (!results) return tl::unexpected(results.error());
            const auto branches = reader.branches();
            if (!branches) return tl::unexpected(branches.error());
            const auto own = std::ranges::find(*branches, run, &BranchRow::run);
            const auto without = own == branches->end() ? std::nullopt : parse_without(own->detail);
            return Stored{std::move(*results), without ? std::optional(without->places) : std::nullopt};
        },
        [this, run = context_.document.run()->id](const Result<Stored>& stored) {
            if (!stored || !context_.document.run() || context_.document.run()->id != run) return;
            const QString before = earlier_->currentText();
            stored_.clear();
            earlier_->clear();
            for (const StoredResult& result : stored->results) {
                auto record = parse_knockout(result.json);
                if (!record || (of_ == Of::Experts) == record->places.experts.empty()) continue;
                stored_.push_back(std::move(*record));
                earlier_->addItem(QString::fromStdString(result.key));
            }
            earlier_->setCurrentIndex(std::max(earlier_->findText(before), stored_.empty() ? -1 : 0));
            without_ = stored->without;
            draw();
            update_controls();
        });
}

void KnockoutBox::draw() {
    const int at = earlier_->currentIndex();
    show_record(at >= 0 && at < static_cast<int>(stored_.size()) ? &stored_[static_cast<std::size_t>(at)] : nullptr);
}

void KnockoutBox::show_record(const KnockoutRecord* record) {
    earlier_->setVisible(stored_.size() > 1);
    for (QWidget* part : std::initializer_list<QWidget*>{result_, chart_, legend_}) part->setVisible(record != nullptr);
    if (record == nullptr) {
        result_->clear();
        chart_->set_bars({});
        return;
    }
    result_->setText(knockout_text(*record, context_.document));
    std::vector<Bar> bars;
    for (const StoredStep& stored : context_.document.steps()) {
        const auto i = static_cast<std::size_t>(stored.step.id.value);
        if (stored.step.source == StepSource::Prompt || i >= record->effect.divergence.size()) continue;
        Bar bar;
        bar.label = QString::number(stored.step.id.value);
        bar.tip = knockout_step_text(*record, stored.step.id) + QLatin1Char('\n') + shown_in_line(one_line(stored.text));
        bar.value = record->effect.divergence[i];
        if (record->control_places && i < record->control.divergence.size()) bar.control = record->control.divergence[i];
        bar.step_class = static_cast<int>(stored.step.cls);
        bars.push_back(std::move(bar));
    }
    chart_->set_bars(std::move(bars));
}

/// Hidden while a run is written: what is stored with it is asked for when the box is there again.
void KnockoutBox::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    load_stored();
}

void KnockoutBox::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) chart_->update();
}

}  // namespace reasonscope::ui
