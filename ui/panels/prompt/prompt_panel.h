#pragma once
// The question, how to answer it, and Run or Stop. Ctrl+Enter runs, Esc stops; sample questions run with one click.

#include <QWidget>

#include "ui/panels/common/context.h"

class QHBoxLayout;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace reasonscope::ui {

class ChipRow;
class SettingsBar;

class PromptPanel : public QWidget {
    Q_OBJECT

public:
    explicit PromptPanel(const PanelContext& context, QWidget* parent = nullptr);

    [[nodiscard]] QString question() const;
    void set_question(const QString& question);
    void focus_question();
    void set_settings_visible(bool visible);
    [[nodiscard]] bool settings_visible() const;
    void set_samples_visible(bool visible);
    /// In a low window the question takes one line while it has no focus, and everything stands in that line.
    void set_low(bool low);
    [[nodiscard]] SettingsBar& settings_bar() { return *settings_; }

public slots:
    void run();
    void stop();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build_samples();
    void fit_question();
    void show_summary();
    void update_buttons();
    PanelContext context_;
    QPlainTextEdit* question_;
    QPushButton* run_;
    QPushButton* stop_;
    QToolButton* toggle_;
    SettingsBar* settings_;
    ChipRow* chips_;
    QHBoxLayout* top_;
    QHBoxLayout* below_;
    bool low_ = false;
};

}  // namespace reasonscope::ui
