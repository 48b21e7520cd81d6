#include "ui/panels/inspector/attention_tab.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QVBoxLayout>
#include <cmath>
#include <limits>

#include "ui/models/step_model.h"
#include "ui/panels/common/method_names.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/inspector/head_view.h"
#include "ui/panels/inspector/knockout_box.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kHoverMilliseconds = 60;
constexpr int kAloneHeight = 420;  // of the only map: about as high as wide

}  // namespace

AttentionTab::AttentionTab(const PanelContext& context, QWidget* parent)
    : QScrollArea(parent),
      context_(context),
      source_(new QComboBox(this)),
      heads_title_(section_title(tr("Heads"), this)),
      heads_(new HeatMapView(this)),
      head_view_(new HeadView(context, this)),
      steps_title_(section_title(tr("Step to step"), this)),
      no_heads_(caption(tr("No attention came with this trace; the map shows what its readers labelled or tested."), this)),
      steps_(new HeatMapView(this)),
      knockout_(new KnockoutBox(context, KnockoutBox::Of::Heads, this)),
      later_(new QTimer(this)) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Attention"));
    source_->setAccessibleName(tr("Source step"));
    source_->setToolTip(tr("Attention to which step"));
    source_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    source_->setMinimumContentsLength(12);
    heads_->setAccessibleName(tr("Attention mass, layers by heads"));
    steps_->setAccessibleName(tr("Weights, step by step"));
    heads_->set_empty_text(tr("Select a step to see which heads looked back."));
    steps_->set_empty_text(tr("Appears when the run has steps."));

    auto* top = new QHBoxLayout;
    top->addWidget(heads_title_);
    top->addWidget(source_, 1);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::xs);
    column->addLayout(top);
    column->addWidget(heads_, 5);
    column->addSpacing(space::s);
    column->addWidget(head_view_);
    column->addSpacing(space::s);
    column->addWidget(steps_title_);
    column->addWidget(no_heads_);
    column->addWidget(steps_, 6);
    column->addSpacing(space::s);
    column->addWidget(knockout_);
    column->addStretch(0);
    for (HeatMapView* map : {heads_, steps_}) map->setMinimumHeight(200);
    setWidget(page);
    page->setBackgroundRole(QPalette::Base);  // the colour of the maps
    page->setAutoFillBackground(true);
    connect(heads_, &HeatMapView::marks_changed, this, [this] {
        std::vector<std::pair<int, int>> places;
        for (const HeatMapCell cell : heads_->marked()) places.emplace_back(cell.row, cell.column);
        knockout_->set_places(std::move(places));
    });
    connect(knockout_, &KnockoutBox::clear_wanted, this, [this] {
        heads_->set_marked({});
        knockout_->set_places({});
    });

    later_->setSingleShot(true);
    later_->setInterval(kHoverMilliseconds);
    connect(later_, &QTimer::timeout, this, &AttentionTab::ask_heads);
    const auto again = [this] {
        fill_sources();
        later_->start();
    };
    connect(&context_.selection, &Selection::step_changed, this, again);
    connect(&context_.selection, &Selection::locked_step_changed, this, [this] {  // a click waits for nothing
        later_->stop();
        ask_heads();
    });
    connect(source_, &QComboBox::activated, this, &AttentionTab::ask_heads);
    connect(&context_.document, &RunDocument::was_reset, this, [this, again] {
        show_what_there_is();
        again();
        ask_steps();
    });
    connect(&context_.document, &RunDocument::steps_changed, this, &AttentionTab::ask_steps);
    connect(&context_.library, &Library::opened, this, [this, again] {
        again();
        ask_steps();
    });
    connect(heads_, &HeatMapView::cell_selected, this, [this](std::optional<HeatMapCell> cell) {
        if (cell) {
            context_.selection.select_head(LayerId(cell->row), HeadId(cell->column));
        } else {
            context_.selection.select_head(std::nullopt, std::nullopt);
        }
    });
    connect(steps_, &HeatMapView::cell_selected, this, [this](std::optional<HeatMapCell> cell) {
        if (cell) context_.selection.lock(StepId(cell->row));
    });
    fill_sources();
    show_what_there_is();
}

void AttentionTab::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    knockout_->load_stored();
    later_->start();
    ask_steps();
}

/// A published trace holds what rests on what, and nothing of heads.
void AttentionTab::show_what_there_is() {
    const bool published = context_.document.words_unknown();
    for (QWidget* widget : std::initializer_list<QWidget*>{heads_title_, source_, heads_, head_view_, knockout_}) widget->setVisible(!published);
    no_heads_->setVisible(published);
    steps_->setMaximumHeight(published ? kAloneHeight : QWIDGETSIZE_MAX);
}

void AttentionTab::fill_sources() {
    const auto step = context_.selection.step();
    const QVariant before = source_->currentData();
    source_->clear();
    source_->addItem(tr("all earlier steps"), -1);
    if (step) {
        for (const Edge& edge : context_.document.sources(*step)) {
            const StoredStep* source = context_.document.step(edge.source);
            if (source != nullptr) {
                source_->addItem(QStringLiteral("#%1  %2").arg(edge.source.value).arg(shown_in_line(one_line(source->text))), edge.source.value);
            }
        }
    }
    // The strongest source is what one wants to know first.
    const int kept = source_->findData(before);
    source_->setCurrentIndex(kept > 0 ? kept : std::min(1, source_->count() - 1));
    source_->setEnabled(source_->count() > 1);
}

void AttentionTab::ask_heads() {
    if (!isVisible()) return;  // asked again when shown
    const auto step = context_.selection.step();
    const auto& run = context_.document.run();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    if (run && step && context_.document.words_unknown()) return emit filled(*step);
    if (!run || stored == nullptr || stored->step.source == StepSource::Prompt) {
        heads_->set_empty_text(stored != nullptr ? tr("This step was given, so no head produced it.")
                                                 : tr("Select a step to see which heads looked back."));
        heads_->clear();
        return;
    }
    const int wanted = source_->currentData().toInt();
    const auto source = wanted >= 0 ? std::optional(StepId(wanted)) : std::nullopt;
    context_.library.query<SessionReader::HeadGrid>(
        QStringLiteral("head grid"), this,
        [run = run->id, step = *step, source](const SessionReader& reader) { return reader.head_grid(run, step, source); },
        [this, step = *step](Result<SessionReader::HeadGrid> grid) {
            if (context_.selection.step() != step) return;
            if (grid && grid->layers > 0) {
                show_heads(step, *grid);
            } else {
                heads_->set_empty_text(grid ? tr("Heads were not traced in this run; choose the full trace level.")
                                            : QString::fromStdString(grid.error().message));
                heads_->clear();
            }
            emit filled(step);
        });
}

void AttentionTab::show_heads(StepId step, const SessionReader::HeadGrid& grid) {
    HeatMapData data;
    data.rows = grid.layers;
    data.columns = grid.heads;
    data.values = grid.mass;
    data.row_axis = tr("Layer");
    data.column_axis = tr("Head");
    data.value_name = tr("attention of step #%1").arg(step.value);
    const bool single = data.rows * data.columns > 1;  // a summary trace holds the mean of all heads
    heads_->set_data(std::move(data));
    heads_->set_markable(single);
    std::vector<HeatMapCell> marked;
    for (const auto& [layer, head] : knockout_->places()) marked.push_back({layer, head});
    heads_->set_marked(std::move(marked));
}

void AttentionTab::ask_steps() {
    if (!isVisible()) return;
    const auto& run = context_.document.run();
    if (!run || context_.document.steps().empty() || context_.document.live()) {
        steps_->clear();
        return;
    }
    context_.library.query<std::optional<StepMatrix>>(
        QStringLiteral("matrix"), this,
        [run = run->id, method = context_.document.method()](const SessionReader& reader) { return reader.matrix(run, method); },
        [this, run = run->id](Result<std::optional<StepMatrix>> matrix) {
            if (!context_.document.run() || context_.document.run()->id != run) return;
            if (matrix && *matrix && (**matrix).n > 0) {
                show_steps(**matrix);
            } else {
                steps_->set_empty_text(tr("Not measured in this run."));
                steps_->clear();
            }
        });
}

void AttentionTab::show_steps(const StepMatrix& matrix) {
    HeatMapData data;
    data.rows = data.columns = matrix.n;
    data.values.assign(matrix.w.size(), std::numeric_limits<float>::quiet_NaN());
    QStringList labels;
    for (int r = 0; r < matrix.n; ++r) {
        labels << QString::number(r);
        const StoredStep* stored = context_.document.step(StepId(r));
        if (stored != nullptr && stored->step.source == StepSource::Prompt) continue;
        float sum = 0;  // shown as the edges are: shares of what the row rests on
        for (int c = 0; c < r; ++c) sum += std::max(0.0F, matrix.at(r, c));
        for (int c = 0; c < r; ++c) {
            data.values[static_cast<std::size_t>(r * matrix.n + c)] = sum > 0 ? std::max(0.0F, matrix.at(r, c)) / sum : 0;
        }
    }
    data.row_axis = tr("Step");
    data.column_axis = tr("rests on step");
    data.row_labels = data.column_labels = labels;
    data.value_name = tr("share by %1").arg(method_text(context_.document.method()));
    steps_->set_data(std::move(data));
}

}  // namespace reasonscope::ui
