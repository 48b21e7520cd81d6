#pragma once
// Which report, of what, where to: format, branches, evidence, sections, template, language, file. What was chosen is proposed next time.

#include <QDialog>

#include "ui/jobs/library.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace reasonscope::ui {

class Preferences;

class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `name`: of the file that is proposed, without extension; `folder`: where, until a report was exported elsewhere. `preferences` outlives the dialog.
    ExportDialog(RunId run, const QString& folder, const QString& name, std::vector<std::filesystem::path> templates, Preferences& preferences, QWidget* parent = nullptr);

    [[nodiscard]] Library::ReportOrder order() const;
    void add_template(const std::filesystem::path& file);  // and chooses it

signals:
    void export_wanted(const reasonscope::ui::Library::ReportOrder& order);

private:
    void format_chosen();
    void file_changed();
    void browse();
    void browse_template();
    void run_export();
    void recall();
    void remember() const;
    Preferences& preferences_;
    RunId run_;
    std::vector<std::filesystem::path> templates_;
    QLineEdit* file_;
    QComboBox* format_;
    QComboBox* branches_;
    QComboBox* evidence_;
    QComboBox* template_;
    QComboBox* language_;
    std::vector<std::pair<ReportSection, QCheckBox*>> sections_;
    QPushButton* export_;
};

}  // namespace reasonscope::ui
