#include "ui/panels/inspector/experts_tab.h"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "ui/models/step_model.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kHoverMilliseconds = 60;
constexpr int kMostTokens = 256;  // a step longer than this lists its first tokens only

struct MoeShape {
    int experts = 0, per_token = 0;
};

MoeShape shape_of(const RunSummary& run) {
    const QJsonObject model = QJsonDocument::fromJson(QByteArray::fromStdString(run.start.model_json)).object();
    return {model.value(QStringLiteral("experts")).toInt(), model.value(QStringLiteral("experts_per_token")).toInt()};
}

Result<StepRouting> read_routing(const SessionReader& reader, RunId run, std::optional<StepId> step, TokenPos first, TokenPos last) {
    StepRouting routing;
    auto loads = reader.expert_loads(run, step);
    if (!loads) return tl::unexpected(loads.error());
    routing.loads = std::move(*loads);
    for (int at = first.value; at < std::min(last.value, first.value + kMostTokens); ++at) {
        auto router = reader.router(run, TokenPos(at));
        if (!router) return tl::unexpected(router.error());
        if (!router->empty()) routing.tokens.push_back({TokenPos(at), std::move(*router)});
    }
    return routing;
}

}  // namespace

ExpertsTab::ExpertsTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      scope_(new SegmentedControl(tr("Experts of what"), this)),
      loads_(new HeatMapView(this)),
      note_(caption({}, this)),
      tokens_title_(section_title({}, this)),
      tokens_(new QListWidget(this)),
      later_(new QTimer(this)) {
    scope_->add(tr("This step"), tr("The selected step"));
    scope_->add(tr("Whole run"), tr("All tokens that the model wrote"));
    scope_->set_current(0);
    loads_->setAccessibleName(tr("Expert use, layers by experts"));
    tokens_->setAccessibleName(tr("Tokens of the chosen expert"));

    auto* top = new QHBoxLayout;
    top->addWidget(section_title(tr("Expert use"), this));
    top->addStretch();
    top->addWidget(scope_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::xs);
    column->addLayout(top);
    column->addWidget(loads_, 5);
    column->addWidget(note_);
    column->addSpacing(space::s);
    column->addWidget(tokens_title_);
    column->addWidget(tokens_, 4);

    later_->setSingleShot(true);
    later_->setInterval(kHoverMilliseconds);
    connect(later_, &QTimer::timeout, this, &ExpertsTab::ask);
    const auto again = [this] { later_->start(); };
    connect(scope_, &SegmentedControl::chosen, this, &ExpertsTab::ask);
    connect(&context_.selection, &Selection::step_changed, this, again);
    connect(&context_.document, &RunDocument::was_reset, this, again);
    connect(&context_.library, &Library::opened, this, again);
    connect(loads_, &HeatMapView::cell_selected, this, [this](std::optional<HeatMapCell> cell) {
        if (cell && cell->row < static_cast<int>(layers_.size())) {
            context_.selection.select_expert(LayerId(layers_[static_cast<std::size_t>(cell->row)]), ExpertId(cell->column));
        } else {
            context_.selection.select_expert(std::nullopt, std::nullopt);
        }
        show_tokens();
    });
}

void ExpertsTab::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    later_->start();
}

void ExpertsTab::show_nothing(const QString& why) {
    routing_ = {};
    loads_->set_empty_text(why);
    loads_->clear();
    note_->clear();
    show_tokens();
}

void ExpertsTab::ask() {
    if (!isVisible()) return;  // asked again when shown
    const auto& run = context_.document.run();
    if (!run) return show_nothing(tr("Run a question to see which experts worked."));
    const bool whole = scope_->current() == 1;
    const auto step = context_.selection.step();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    if (!whole && stored == nullptr) return show_nothing(tr("Select a step to see its experts."));
    if (!whole && stored->step.source == StepSource::Prompt) return show_nothing(tr("This step was given; experts are recorded for what the model wrote."));
    const auto wanted = whole ? std::nullopt : std::optional(stored->step.id);
    const TokenPos first = whole ? TokenPos(0) : stored->step.first, last = whole ? TokenPos(0) : stored->step.last;
    context_.library.query<StepRouting>(
        QStringLiteral("experts"), this,
        [run = run->id, wanted, first, last](const SessionReader& reader) { return read_routing(reader, run, wanted, first, last); },
        [this, run = run->id](Result<StepRouting> routing) {
            if (!context_.document.run() || context_.document.run()->id != run) return;
            if (!routing) return show_nothing(QString::fromStdString(routing.error().message));
            if (routing->loads.empty()) return show_nothing(tr("No experts were recorded: the model is dense, or the run was not traced."));
            show_routing(std::move(*routing));
        });
}

void ExpertsTab::show_routing(StepRouting routing) {
    routing_ = std::move(routing);
    MoeShape shape = shape_of(*context_.document.run());
    std::set<int> layers;
    for (const ExpertLoad& load : routing_.loads) {
        layers.insert(load.layer);
        shape.experts = std::max(shape.experts, load.expert + 1);
    }
    shape.per_token = std::max(shape.per_token, 1);
    layers_.assign(layers.begin(), layers.end());
    HeatMapData data;
    data.rows = static_cast<int>(layers_.size());
    data.columns = shape.experts;
    data.values.assign(static_cast<std::size_t>(data.rows * data.columns), 0.0F);
    for (const ExpertLoad& load : routing_.loads) {
        const auto row = std::lower_bound(layers_.begin(), layers_.end(), load.layer) - layers_.begin();
        // A share of the assignments times k is the share of tokens that this expert saw.
        data.values[static_cast<std::size_t>(row * data.columns + load.expert)] = load.share * static_cast<float>(shape.per_token);
    }
    for (const int layer : layers_) data.row_labels << QString::number(layer);
    data.row_axis = tr("Layer");
    data.column_axis = tr("Expert");
    data.value_name = tr("use");
    const double uniform = static_cast<double>(shape.per_token) / shape.experts;
    data.baseline = uniform;
    data.baseline_name = tr("uniform");
    const auto busiest = std::max_element(data.values.begin(), data.values.end()) - data.values.begin();
    const HeatMapCell first{static_cast<int>(busiest) / data.columns, static_cast<int>(busiest) % data.columns};
    loads_->set_data(std::move(data));
    if (!loads_->selected()) loads_->set_selected(first);  // something to read at once

    double shared = 0;
    int rows = 0;
    for (const auto& token : routing_.tokens) {
        for (const float share : token.router.shared_share) {
            shared += static_cast<double>(share);
            ++rows;
        }
    }
    QString note = tr("Each token uses %1 of %2 experts per layer, so even use is %3.").arg(shape.per_token).arg(shape.experts).arg(percent(uniform));
    if (rows > 0 && shared > 0) note += QLatin1Char(' ') + tr("The shared expert gave %1 of the output's size.").arg(percent(shared / rows));
    note_->setText(note);
    show_tokens();
}

void ExpertsTab::show_tokens() {
    tokens_->clear();
    const auto cell = loads_->selected();
    const bool step_scope = scope_->current() == 0;
    const bool known = cell && cell->row < static_cast<int>(layers_.size()) && !routing_.tokens.empty();
    tokens_title_->setVisible(step_scope && !routing_.loads.empty());
    tokens_->setVisible(known && step_scope);
    if (!known) {
        tokens_title_->setFont(theme::font(TextRole::Caption));
        tokens_title_->setText(tr("Click a cell to list the step's tokens that used that expert."));
        return;
    }
    const int layer = layers_[static_cast<std::size_t>(cell->row)];
    std::vector<std::pair<float, QString>> found;
    for (const auto& token : routing_.tokens) {
        const auto& layers = token.router.layers;
        const auto row = std::find(layers.begin(), layers.end(), layer) - layers.begin();
        if (row == static_cast<std::ptrdiff_t>(layers.size())) continue;
        for (int k = 0; k < token.router.top_k; ++k) {
            const auto at = static_cast<std::size_t>(row * token.router.top_k + k);
            if (token.router.chosen[at] != cell->column) continue;
            const TokenRow* words = context_.document.token(token.position);
            QString text = words != nullptr ? QString::fromUtf8(words->text.data(), static_cast<qsizetype>(words->text.size())) : QString();
            text.replace(QLatin1Char('\n'), QStringLiteral("↵")).replace(QLatin1Char(' '), QStringLiteral("␣"));
            found.emplace_back(token.router.weights[at], text);
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    tokens_title_->setFont(theme::font(TextRole::Strong));
    tokens_title_->setText(tr("Layer %1, expert %2: %3 of this step's %4 tokens").arg(layer).arg(cell->column).arg(found.size()).arg(routing_.tokens.size()));
    const QLocale locale;
    for (const auto& [weight, text] : found) {
        auto* item = new QListWidgetItem(tr("%1   weight %2").arg(text, -10).arg(locale.toString(weight, 'f', 2)), tokens_);
        item->setFont(theme::font(TextRole::Fixed));
    }
}

}  // namespace reasonscope::ui
