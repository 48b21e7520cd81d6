#pragma once
// Entropy (area) and latency (bars) over the generated tokens, with step bands, and above them, where it is known, how likely the answer was.
// Hover shows a cross-hair, click selects, drag zooms into the range, double click or Backspace shows everything again. Triangles above the
// plot mark forks; Shift with the arrows goes from one to the next.

#include <QWidget>
#include <memory>
#include <span>

#include "ui/selection/selection.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

class TimelineView : public QWidget {
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);
    ~TimelineView() override;

    void attach(Selection* selection);

    void clear();
    void set_tokens(std::vector<TranscriptToken> tokens);  // tokens without entropy (the prompt) are left out
    void append_tokens(std::span<const TranscriptToken> tokens);
    void set_steps(std::vector<StepBand> steps);
    void set_answer_curve(std::vector<AnswerMark> marks);  // ascending; empty: no lane
    void set_forks(std::vector<ForkMark> forks);           // ascending
    void keep_right_free(int pixels);                      // of the line above the plot
    [[nodiscard]] static int right_margin();               // pixels beside the plot
    void set_empty_text(const QString& text);

    /// Visible token range, half-open; the full range when not zoomed.
    [[nodiscard]] std::pair<TokenPos, TokenPos> range() const;
    void set_range(TokenPos first, TokenPos last);
    void show_all();
    [[nodiscard]] double x_of(TokenPos token) const;  // widget pixels, the token's middle
    [[nodiscard]] double plot_top() const;                // widget pixels; triangles stand on it

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void range_changed(reasonscope::TokenPos first, reasonscope::TokenPos last);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope::ui
