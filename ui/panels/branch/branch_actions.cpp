#include "ui/panels/branch/branch_actions.h"

#include <QAction>
#include <QMenu>
#include <QUndoCommand>
#include <QUndoStack>
#include <algorithm>
#include <utility>

#include "ui/models/branch_family.h"
#include "ui/panels/branch/settings_dialog.h"
#include "ui/panels/branch/text_dialog.h"
#include "ui/panels/common/widgets.h"

namespace reasonscope::ui {
namespace {

/// Takes runs from view and brings them back.
class Prune : public QUndoCommand {
public:
    Prune(Engine& engine, std::vector<RunId> runs) : engine_(engine), runs_(std::move(runs)) {
        setText(BranchActions::tr("Hide %n run(s)", nullptr, static_cast<int>(runs_.size())));
    }
    void redo() override { engine_.set_hidden(runs_, true); }
    void undo() override { engine_.set_hidden(runs_, false); }

private:
    Engine& engine_;
    std::vector<RunId> runs_;
};

QString shown(const std::string& bytes) {
    QString text = QString::fromUtf8(QByteArray::fromStdString(bytes));
    return text.replace(QLatin1Char('\n'), QStringLiteral("↵")).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

struct Listed {
    std::vector<BranchRow> branches;
    std::vector<RunId> hidden;
};

}  // namespace

BranchActions::BranchActions(const PanelContext& context, QUndoStack& undo, QWidget* window)
    : QObject(window), context_(context), undo_(undo), window_(window) {
    add(QStringLiteral("branch.alternative"), tr("&Another token here…"),
        tr("The words the model weighed here; one of them is taken instead"), QKeySequence(Qt::ALT | Qt::Key_Return),
        [this] { open_menu(QCursor::pos()); });
    add(QStringLiteral("branch.edit"), tr("&Edit the step and run on…"),
        tr("Say the step in other words; what follows is thought anew"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), [this] {
        const StoredStep* step = context_.document.step(*context_.selection.locked_step());
        ask_text(BranchKind::Edit, tr("Edit the step and run on"), tr("What stands here instead; all before it stays as it is."),
                 step ? QString::fromStdString(step->text) : QString());
    });
    add(QStringLiteral("branch.insert"), tr("&Insert a step before it…"),
        tr("Put a thought before the step; what follows is thought anew"), {},
        [this] { ask_text(BranchKind::Insert, tr("Insert a step and run on"), tr("What is thought before this step."), {}); });
    add(QStringLiteral("branch.delete"), tr("&Run on without the step"),
        tr("Leave the step out; what follows is thought anew"), {}, [this] { context_.engine.branch(request(BranchKind::Delete)); });
    add(QStringLiteral("branch.regenerate"), tr("Re&generate from here"),
        tr("Think again from the selected place"), QKeySequence(Qt::CTRL | Qt::Key_G),
        [this] { context_.engine.branch(request(BranchKind::Regenerate)); });
    add(QStringLiteral("branch.siblings"), tr("Regenerate &five times from here"),
        tr("Five more ways to go on from the selected place"), {},
        [this] { context_.engine.branch(request(BranchKind::Regenerate), 5); });
    add(QStringLiteral("branch.answer"), tr("Stop thinking here and &answer"),
        tr("Close the thinking at the selected place and say the answer"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
        [this] { context_.engine.branch(request(BranchKind::Answer)); });
    add(QStringLiteral("branch.drop"), tr("&Drop the thinking before the step"),
        tr("Forget what was thought before the step and run on"), {}, [this] { context_.engine.branch(request(BranchKind::DropThinking)); });
    add(QStringLiteral("branch.force"), tr("&Say this here…"),
        tr("Words that the model goes on from"), {},
        [this] { ask_text(BranchKind::Force, tr("Say this and run on"), tr("The words that come next, whatever the model would choose."), {}); });
    add(QStringLiteral("branch.ban"), tr("&Never say…"),
        tr("Words that may not be said from here on"), {},
        [this] { ask_text(BranchKind::Ban, tr("Run on without ever saying"), tr("Words that are not written from here on, byte for byte."), {}); });
    add(QStringLiteral("branch.settings"), tr("Run on with other settin&gs…"),
        tr("The same place with another seed, temperature, precision or model"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G), [this] { ask_settings(); });
    previous_ = add(QStringLiteral("branch.previous"), tr("&Previous sibling"),
        tr("Show the run before this one among those that parted at the same place"), QKeySequence(Qt::CTRL | Qt::Key_BracketLeft), [this] { walk(-1); });
    next_ = add(QStringLiteral("branch.next"), tr("Ne&xt sibling"),
        tr("Show the run after this one among those that parted at the same place"), QKeySequence(Qt::CTRL | Qt::Key_BracketRight), [this] { walk(1); });
    compare_ = add(QStringLiteral("branch.compare"), tr("&Compare with the run it left"),
        tr("What two runs share, where they part and what each answers"), QKeySequence(Qt::CTRL | Qt::Key_D), [this] {
        const RunId own = context_.document.run()->id;
        if (const auto parent = fork_parent()) emit compare_wanted(*parent, own);
        else if (family_.size() > 1) emit compare_wanted(own, family_[1]);
    });
    add(QStringLiteral("branch.prune"), tr("&Hide this run and its branches"),
        tr("Take them out of the list; it can be undone"), {}, [this] { prune(); });

    connect(&context_.selection, &Selection::locked_step_changed, this, &BranchActions::update_actions);
    connect(&context_.selection, &Selection::locked_token_changed, this, &BranchActions::update_actions);
    connect(&context_.document, &RunDocument::was_reset, this, &BranchActions::refresh);
    connect(&context_.document, &RunDocument::live_changed, this, &BranchActions::update_actions);
    connect(&context_.engine, &Engine::running_changed, this, &BranchActions::update_actions);
    connect(&context_.engine, &Engine::runs_hidden, this, &BranchActions::refresh);
    update_actions();
}

QAction* BranchActions::add(const QString& name, const QString& text, const QString& tip, const QKeySequence& keys,
                            std::function<void()> what) {
    actions_.push_back(named_action(name, text, tip, keys, std::move(what), this));
    return actions_.back();
}

bool BranchActions::ready() const { return context_.document.run() && !context_.document.live() && !context_.engine.running(); }

BranchRequest BranchActions::request(BranchKind kind) const {
    BranchRequest request;
    request.parent = context_.document.run()->id;
    request.kind = kind;
    const auto token = context_.selection.locked_token();
    const bool by_step = kind == BranchKind::Edit || kind == BranchKind::Insert || kind == BranchKind::Delete || kind == BranchKind::DropThinking;
    if (token && !by_step) request.at = token;
    else request.step = context_.selection.locked_step();
    return request;
}

void BranchActions::take_alternative(TokenPos at, std::int32_t id) {
    if (!ready()) return;
    BranchRequest wanted = request(BranchKind::Alternative);
    wanted.step.reset();
    wanted.at = at;
    wanted.token = id;
    context_.engine.branch(wanted);
}

void BranchActions::add_alternatives(QMenu& menu) {
    auto at = context_.selection.locked_token();
    if (!at && context_.selection.locked_step())
        if (const StoredStep* step = context_.document.step(*context_.selection.locked_step())) at = step->step.first;
    const TokenRow* token = at ? context_.document.token(*at) : nullptr;
    if (!token || !token->generated) return;
    for (std::size_t i = 0; i < token->alternatives.size(); ++i) {
        const Alternative& other = token->alternatives[i];
        QAction* action = menu.addAction(tr("“%1”  %2 %").arg(shown(token->alternative_texts[i])).arg(static_cast<double>(other.probability) * 100, 0, 'f', 1),
                                         this, [this, place = *at, id = other.id] { take_alternative(place, id); });
        action->setData(other.id);
        action->setEnabled(ready());
        if (other.id == token->id) {  // what was said: choosing it again says the same
            action->setCheckable(true);
            action->setChecked(true);
            action->setEnabled(false);
        }
    }
    menu.addSeparator();
}

void BranchActions::open_menu(QPoint at, std::optional<std::int32_t> alternative) {
    auto* menu = new QMenu(window_);
    menu->setObjectName(QStringLiteral("branch-menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Branch"));
    add_alternatives(*menu);
    for (QAction* action : actions_) {
        if (action == previous_) menu->addSeparator();
        menu->addAction(action);
    }
    menu->popup(at);
    if (!alternative) return;
    for (QAction* action : menu->actions())
        if (action->isEnabled() && action->data().isValid() && action->data().toInt() == *alternative) menu->setActiveAction(action);
}

void BranchActions::ask_text(BranchKind kind, const QString& title, const QString& hint, const QString& before) {
    auto* dialog = new TextDialog(title, hint, before, window_);
    connect(dialog, &TextDialog::run_wanted, this, [this, wanted = request(kind)](const QString& text) mutable {
        wanted.text = text.toStdString();
        context_.engine.branch(wanted);
    });
    dialog->open();
}

void BranchActions::ask_settings() {
    const BranchRequest from = request(BranchKind::Settings);
    const QString place = from.at ? tr("From token %1 of run %2 on.").arg(from.at->value).arg(from.parent.value)
                                  : tr("From step #%1 of run %2 on.").arg(from.step->value).arg(from.parent.value);
    auto* dialog = new BranchSettingsDialog(context_, from, place, added_models_ ? added_models_() : std::vector<std::filesystem::path>(), window_);
    dialog->open();
}

std::optional<RunId> BranchActions::fork_parent() const {
    if (!context_.document.run()) return std::nullopt;
    const auto own = std::ranges::find(branches_, context_.document.run()->id, &BranchRow::run);
    return own == branches_.end() ? std::nullopt : own->parent;
}

void BranchActions::refresh() {
    context_.library.query<Listed>(
        QStringLiteral("branches"), this,
        [](const SessionReader& reader) -> Result<Listed> {
            Listed listed;
            auto branches = reader.branches();
            if (!branches) return tl::unexpected(branches.error());
            listed.branches = std::move(*branches);
            const auto runs = reader.runs();
            if (!runs) return tl::unexpected(runs.error());
            for (const RunSummary& run : *runs)
                if (run.hidden) listed.hidden.push_back(run.id);
            return listed;
        },
        [this](Result<Listed> listed) {
            branches_ = listed ? std::move(listed->branches) : std::vector<BranchRow>();
            hidden_ = listed ? std::move(listed->hidden) : std::vector<RunId>();
            update_actions();
        });
}

void BranchActions::walk(int by) {
    if (!context_.document.run()) return;
    const auto own = std::ranges::find(family_, context_.document.run()->id);
    const auto to = (own - family_.begin()) + by;
    if (own == family_.end() || to < 0 || to >= static_cast<std::ptrdiff_t>(family_.size())) return;
    emit run_wanted(family_[static_cast<std::size_t>(to)]);
}

void BranchActions::prune() {
    auto below = subtree_of(branches_, context_.document.run()->id);
    std::erase_if(below, [this](RunId run) { return std::ranges::find(hidden_, run) != hidden_.end(); });
    const int descendants = static_cast<int>(below.size()) - 1;
    const RunId run = context_.document.run()->id;
    undo_.push(new Prune(context_.engine, std::move(below)));
    emit pruned(descendants > 0 ? tr("Run %1 and %n branch(es) below it are hidden.", nullptr, descendants).arg(run.value) : tr("Run %1 is hidden.").arg(run.value));
}

void BranchActions::update_actions() {
    family_.clear();
    if (const auto& run = context_.document.run()) {
        family_ = siblings_of(branches_, run->id);
        std::erase_if(family_, [&](RunId one) { return one != run->id && std::ranges::find(hidden_, one) != hidden_.end(); });
    }
    const auto step = context_.selection.locked_step();
    const StoredStep* stored = step ? context_.document.step(*step) : nullptr;
    const bool place = ready() && stored && stored->step.source != StepSource::Prompt;
    for (QAction* action : actions_) action->setEnabled(place);
    const auto own = context_.document.run() ? std::ranges::find(family_, context_.document.run()->id) : family_.end();
    previous_->setEnabled(own != family_.end() && own != family_.begin() && !context_.engine.running());
    next_->setEnabled(own != family_.end() && own + 1 != family_.end() && !context_.engine.running());
    compare_->setEnabled(ready() && family_.size() > 1);
    actions_.back()->setEnabled(ready());
    emit family_changed();
}

}  // namespace reasonscope::ui
