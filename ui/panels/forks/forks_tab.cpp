#include "ui/panels/forks/forks_tab.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/models/step_model.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/forks/fork_card.h"
#include "ui/panels/forks/fork_search.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

ForksTab::ForksTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      search_(new ForkSearch(context, this)),
      scope_(new SegmentedControl(tr("Where to look for forks"), this)),
      button_(new QPushButton(this)),
      status_(caption({}, this)),
      progress_(new QProgressBar(this)),
      area_(new QScrollArea(this)),
      page_(new QWidget(area_)),
      column_(new QVBoxLayout(page_)) {
    build();
    connect(button_, &QPushButton::clicked, this, &ForksTab::find);
    connect(scope_, &SegmentedControl::chosen, this, [this] {
        show_cards();
        show_state();
    });
    connect(search_, &ForkSearch::changed, this, [this] {
        show_cards();
        show_state();
    });
    connect(search_, &ForkSearch::progressed, this, [this](const Progress& progress) {
        progress_->setValue(static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) * 1000));
    });
    connect(&context_.selection, &Selection::locked_step_changed, this, [this] {
        if (scope_->current() == 1) show_cards();
        show_state();
    });
    connect(&context_.selection, &Selection::locked_token_changed, this, &ForksTab::mark_current);
    connect(&context_.engine, &Engine::running_changed, this, [this] {
        for (ForkCard* card : cards_) card->set_branching(search_->why_not().isEmpty() && !context_.engine.running());
    });
    show_state();
}

void ForksTab::build() {
    scope_->add(tr("Whole run"), tr("The tokens of the run where the model was least decided"));
    scope_->add(tr("This step"), tr("The tokens of the selected step alone"));
    scope_->set_current(0);
    button_->setObjectName(QStringLiteral("find forks"));
    status_->setObjectName(QStringLiteral("fork status"));
    progress_->setRange(0, 1000);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Progress of the search for forks"));
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setAccessibleName(tr("Forks"));
    area_->setFocusPolicy(Qt::NoFocus);
    area_->setWidget(page_);
    page_->setAutoFillBackground(false);
    area_->viewport()->setAutoFillBackground(false);
    column_->setContentsMargins(0, 0, space::xs, 0);
    column_->setSpacing(space::s);
    column_->addStretch();
    auto* head = new QHBoxLayout;
    head->addWidget(scope_);
    head->addStretch();
    head->addWidget(button_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::s);
    column->addWidget(section_title(tr("Where it nearly said something else"), this));
    column->addLayout(head);
    column->addWidget(progress_);
    column->addWidget(status_);
    column->addWidget(area_, 1);
}

QString ForksTab::status_text() const { return status_->text(); }

std::optional<StepId> ForksTab::where() const { return scope_->current() == 1 ? context_.selection.locked_step() : std::nullopt; }

void ForksTab::find() {
    if (search_->running() != nullptr) search_->stop();
    else search_->start(where());
}

void ForksTab::show_state() {
    const auto locked = context_.selection.locked_step();
    const StoredStep* step = locked ? context_.document.step(*locked) : nullptr;
    const bool written = step != nullptr && step->step.source != StepSource::Prompt;
    const ProbeTask* task = search_->running();
    const bool known = search_->found(where()) != nullptr;
    scope_->set_choice_enabled(1, written || scope_->current() == 1);
    button_->setText(task == nullptr ? known ? tr("Find again") : tr("Find forks") : task->stopping ? tr("Stopping…") : tr("Stop"));
    button_->setToolTip(task == nullptr ? tr("Lets the model go on from the strongest words it did not choose, and reads what each comes to") : tr("What was found is kept"));
    button_->setEnabled(task != nullptr ? !task->stopping : search_->why_not().isEmpty() && (scope_->current() == 0 || written));
    progress_->setVisible(task != nullptr);
    if (task == nullptr) progress_->setValue(0);
    status_->setText(status());
    status_->setVisible(!status_->text().isEmpty());
}

QString ForksTab::status() const {
    if (context_.document.empty()) return tr("At some tokens the model nearly said something else. What that would have led to is found out here.");
    const auto place = where();
    if (scope_->current() == 1 && !place) return tr("Select a step that the model wrote.");
    QStringList lines;
    if (place)
        if (const StepConfidence* sure = search_->confidence(*place))
            lines << tr("Of this step the least sure token had %1; the largest entropy is %2 nats.").arg(percent(sure->least_probability), QLocale().toString(sure->max_entropy, 'f', 2));
    const Forks* found = search_->found(place);
    const ProbeTask* task = search_->running();
    if (task != nullptr && task->request.step == place) {
        lines << (found == nullptr || found->candidates == 0 ? tr("Reading the run…") : tr("%1 of %2 tokens followed, the least decided first.").arg(found->forks.size()).arg(found->candidates));
    } else if (found == nullptr) {
        const QString why = search_->why_not();
        lines << (!why.isEmpty() ? why : tr("The model goes on from the strongest words it did not choose: %1.").arg(search_->cost(place)));
    } else if (found->forks.empty()) {
        lines << tr("The model was sure of every token.");
    } else if (found->stopped) {
        lines << tr("Stopped early: %1 of %2 tokens were followed.").arg(found->forks.size()).arg(found->candidates);
    }
    return lines.join(QLatin1Char('\n'));
}

ForkCard* ForksTab::make_card() {
    auto* card = new ForkCard(page_);
    connect(card, &ForkCard::chosen, this, [this, card] { context_.selection.lock(card->fork().step, card->fork().position); });
    connect(card, &ForkCard::branch_wanted, this, [this, card](std::int32_t token) { emit branch_wanted(card->fork().position, token); });
    connect(card, &ForkCard::walked, this, [this, card](int by) { walk(card, by); });
    return card;
}

/// A card stays the same widget as long as its fork does, so that the focus stays where it is while others come in.
void ForksTab::show_cards() {
    const auto place = where();
    std::vector<ForkCard*> before = std::move(cards_);
    cards_.clear();
    for (const Fork& fork : search_->forks()) {
        if (scope_->current() == 1 && fork.step != place) continue;
        const auto same = std::ranges::find_if(before, [&](const ForkCard* card) { return card != nullptr && card->fork().position == fork.position; });
        ForkCard* card = same == before.end() ? make_card() : std::exchange(*same, nullptr);
        if (same == before.end() || card->fork() != fork) card->show_fork(fork, context_.document);
        card->set_branching(search_->why_not().isEmpty() && !context_.engine.running());
        cards_.push_back(card);
        const int at = static_cast<int>(cards_.size()) - 1;
        if (column_->indexOf(card) != at) column_->insertWidget(at, card);
        card->show();
    }
    for (ForkCard* card : before) delete card;
    order_tabs();
    mark_current();
}

/// Down the cards, each before its buttons.
void ForksTab::order_tabs() {
    QWidget* last = button_;
    for (ForkCard* card : cards_) {
        setTabOrder(last, card);
        last = card;
        for (QToolButton* branch : card->findChildren<QToolButton*>()) {
            setTabOrder(last, branch);
            last = branch;
        }
    }
}

void ForksTab::mark_current() {
    const auto token = context_.selection.locked_token();
    for (ForkCard* card : cards_) {
        const bool current = token == card->fork().position;
        card->set_current(current);
        if (current && isVisible()) area_->ensureWidgetVisible(card, 0, space::s);
    }
}

void ForksTab::walk(const ForkCard* from, int by) {
    const auto at = std::ranges::find(cards_, from) - cards_.begin() + by;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(cards_.size())) return;
    ForkCard* next = cards_[static_cast<std::size_t>(at)];
    next->setFocus(Qt::TabFocusReason);
    area_->ensureWidgetVisible(next, 0, space::s);
}

void ForksTab::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    // The words carry the theme's colours. In a turn of its own: the application still walks through all widgets, and cards make new ones.
    QMetaObject::invokeMethod(this, [this] {
        for (ForkCard* card : cards_) {
            card->show_fork(Fork(card->fork()), context_.document);
            card->set_branching(search_->why_not().isEmpty() && !context_.engine.running());
        }
        order_tabs();
    }, Qt::QueuedConnection);
}

}  // namespace reasonscope::ui
