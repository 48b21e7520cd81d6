#include "ui/panels/marks/mark_actions.h"

#include <QAction>
#include <QMenu>
#include <QStringList>
#include <QUndoCommand>
#include <QUndoStack>
#include <algorithm>
#include <map>

#include "ui/panels/branch/text_dialog.h"
#include "ui/panels/common/widgets.h"
#include "ui/views/canvas_marks.h"

namespace reasonscope::ui {
namespace {

/// One mark set, changed or removed; `before` and `after` have the same id, one of them may be missing.
class ChangeMark : public QUndoCommand {
public:
    ChangeMark(Engine& engine, std::optional<Mark> before, std::optional<Mark> after) : engine_(engine), before_(std::move(before)), after_(std::move(after)) {
        setText(after_ ? MarkActions::tr("Mark step #%1").arg(after_->step->value) : MarkActions::tr("Remove a mark of step #%1").arg(before_->step->value));
    }
    void redo() override { apply(after_, before_); }
    void undo() override { apply(before_, after_); }

private:
    void apply(const std::optional<Mark>& now, const std::optional<Mark>& was) {
        if (now) engine_.set_mark(*now);
        else engine_.remove_mark(was->id);
    }
    Engine& engine_;
    std::optional<Mark> before_, after_;
};

std::uint8_t bit(MarkKind kind) {
    switch (kind) {
        case MarkKind::Bookmark: return kBookmarked;
        case MarkKind::Note: return kNoted;
        case MarkKind::Tag: return kTagged;
    }
    return 0;
}

struct AtStep {
    std::uint8_t marks = 0;
    QStringList said;
};

std::map<StepId, AtStep> by_step(const std::vector<Mark>& marks, RunId run) {
    std::map<StepId, AtStep> found;
    for (const Mark& mark : marks) {
        if (mark.run != run || !mark.step) continue;
        AtStep& at = found[*mark.step];
        at.marks |= bit(mark.kind);
        if (!mark.text.empty()) at.said << (mark.kind == MarkKind::Tag ? QStringLiteral("#") : QString()) + QString::fromStdString(mark.text);
    }
    return found;
}

}  // namespace

MarkActions::MarkActions(const PanelContext& context, QUndoStack& undo, QWidget* window) : QObject(window), context_(context), undo_(undo), window_(window) {
    add(QStringLiteral("mark.bookmark"), tr("&Bookmark"), tr("Mark the selected step, or take the mark away"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] { toggle_bookmark(); });
    add(QStringLiteral("mark.note"), tr("&Note…"), tr("Write something at the selected step"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N), [this] { edit_note(); });
    add(QStringLiteral("mark.tag"), tr("&Tags…"), tr("Words to find the selected step by"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), [this] { edit_tags(); });
    add(QStringLiteral("mark.next"), tr("Ne&xt mark"), tr("Go to the next marked step of the run"), QKeySequence(Qt::Key_F2), [this] { jump(1); });
    add(QStringLiteral("mark.previous"), tr("&Previous mark"), tr("Go to the marked step before"), QKeySequence(Qt::SHIFT | Qt::Key_F2), [this] { jump(-1); });
    add(QStringLiteral("mark.list"), tr("&All marks…"), tr("Every mark of the session; choose one to go there"), QKeySequence(Qt::CTRL | Qt::Key_F2), [this] { open_list(); });
    connect(&context_.selection, &Selection::locked_step_changed, this, &MarkActions::update_actions);
    connect(&context_.document, &RunDocument::was_reset, this, &MarkActions::refresh);
    connect(&context_.document, &RunDocument::live_changed, this, &MarkActions::update_actions);
    connect(&context_.engine, &Engine::running_changed, this, &MarkActions::update_actions);
    connect(&context_.engine, &Engine::marks_changed, this, &MarkActions::refresh);
    connect(&context_.engine, &Engine::run_removed, this, &MarkActions::refresh);
    update_actions();
}

QAction* MarkActions::add(const QString& name, const QString& text, const QString& tip, const QKeySequence& keys, std::function<void()> what) {
    actions_.push_back(named_action(name, text, tip, keys, std::move(what), this));
    return actions_.back();
}

void MarkActions::refresh() {
    context_.library.query<std::vector<Mark>>(
        QStringLiteral("marks"), this, [](const SessionReader& reader) { return reader.marks(); },
        [this](Result<std::vector<Mark>> marks) {
            marks_ = marks ? std::move(*marks) : std::vector<Mark>();
            for (const Mark& mark : marks_) next_id_ = std::max(next_id_, mark.id + 1);
            update_actions();
            emit changed();
        });
}

std::vector<Mark> MarkActions::here(MarkKind kind) const {
    std::vector<Mark> found;
    const auto step = context_.selection.locked_step();
    if (!step || !context_.document.run()) return found;
    std::ranges::copy_if(marks_, std::back_inserter(found),
                         [&](const Mark& mark) { return mark.run == context_.document.run()->id && mark.step == step && mark.kind == kind; });
    return found;
}

Mark MarkActions::fresh(MarkKind kind, const QString& text) const {
    Mark mark;
    mark.run = context_.document.run()->id;
    mark.step = context_.selection.locked_step();
    mark.kind = kind;
    mark.text = text.toStdString();
    return mark;
}

void MarkActions::put(const Mark& mark) {
    const auto before = std::ranges::find(marks_, mark.id, &Mark::id);
    Mark after = mark;
    if (after.id == 0) after.id = next_id_++;  // given here, so that undo and redo name the same one
    undo_.push(new ChangeMark(context_.engine, before == marks_.end() ? std::nullopt : std::optional(*before), after));
}

void MarkActions::take_away(const Mark& mark) { undo_.push(new ChangeMark(context_.engine, mark, std::nullopt)); }

void MarkActions::toggle_bookmark() {
    const auto there = here(MarkKind::Bookmark);
    if (there.empty()) return put(fresh(MarkKind::Bookmark, {}));
    for (const Mark& mark : there) take_away(mark);
}

void MarkActions::edit_note() {
    const auto there = here(MarkKind::Note);
    const Mark wanted = there.empty() ? fresh(MarkKind::Note, {}) : there.front();
    auto* dialog = new TextDialog(tr("Note at step #%1").arg(wanted.step->value), tr("What there is to say about this step; nothing takes the note away."),
                                  QString::fromStdString(wanted.text), window_, tr("Keep"));
    connect(dialog, &TextDialog::run_wanted, this, [this, wanted](const QString& text) {
        Mark mark = wanted;
        mark.text = text.trimmed().toStdString();
        if (!mark.text.empty()) put(mark);
        else if (mark.id != 0) take_away(wanted);
    });
    dialog->open();
}

void MarkActions::edit_tags() {
    const auto there = here(MarkKind::Tag);
    QStringList tags;
    for (const Mark& mark : there) tags << QString::fromStdString(mark.text);
    const Mark place = fresh(MarkKind::Tag, {});
    auto* dialog = new TextDialog(tr("Tags of step #%1").arg(place.step->value), tr("Words with commas between them; nothing takes them away."), tags.join(QStringLiteral(", ")), window_, tr("Keep"));
    connect(dialog, &TextDialog::run_wanted, this, [this, there, place](const QString& text) {
        QStringList wanted;
        for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
            if (const QString tag = part.simplified(); !tag.isEmpty() && !wanted.contains(tag)) wanted << tag;
        undo_.beginMacro(tr("Tags of step #%1").arg(place.step->value));
        for (const Mark& mark : there)
            if (wanted.removeAll(QString::fromStdString(mark.text)) == 0) take_away(mark);
        for (const QString& tag : wanted) {
            Mark mark = place;
            mark.text = tag.toStdString();
            put(mark);
        }
        undo_.endMacro();
    });
    dialog->open();
}

void MarkActions::jump(int by) {
    if (!context_.document.run()) return;
    const auto places = by_step(marks_, context_.document.run()->id);
    if (places.empty()) return;
    const StepId now = context_.selection.locked_step().value_or(StepId(-1));
    auto to = by > 0 ? places.upper_bound(now) : places.lower_bound(now);
    if (by > 0 && to == places.end()) to = places.begin();
    if (by < 0) to = std::prev(to == places.begin() ? places.end() : to);
    context_.selection.lock(to->first);
}

void MarkActions::open_list() {
    auto* menu = new QMenu(window_);
    menu->setObjectName(QStringLiteral("mark-list"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Marks of the session"));
    std::map<RunId, std::map<StepId, AtStep>> runs;
    for (const Mark& mark : marks_) runs.try_emplace(mark.run);
    for (auto& [run, steps] : runs) {
        steps = by_step(marks_, run);
        for (const auto& [step, at] : steps) {
            QString what = marks_text(at.marks, at.said.join(QStringLiteral(", ")).simplified());
            if (what.size() > 80) what = what.left(79) + QStringLiteral("…");
            menu->addAction(tr("Run %1, step #%2: %3").arg(run.value).arg(step.value).arg(what.replace(QLatin1Char('&'), QStringLiteral("&&"))), this,
                            [this, run = run, step = step] { emit jump_wanted(run, step); });
        }
    }
    if (menu->isEmpty()) menu->addAction(tr("Nothing is marked yet"))->setEnabled(false);
    menu->popup(window_->mapToGlobal(window_->rect().center() - QPoint(menu->sizeHint().width() / 2, menu->sizeHint().height() / 2)));
    menu->setActiveAction(menu->actions().front());
}

std::vector<TextMark> MarkActions::of_run() const {
    std::vector<TextMark> found;
    if (!context_.document.run()) return found;
    for (const auto& [step, at] : by_step(marks_, context_.document.run()->id))
        if (const StoredStep* stored = context_.document.step(step)) found.push_back({stored->step.first, at.marks, at.said.join(QStringLiteral(", "))});
    return found;
}

void MarkActions::update_actions() {
    const bool place = context_.document.run() && !context_.document.live() && !context_.engine.running() && context_.selection.locked_step();
    for (std::size_t i = 0; i < actions_.size(); ++i) actions_[i]->setEnabled(i < 3 ? place : context_.document.run().has_value());
}

void add_marks(CanvasGraph& graph, const std::vector<Mark>& marks, RunId run) {
    std::map<RunId, std::map<StepId, AtStep>> known;
    for (CanvasNode& node : graph.nodes) {
        if (node.kind == CanvasNodeKind::Ghost || node.kind == CanvasNodeKind::Branch || node.kind == CanvasNodeKind::More) continue;
        const RunId own = node.run.value_or(run);
        const auto [steps, fresh] = known.try_emplace(own);
        if (fresh) steps->second = by_step(marks, own);
        const auto at = steps->second.find(node.step);
        if (at == steps->second.end()) continue;
        node.marks = at->second.marks;
        node.note = at->second.said.join(QStringLiteral(", "));
    }
}

}  // namespace reasonscope::ui
