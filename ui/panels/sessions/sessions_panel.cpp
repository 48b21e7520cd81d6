#include "ui/panels/sessions/sessions_panel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/panels/common/crumbs.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/search/search_panel.h"
#include "ui/panels/sessions/run_delegate.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

SessionsPanel::SessionsPanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), model_(new SessionTreeModel(this)), view_(new QTreeView(this)), search_(new SearchPanel(context, this)), crumbs_(new CrumbBar(this)) {
    auto* fresh = icon_button(QStringLiteral("add"), tr("New session"), tr("New session (Ctrl+N)"), this);
    auto* open = icon_button(QStringLiteral("open"), tr("Open session"), tr("Open session (Ctrl+O)"), this);
    auto* remove = icon_button(QStringLiteral("trash"), tr("Delete run"), tr("Delete the selected run (Del); it can be undone"), this);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::s, space::xs, space::s, 0);
    bar->setSpacing(2);
    bar->addWidget(fresh);
    bar->addWidget(open);
    bar->addStretch();
    bar->addWidget(remove);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(search_);
    column->addWidget(crumbs_);
    column->addWidget(view_, 1);

    view_->setModel(model_);
    view_->setItemDelegate(new RunDelegate(view_));
    view_->setAccessibleName(tr("Sessions and runs"));
    view_->setHeaderHidden(true);
    view_->setIndentation(0);  // the delegate draws files and runs so that no branch is needed
    view_->setRootIsDecorated(false);
    view_->setMouseTracking(true);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    view_->setExpandsOnDoubleClick(false);

    auto* erase = new QAction(tr("Delete run"), view_);
    erase->setShortcut(QKeySequence::Delete);
    erase->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    view_->addAction(erase);
    const auto erase_selected = [this] {
        if (can_delete(view_->currentIndex())) emit delete_wanted(*model_->run(view_->currentIndex()));
    };
    connect(erase, &QAction::triggered, this, erase_selected);
    connect(remove, &QToolButton::clicked, this, erase_selected);
    connect(fresh, &QToolButton::clicked, this, &SessionsPanel::new_wanted);
    connect(open, &QToolButton::clicked, this, &SessionsPanel::open_wanted);
    connect(model_, &SessionTreeModel::runs_wanted, this, &SessionsPanel::fetch);
    connect(view_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        if (model_->kind(index) != SessionTreeModel::Kind::Run) view_->setExpanded(index, !view_->isExpanded(index));
        choose(index);
    });
    connect(view_, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        if (!filling_) closed_.insert(place_of(index));
    });
    connect(view_, &QTreeView::expanded, this, [this](const QModelIndex& index) { closed_.erase(place_of(index)); });
    auto* alone = new QAction(tr("Show this branch alone"), view_);
    alone->setShortcut(QKeySequence(Qt::Key_H));
    alone->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    view_->addAction(alone);
    connect(alone, &QAction::triggered, this, [this] { hoist(view_->currentIndex()); });
    connect(&context_.selection, &Selection::hoisted_changed, this, [this](std::optional<RunId> run) {
        model_->set_hoisted(current_, run);
        for (const QModelIndex& top : {model_->index_of(current_), model_->index(0, 0)})
            if (top.isValid()) view_->expandRecursively(top);
        if (shown_) show_run(*shown_);
        show_crumbs();
    });
    connect(crumbs_, &CrumbBar::chosen, &context_.selection, &Selection::hoist);
    connect(view_, &QTreeView::activated, this, &SessionsPanel::choose);
    connect(view_, &QWidget::customContextMenuRequested, this, &SessionsPanel::open_menu);
    connect(search_, &SearchPanel::asking_changed, this, [this, column](bool asking) {
        view_->setVisible(!asking);
        column->setStretchFactor(search_, asking ? 1 : 0);
    });
    const auto allow_remove = [this, remove] { remove->setEnabled(can_delete(view_->currentIndex())); };
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, allow_remove);
    connect(&context_.engine, &Engine::running_changed, this, allow_remove);
    allow_remove();
}

bool SessionsPanel::can_delete(const QModelIndex& index) const {
    const auto run = model_->run(index);
    const bool is_live = context_.document.live() && context_.document.run() && run == context_.document.run()->id;
    return run && model_->file(index) == current_ && !is_live;
}

void SessionsPanel::set_files(const std::vector<std::filesystem::path>& files, const std::filesystem::path& current) {
    if (current_ != current) deleted_.clear();
    current_ = current;
    search_->set_files(files, current);
    model_->set_files(files);
    model_->set_current(current);
    expand(current);
    refresh_current();
}

void SessionsPanel::refresh_current() {
    if (!current_.empty()) fetch(current_);
}

void SessionsPanel::fetch(const std::filesystem::path& file) {
    context_.library.list_session(file, this, [this, file](const Result<SessionListing>& listing) {
        if (!listing) return model_->set_failed(file, QString::fromStdString(listing.error().message));
        const bool was_open = file == current_ || view_->isExpanded(model_->index_of(file));
        filling_ = true;
        auto runs = listing->runs;
        if (file == current_) std::erase_if(runs, [this](const RunSummary& run) { return deleted_.contains(run.id); });
        model_->set_runs(file, runs, listing->branches, listing->marks);
        if (was_open) expand(file);
        filling_ = false;
        if (file == current_ && shown_) show_run(*shown_);
        show_crumbs();
    });
}

void SessionsPanel::set_deleted(RunId run, bool deleted) {
    if (deleted) deleted_.insert(run);
    else deleted_.erase(run);
    refresh_current();
}

QString SessionsPanel::place_of(const QModelIndex& index) const {
    const QString place = QString::fromStdString(model_->file(index).string());
    if (const auto run = model_->run(index)) return QStringLiteral("%1 %2").arg(place).arg(run->value);
    return model_->kind(index) == SessionTreeModel::Kind::Question ? QStringLiteral("%1 %2").arg(place, index.data().toString()) : place;
}

void SessionsPanel::expand(const std::filesystem::path& file) {
    std::vector<QModelIndex> open{model_->index_of(file)};
    if (!open.front().isValid()) open = {model_->index(0, 0)};  // one branch alone
    while (!open.empty()) {
        const QModelIndex at = open.back();
        open.pop_back();
        if (!at.isValid() || closed_.contains(place_of(at))) continue;
        view_->expand(at);
        for (int row = 0; row < model_->rowCount(at); ++row) open.push_back(model_->index(row, 0, at));
    }
}

void SessionsPanel::hoist(const QModelIndex& index) {
    const auto run = model_->run(index);
    if (!run || model_->file(index) != current_) return;
    const bool again = context_.selection.hoisted() == run;
    context_.selection.hoist(again ? std::nullopt : run);
}

void SessionsPanel::show_crumbs() {
    const auto run = context_.selection.hoisted();
    crumbs_->show_line(run ? model_->line_of(current_, *run) : std::vector<RunId>());
}

void SessionsPanel::show_run(RunId run) {
    shown_ = run;
    const QModelIndex at = model_->index_of(current_, run);
    if (!at.isValid()) return;
    view_->setCurrentIndex(at);
    view_->scrollTo(at);
}

void SessionsPanel::choose(const QModelIndex& index) {
    if (const auto run = model_->run(index)) {
        if (model_->file(index) == current_) shown_ = run;
        emit run_chosen(model_->file(index), *run);
    }
}

void SessionsPanel::open_menu(QPoint at) {
    const QModelIndex index = view_->indexAt(at);
    QMenu menu(this);
    if (model_->run(index)) {
        menu.addAction(tr("Copy"), this, [index] { QGuiApplication::clipboard()->setText(index.data().toString()); });
        auto* erase = menu.addAction(tr("Delete run"), this, [this, index] { emit delete_wanted(*model_->run(index)); });
        erase->setEnabled(can_delete(index));
        if (model_->file(index) == current_) {
            menu.addAction(context_.selection.hoisted() == model_->run(index) ? tr("Show everything again") : tr("Show this branch alone"), this, [this, index] { hoist(index); });
        }
    }
    if (const auto hidden = model_->hidden_below(index); !hidden.empty() && model_->file(index) == current_ && model_->kind(index) != SessionTreeModel::Kind::File)
        menu.addAction(tr("Bring back %n hidden run(s)", nullptr, static_cast<int>(hidden.size())), this, [this, hidden] { emit bring_back_wanted(hidden); });
    menu.addAction(tr("New session…"), this, &SessionsPanel::new_wanted);
    menu.addAction(tr("Open session…"), this, &SessionsPanel::open_wanted);
    menu.exec(view_->viewport()->mapToGlobal(at));
}

}  // namespace reasonscope::ui
