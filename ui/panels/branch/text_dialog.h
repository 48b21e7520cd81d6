#pragma once
// A few words from the person before a branch runs on. Ctrl+Enter runs.

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace reasonscope::ui {

class TextDialog : public QDialog {
    Q_OBJECT

public:
    TextDialog(const QString& title, const QString& hint, const QString& text, QWidget* parent);
    [[nodiscard]] QPlainTextEdit& edit() { return *edit_; }

signals:
    void run_wanted(const QString& text);  // never empty

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;  // Ctrl+Enter in the text

private:
    void run();
    QPlainTextEdit* edit_;
    QPushButton* run_;
};

}  // namespace reasonscope::ui
