#pragma once
// The words of a run: prompt, thinking, answer; every token can be hovered, picked and tinted.
// Keys: T cycles the tint, M shows formulas as mathematics or as their source, H folds the thinking, Up/Down previous/next step, Left/Right previous/next token, with
// Shift previous/next fork, Home/End, Esc unlocks.

#include <QAbstractScrollArea>
#include <memory>
#include <span>

#include "ui/selection/selection.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

enum class TokenTint { Entropy, Probability, StepClass, None };

/// Only visible lines are painted; line breaking is incremental, so appending costs what was appended.
class TranscriptView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TranscriptView(QWidget* parent = nullptr);
    ~TranscriptView() override;

    void attach(Selection* selection);
    void set_alternatives(AlternativesFn alternatives);

    void clear();
    void set_tokens(std::vector<TranscriptToken> tokens);       // all at once; positions ascend, parts in order
    void append_tokens(std::span<const TranscriptToken> tokens);  // live
    void set_steps(std::vector<StepBand> steps);                // replaces; in order, not overlapping
    void set_marks(std::vector<TextMark> marks);                // replaces; in order
    void set_sentences(bool on);                                // tokens are whole sentences: counted as such
    void set_forks(std::vector<ForkMark> forks);                // replaces; in order
    void set_live(bool live);                                   // follow the end until the person scrolls up

    void set_tint(TokenTint tint);
    [[nodiscard]] TokenTint tint() const;
    void set_mathematics(bool on);  // closed formulas as mathematics (as they are at first), or as LaTeX
    [[nodiscard]] bool mathematics() const;
    void set_thinking_folded(bool on);  // the thinking as one line, "Thought for 3.2 s"; a step that is selected in it opens it
    [[nodiscard]] bool thinking_folded() const;
    [[nodiscard]] QRect thinking_header() const;  // viewport pixels; a click folds
    [[nodiscard]] QString thinking_title() const;
    void set_empty_text(const QString& title, const QString& hint);

    [[nodiscard]] std::optional<TokenPos> token_at(QPoint viewport_position) const;
    [[nodiscard]] QRect token_rect(TokenPos token) const;   // viewport pixels of its first piece; empty when not laid out
    [[nodiscard]] QString plain_text() const;               // as shown, parts joined by blank lines
    [[nodiscard]] QString tooltip_text(TokenPos token) const;  // rich text

public slots:
    void cycle_tint();
    void scroll_to(reasonscope::TokenPos token);

signals:
    void mathematics_changed(bool on);
    void thinking_folded_changed(bool on);
    void tint_changed(reasonscope::ui::TokenTint tint);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope::ui
