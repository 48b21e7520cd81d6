#include "ui/models/session_tree_model.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <functional>
#include <map>

#include "ui/models/branch_text.h"
#include "ui/models/run_document.h"

namespace reasonscope::ui {

struct SessionTreeModel::Node {
    enum class Known { Nothing, Loading, Runs, Failed };
    Kind kind = Kind::File;
    Node* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children;
    std::vector<Node*> rows;  // the children again, as the model hands them out

    // A file.
    std::filesystem::path path;
    Known known = Known::Nothing;
    QString failure;
    std::vector<BranchRow> branches;

    // A question has the run that asked it first, a run itself.
    RunSummary run;
    QString change;             // of a branch: what was changed
    std::vector<RunId> hidden;  // runs that left this one, or asked this question, and are hidden
    bool bookmarked = false, noted = false;
    QStringList tags;

    [[nodiscard]] const Node& file() const { return parent == nullptr ? *this : parent->file(); }
    [[nodiscard]] int count() const {
        int runs = kind == Kind::Run ? 1 : 0;
        for (const auto& child : children) runs += child->count();
        return runs;
    }
    void add(std::unique_ptr<Node> child) {
        child->parent = this;
        child->row = static_cast<int>(children.size());
        rows.push_back(child.get());
        children.push_back(std::move(child));
    }
};

QString state_text(RunState state) {
    switch (state) {
        case RunState::Running: return SessionTreeModel::tr("running");
        case RunState::Done: return SessionTreeModel::tr("done");
        case RunState::Cancelled: return SessionTreeModel::tr("stopped");
        case RunState::Failed: return SessionTreeModel::tr("failed");
        case RunState::Interrupted: return SessionTreeModel::tr("interrupted");
    }
    return {};
}

SessionTreeModel::SessionTreeModel(QObject* parent) : QAbstractItemModel(parent) {}
SessionTreeModel::~SessionTreeModel() = default;

void SessionTreeModel::set_files(const std::vector<std::filesystem::path>& files) {
    beginResetModel();
    std::vector<std::unique_ptr<Node>> next;
    for (const auto& path : files) {
        const auto old = std::find_if(files_.begin(), files_.end(), [&](const auto& file) { return file && file->path == path; });
        if (old != files_.end()) {
            next.push_back(std::move(*old));
        } else {
            next.push_back(std::make_unique<Node>());
            next.back()->path = path;
        }
        next.back()->row = static_cast<int>(next.size()) - 1;
    }
    files_ = std::move(next);
    find_top();
    endResetModel();
}

void SessionTreeModel::set_current(const std::filesystem::path& file) {
    current_ = file;
    if (!hoisted_ && !files_.empty()) emit dataChanged(index(0, 0), index(static_cast<int>(files_.size()) - 1, 0));
}

void SessionTreeModel::find_top() {
    top_.clear();
    if (Node* file = hoisted_ ? find(hoisted_file_) : nullptr)
        if (Node* run = find_run(*file, *hoisted_)) top_ = {run};
    if (!top_.empty()) return;
    hoisted_.reset();
    for (const auto& file : files_) top_.push_back(file.get());
}

void SessionTreeModel::set_hoisted(const std::filesystem::path& file, std::optional<RunId> run) {
    if (run == hoisted_ && (!run || file == hoisted_file_)) return;
    beginResetModel();
    hoisted_ = run;
    hoisted_file_ = file;
    find_top();
    endResetModel();
}

void SessionTreeModel::fill(Node& file, std::vector<std::unique_ptr<Node>> children) {
    const auto replace = [&] {
        file.children.clear();
        file.rows.clear();
        for (auto& child : children) file.add(std::move(child));
    };
    if (hoisted_) {
        beginResetModel();
        replace();
        find_top();
        endResetModel();
        return;
    }
    const QModelIndex parent = index_of(file);
    if (!file.children.empty()) {
        beginRemoveRows(parent, 0, static_cast<int>(file.children.size()) - 1);
        file.children.clear();
        file.rows.clear();
        endRemoveRows();
    }
    if (!children.empty()) {
        beginInsertRows(parent, 0, static_cast<int>(children.size()) - 1);
        replace();
        endInsertRows();
    }
    emit dataChanged(parent, parent);
}

void SessionTreeModel::set_runs(const std::filesystem::path& path, const std::vector<RunSummary>& runs, const std::vector<BranchRow>& branches,
                                const std::vector<Mark>& marks) {
    Node* file = find(path);
    if (file == nullptr) return;
    file->known = Node::Known::Runs;
    file->branches = branches;
    std::map<RunId, const RunSummary*> known;
    for (const RunSummary& run : runs) known.emplace(run.id, &run);
    std::map<RunId, std::vector<const BranchRow*>> below;
    std::set<RunId> children;
    for (const BranchRow& branch : branches) {
        if (!branch.parent || !known.contains(branch.run) || !known.contains(*branch.parent)) continue;
        below[*branch.parent].push_back(&branch);
        children.insert(branch.run);
    }
    const std::function<std::unique_ptr<Node>(const RunSummary&, const BranchRow*)> node_of = [&](const RunSummary& run, const BranchRow* left) {
        auto node = std::make_unique<Node>();
        node->kind = Kind::Run;
        node->run = run;
        if (left != nullptr) node->change = branch_text(*left, run, known.at(*left->parent));
        for (const Mark& mark : marks) {
            if (mark.run != run.id) continue;
            if (mark.kind == MarkKind::Bookmark) node->bookmarked = true;
            if (mark.kind == MarkKind::Note) node->noted = true;
            if (mark.kind == MarkKind::Tag) node->tags << QString::fromStdString(mark.text);
        }
        node->tags.removeDuplicates();
        for (const BranchRow* branch : below[run.id]) {
            const RunSummary& other = *known.at(branch->run);
            auto child = node_of(other, branch);
            if (!other.hidden) {
                node->add(std::move(child));
                continue;
            }
            node->hidden.push_back(other.id);
            node->hidden.insert(node->hidden.end(), child->hidden.begin(), child->hidden.end());
            for (auto& further : child->children) node->add(std::move(further));  // shown although the run that they left is not
        }
        return node;
    };
    // Newest first: a question stands where its newest run does.
    std::vector<std::unique_ptr<Node>> questions;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (children.contains(run->id)) continue;
        auto found = std::ranges::find_if(questions, [&](const auto& question) { return question->run.start.prompt == run->start.prompt; });
        if (found == questions.end()) {
            questions.push_back(std::make_unique<Node>());
            questions.back()->kind = Kind::Question;
            questions.back()->run = *run;
            found = questions.end() - 1;
        }
        auto node = node_of(*run, nullptr);
        if (!run->hidden) {
            (*found)->add(std::move(node));
            continue;
        }
        (*found)->hidden.push_back(run->id);
        (*found)->hidden.insert((*found)->hidden.end(), node->hidden.begin(), node->hidden.end());
        for (auto& further : node->children) (*found)->add(std::move(further));
    }
    std::erase_if(questions, [](const auto& question) { return question->children.empty() && question->hidden.empty(); });
    fill(*file, std::move(questions));
}

void SessionTreeModel::set_failed(const std::filesystem::path& path, const QString& sentence) {
    Node* file = find(path);
    if (file == nullptr) return;
    file->known = Node::Known::Failed;
    file->failure = sentence;
    fill(*file, {});
}

SessionTreeModel::Node* SessionTreeModel::find(const std::filesystem::path& path) const {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const auto& file) { return file->path == path; });
    return found != files_.end() ? found->get() : nullptr;
}

SessionTreeModel::Node* SessionTreeModel::find_run(Node& below, RunId run) {
    for (const auto& child : below.children) {
        if (child->kind == Kind::Run && child->run.id == run) return child.get();
        if (Node* found = find_run(*child, run)) return found;
    }
    return nullptr;
}

const std::vector<SessionTreeModel::Node*>& SessionTreeModel::rows(const Node* parent) const { return parent == nullptr ? top_ : parent->rows; }

QModelIndex SessionTreeModel::index_of(const Node& node) const {
    const auto* top = top_.size() == 1 && top_.front() == &node ? top_.front() : nullptr;
    return createIndex(top != nullptr ? 0 : node.row, 0, &node);
}

QModelIndex SessionTreeModel::index_of(const std::filesystem::path& path) const {
    const Node* file = hoisted_ ? nullptr : find(path);
    return file != nullptr ? index_of(*file) : QModelIndex();
}

QModelIndex SessionTreeModel::index_of(const std::filesystem::path& path, RunId run) const {
    if (hoisted_ && path != hoisted_file_) return {};
    Node* file = find(path);
    Node* found = file != nullptr ? find_run(*file, run) : nullptr;
    if (found == nullptr) return {};
    if (hoisted_) {  // only what hangs below the hoisted run is in the tree
        const Node* at = found;
        while (at != nullptr && at != top_.front()) at = at->parent;
        if (at == nullptr) return {};
    }
    return index_of(*found);
}

std::optional<RunId> SessionTreeModel::run(const QModelIndex& index) const {
    if (!index.isValid()) return std::nullopt;
    const auto* node = static_cast<const Node*>(index.internalPointer());
    return node->kind == Kind::Run ? std::optional(node->run.id) : std::nullopt;
}

SessionTreeModel::Kind SessionTreeModel::kind(const QModelIndex& index) const {
    return index.isValid() ? static_cast<const Node*>(index.internalPointer())->kind : Kind::File;
}

std::filesystem::path SessionTreeModel::file(const QModelIndex& index) const {
    return index.isValid() ? static_cast<const Node*>(index.internalPointer())->file().path : std::filesystem::path();
}

int SessionTreeModel::runs_shown(const std::filesystem::path& path) const {
    const Node* file = find(path);
    return file != nullptr ? file->count() : 0;
}

std::vector<RunId> SessionTreeModel::hidden_below(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto* node = static_cast<const Node*>(index.internalPointer());
    std::vector<RunId> found = node->hidden;
    for (int row = 0; row < rowCount(index); ++row) {
        const auto more = hidden_below(this->index(row, 0, index));
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

std::vector<RunId> SessionTreeModel::line_of(const std::filesystem::path& path, RunId run) const {
    std::vector<RunId> line{run};
    const Node* file = find(path);
    for (auto at = std::optional(run); file != nullptr && at;) {
        const auto row = std::ranges::find(file->branches, *at, &BranchRow::run);
        at = row != file->branches.end() && std::ranges::find(line, row->parent.value_or(*at)) == line.end() ? row->parent : std::nullopt;
        if (at) line.insert(line.begin(), *at);
    }
    return line;
}

QModelIndex SessionTreeModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, rows(static_cast<const Node*>(parent.internalPointer()))[static_cast<std::size_t>(row)]);
}

QModelIndex SessionTreeModel::parent(const QModelIndex& child) const {
    if (!child.isValid()) return {};
    const auto* node = static_cast<const Node*>(child.internalPointer());
    const bool top = std::ranges::find(top_, node) != top_.end();
    return top || node->parent == nullptr ? QModelIndex() : index_of(*node->parent);
}

int SessionTreeModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) return 0;
    return static_cast<int>(rows(static_cast<const Node*>(parent.internalPointer())).size());
}

int SessionTreeModel::columnCount(const QModelIndex&) const { return 1; }

bool SessionTreeModel::hasChildren(const QModelIndex& parent) const {
    if (!parent.isValid()) return !top_.empty();
    const auto* node = static_cast<const Node*>(parent.internalPointer());
    // Until they are known there may be some, and the row can be opened.
    const bool open = node->kind == Kind::File && (node->known == Node::Known::Nothing || node->known == Node::Known::Loading);
    return open || !node->rows.empty();
}

bool SessionTreeModel::canFetchMore(const QModelIndex& parent) const {
    if (!parent.isValid()) return false;
    const auto* node = static_cast<const Node*>(parent.internalPointer());
    return node->kind == Kind::File && node->known == Node::Known::Nothing;
}

void SessionTreeModel::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) return;
    auto* file = static_cast<Node*>(parent.internalPointer());
    file->known = Node::Known::Loading;
    emit dataChanged(parent, parent);
    emit runs_wanted(file->path);
}

QVariant SessionTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& node = *static_cast<const Node*>(index.internalPointer());
    switch (role) {
        case FileRole: return QString::fromStdString(node.file().path.string());
        case KindRole: return static_cast<int>(node.kind);
        default: break;
    }
    switch (node.kind) {
        case Kind::File: return file_data(node, role);
        case Kind::Question: return question_data(node, role);
        case Kind::Run: return run_data(node, role);
    }
    return {};
}

QVariant SessionTreeModel::file_data(const Node& file, int role) const {
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole: return QString::fromStdString(file.path.stem().string());
        case Qt::ToolTipRole: return file.failure.isEmpty() ? QString::fromStdString(file.path.string()) : file.failure;
        case CurrentRole: return file.path == current_;
        case DetailRole:
            switch (file.known) {
                case Node::Known::Nothing: return QString();
                case Node::Known::Loading: return tr("loading…");
                case Node::Known::Failed: return tr("cannot be read");
                case Node::Known::Runs: return file.count() == 1 ? tr("1 run") : tr("%1 runs").arg(file.count());
            }
            return {};
        default: return {};
    }
}

QVariant SessionTreeModel::question_data(const Node& question, int role) const {
    const QString words = one_line(question.run.start.prompt);
    const QString hidden = question.hidden.empty() ? QString() : tr("%1 hidden").arg(question.hidden.size());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole: return words;
        case Qt::AccessibleTextRole: return tr("Question: %1").arg(words) + (hidden.isEmpty() ? QString() : QStringLiteral(", ") + hidden);
        case DetailRole: return hidden;
        default: return {};
    }
}

QVariant SessionTreeModel::run_data(const Node& node, int role) const {
    const RunSummary& run = node.run;
    const QString name = node.change.isEmpty() ? tr("Run %1").arg(run.id.value) : tr("Run %1: %2").arg(run.id.value).arg(node.change);
    const auto details = [&] {
        const QDateTime created = QDateTime::fromString(QString::fromStdString(run.created), Qt::ISODate).toLocalTime();
        QStringList parts{run.answer.empty() ? state_text(run.state) : QStringLiteral("→ ") + one_line(run.answer)};
        if (!node.tags.isEmpty()) parts << QStringLiteral("#") + node.tags.join(QStringLiteral(" #"));
        if (!node.hidden.empty()) parts << tr("%1 hidden").arg(node.hidden.size());
        if (created.isValid()) parts << QLocale().toString(created, tr("d MMM HH:mm", "day and time of a run"));
        return parts;
    };
    switch (role) {
        case Qt::DisplayRole: return name;
        case Qt::AccessibleTextRole: {
            QString said = tr("%1, %2, %3").arg(name, state_text(run.state), details().join(QStringLiteral(", ")));
            if (node.bookmarked) said += QStringLiteral(", ") + tr("bookmarked");
            if (node.noted) said += QStringLiteral(", ") + tr("with a note");
            return said;
        }
        case Qt::ToolTipRole: return tr("%1 · %2\n%3").arg(name, state_text(run.state), one_line(run.start.prompt));
        case RunRole: return static_cast<qlonglong>(run.id.value);
        case StateRole: return static_cast<int>(run.state);
        case MarksRole: return (node.bookmarked ? 1 : 0) | (node.noted ? 2 : 0) | (node.tags.isEmpty() ? 0 : 4);
        case DetailRole: return details().join(QStringLiteral("  ·  "));
        default: return {};
    }
}

}  // namespace reasonscope::ui
