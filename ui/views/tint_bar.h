#pragma once
// The strip above the transcript: what the tint means, and one click to change it.

#include <QWidget>

#include "ui/views/transcript_view.h"

class QToolButton;

namespace reasonscope::ui {

class TintBar : public QWidget {
    Q_OBJECT

public:
    explicit TintBar(QWidget* parent);
    void show_tint(TokenTint tint);
    QSize sizeHint() const override { return {260, 36}; }

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* button_ = nullptr;
    TokenTint tint_ = TokenTint::Entropy;
};

}  // namespace reasonscope::ui
