#pragma once
// A branch of the run with another seed, temperature, precision or model.

#include <QDialog>
#include <filesystem>
#include <vector>

#include "ui/jobs/model_shelf.h"
#include "ui/panels/common/context.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace reasonscope::ui {

class BranchSettingsDialog : public QDialog {
    Q_OBJECT

public:
    /// `request` says which run is left and where (`from`, in words); its settings are the run's until they are changed here. `added`: models on
    /// the person's own list.
    BranchSettingsDialog(const PanelContext& context, BranchRequest request, const QString& from, const std::vector<std::filesystem::path>& added,
                         QWidget* parent);

    [[nodiscard]] QSpinBox& seed() { return *seed_; }
    [[nodiscard]] QDoubleSpinBox& temperature() { return *temperature_; }
    [[nodiscard]] QComboBox& model() { return *model_; }
    [[nodiscard]] QComboBox& precision() { return *precision_; }

private:
    void build(const QString& from);
    void choose_model(const std::filesystem::path& path);  // puts it on the list, too
    void add_model(const std::filesystem::path& path, const QString& name);
    void show_consequences();
    void run();

    PanelContext context_;
    BranchRequest request_;
    GenerateSettings settings_;
    ModelShelf* shelf_;
    QSpinBox* seed_;
    QDoubleSpinBox* temperature_;
    QSpinBox* max_tokens_;
    QComboBox* model_;
    QComboBox* precision_;
    QLabel* note_;
    QPushButton* run_ = nullptr;
};

}  // namespace reasonscope::ui
