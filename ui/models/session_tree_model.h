#pragma once
// Session files and, below each, its runs (newest first). Runs are asked for when a file is first opened in the tree.

#include <QAbstractItemModel>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "store/records.h"

namespace reasonscope::ui {

class SessionTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role { RunRole = Qt::UserRole + 1, FileRole, StateRole, DetailRole, CurrentRole };

    explicit SessionTreeModel(QObject* parent = nullptr);
    ~SessionTreeModel() override;

    /// Keeps what is known of files that stay.
    void set_files(const std::vector<std::filesystem::path>& files);
    void set_current(const std::filesystem::path& file);
    /// Answers runs_wanted(). Runs come as the store gives them, newest last.
    void set_runs(const std::filesystem::path& file, const std::vector<RunSummary>& runs);
    void set_failed(const std::filesystem::path& file, const QString& sentence);
    /// A deleted run disappears at once; showing it again is the undo.
    void set_hidden(const std::filesystem::path& file, RunId run, bool hidden);

    [[nodiscard]] QModelIndex index_of(const std::filesystem::path& file) const;
    [[nodiscard]] QModelIndex index_of(const std::filesystem::path& file, RunId run) const;
    [[nodiscard]] std::optional<RunId> run(const QModelIndex& index) const;
    [[nodiscard]] std::filesystem::path file(const QModelIndex& index) const;  // of the file or run at `index`

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role) const override;

signals:
    void runs_wanted(const std::filesystem::path& file);

private:
    struct File;
    File* find(const std::filesystem::path& file) const;
    int row_of(const File& file) const;
    QVariant file_data(const File& file, int role) const;
    QVariant run_data(const File& file, const RunSummary& run, int role) const;
    void refill(File& file);

    std::vector<std::unique_ptr<File>> files_;
    std::filesystem::path current_;
};

QString state_text(RunState state);

}  // namespace reasonscope::ui
