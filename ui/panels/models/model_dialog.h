#pragma once
// The model library: what is on this machine, what it is, whether it fits, how true its numbers are; load, unload, check.

#include <QDialog>
#include <filesystem>
#include <vector>

#include "ui/jobs/model_shelf.h"
#include "ui/panels/common/context.h"

class QGridLayout;
class QLabel;
class QListWidget;
class QPushButton;
class QProgressBar;

namespace reasonscope::ui {

class ElidedLabel;

class ModelDialog : public QDialog {
    Q_OBJECT

public:
    /// `added`: folders and GGUF files on the person's own list.
    ModelDialog(const PanelContext& context, std::vector<std::filesystem::path> added, QWidget* parent = nullptr);

    void add(const std::filesystem::path& path);  // puts it on the list, selected
    [[nodiscard]] const std::vector<std::filesystem::path>& added() const { return added_; }

signals:
    void load_wanted(const std::filesystem::path& path);
    void added_changed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void take_places(const std::vector<ModelPlace>& places);
    void take_entry(int index, const ModelEntry& entry);
    void show_entry();
    void show_state();
    void ask_file();
    void remove_current();
    void check_current();
    void add_fact(const QString& label, const QString& value, const char* role = nullptr);
    [[nodiscard]] const ModelEntry* current() const;
    [[nodiscard]] bool is_loaded(const ModelEntry& entry) const;

    struct Row {
        ModelEntry entry;
        bool described = false;
    };

    PanelContext context_;
    std::vector<std::filesystem::path> added_;
    std::vector<Row> rows_;
    std::filesystem::path wanted_;    // to be selected when it is found
    bool loading_ = false;            // some model, also one chosen elsewhere
    std::filesystem::path checking_;  // whose fidelity is being measured
    QListWidget* list_;
    QLabel* title_;
    ElidedLabel* path_;
    QGridLayout* facts_;
    QWidget* facts_page_;
    int fact_rows_ = 0;  // rows of facts_ in use
    QLabel* problem_;
    QPushButton* load_;
    QPushButton* unload_;
    QPushButton* check_;
    QPushButton* remove_;
    QProgressBar* bar_;
    QLabel* stage_;
    ModelShelf* shelf_;
};

}  // namespace reasonscope::ui
