#include "ui/panels/transcript/transcript_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/panels/common/widgets.h"

namespace reasonscope::ui {
namespace {

constexpr int kLeastText = 150;  // a step's words are worth a scroll to the figures behind them

/// Gives the words what the other columns leave, and never less than can be read.
class StepTable : public QTableView {
public:
    using QTableView::QTableView;

protected:
    void updateGeometries() override {
        QTableView::updateGeometries();
        auto* header = horizontalHeader();
        if (model() == nullptr || arranging_) return;
        const int wanted = std::max(kLeastText, viewport()->width() - (header->length() - header->sectionSize(StepModel::Text)));
        if (wanted == header->sectionSize(StepModel::Text)) return;
        arranging_ = true;
        header->resizeSection(StepModel::Text, wanted);
        arranging_ = false;
    }

private:
    bool arranging_ = false;
};

}  // namespace

TranscriptPanel::TranscriptPanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      view_(new TranscriptView(this)),
      bar_(new QHBoxLayout),
      count_(caption({}, this)),
      form_(new SegmentedControl(tr("Form of the transcript"), this)),
      stack_(new QStackedWidget(this)),
      table_(new StepTable(this)),
      model_(new StepModel(context.document, this)),
      sorted_(new QSortFilterProxyModel(this)) {
    form_->add(tr("Text"), tr("The words, token by token"));
    form_->add(tr("Steps"), tr("One line per step; click a heading to sort"));
    form_->set_current(0);
    count_->setWordWrap(false);
    bar_->setContentsMargins(space::s, space::xs, space::s, space::xs);
    bar_->addWidget(form_);
    auto* formulas = new QToolButton(this);
    formulas->setText(QStringLiteral("∑"));
    formulas->setCheckable(true);
    formulas->setChecked(true);
    formulas->setAutoRaise(true);
    formulas->setObjectName(QStringLiteral("formulas"));
    formulas->setAccessibleName(tr("Formulas as mathematics"));
    formulas->setToolTip(tr("Formulas as mathematics or as LaTeX (M in the text)"));
    bar_->addWidget(formulas);
    connect(formulas, &QToolButton::toggled, view_, &TranscriptView::set_mathematics);
    connect(view_, &TranscriptView::mathematics_changed, formulas, &QToolButton::setChecked);
    bar_->addStretch();
    bar_->addWidget(count_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar_);
    column->addWidget(stack_, 1);
    stack_->addWidget(view_);
    stack_->addWidget(table_);
    build_table();

    view_->setAccessibleName(tr("Transcript"));
    view_->attach(&context_.selection);
    view_->set_alternatives([this](TokenPos position) { return alternatives_of(context_.document, position); });
    view_->set_empty_text(tr("Nothing said yet"), tr("The question, the thinking and the answer will stand here, tinted where the model was unsure."));

    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view_, &QWidget::customContextMenuRequested, this, [this](QPoint at) { want_menu(at, view_->token_at(at)); });
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* enter = new QShortcut(QKeySequence(key), view_);
        enter->setContext(Qt::WidgetShortcut);
        connect(enter, &QShortcut::activated, this, [this] {
            const auto token = context_.selection.locked_token();
            if (token) want_menu(view_->token_rect(*token).bottomLeft(), token);
        });
    }
    connect(form_, &SegmentedControl::chosen, this, [this](int form) {
        stack_->setCurrentIndex(form);
        follow_widths();
    });
    connect(&context_.document, &RunDocument::was_reset, this, &TranscriptPanel::reload);
    connect(&context_.document, &RunDocument::tokens_appended, this, &TranscriptPanel::append);
    connect(&context_.document, &RunDocument::steps_changed, this, [this] {
        view_->set_steps(step_bands(context_.document));
        show_count();
    });
    connect(&context_.document, &RunDocument::live_changed, view_, &TranscriptView::set_live);
    reload();
}

void TranscriptPanel::add_to_bar(QWidget* widget) { bar_->insertWidget(bar_->count() - 1, widget); }

void TranscriptPanel::want_menu(QPoint in_view, std::optional<TokenPos> token) {
    if (token)
        for (const StoredStep& stored : context_.document.steps())
            if (*token >= stored.step.first && *token < stored.step.last) context_.selection.lock(stored.step.id, *token);
    emit branch_menu_wanted(view_->viewport()->mapToGlobal(in_view));
}

void TranscriptPanel::build_table() {
    sorted_->setSourceModel(model_);
    sorted_->setSortRole(StepModel::SortRole);
    table_->setModel(sorted_);
    table_->setAccessibleName(tr("Steps as a table"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setSortingEnabled(true);
    table_->sortByColumn(StepModel::Number, Qt::AscendingOrder);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(26);
    table_->horizontalHeader()->setHighlightSections(false);
    follow_widths();
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid() && table_->hasFocus()) context_.selection.lock(StepId(now.data(StepModel::StepRole).toInt()));
    });
    connect(table_, &QTableView::clicked, this,
            [this](const QModelIndex& at) { context_.selection.lock(StepId(at.data(StepModel::StepRole).toInt())); });
    connect(&context_.selection, &Selection::locked_step_changed, this, &TranscriptPanel::show_selected_row);
}

/// Columns follow their texts while somebody sees them: measuring every row with every step of a live run takes a fifth of its frames.
void TranscriptPanel::follow_widths() {
    auto* header = table_->horizontalHeader();
    header->setSectionResizeMode(stack_->currentWidget() == table_ ? QHeaderView::ResizeToContents : QHeaderView::Fixed);
    header->setSectionResizeMode(StepModel::Text, QHeaderView::Fixed);  // StepTable sees to it
}

void TranscriptPanel::show_selected_row() {
    const auto step = context_.selection.locked_step();
    if (!step || step->value >= model_->rowCount()) {
        table_->clearSelection();
        return;
    }
    const QModelIndex at = sorted_->mapFromSource(model_->index(step->value, 0));
    table_->selectionModel()->setCurrentIndex(at, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    table_->scrollTo(at);
}

void TranscriptPanel::reload() {
    view_->clear();
    view_->set_live(context_.document.live());
    view_->set_sentences(context_.document.words_unknown());
    table_->setColumnHidden(StepModel::Entropy, context_.document.words_unknown());  // there is none
    // Text that was read from a file has nothing but classes to be tinted by.
    if (context_.document.imported() && !measured_tint_) measured_tint_ = view_->tint();
    if (context_.document.imported()) view_->set_tint(TokenTint::StepClass);
    else if (measured_tint_) view_->set_tint(*std::exchange(measured_tint_, std::nullopt));
    sorter_.emplace(context_.document);
    view_->set_tokens(sorter_->sort(context_.document, 0));
    view_->set_steps(step_bands(context_.document));
    show_count();
}

void TranscriptPanel::append(int first) {
    view_->append_tokens(sorter_->sort(context_.document, static_cast<std::size_t>(first)));
}

void TranscriptPanel::show_count() {
    const auto steps = context_.document.steps().size();
    count_->setText(steps == 0 ? QString() : steps == 1 ? tr("1 step") : tr("%1 steps").arg(steps));
}

}  // namespace reasonscope::ui
