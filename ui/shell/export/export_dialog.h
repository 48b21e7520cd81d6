#pragma once
// Which report, of what, where to: format, branches, evidence, sections, template, file.

#include <QDialog>

#include "ui/jobs/library.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace reasonscope::ui {

class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `file`: what is proposed; its extension chooses the format.
    ExportDialog(RunId run, const QString& file, std::vector<std::filesystem::path> templates, QWidget* parent = nullptr);

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
    RunId run_;
    std::vector<std::filesystem::path> templates_;
    QLineEdit* file_;
    QComboBox* format_;
    QComboBox* branches_;
    QComboBox* evidence_;
    QComboBox* template_;
    std::vector<std::pair<ReportSection, QCheckBox*>> sections_;
    QPushButton* export_;
};

}  // namespace reasonscope::ui
