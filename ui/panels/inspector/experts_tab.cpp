#include "ui/panels/inspector/experts_tab.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QSignalBlocker>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/models/step_model.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/inspector/knockout_box.h"
#include "ui/theme/theme.h"
#include "ui/views/bar_strip.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr int kHoverMilliseconds = 60;
constexpr std::size_t kMostTokens = 256;  // a step longer than this lists its first tokens only
constexpr std::size_t kTopTokens = 8;

QString shown(const std::string& token) { return QStringLiteral("“%1”").arg(visible_token(token)); }

QString p_text(double p) { return p < 0.001 ? QStringLiteral("< 0.001") : QLocale().toString(p, 'f', 3); }

}  // namespace

ExpertsTab::ExpertsTab(const PanelContext& context, QWidget* parent)
    : QScrollArea(parent),
      context_(context),
      scope_(new SegmentedControl(tr("Experts of what"), this)),
      rows_(new SegmentedControl(tr("Rows of the map"), this)),
      layers_(new QComboBox(this)),
      map_(new HeatMapView(this)),
      note_(caption({}, this)),
      details_(new QWidget(this)),
      bars_title_(section_title({}, details_)),
      bars_(new BarStrip(details_)),
      expert_title_(section_title({}, details_)),
      words_(new QLabel(details_)),
      classes_(new QTreeWidget(details_)),
      classes_note_(caption({}, details_)),
      tokens_title_(section_title({}, details_)),
      tokens_(new QListWidget(details_)),
      knockout_(new KnockoutBox(context, KnockoutBox::Of::Experts, details_)),
      later_(new QTimer(this)) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Experts"));
    build();
    later_->setSingleShot(true);
    later_->setInterval(kHoverMilliseconds);
    connect(later_, &QTimer::timeout, this, &ExpertsTab::ask);
    const auto again = [this] { later_->start(); };
    connect(scope_, &SegmentedControl::chosen, this, &ExpertsTab::ask);
    connect(rows_, &SegmentedControl::chosen, this, [this](int rows) { choose_rows(static_cast<Rows>(rows)); });
    connect(layers_, &QComboBox::activated, this, [this](int layer) { choose(static_cast<std::size_t>(layer), std::max(0, expert_)); });
    connect(&context_.selection, &Selection::step_changed, this, again);
    connect(&context_.document, &RunDocument::was_reset, this, [this, again] {
        read_.reset();
        again();
    });
    connect(&context_.library, &Library::opened, this, [this, again] {
        read_.reset();
        again();
    });
    connect(map_, &HeatMapView::cell_selected, this, [this](std::optional<HeatMapCell> cell) {
        if (!cell) return context_.selection.select_expert(std::nullopt, std::nullopt);
        choose(rows_->current() == static_cast<int>(Rows::Layers) ? static_cast<std::size_t>(cell->row) : layer_, cell->column);
    });
    connect(map_, &HeatMapView::marks_changed, this, [this] {
        std::vector<std::pair<int, int>> marks;
        for (const HeatMapCell cell : map_->marked()) marks.emplace_back(use_.routing.layers[static_cast<std::size_t>(cell.row)], cell.column);
        set_marks(std::move(marks));
    });
    connect(bars_, &BarStrip::current_changed, this, [this](int expert) { choose(layer_, expert); });
    connect(bars_, &BarStrip::mark_toggled, this, [this](int expert, bool more) {
        const std::pair place(use_.routing.layers[layer_], expert);
        std::vector<std::pair<int, int>> marks = more ? marks_ : std::vector<std::pair<int, int>>();
        if (std::erase(marks, place) == 0) marks.push_back(place);
        set_marks(std::move(marks));
    });
    connect(knockout_, &KnockoutBox::clear_wanted, this, [this] { set_marks({}); });
    show_nothing(tr("Run a question to see which experts worked."));
}

void ExpertsTab::build() {
    scope_->add(tr("This step"), tr("The selected step"));
    scope_->add(tr("Whole run"), tr("All tokens that the model wrote"));
    scope_->set_current(0);
    rows_->add(tr("Layers"), tr("Layers by experts"));
    rows_->add(tr("Steps"), tr("Steps by experts of one layer"));
    rows_->add(tr("Tokens"), tr("Tokens of the step by experts of one layer"));
    rows_->set_current(0);
    layers_->setAccessibleName(tr("Layer"));
    layers_->setToolTip(tr("Layer of the map and of the bars"));
    map_->setMinimumHeight(210);
    map_->set_markable(true);
    bars_->setAccessibleName(tr("Load of the layer's experts"));
    bars_->setToolTip({});
    words_->setWordWrap(true);
    words_->setTextFormat(Qt::PlainText);
    words_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    words_->setAccessibleName(tr("Tokens that this expert works on"));
    classes_->setAccessibleName(tr("This expert on each kind of step"));
    classes_->setColumnCount(4);
    classes_->setHeaderLabels({tr("Kind"), tr("Tokens"), tr("× run"), tr("p")});
    classes_->headerItem()->setToolTip(1, tr("Share of the kind's tokens that use this expert"));
    classes_->headerItem()->setToolTip(2, tr("How many times as often as over the whole run"));
    classes_->setRootIsDecorated(false);
    classes_->setUniformRowHeights(true);
    classes_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    classes_->header()->setStretchLastSection(false);
    classes_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    classes_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tokens_->setAccessibleName(tr("Tokens of the chosen expert"));

    auto* page = new QWidget(this);
    auto* top = new QHBoxLayout;
    top->addWidget(section_title(tr("Expert use"), page));
    top->addStretch();
    top->addWidget(scope_);
    auto* second = new QHBoxLayout;
    second->addWidget(rows_);
    second->addStretch();
    second->addWidget(layers_);
    auto* details = new QVBoxLayout(details_);
    details->setContentsMargins(0, 0, 0, 0);
    details->setSpacing(space::xs);
    details->addWidget(bars_title_);
    details->addWidget(bars_);
    details->addSpacing(space::s);
    details->addWidget(expert_title_);
    details->addWidget(words_);
    details->addWidget(classes_);
    details->addWidget(classes_note_);
    details->addSpacing(space::s);
    details->addWidget(tokens_title_);
    details->addWidget(tokens_);
    details->addSpacing(space::s);
    details->addWidget(knockout_);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::xs);
    column->addLayout(top);
    column->addLayout(second);
    column->addWidget(map_, 1);
    column->addWidget(note_);
    column->addSpacing(space::s);
    column->addWidget(details_);
    setWidget(page);
    page->setBackgroundRole(QPalette::Base);  // the colour of the maps
    page->setAutoFillBackground(true);
}

void ExpertsTab::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    later_->start();
    knockout_->load_stored();
}

void ExpertsTab::choose_rows(Rows rows) {
    rows_->set_current(static_cast<int>(rows));
    show_map();
}

std::optional<StepId> ExpertsTab::step() const { return scope_->current() == 1 ? std::nullopt : context_.selection.step(); }

void ExpertsTab::show_nothing(const QString& why) {
    map_->set_empty_text(why);
    map_->clear();
    note_->clear();
    details_->setVisible(!use_.routing.empty() && read_.has_value());
    rows_->setVisible(details_->isVisibleTo(this));
    layers_->setVisible(details_->isVisibleTo(this));
}

void ExpertsTab::ask() {
    if (!isVisible()) return;  // asked again when shown
    const auto& run = context_.document.run();
    if (!run || context_.document.live()) {
        read_.reset();
        return show_nothing(run ? tr("Shown when the run is over.") : tr("Run a question to see which experts worked."));
    }
    if (read_ == run->id) return show_all();
    context_.library.query<ExpertUse>(
        QStringLiteral("experts"), this, [run = run->id](const SessionReader& reader) { return read_expert_use(reader, run); },
        [this, run = run->id](Result<ExpertUse> use) {
            if (!context_.document.run() || context_.document.run()->id != run) return;
            if (!use) {
                read_.reset();
                return show_nothing(QString::fromStdString(use.error().message));
            }
            read_ = run;
            use_ = std::move(*use);
            layer_ = 0;
            expert_ = -1;
            set_marks({});
            const QSignalBlocker quiet(layers_);
            layers_->clear();
            for (const int layer : use_.routing.layers) layers_->addItem(tr("Layer %1").arg(layer));
            show_all();
        });
}

void ExpertsTab::show_all() {
    if (context_.document.words_unknown()) return show_nothing(tr("No experts came with this trace."));
    if (use_.routing.empty()) return show_nothing(tr("No experts were recorded: the model is dense, or the run was not traced."));
    details_->show();
    rows_->show();
    if (expert_ < 0) {  // something to read at once: the busiest expert
        auto shares = token_shares(use_, step());
        std::ranges::replace_if(shares, [](float s) { return std::isnan(s); }, 0.0F);
        const auto busiest = std::ranges::max_element(shares) - shares.begin();
        layer_ = static_cast<std::size_t>(busiest) / static_cast<std::size_t>(use_.routing.experts);
        expert_ = static_cast<int>(busiest % use_.routing.experts);
    }
    show_map();
    show_bars();
    show_expert();
}

void ExpertsTab::show_map() {
    if (use_.routing.empty() || !read_) return;
    const Routing& routing = use_.routing;
    const auto rows = static_cast<Rows>(rows_->current());
    const auto experts = static_cast<std::size_t>(routing.experts);
    const auto at = step();
    const StoredStep* stored = at ? context_.document.step(*at) : nullptr;
    layers_->setVisible(rows != Rows::Layers);
    layers_->setCurrentIndex(static_cast<int>(layer_));
    rows_->set_choice_enabled(static_cast<int>(Rows::Tokens), true);
    map_->set_markable(rows == Rows::Layers);
    HeatMapData data;
    data.columns = routing.experts;
    data.column_axis = tr("Expert");
    data.value_name = tr("use");
    data.baseline = use_.analysis.even_share;
    data.baseline_name = tr("uniform");
    note_->clear();
    if (rows == Rows::Steps) {
        data.row_axis = tr("Step");
        for (const GroupUse& group : use_.analysis.steps) {
            ++data.rows;
            data.row_labels << QString::number(group.id);
            for (std::size_t e = 0; e < experts; ++e) data.values.push_back(static_cast<float>(group.layers[layer_].count[e]) / static_cast<float>(group.tokens));
        }
    } else if (scope_->current() == 0 && stored == nullptr) {
        return map_->set_empty_text(tr("Select a step to see its experts.")), map_->clear();
    } else if (stored != nullptr && stored->step.source == StepSource::Prompt) {
        return map_->set_empty_text(tr("This step was given; experts are recorded for what the model wrote.")), map_->clear();
    } else if (rows == Rows::Layers) {
        data.rows = static_cast<int>(routing.layers.size());
        data.row_axis = tr("Layer");
        for (const int layer : routing.layers) data.row_labels << QString::number(layer);
        data.values = token_shares(use_, at);
    } else {
        if (!at) return map_->set_empty_text(tr("Choose “This step” to see its tokens.")), map_->clear();
        data.row_axis = tr("Token");
        data.value_name = tr("weight");
        data.baseline.reset();
        auto tokens = tokens_of(routing, *at);
        if (tokens.size() > kMostTokens) tokens.resize(kMostTokens);
        for (const std::size_t token : tokens) {
            ++data.rows;
            data.row_labels << visible_token(routing.tokens[token].text);
            std::vector<float> row(experts, std::numeric_limits<float>::quiet_NaN());
            const auto chosen = routing.at(token, layer_);
            for (std::size_t k = 0; k < chosen.size(); ++k)
                if (chosen[k] >= 0) row[static_cast<std::size_t>(chosen[k])] = routing.weights[(token * routing.layers.size() + layer_) * chosen.size() + k];
            data.values.insert(data.values.end(), row.begin(), row.end());
        }
    }
    map_->set_data(std::move(data));
    if (rows == Rows::Layers) map_->set_selected(HeatMapCell{static_cast<int>(layer_), expert_});
    set_marks(marks_);

    QString note = tr("Each token uses %1 of %2 experts per layer, so even use is %3.").arg(routing.top_k).arg(routing.experts).arg(percent(use_.analysis.even_share));
    double shared = 0;
    for (const float share : routing.shared) shared += static_cast<double>(share);
    if (shared > 0) note += QLatin1Char(' ') + tr("The shared expert gave %1 of the output's size.").arg(percent(shared / static_cast<double>(routing.shared.size())));
    note_->setText(note);
}

void ExpertsTab::choose(std::size_t layer, int expert) {
    if (layer >= use_.routing.layers.size() || expert < 0 || expert >= use_.routing.experts) return;
    const bool other_layer = layer != layer_;
    layer_ = layer;
    expert_ = expert;
    context_.selection.select_expert(LayerId(use_.routing.layers[layer]), ExpertId(expert));
    if (rows_->current() == static_cast<int>(Rows::Layers)) map_->set_selected(HeatMapCell{static_cast<int>(layer), expert});
    else if (other_layer) show_map();
    show_bars();
    show_expert();
}

void ExpertsTab::set_marks(std::vector<std::pair<int, int>> marks) {
    marks_ = std::move(marks);
    std::vector<HeatMapCell> cells;
    std::vector<int> bars;
    const auto& layers = use_.routing.layers;
    for (const auto& [layer, expert] : marks_) {
        const auto row = std::ranges::find(layers, layer) - layers.begin();
        if (rows_->current() == static_cast<int>(Rows::Layers)) cells.push_back({static_cast<int>(row), expert});
        if (static_cast<std::size_t>(row) == layer_) bars.push_back(expert);
    }
    map_->set_marked(std::move(cells));
    bars_->set_marked(std::move(bars));
    knockout_->set_places(marks_);
}

void ExpertsTab::show_bars() {
    const auto at = step();
    const auto experts = static_cast<std::size_t>(use_.routing.experts);
    const auto shares = token_shares(use_, at);
    const int layer = use_.routing.layers[layer_];
    bars_title_->setText(at ? tr("Load of layer %1, step #%2").arg(layer).arg(at->value) : tr("Load of layer %1, whole run").arg(layer));
    std::vector<Bar> bars;
    for (std::size_t e = 0; e < experts; ++e) {
        const float share = shares[layer_ * experts + e];
        const double value = std::isnan(share) ? 0.0 : static_cast<double>(share);
        bars.push_back({QString::number(e), tr("Expert %1: used by %2 of the tokens, even is %3").arg(e).arg(percent(value), percent(use_.analysis.even_share)), value, use_.analysis.even_share, -1});
    }
    bars_->set_bars(std::move(bars));
    bars_->set_current(expert_);
    set_marks(marks_);
}

void ExpertsTab::show_expert() {
    const int layer = use_.routing.layers[layer_];
    expert_title_->setText(tr("Layer %1, expert %2").arg(layer).arg(expert_));
    QStringList words;
    for (const ExpertToken& token : top_tokens(use_.routing, layer_, expert_, kTopTokens)) words << tr("%1 %2 of %3").arg(shown(token.text)).arg(token.count).arg(token.of);
    words_->setText(words.isEmpty() ? tr("It stands out on no token of this run.") : tr("Stands out on %1.").arg(words.join(QStringLiteral("  ·  "))));

    classes_->clear();
    const QLocale locale;
    const GroupUse& run = use_.analysis.run;
    const double whole = static_cast<double>(run.layers[layer_].count[static_cast<std::size_t>(expert_)]) / static_cast<double>(std::max<std::int64_t>(1, run.tokens));
    for (const GroupUse& group : use_.analysis.classes) {
        for (const Enrichment& cell : use_.analysis.enrichments) {
            if (cell.layer != layer || cell.expert != expert_ || static_cast<int>(cell.cls) != group.id) continue;
            auto* row = new QTreeWidgetItem(classes_);
            row->setText(0, step_class_text(cell.cls));
            row->setText(1, percent(cell.share));
            row->setText(2, QStringLiteral("%1×").arg(locale.toString(cell.share / whole, 'f', 1)));
            row->setText(3, p_text(cell.p) + (cell.q <= 0.05 ? QStringLiteral(" *") : QString()));
            row->setToolTip(3, tr("q = %1 after correction for all cells").arg(p_text(cell.q)));
            for (int c = 1; c < 4; ++c) row->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
        }
    }
    const bool compared = classes_->topLevelItemCount() > 0;
    classes_->setVisible(compared);
    if (compared) {
        const int height = classes_->sizeHintForRow(0) * classes_->topLevelItemCount() + classes_->header()->sizeHint().height() + 4;
        classes_->setFixedHeight(height);
    }
    QString note = compared ? tr("p: chance of this much with the kinds of the steps shuffled (%1 times). * stays below 0.05 after correction for all cells.").arg(use_.analysis.shuffles)
                   : whole > 0 ? tr("All steps are of one kind, so kinds cannot be compared.")
                               : tr("It was not used in this run.");
    const auto information = std::ranges::find(use_.analysis.information, layer, &ClassInformation::layer);
    if (information != use_.analysis.information.end()) {
        note += QLatin1Char(' ') + tr("Expert and kind share %1 nats in this layer (%2 by chance, p = %3).")
                                       .arg(locale.toString(information->nats, 'f', 3), locale.toString(information->chance, 'f', 3), p_text(information->p));
    }
    classes_note_->setText(note);
    show_tokens();
}

void ExpertsTab::show_tokens() {
    tokens_->clear();
    const auto at = step();
    tokens_title_->setVisible(at.has_value());
    tokens_->setVisible(at.has_value());
    if (!at) return;
    const Routing& routing = use_.routing;
    const auto tokens = tokens_of(routing, *at);
    std::vector<std::pair<float, QString>> found;
    for (const std::size_t token : tokens) {
        const auto chosen = routing.at(token, layer_);
        const auto k = std::ranges::find(chosen, expert_) - chosen.begin();
        if (k == static_cast<std::ptrdiff_t>(chosen.size())) continue;
        found.emplace_back(routing.weights[(token * routing.layers.size() + layer_) * chosen.size() + static_cast<std::size_t>(k)], visible_token(routing.tokens[token].text));
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first > b.first; });
    tokens_title_->setText(tr("%1 of step #%2's %3 tokens use it").arg(found.size()).arg(at->value).arg(tokens.size()));
    if (found.size() > kMostTokens) found.resize(kMostTokens);
    const QLocale locale;
    for (const auto& [weight, text] : found) {
        auto* item = new QListWidgetItem(tr("%1   weight %2").arg(text, -10).arg(locale.toString(weight, 'f', 2)), tokens_);
        item->setFont(theme::font(TextRole::Fixed));
    }
    tokens_->setVisible(!found.empty());
    const int rows = std::min(tokens_->count(), 5);
    tokens_->setFixedHeight(std::max(1, rows) * std::max(18, tokens_->sizeHintForRow(0)) + 6);
}

}  // namespace reasonscope::ui
