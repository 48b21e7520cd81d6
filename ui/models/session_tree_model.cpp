#include "ui/models/session_tree_model.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "ui/models/run_document.h"

namespace reasonscope::ui {

struct SessionTreeModel::File {
    enum class Known { Nothing, Loading, Runs, Failed };
    std::filesystem::path path;
    Known known = Known::Nothing;
    std::vector<RunSummary> all;    // newest first
    std::vector<RunSummary> shown;  // all but the hidden ones
    std::set<std::int64_t> hidden;
    QString failure;
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
    std::vector<std::unique_ptr<File>> next;
    for (const auto& path : files) {
        const auto old = std::find_if(files_.begin(), files_.end(), [&](const auto& file) { return file && file->path == path; });
        if (old != files_.end()) {
            next.push_back(std::move(*old));
        } else {
            next.push_back(std::make_unique<File>());
            next.back()->path = path;
        }
    }
    files_ = std::move(next);
    endResetModel();
}

void SessionTreeModel::set_current(const std::filesystem::path& file) {
    current_ = file;
    if (!files_.empty()) emit dataChanged(index(0, 0), index(static_cast<int>(files_.size()) - 1, 0));
}

void SessionTreeModel::refill(File& file) {
    const QModelIndex parent = index_of(file.path);
    if (!file.shown.empty()) {
        beginRemoveRows(parent, 0, static_cast<int>(file.shown.size()) - 1);
        file.shown.clear();
        endRemoveRows();
    }
    std::vector<RunSummary> next;
    std::copy_if(file.all.begin(), file.all.end(), std::back_inserter(next),
                 [&](const RunSummary& run) { return !run.hidden && !file.hidden.contains(run.id.value); });
    if (!next.empty()) {
        beginInsertRows(parent, 0, static_cast<int>(next.size()) - 1);
        file.shown = std::move(next);
        endInsertRows();
    }
    emit dataChanged(parent, parent);
}

void SessionTreeModel::set_runs(const std::filesystem::path& path, const std::vector<RunSummary>& runs) {
    File* file = find(path);
    if (file == nullptr) return;
    file->known = File::Known::Runs;
    file->all.assign(runs.rbegin(), runs.rend());
    refill(*file);
}

void SessionTreeModel::set_failed(const std::filesystem::path& path, const QString& sentence) {
    File* file = find(path);
    if (file == nullptr) return;
    file->known = File::Known::Failed;
    file->failure = sentence;
    file->all.clear();
    refill(*file);
}

void SessionTreeModel::set_hidden(const std::filesystem::path& path, RunId run, bool hidden) {
    File* file = find(path);
    if (file == nullptr) return;
    if (hidden) {
        file->hidden.insert(run.value);
    } else {
        file->hidden.erase(run.value);
    }
    refill(*file);
}

SessionTreeModel::File* SessionTreeModel::find(const std::filesystem::path& path) const {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const auto& file) { return file->path == path; });
    return found != files_.end() ? found->get() : nullptr;
}

int SessionTreeModel::row_of(const File& file) const {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const auto& other) { return other.get() == &file; });
    return static_cast<int>(found - files_.begin());
}

QModelIndex SessionTreeModel::index_of(const std::filesystem::path& path) const {
    const File* file = find(path);
    return file != nullptr ? createIndex(row_of(*file), 0) : QModelIndex();
}

QModelIndex SessionTreeModel::index_of(const std::filesystem::path& path, RunId run) const {
    File* file = find(path);
    if (file == nullptr) return {};
    const auto found = std::find_if(file->shown.begin(), file->shown.end(), [&](const RunSummary& row) { return row.id == run; });
    return found != file->shown.end() ? createIndex(static_cast<int>(found - file->shown.begin()), 0, file) : QModelIndex();
}

std::optional<RunId> SessionTreeModel::run(const QModelIndex& index) const {
    const auto* file = static_cast<const File*>(index.internalPointer());
    if (!index.isValid() || file == nullptr) return std::nullopt;
    return file->shown[static_cast<std::size_t>(index.row())].id;
}

std::filesystem::path SessionTreeModel::file(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto* file = static_cast<const File*>(index.internalPointer());
    return file != nullptr ? file->path : files_[static_cast<std::size_t>(index.row())]->path;
}

// A file's index carries no pointer, a run's carries its file.
QModelIndex SessionTreeModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    if (!parent.isValid()) return createIndex(row, column);
    return createIndex(row, column, files_[static_cast<std::size_t>(parent.row())].get());
}

QModelIndex SessionTreeModel::parent(const QModelIndex& child) const {
    const auto* file = static_cast<const File*>(child.internalPointer());
    return child.isValid() && file != nullptr ? createIndex(row_of(*file), 0) : QModelIndex();
}

int SessionTreeModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(files_.size());
    if (parent.internalPointer() != nullptr || parent.column() != 0) return 0;
    return static_cast<int>(files_[static_cast<std::size_t>(parent.row())]->shown.size());
}

int SessionTreeModel::columnCount(const QModelIndex&) const { return 1; }

bool SessionTreeModel::hasChildren(const QModelIndex& parent) const {
    if (!parent.isValid()) return !files_.empty();
    if (parent.internalPointer() != nullptr) return false;
    // Until they are known there may be some, and the row can be opened.
    const File& file = *files_[static_cast<std::size_t>(parent.row())];
    return file.known == File::Known::Nothing || file.known == File::Known::Loading || !file.shown.empty();
}

bool SessionTreeModel::canFetchMore(const QModelIndex& parent) const {
    return parent.isValid() && parent.internalPointer() == nullptr &&
           files_[static_cast<std::size_t>(parent.row())]->known == File::Known::Nothing;
}

void SessionTreeModel::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) return;
    File& file = *files_[static_cast<std::size_t>(parent.row())];
    file.known = File::Known::Loading;
    emit dataChanged(parent, parent);
    emit runs_wanted(file.path);
}

QVariant SessionTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto* file = static_cast<const File*>(index.internalPointer());
    if (file == nullptr) return file_data(*files_[static_cast<std::size_t>(index.row())], role);
    return run_data(*file, file->shown[static_cast<std::size_t>(index.row())], role);
}

QVariant SessionTreeModel::file_data(const File& file, int role) const {
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole: return QString::fromStdString(file.path.stem().string());
        case Qt::ToolTipRole: return file.failure.isEmpty() ? QString::fromStdString(file.path.string()) : file.failure;
        case FileRole: return QString::fromStdString(file.path.string());
        case CurrentRole: return file.path == current_;
        case DetailRole:
            switch (file.known) {
                case File::Known::Nothing: return QString();
                case File::Known::Loading: return tr("loading…");
                case File::Known::Failed: return tr("cannot be read");
                case File::Known::Runs: return file.shown.size() == 1 ? tr("1 run") : tr("%1 runs").arg(file.shown.size());
            }
            return {};
        default: return {};
    }
}

QVariant SessionTreeModel::run_data(const File& file, const RunSummary& run, int role) const {
    switch (role) {
        case Qt::DisplayRole: return one_line(run.start.prompt);
        case Qt::AccessibleTextRole:
            return tr("Run %1, %2: %3").arg(run.id.value).arg(state_text(run.state), one_line(run.start.prompt));
        case Qt::ToolTipRole:
            return tr("Run %1 · %2\n%3").arg(run.id.value).arg(state_text(run.state), one_line(run.start.prompt));
        case RunRole: return static_cast<qlonglong>(run.id.value);
        case FileRole: return QString::fromStdString(file.path.string());
        case StateRole: return static_cast<int>(run.state);
        case DetailRole: {
            const QDateTime created = QDateTime::fromString(QString::fromStdString(run.created), Qt::ISODate).toLocalTime();
            const QString when = created.isValid() ? QLocale().toString(created, QStringLiteral("d MMM HH:mm")) : QString();
            const QString result = run.answer.empty() ? state_text(run.state) : QStringLiteral("→ ") + one_line(run.answer);
            return when.isEmpty() ? result : result + QStringLiteral("  ·  ") + when;
        }
        default: return {};
    }
}

}  // namespace reasonscope::ui
