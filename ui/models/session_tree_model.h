#pragma once
// Session files; below each its questions (newest first), below a question its runs, below a run the branches that left it. What a file
// holds is asked for when it is first opened in the tree.

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
    enum Role { RunRole = Qt::UserRole + 1, FileRole, StateRole, DetailRole, CurrentRole, KindRole, MarksRole };
    enum class Kind { File, Question, Run };

    explicit SessionTreeModel(QObject* parent = nullptr);
    ~SessionTreeModel() override;

    /// Keeps what is known of files that stay.
    void set_files(const std::vector<std::filesystem::path>& files);
    void set_current(const std::filesystem::path& file);
    /// Answers runs_wanted(). Runs come as the store gives them, newest last.
    void set_runs(const std::filesystem::path& file, const std::vector<RunSummary>& runs, const std::vector<BranchRow>& branches = {},
                  const std::vector<Mark>& marks = {});
    void set_failed(const std::filesystem::path& file, const QString& sentence);
    /// Shows one run of a file with its branches alone; nothing: everything again.
    void set_hoisted(const std::filesystem::path& file, std::optional<RunId> run);

    [[nodiscard]] QModelIndex index_of(const std::filesystem::path& file) const;
    [[nodiscard]] QModelIndex index_of(const std::filesystem::path& file, RunId run) const;
    [[nodiscard]] std::optional<RunId> run(const QModelIndex& index) const;  // nothing for a file or a question
    [[nodiscard]] Kind kind(const QModelIndex& index) const;
    [[nodiscard]] std::filesystem::path file(const QModelIndex& index) const;  // of whatever is at `index`
    [[nodiscard]] int runs_shown(const std::filesystem::path& file) const;
    [[nodiscard]] std::vector<RunId> hidden_below(const QModelIndex& index) const;  // hidden runs at any depth
    /// The run and those it left, the oldest first.
    [[nodiscard]] std::vector<RunId> line_of(const std::filesystem::path& file, RunId run) const;

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
    struct Node;
    Node* find(const std::filesystem::path& file) const;
    static Node* find_run(Node& below, RunId run);
    [[nodiscard]] QModelIndex index_of(const Node& node) const;
    [[nodiscard]] const std::vector<Node*>& rows(const Node* parent) const;
    QVariant file_data(const Node& file, int role) const;
    QVariant question_data(const Node& question, int role) const;
    QVariant run_data(const Node& run, int role) const;
    void fill(Node& file, std::vector<std::unique_ptr<Node>> children);
    void find_top();

    std::vector<std::unique_ptr<Node>> files_;
    std::vector<Node*> top_;  // files, or the hoisted run
    std::filesystem::path current_, hoisted_file_;
    std::optional<RunId> hoisted_;
};

QString state_text(RunState state);

}  // namespace reasonscope::ui
