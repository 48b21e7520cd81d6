#include "ui/panels/inspector/head_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr int kMostQueries = 48, kMostKeys = 64;  // more are a picture nobody reads
constexpr float kLeastWeight = 0.01F;             // of a line

}  // namespace

HeadView::HeadView(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), title_(section_title({}, this)), exact_(new QToolButton(this)), note_(caption({}, this)), lines_(new HeadLines(this)) {
    exact_->setText(tr("Exact rows"));
    exact_->setFont(theme::font(TextRole::Caption));
    exact_->setProperty("small", true);
    exact_->setAccessibleName(tr("Read the whole attention rows of this head"));
    lines_->setAccessibleName(tr("What the head looked at, token by token"));
    auto* top = new QHBoxLayout;
    top->addWidget(title_, 1);
    top->addWidget(exact_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addLayout(top);
    column->addWidget(note_);
    column->addWidget(lines_);
    connect(exact_, &QToolButton::clicked, this, &HeadView::ask_exact);
    connect(&context_.selection, &Selection::step_changed, this, &HeadView::ask);
    connect(&context_.selection, &Selection::layer_changed, this, &HeadView::ask);
    connect(&context_.selection, &Selection::head_changed, this, &HeadView::ask);
    connect(&context_.selection, &Selection::token_changed, lines_, &HeadLines::set_current);
    const auto forget = [this] {
        known_.clear();
        ask();
    };
    connect(&context_.document, &RunDocument::was_reset, this, forget);
    connect(&context_.engine, &Engine::model_loaded, this, forget);
    connect(&context_.engine, &Engine::model_unloaded, this, forget);
    connect(&context_.engine, &Engine::head_rows_read, this, [this](RunId run, const HeadRows& rows) {
        if (!context_.document.run() || context_.document.run()->id != run) return;
        for (const StoredStep& stored : context_.document.steps())
            if (stored.step.first == rows.first) known_[{rows.layer.value, rows.head.value, stored.step.id.value}] = rows;
        ask();
    });
    connect(&context_.engine, &Engine::head_rows_failed, this, [this](RunId run, const QString& sentence) {
        if (!context_.document.run() || context_.document.run()->id != run) return;
        ask();
        if (!sentence.isEmpty()) note_->setText(sentence);
    });
    connect(lines_, &HeadLines::query_chosen, this, [this](TokenPos position) { context_.selection.lock(context_.selection.step(), position); });
    connect(lines_, &HeadLines::key_chosen, this, [this](TokenPos position) {
        for (const StoredStep& stored : context_.document.steps())
            if (position >= stored.step.first && position < stored.step.last) context_.selection.lock(stored.step.id, position);
    });
    ask();
}

QString HeadView::note() const { return note_->text(); }

void HeadView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask();
}

void HeadView::say(const QString& sentence) {
    note_->setText(sentence);
    lines_->clear();
    emit filled();
}

void HeadView::ask() {
    if (!isVisible()) return;  // asked again when shown
    const auto layer = context_.selection.layer();
    const auto head = context_.selection.head();
    const auto step = context_.selection.step();
    const auto& run = context_.document.run();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    const bool chosen = layer && head;
    title_->setText(chosen ? tr("Layer %1, head %2").arg(layer->value).arg(head->value) : tr("One head, word by word"));
    const bool predicted = run && stored != nullptr && stored->step.source != StepSource::Prompt;
    exact_->setVisible(chosen && predicted && !context_.document.words_unknown());
    if (!chosen) return say(tr("Click a head in the map above to see where each word of the step looked."));
    if (!predicted) return say(tr("Select a step that the model wrote."));
    const bool loaded = context_.engine.model().has_value() && !context_.document.live();
    const auto known = known_.find({layer->value, head->value, step->value});
    exact_->setEnabled(loaded && known == known_.end());
    exact_->setText(tr("Exact rows"));
    exact_->setToolTip(known != known_.end() ? tr("These are the whole rows.")
                       : loaded              ? tr("Runs the model over the chain once and shows every weight, not only the traced ones.")
                                             : tr("Needs the run's model; open it with File > Models."));
    if (known != known_.end()) {
        std::vector<Row> rows;
        for (const auto& weights : known->second.rows) {
            Row& row = rows.emplace_back();
            for (std::size_t k = 0; k < weights.size(); ++k)
                if (weights[k] >= kLeastWeight) row.emplace_back(static_cast<int>(k), weights[k]);
        }
        return show_rows(*stored, rows, true);
    }
    const auto first = stored->step.first, last = stored->step.last;
    context_.library.query<std::vector<Row>>(
        QStringLiteral("head lines"), this,
        [run = run->id, first, last, layer = layer->value, head = head->value](const SessionReader& reader) -> Result<std::vector<Row>> {
            std::vector<Row> rows;
            for (int t = first.value; t < last.value; ++t) {
                const auto trace = reader.attention(run, TokenPos(t));
                if (!trace) return tl::unexpected(trace.error());
                Row& row = rows.emplace_back();
                if (layer >= trace->layers || head >= trace->heads || trace->layers * trace->heads < 2) continue;
                const auto at = static_cast<std::size_t>(layer * trace->heads + head) * static_cast<std::size_t>(trace->top_k);
                for (std::size_t k = at; k < at + static_cast<std::size_t>(trace->top_k); ++k)
                    if (trace->top_positions[k] >= 0 && trace->top_weights[k] >= kLeastWeight) row.emplace_back(trace->top_positions[k], trace->top_weights[k]);
            }
            return rows;
        },
        [this, run = run->id, step = *step, layer, head](Result<std::vector<Row>> rows) {
            const StoredStep* now = context_.document.step(step);
            if (!context_.document.run() || context_.document.run()->id != run || context_.selection.step() != step || context_.selection.layer() != layer ||
                context_.selection.head() != head || now == nullptr)
                return;
            if (!rows) return say(QString::fromStdString(rows.error().message));
            if (std::ranges::all_of(*rows, &Row::empty)) return say(tr("Heads were not traced in this run; “Exact rows” reads them from the model."));
            show_rows(*now, *rows, false);
        });
}

void HeadView::ask_exact() {
    const auto step = context_.selection.step();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    const auto layer = context_.selection.layer();
    const auto head = context_.selection.head();
    if (stored == nullptr || !layer || !head || !context_.document.run()) return;
    exact_->setEnabled(false);
    exact_->setText(tr("Reading…"));
    context_.engine.head_rows(context_.document.run()->id, *layer, *head, stored->step.first, stored->step.last);
}

HeadWord HeadView::word_of(TokenPos position) const {
    HeadWord word;
    word.position = position;
    if (const TokenRow* token = context_.document.token(position)) word.text = visible_token(token->text);
    for (const StoredStep& stored : context_.document.steps())
        if (position >= stored.step.first && position < stored.step.last) word.step_class = static_cast<int>(stored.step.cls);
    return word;
}

void HeadView::show_rows(const StoredStep& stored, const std::vector<Row>& rows, bool whole) {
    const auto count = std::min<std::size_t>(rows.size(), kMostQueries);
    std::map<int, float> mass;  // by position
    double shown = 0;
    for (std::size_t i = 0; i < count; ++i)
        for (const auto& [position, weight] : rows[i]) mass[position] += weight;
    std::vector<std::pair<float, int>> strongest;
    for (const auto& [position, weight] : mass) strongest.emplace_back(-weight, position);
    std::ranges::sort(strongest);
    std::set<int> kept;
    for (std::size_t i = 0; i < strongest.size() && i < kMostKeys; ++i) kept.insert(strongest[i].second);
    HeadLinesData data;
    std::map<int, int> place;
    for (const int position : kept) {
        HeadWord word = word_of(TokenPos(position));
        word.gap_before = !data.keys.empty() && data.keys.back().position.value + 1 < position;
        place[position] = static_cast<int>(data.keys.size());
        data.keys.push_back(std::move(word));
    }
    for (std::size_t i = 0; i < count; ++i) {
        data.queries.push_back(word_of(TokenPos(stored.step.first.value + static_cast<int>(i))));
        for (const auto& [position, weight] : rows[i]) {
            const auto at = place.find(position);
            if (at == place.end()) continue;
            data.lines.push_back({static_cast<int>(i), at->second, weight});
            shown += static_cast<double>(weight);
        }
    }
    const QString share = percent_text(count > 0 ? shown / static_cast<double>(count) : 0);
    QString note = whole ? tr("Whole rows: lines of 1 % and more, %1 of all weight.").arg(share) : tr("From the trace: the strongest keys of each row, %1 of all weight.").arg(share);
    if (rows.size() > count) note += QLatin1Char(' ') + tr("The first %1 of %2 tokens.").arg(count).arg(rows.size());
    note_->setText(note);
    lines_->set_data(std::move(data));
    lines_->set_current(context_.selection.token());
    emit filled();
}

}  // namespace reasonscope::ui
