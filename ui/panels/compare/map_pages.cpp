#include "ui/panels/compare/map_pages.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/models/run_document.h"
#include "ui/models/step_model.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"
#include "ui/views/pair_lines.h"

namespace reasonscope::ui {
namespace {

constexpr int kMapHeight = 168;

QString dot(CompareHand side) { return QStringLiteral("<span style='color:%1'>■</span> ").arg(compare_color(side).name()); }

QString run_name(const CompareSide& side) { return Multiples::tr("Run %1").arg(side.run.value); }

/// "#5" for steps of the same number, "#5 | #7", "#5 | –".
QString pair_label(const StepPair& pair) {
    const auto one = [](int step) { return step < 0 ? QStringLiteral("–") : QString::number(step); };
    return pair.a == pair.b ? one(pair.a) : one(pair.a) + QLatin1Char('|') + one(pair.b);
}

QString word_at(const CompareSide& side, int position) {
    const int i = position - side.first;
    return i >= 0 && i < static_cast<int>(side.words.size()) ? visible_token(side.words[static_cast<std::size_t>(i)]) : QString();
}

}  // namespace

Multiples::Multiples(const QString& accessible_name, int least_width, QWidget* parent)
    : QScrollArea(parent), least_width_(least_width), page_(new QWidget(this)), note_(caption({}, page_)), grid_(new QGridLayout) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(accessible_name);
    note_->setTextFormat(Qt::RichText);
    auto* column = new QVBoxLayout(page_);
    column->setContentsMargins(space::s, space::xs, space::s, space::xs);
    column->setSpacing(space::xs);
    column->addWidget(note_);
    column->addLayout(grid_, 1);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(space::s);
    grid_->setVerticalSpacing(space::s);
    setWidget(page_);
    page_->setBackgroundRole(QPalette::Base);  // the colour of the maps
    page_->setAutoFillBackground(true);
}

QLabel* Multiples::add(QWidget* view, int share) {
    auto* box = new QWidget(page_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* title = section_title({}, box);
    title->setTextFormat(Qt::RichText);
    title->setContentsMargins(6, 0, 0, 0);
    title->setWordWrap(true);
    column->addWidget(title);
    column->addWidget(view, 1);
    view->setMinimumHeight(kMapHeight);
    view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);  // as high as the panel, and no less than this
    cells_.push_back({box, share});
    in_a_row_ = 0;
    arrange();
    return title;
}

void Multiples::set_note(const QString& text) {
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

QString Multiples::note() const { return note_->text(); }

void Multiples::set_views_visible(bool visible) {
    for (const Cell& cell : cells_) cell.box->setVisible(visible);
}

void Multiples::arrange() {
    const int many = std::clamp(viewport()->width() / least_width_, 1, std::max(1, static_cast<int>(cells_.size())));
    if (many == in_a_row_) return;
    in_a_row_ = many;
    for (const Cell& cell : cells_) grid_->removeWidget(cell.box);
    for (int i = 0; i < static_cast<int>(cells_.size()); ++i) {
        grid_->addWidget(cells_[static_cast<std::size_t>(i)].box, i / many, i % many);
        grid_->setColumnStretch(i, i < many ? cells_[static_cast<std::size_t>(i)].share : 0);
    }
}

void Multiples::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange();
}

QString side_title(const CompareSide& side, bool second) { return dot(second ? CompareHand::B : CompareHand::A) + run_name(side); }

UncertaintyPage::UncertaintyPage(const PanelContext& context, QWidget* parent)
    : Multiples(tr("Uncertainty of both runs"), 1 << 20, parent), context_(context), lines_(new PairLines(this)), title_(add(lines_)) {
    lines_->setAccessibleName(tr("Entropy of both runs by token"));
    connect(lines_, &PairLines::chosen, this, [this](int position) {
        const auto& run = context_.document.run();
        if (!run || (run->id != a_ && run->id != b_)) return;
        for (const StoredStep& step : context_.document.steps())
            if (step.step.first.value <= position && position < step.step.last.value) return context_.selection.lock(step.step.id, TokenPos(position));
    });
}

void UncertaintyPage::show_maps(const CompareMaps& maps) {
    a_ = maps.a.run;
    b_ = maps.b.run;
    PairLinesData data;
    data.a = {run_name(maps.a), maps.a.first, maps.a.entropy, maps.a.words};
    data.b = {run_name(maps.b), maps.b.first, maps.b.entropy, maps.b.words};
    data.fork = maps.fork;
    data.value_name = tr("entropy");
    data.unit = tr("nats");
    lines_->set_data(std::move(data));
    const QString shared = QStringLiteral("<span style='color:%1'>■</span> ").arg(theme::current().text_faint.name()) + tr("both");
    title_->setText(QStringList{shared, side_title(maps.a, false), side_title(maps.b, true)}.join(QStringLiteral(" &nbsp; ")));
    const auto mean = [](double value) { return std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'f', 3); };
    const auto untraced = [](const CompareSide& side) { return std::ranges::all_of(side.entropy, [](float value) { return std::isnan(value); }); };
    const bool nothing = untraced(maps.a) && untraced(maps.b);
    set_views_visible(!nothing);
    if (nothing) return set_note(tr("Neither run says how sure its model was of each token."));
    if (!maps.fork) return set_note(tr("Both runs wrote the same tokens."));
    set_note(tr("From token %1 on the mean entropy is %2 nats in run %3 and %4 nats in run %5.")
                 .arg(*maps.fork).arg(mean(maps.a.mean_behind)).arg(maps.a.run.value).arg(mean(maps.b.mean_behind)).arg(maps.b.run.value));
}

AttentionPage::AttentionPage(const PanelContext& context, QWidget* parent) : Multiples(tr("Attention of both runs"), 212, parent), context_(context) {
    for (int i = 0; i < 3; ++i) {
        maps_.push_back(new HeatMapView(this));
        titles_.push_back(add(maps_.back()));
        maps_.back()->set_empty_text(tr("Attention was not traced."));
        connect(maps_.back(), &HeatMapView::cell_selected, this, [this, i](std::optional<HeatMapCell> cell) {
            if (cell) follow(i, *cell);
        });
    }
}

/// The other maps show the same pair of steps, and the window its step where the run is on show.
void AttentionPage::follow(int map, HeatMapCell cell) {
    for (int i = 0; i < 3; ++i)
        if (i != map) maps_[static_cast<std::size_t>(i)]->set_selected(cell);
    const auto& run = context_.document.run();
    const auto row = static_cast<std::size_t>(cell.row * row_group_);
    if (!run || row >= shown_.rows.size()) return;
    const int step = run->id == b_ ? shown_.rows[row].b : run->id == a_ ? shown_.rows[row].a : -1;
    if (step >= 0) context_.selection.lock(StepId(step));
}

void AttentionPage::show_maps(const CompareMaps& maps) {
    shown_ = maps.attention;
    a_ = maps.a.run;
    b_ = maps.b.run;
    set_views_visible(!shown_.empty());
    if (shown_.empty()) return set_note(tr("Attention was traced in neither run."));
    const int rows = static_cast<int>(shown_.rows.size()), columns = static_cast<int>(shown_.columns.size());
    float most = 0;
    for (const auto* values : {&shown_.a, &shown_.b})
        for (const float v : *values)
            if (std::isfinite(v)) most = std::max(most, v);
    for (int i = 0; i < 3; ++i) {
        const PooledMap map = pooled(i == 0 ? shown_.a : i == 1 ? shown_.b : shown_.change, rows, columns);
        row_group_ = map.row_group;
        column_group_ = map.column_group;
        HeatMapData data;
        data.rows = map.rows;
        data.columns = map.columns;
        data.values = map.values;
        for (int r = 0; r < map.rows; ++r) data.row_labels << pair_label(shown_.rows[static_cast<std::size_t>(r * map.row_group)]);
        for (int c = 0; c < map.columns; ++c) data.column_labels << pair_label(shown_.columns[static_cast<std::size_t>(c * map.column_group)]);
        data.row_axis = i == 0 ? tr("Step") : QString();
        data.column_axis = tr("looks at step");
        for (const QString& label : data.row_labels) data.row_names << QLatin1Char('#') + label;
        for (const QString& label : data.column_labels) data.column_names << tr("at #%1").arg(label);
        data.value_name = i == 2 ? tr("change") : tr("share");
        data.is_signed = i == 2;
        data.bare_scale = true;
        if (i < 2) data.maximum = std::max(0.01, static_cast<double>(most));  // one scale for both
        maps_[static_cast<std::size_t>(i)]->set_data(std::move(data));
    }
    titles_[0]->setText(side_title(maps.a, false));
    titles_[1]->setText(side_title(maps.b, true));
    titles_[2]->setText(tr("%1 − %2").arg(run_name(maps.b), run_name(maps.a)));
    set_note(tr("How each step shares its attention among earlier steps, both runs with their steps aligned. Right: %1 looks there more in orange, %2 in blue.")
                 .arg(run_name(maps.b), run_name(maps.a)));
}

ExpertsPage::ExpertsPage(const PanelContext& context, QWidget* parent)
    : Multiples(tr("Experts of both runs"), 280, parent), context_(context), parting_(new HeatMapView(this)), load_(new HeatMapView(this)),
      parting_title_(add(parting_, 3)), load_title_(add(load_, 2)) {
    connect(parting_, &HeatMapView::cell_selected, this, [this](std::optional<HeatMapCell> cell) {
        if (cell) load_->set_selected({});
    });
}

void ExpertsPage::show_maps(const CompareMaps& maps) {
    const RoutingDifference& routing = maps.routing;
    set_views_visible(!routing.empty());
    if (routing.empty()) {
        const bool a = maps.a.has_experts, b = maps.b.has_experts;
        if (!a && !b) return set_note(tr("These models are dense: they have no experts."));
        if (!a || !b) return set_note(tr("The model of run %1 is dense: it has no experts to compare with.").arg(a ? maps.b.run.value : maps.a.run.value));
        if (!maps.a.routed || !maps.b.routed) return set_note(tr("The experts of run %1 were not recorded.").arg(maps.a.routed ? maps.b.run.value : maps.a.run.value));
        return set_note(tr("The two models have different experts, so there is nothing to set side by side."));
    }
    const auto most = std::ranges::max_element(routing.parted) - routing.parted.begin();
    QStringList said;
    if (routing.first) {
        const RoutingColumn& at = routing.columns[static_cast<std::size_t>(routing.first->column)];
        said << tr("<b>The routing parts at token %1 “%2”, layer %3</b> (framed).")
                    .arg(at.a).arg(word_at(maps.a, at.a).toHtmlEscaped()).arg(routing.layers[routing.first->layer]);
        said << tr("Most of all in layer %1: %2 of the %3 tokens side by side use other experts.")
                    .arg(routing.layers[static_cast<std::size_t>(most)]).arg(percent(static_cast<double>(routing.parted[static_cast<std::size_t>(most)]))).arg(routing.compared);
    } else {
        said << tr("All %1 tokens side by side use the same experts in every layer.").arg(routing.compared);
    }
    if (routing.compared < static_cast<int>(routing.columns.size())) said << tr("Empty columns: only one run has the token.");
    set_note(said.join(QLatin1Char(' ')));
    show_parting(maps);
    show_load(maps);
}

void ExpertsPage::show_parting(const CompareMaps& maps) {
    const RoutingDifference& routing = maps.routing;
    const int layers = static_cast<int>(routing.layers.size()), columns = static_cast<int>(routing.columns.size());
    const PooledMap map = pooled(routing.other, layers, columns);
    HeatMapData data;
    data.rows = map.rows;
    data.columns = map.columns;
    data.values = map.values;
    data.maximum = 1.0;
    data.bare_scale = true;
    for (int layer = 0; layer < map.rows; ++layer) {
        const QString number = QString::number(routing.layers[static_cast<std::size_t>(layer)]);
        const QString share = percent(static_cast<double>(routing.parted[static_cast<std::size_t>(layer)]));
        data.row_labels << QStringLiteral("%1 · %2").arg(number, share);
        data.row_names << tr("Layer %1 (%2 of tokens part)").arg(number, share);
    }
    for (int c = 0; c < map.columns; ++c) {
        const RoutingColumn& column = routing.columns[static_cast<std::size_t>(c * map.column_group)];
        data.column_labels << (column.a >= 0 ? QString::number(column.a) : QStringLiteral("–"));
        const auto token = [&](const CompareSide& side, int position) { return position < 0 ? tr("none") : QStringLiteral("%1 “%2”").arg(position).arg(word_at(side, position)); };
        data.column_names << (column.same && column.a == column.b ? tr("token %1").arg(token(maps.a, column.a))
                                                                  : tr("tokens %1 | %2").arg(token(maps.a, column.a), token(maps.b, column.b)));
    }
    data.row_axis = tr("Layer");
    data.column_axis = tr("Token of run %1").arg(maps.a.run.value);
    data.value_name = tr("other experts");
    parting_->set_data(std::move(data));
    parting_title_->setText(tr("Where it parts: share of a token's experts that differ"));
    if (routing.first) parting_->set_marked({{static_cast<int>(routing.first->layer), routing.first->column / map.column_group}});
    else parting_->set_marked({});
}

void ExpertsPage::show_load(const CompareMaps& maps) {
    const RoutingDifference& routing = maps.routing;
    HeatMapData data;
    data.rows = static_cast<int>(routing.layers.size());
    data.columns = routing.experts;
    for (std::size_t i = 0; i < routing.load_a.size(); ++i) data.values.push_back(routing.load_b[i] - routing.load_a[i]);
    for (const int layer : routing.layers) data.row_labels << QString::number(layer);
    data.row_axis = tr("Layer");
    data.column_axis = tr("Expert");
    data.value_name = tr("tokens that use it");
    data.is_signed = true;
    data.bare_scale = true;
    load_->set_data(std::move(data));
    load_title_->setText(tr("Load: %1 − %2").arg(run_name(maps.b), run_name(maps.a)));
}

}  // namespace reasonscope::ui
