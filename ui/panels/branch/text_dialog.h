#pragma once
// A few words from the person, before a branch runs on or for a mark. Ctrl+Enter accepts.

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace reasonscope::ui {

class TextDialog : public QDialog {
    Q_OBJECT

public:
    /// `act` names what is done with the words, which may then be none; empty: the run goes on with them.
    TextDialog(const QString& title, const QString& hint, const QString& text, QWidget* parent, const QString& act = {});
    [[nodiscard]] QPlainTextEdit& edit() { return *edit_; }

signals:
    void run_wanted(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;  // Ctrl+Enter in the text

private:
    void run();
    QPlainTextEdit* edit_;
    QPushButton* run_;
    bool may_be_empty_;
};

}  // namespace reasonscope::ui
