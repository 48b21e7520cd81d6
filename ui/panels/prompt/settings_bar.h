#pragma once
// How the answer is sampled: temperature, top-p, length, seed, trace level.

#include <QWidget>
#include <optional>

#include "ui/jobs/backend.h"

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace reasonscope::ui {

class SettingsBar : public QWidget {
    Q_OBJECT

public:
    explicit SettingsBar(QWidget* parent = nullptr);

    /// What the model's folder recommends; replaces values that the person has not touched.
    void set_defaults(const GenerateSettings& defaults);
    /// The person's own defaults, which go before the model's; unset: none.
    void set_preferred(const std::optional<GenerateSettings>& preferred);
    [[nodiscard]] GenerateSettings settings() const;
    [[nodiscard]] QString summary() const;  // "greedy · up to 1024 tokens · full trace"

signals:
    void changed();

private:
    void show_defaults();
    GenerateSettings defaults_;  // also carries what has no control here
    std::optional<GenerateSettings> preferred_;
    bool touched_ = false;
    QDoubleSpinBox* temperature_;
    QDoubleSpinBox* top_p_;
    QSpinBox* max_tokens_;
    QSpinBox* seed_;
    QComboBox* trace_;
};

}  // namespace reasonscope::ui
