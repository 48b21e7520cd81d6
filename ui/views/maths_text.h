#pragma once
// Words that wrap, with their closed formulas set as mathematics. Can be selected with mouse and keys; what is copied is the source.

#include <QTextEdit>

namespace reasonscope::ui {

/// As tall as its words at the width it is given; no frame, no background, no scroll bars.
class MathsText : public QTextEdit {
    Q_OBJECT

public:
    explicit MathsText(QWidget* parent = nullptr);

    void set_text(const QString& text);  // plain, with LaTeX in it
    [[nodiscard]] const QString& text() const { return text_; }
    [[nodiscard]] int formulas() const { return formulas_; }

protected:
    QMimeData* createMimeDataFromSelection() const override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;  // belongs to the page around
    void keyPressEvent(QKeyEvent* event) override;

private:
    void lay_out();
    void fit_height();
    QString text_;
    int formulas_ = 0;
};

}  // namespace reasonscope::ui
