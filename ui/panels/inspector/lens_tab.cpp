#include "ui/panels/inspector/lens_tab.h"

#include <QLabel>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr int kHoverMilliseconds = 150;

QString bytes_text(const LensReading& reading, std::int32_t id) {
    const auto found = reading.texts.find(id);
    return found == reading.texts.end() ? QString() : visible_token(found->second);
}

QString tip_of(const LensReading& reading, const LensColumn& column, std::size_t layer) {
    const LensCell& cell = column.layers[layer];
    QString tip = LensTab::tr("Layer %1, token %2").arg(layer).arg(column.position.value);
    for (const Alternative& one : cell.top) tip += QStringLiteral("\n%1  %2").arg(percent_text(static_cast<double>(one.probability)), bytes_text(reading, one.id));
    return tip + LensTab::tr("\nwritten: %1, here rank %2 with %3").arg(bytes_text(reading, column.id)).arg(cell.rank + 1).arg(percent_text(static_cast<double>(cell.probability)));
}

LensGridData grid_of(const LensReading& reading) {
    LensGridData data;
    data.layers = reading.columns.empty() ? 0 : static_cast<int>(reading.columns.front().layers.size());
    const auto bytes = [&](std::int32_t id) {
        const auto found = reading.texts.find(id);
        return found == reading.texts.end() ? std::string() : found->second;
    };
    for (const LensColumn& column : reading.columns) {
        data.positions.push_back(column.position);
        data.tokens.push_back(bytes(column.id));
    }
    for (std::size_t layer = 0; layer < static_cast<std::size_t>(data.layers); ++layer)
        for (const LensColumn& column : reading.columns) {
            const Alternative& first = column.layers[layer].top.front();
            data.cells.push_back({bytes(first.id), first.probability, static_cast<int>(layer) >= column.settled, tip_of(reading, column, layer)});
        }
    return data;
}

}  // namespace

LensTab::LensTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), title_(section_title(tr("What each layer would say"), this)), settles_(caption({}, this)), grid_(new LensGridView(this)),
      later_(new QTimer(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::xs);
    column->addWidget(title_);
    column->addWidget(settles_);
    column->addWidget(grid_, 1);
    later_->setSingleShot(true);
    later_->setInterval(kHoverMilliseconds);
    connect(later_, &QTimer::timeout, this, &LensTab::ask);
    connect(&context_.selection, &Selection::step_changed, later_, qOverload<>(&QTimer::start));
    connect(&context_.selection, &Selection::token_changed, grid_, &LensGridView::set_selected);
    connect(&context_.document, &RunDocument::was_reset, this, &LensTab::forget);
    connect(&context_.engine, &Engine::model_loaded, this, &LensTab::forget);
    connect(&context_.engine, &Engine::model_unloaded, this, &LensTab::forget);
    connect(&context_.engine, &Engine::lens_read, this, [this](RunId run, TokenPos first, const LensReading& reading) {
        if (!context_.document.run() || context_.document.run()->id != run) return;
        known_[first.value] = reading;
        later_->start();
    });
    connect(&context_.engine, &Engine::lens_failed, this, [this](RunId run, const QString& sentence) {
        if (!context_.document.run() || context_.document.run()->id != run) return;
        settles_->clear();
        grid_->clear(sentence.isEmpty() ? tr("Stopped. Select the step again to read it.") : sentence);
    });
    connect(grid_, &LensGridView::token_selected, this, [this](TokenPos token) { context_.selection.lock(context_.selection.step(), token); });
    forget();
}

void LensTab::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    later_->start();
}

void LensTab::forget() {
    known_.clear();
    settles_->clear();
    grid_->clear(tr("Select a step to see when each layer knew its words."));
    later_->start();
}

void LensTab::ask() {
    if (!isVisible()) return;  // asked again when shown
    const auto& run = context_.document.run();
    const auto step = context_.selection.step();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    settles_->clear();
    if (!run || stored == nullptr) return grid_->clear(tr("Select a step to see when each layer knew its words."));
    if (stored->step.source == StepSource::Prompt) return grid_->clear(tr("This step was given, so the model did not choose its words."));
    if (context_.document.imported()) return grid_->clear(tr("This run was imported and has no model."));
    if (context_.document.live()) return grid_->clear(tr("Appears when the run has ended."));
    if (const auto found = known_.find(stored->step.first.value); found != known_.end()) return show_reading(found->second);
    if (!context_.engine.model()) return grid_->clear(tr("Reading the layers runs the model again; open it with File > Models."));
    grid_->clear(tr("Reading the layers…"));
    context_.engine.lens(run->id, stored->step.first, stored->step.last);
}

void LensTab::show_reading(const LensReading& reading) {
    double depth = 0;
    for (const LensColumn& column : reading.columns) depth += column.settled;
    const double layers = reading.columns.empty() ? 1 : static_cast<double>(reading.columns.front().layers.size());
    depth /= static_cast<double>(std::max<std::size_t>(1, reading.columns.size()));
    settles_->setText(tr("On average a token is settled from layer %1 of %2 on (green edge).").arg(depth, 0, 'f', 1).arg(static_cast<int>(layers)));
    grid_->set_data(grid_of(reading));
    grid_->set_selected(context_.selection.token());
}

}  // namespace reasonscope::ui
