#pragma once
// Search in the stored runs: words, filters, and the SQL that they make, which can be changed and asked by hand.

#include <QWidget>
#include <filesystem>
#include <optional>
#include <vector>

#include "ui/panels/common/context.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QTimer;
class QToolButton;

namespace reasonscope::ui {

class SearchPanel : public QWidget {
    Q_OBJECT

public:
    explicit SearchPanel(const PanelContext& context, QWidget* parent = nullptr);

    void set_files(const std::vector<std::filesystem::path>& files, const std::filesystem::path& current);
    void focus_words();  // as Ctrl+Shift+F does
    [[nodiscard]] bool is_asking() const;  // there is something to look for, so that results stand instead of the sessions
    [[nodiscard]] QListWidget& results() { return *results_; }

signals:
    void asking_changed(bool asking);
    void hit_chosen(const std::filesystem::path& file, reasonscope::RunId run, std::optional<reasonscope::StepId> step);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build_filters();
    void build_sql();
    [[nodiscard]] StepFilter filter() const;
    void filter_changed();
    void clear();
    void ask();
    void show_answers(const Result<std::vector<Library::SqlAnswer>>& answers);
    void add_row(const Library::SqlAnswer& answer, const std::vector<QueryValue>& row);
    void say(const QString& words, bool is_error);
    PanelContext context_;
    std::vector<std::filesystem::path> files_;
    std::filesystem::path current_;
    QLineEdit* words_;
    QToolButton* show_filters_;
    QToolButton* show_sql_;
    QWidget* filters_;
    QComboBox* class_;
    QDoubleSpinBox* entropy_;
    QDoubleSpinBox* confidence_;
    QLineEdit* answer_;
    QLineEdit* model_;
    QLineEdit* from_;
    QLineEdit* to_;
    QComboBox* scope_;
    QWidget* sql_box_;
    QPlainTextEdit* sql_;
    QPushButton* run_;
    QLabel* said_;
    QListWidget* results_;
    QTimer* delay_;
    bool by_hand_ = false;  // the SQL was changed by the person
    bool asking_ = false;
};

}  // namespace reasonscope::ui
