#include "ui/views/canvas_bar.h"

#include <QFrame>
#include <QHBoxLayout>
#include <cmath>

namespace reasonscope::ui {

CanvasBar::CanvasBar(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 8, 10, 4);
    row->setSpacing(6);

    auto* segments = new QFrame(this);
    segments->setProperty("segmented", true);
    auto* inside = new QHBoxLayout(segments);
    inside->setContentsMargins(2, 2, 2, 2);
    inside->setSpacing(1);
    const std::array<std::pair<QString, QString>, kCanvasModes> names = {
        std::pair{tr("Decisions"), tr("The path of the run and what it nearly did instead (1)")},
        std::pair{tr("Provenance"), tr("What the answer or the chosen step rests on (2)")},
        std::pair{tr("Chain"), tr("All steps in order, with arcs to their sources (3)")},
        std::pair{tr("Matrix"), tr("How much each step rests on each earlier one (4)")}};
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto* button = new QToolButton(segments);
        button->setText(names[i].first);
        button->setToolTip(names[i].second);
        button->setAccessibleName(names[i].first);
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setFocusPolicy(Qt::TabFocus);
        inside->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, i] { emit mode_picked(static_cast<CanvasMode>(i)); });
        modes_[i] = button;
    }
    modes_[0]->setChecked(true);
    row->addWidget(segments);
    row->addStretch(1);
    tools_ = new QToolButton(this);
    tools_->setObjectName(QStringLiteral("canvas_tools"));
    tools_->setText(tr("Tools"));
    tools_->setAccessibleName(tr("Tools"));
    tools_->setToolTip(tr("Show or hide folding, focus, the edges' threshold and search"));
    tools_->setCheckable(true);
    tools_->setFocusPolicy(Qt::TabFocus);
    tools_->hide();
    row->addWidget(tools_);
    connect(tools_, &QToolButton::toggled, this, &CanvasBar::tools_toggled);

    const auto tool = [this, row](const QString& text, const QString& tip, void (CanvasBar::*signal)()) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, signal);
        return button;
    };
    tool(QStringLiteral("−"), tr("Zoom out (−)"), &CanvasBar::zoom_out);
    percent_ = tool(QStringLiteral("100 %"), tr("Back to 100 % (0)"), &CanvasBar::reset_zoom);
    percent_->setMinimumWidth(58);
    tool(QStringLiteral("+"), tr("Zoom in (+)"), &CanvasBar::zoom_in);
    tool(tr("Fit"), tr("Everything in sight (F)"), &CanvasBar::fit);
}

void CanvasBar::offer_tools(bool offered) { tools_->setVisible(offered); }

bool CanvasBar::tools_wanted() const { return tools_->isChecked(); }

void CanvasBar::show_mode(CanvasMode mode) { modes_[static_cast<std::size_t>(mode)]->setChecked(true); }

void CanvasBar::show_zoom(double zoom) { percent_->setText(zoom >= 0.0995 ? QStringLiteral("%1 %").arg(std::lround(zoom * 100)) : QStringLiteral("%1 %").arg(zoom * 100, 0, 'g', 2)); }

QToolButton* make_follow_button(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(QObject::tr("↓  Follow the run"));
    button->setAccessibleName(QObject::tr("Follow the run"));
    button->setObjectName(QStringLiteral("follow"));
    button->setStyleSheet(QStringLiteral("QToolButton { background: palette(highlight); color: palette(highlighted-text); border: none;"
                                         " border-radius: 14px; padding: 5px 14px; font-weight: 600; }"));
    button->hide();
    return button;
}

}  // namespace reasonscope::ui
