#include "ui/panels/faithfulness/faithfulness_dialog.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/method_names.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/faithfulness/score_names.h"
#include "ui/panels/faithfulness/score_plot.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
QString share(double value) { return QLocale().toString(value, 'f', 3); }

/// "about 2 min left"; empty when nobody knows.
QString time_left(double seconds) {
    if (seconds < 0) return {};
    if (seconds < 90) return FaithfulnessDialog::tr(" · about %1 s left").arg(std::max(1, static_cast<int>(seconds + 0.5)));
    return FaithfulnessDialog::tr(" · about %1 min left").arg(static_cast<int>(seconds / 60 + 0.5));
}

QString percent(double value) { return QLocale().toString(100 * value, 'f', 1) + QStringLiteral("\u00a0%"); }

/// What the methods that are offered first reach, and what chance does.
QString summary_of(const FaithfulnessResult& result) {
    const Trust trust = trust_in(result);
    const auto& first = trust.fast ? trust.fast : trust.tested;
    if (!first) return {};
    QString words = FaithfulnessDialog::tr("%1 named a true parent first in %2 of %3 steps of %4 fresh problems").arg(method_text(first->method), percent(first->top1)).arg(trust.steps).arg(trust.problems);
    if (trust.fast && trust.tested) words += FaithfulnessDialog::tr(", %1 in %2").arg(method_text(trust.tested->method), percent(trust.tested->top1));
    if (trust.chance) words += FaithfulnessDialog::tr("; chance %1").arg(percent(*trust.chance));
    words[0] = words[0].toUpper();  // names of methods are written small
    return words;
}

QTableWidgetItem* cell(const QString& shown, bool muted, Qt::Alignment alignment = Qt::AlignRight) {
    auto* item = new QTableWidgetItem(shown);
    item->setTextAlignment(alignment | Qt::AlignVCenter);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    if (muted) item->setForeground(theme::current().text_secondary);
    return item;
}

}  // namespace

FaithfulnessDialog::FaithfulnessDialog(const PanelContext& context, QWidget* parent) : QDialog(parent), context_(context) {
    setWindowTitle(tr("Faithfulness"));
    setObjectName(QStringLiteral("faithfulness"));
    resize(840, 760);
    build();
    Engine* engine = &context_.engine;
    connect(measure_, &QPushButton::clicked, this, &FaithfulnessDialog::measure_or_stop);
    connect(engine, &Engine::model_loaded, this, &FaithfulnessDialog::show_known);
    connect(engine, &Engine::model_unloaded, this, &FaithfulnessDialog::show_known);
    connect(engine, &Engine::busy_changed, this, &FaithfulnessDialog::show_state);
    connect(engine, &Engine::faithfulness_measured, this, [this](const FaithfulnessResult& result) {
        measuring_ = false;
        show_result(result);
        show_state();
    });
    connect(engine, &Engine::faithfulness_failed, this, [this](const QString& sentence) {
        measuring_ = false;
        problem_->setText(sentence);
        problem_->setVisible(!sentence.isEmpty());
        show_state();
    });
    connect(engine, &Engine::progress, this, [this](const Progress& progress) {
        if (!measuring_) return;
        stage_->setText(text(progress.what) + time_left(progress.seconds_left));
        bar_->setRange(0, progress.fraction < 0 ? 0 : 1000);
        bar_->setValue(static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) * 1000));
    });
    show_known();
}

void FaithfulnessDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::s);
    title_ = new QLabel(this);
    title_->setFont(theme::font(TextRole::Heading));
    summary_ = new QLabel(this);
    summary_->setWordWrap(true);
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    summary_->setAccessibleName(tr("Summary"));
    problem_ = new QLabel(this);
    problem_->setWordWrap(true);
    problem_->setProperty("role", "error");
    problem_->hide();
    plot_ = new ScorePlot(this);
    table_ = new QTableWidget(this);
    table_->setAccessibleName(tr("Methods and baselines"));
    table_->setColumnCount(8);
    table_->setHorizontalHeaderLabels({tr("Method"), tr("Grade"), tr("Top-1"), tr("95 %"), tr("AP"), tr("Strict"), tr("Strict AP"), tr("s per chain")});
    const QStringList tips = {tr("● is a default"), tr("Observed in the run, or tested by running the model again"), tr("Share of steps whose strongest source is a true parent"),
                              tr("Interval of top-1, by the bootstrap over problems"), tr("Average precision against the true parents"),
                              tr("Top-1 when the plan and restatements count as wrong"),
                              tr("Average precision when the plan and restatements count as wrong"), tr("Time to explain all steps of a chain")};
    for (int i = 0; i < tips.size(); ++i) table_->horizontalHeaderItem(i)->setToolTip(tips[i]);
    table_->verticalHeader()->hide();
    table_->setShowGrid(false);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionMode(QAbstractItemView::NoSelection);
    table_->setFocusPolicy(Qt::NoFocus);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    stage_ = caption({}, this);
    bar_ = new QProgressBar(this);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress"));
    count_ = new QSpinBox(this);
    count_->setRange(1, 10'000);
    count_->setValue(60);
    count_->setAccessibleName(tr("Problems"));
    seed_ = new QSpinBox(this);
    seed_->setRange(0, 1'000'000'000);
    seed_->setValue(1);
    seed_->setAccessibleName(tr("Seed"));
    measure_ = new QPushButton(tr("Measure"), this);
    measure_->setProperty("primary", true);
    measure_->setDefault(true);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* controls = new QHBoxLayout;
    controls->setSpacing(space::s);
    controls->addWidget(new QLabel(tr("Problems"), this));
    controls->addWidget(count_);
    controls->addSpacing(space::s);
    controls->addWidget(new QLabel(tr("Seed"), this));
    controls->addWidget(seed_);
    controls->addSpacing(space::s);
    controls->addWidget(measure_);
    controls->addStretch();
    controls->addWidget(close);
    for (QWidget* part : std::initializer_list<QWidget*>{title_, summary_, problem_, plot_}) column->addWidget(part);
    column->addWidget(table_, 1);
    column->addWidget(caption(tr("Fresh problems whose reasoning graph is known; the model solves them, and each method names what every step rests on. "
                                 "Plans and restatements are left out of the choice, except under Strict."),
                              this));
    column->addWidget(stage_);
    column->addWidget(bar_);
    column->addLayout(controls);
}

void FaithfulnessDialog::show_known() {
    const auto& model = context_.engine.model();
    title_->setText(model ? text(model->name) : tr("No model is loaded"));
    problem_->hide();
    show_result(model ? known_faithfulness(model->fingerprint, model->folder) : std::nullopt);
    show_state();
}

void FaithfulnessDialog::show_result(const std::optional<FaithfulnessResult>& result) {
    result_ = result;
    plot_->setVisible(result.has_value());
    plot_->set_result(result);
    table_->setVisible(result.has_value());
    table_->setRowCount(0);
    if (!result) {
        summary_->setText(context_.engine.model() ? tr("Not measured yet: nobody knows how true this model's edges are.") : tr("Load one with File > Models."));
        return;
    }
    summary_->setText(summary_of(*result) + tr(".\nMeasured %1, seed %2.").arg(text(result->measured).left(10)).arg(result->seed));
    count_->setValue(result->problems);
    const auto add = [&](const NamedScore& one, bool muted) {
        const int row = table_->rowCount();
        table_->insertRow(row);
        const bool is_default = one.name == result->default_fast || one.name == result->default_tested;
        auto* name = cell(score_name(one) + (is_default ? tr("  ● default") : QString()), muted, Qt::AlignLeft);
        if (is_default) name->setFont(theme::font(TextRole::Strong));
        table_->setItem(row, 0, name);
        table_->setItem(row, 1, cell(grade_text(one), true, Qt::AlignLeft));
        table_->setItem(row, 2, cell(share(one.score.top1), muted));
        table_->setItem(row, 3, cell(tr("%1 to %2").arg(share(one.score.top1_range.low), share(one.score.top1_range.high)), true));
        table_->setItem(row, 4, cell(share(one.score.ap), muted));
        table_->setItem(row, 5, cell(share(one.score.strict_top1), muted));
        table_->setItem(row, 6, cell(share(one.score.strict_ap), muted));
        table_->setItem(row, 7, cell(muted ? QString() : QLocale().toString(one.score.seconds, 'f', 3), muted));
    };
    for (const NamedScore& one : result->methods) add(one, false);
    for (const NamedScore& one : result->baselines) add(one, true);
}

void FaithfulnessDialog::show_state() {
    const bool busy = context_.engine.busy();
    measure_->setText(measuring_ ? tr("Stop") : tr("Measure"));
    measure_->setEnabled(measuring_ || (context_.engine.model() && !busy));
    count_->setEnabled(!measuring_);
    seed_->setEnabled(!measuring_);
    bar_->setVisible(measuring_);
    stage_->setVisible(measuring_);
}

void FaithfulnessDialog::measure_or_stop() {
    if (measuring_) {
        context_.engine.stop();
        return;
    }
    measuring_ = true;
    problem_->hide();
    stage_->setText(tr("Starting…"));
    bar_->setRange(0, 0);
    context_.engine.measure_faithfulness(static_cast<std::uint64_t>(seed_->value()), count_->value());
    show_state();
}

void FaithfulnessDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible()) show_result(std::optional(result_));  // cells carry the theme's colours
}

}  // namespace reasonscope::ui
