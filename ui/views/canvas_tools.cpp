#include "ui/views/canvas_tools.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include "ui/theme/theme.h"
#include "ui/views/canvas_paint.h"

namespace reasonscope::ui {
namespace {

constexpr int kMostSources = 9;  // the slider's last place means all

}  // namespace

CanvasTools::CanvasTools(QWidget* parent) : QWidget(parent), most_sources_(kAllSources) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 10, 4);
    row->setSpacing(6);
    const auto toggle = [this, row](const QString& text, const QString& tip, const QString& name) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(text);
        button->setAccessibleDescription(tip);
        button->setObjectName(name);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
        return button;
    };
    fold_ = toggle(tr("Fold"), tr("Chains of one class become one card (G)"), QStringLiteral("fold"));
    focus_ = toggle(tr("Focus"), tr("Only what the selected step rests on, and what rests on it, keeps its colour (O)"), QStringLiteral("focus"));
    row->addSpacing(6);
    const auto slider = [this, row](int least, int most, const QString& name, const QString& tip, QLabel*& label) {
        label = new QLabel(this);
        label->setFont(theme::font(TextRole::Caption));
        label->setMinimumWidth(QFontMetrics(label->font()).horizontalAdvance(tr("Edges ≥ %1").arg(QStringLiteral("0.00"))) + 2);
        row->addWidget(label);
        auto* made = new QSlider(Qt::Horizontal, this);
        made->setRange(least, most);
        made->setMinimumWidth(48);
        made->setMaximumWidth(130);
        made->setAccessibleName(name);
        made->setToolTip(tip);
        made->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(made, 1);
        return made;
    };
    weight_ = slider(0, 100, tr("Least weight of an edge"), tr("Weaker edges are left out"), weight_label_);
    weight_->setObjectName(QStringLiteral("least_weight"));
    weight_->setPageStep(10);
    row->addSpacing(4);
    sources_ = slider(1, kMostSources, tr("Sources per step"), tr("Only the strongest sources of each step"), sources_label_);
    sources_->setObjectName(QStringLiteral("most_sources"));
    sources_->setValue(kMostSources);
    sources_->setPageStep(1);
    row->addStretch(1);
    auto* find = new QToolButton(this);
    find->setText(tr("Find"));
    find->setToolTip(tr("Find in the steps (Ctrl+F)"));
    find->setAccessibleName(tr("Find in the steps"));
    find->setFocusPolicy(Qt::TabFocus);
    row->addWidget(find);

    const auto read = [this] {
        least_weight_ = weight_->value() / 100.0;
        most_sources_ = sources_->value() == kMostSources ? kAllSources : sources_->value();
        weight_label_->setText(tr("Edges ≥ %1").arg(least_weight_, 0, 'f', 2));
        sources_label_->setText(most_sources_ == kAllSources ? tr("All sources") : tr("Top %1").arg(most_sources_));
        emit edges_changed();
    };
    read();
    connect(weight_, &QSlider::valueChanged, this, read);
    connect(sources_, &QSlider::valueChanged, this, read);
    connect(fold_, &QToolButton::toggled, this, &CanvasTools::fold_toggled);
    connect(focus_, &QToolButton::toggled, this, &CanvasTools::focus_toggled);
    connect(find, &QToolButton::clicked, this, &CanvasTools::search_wanted);
}

bool CanvasTools::folded() const { return fold_->isChecked(); }
void CanvasTools::set_folded(bool folded) { fold_->setChecked(folded); }
bool CanvasTools::focus_mode() const { return focus_->isChecked(); }
void CanvasTools::set_focus_mode(bool on) { focus_->setChecked(on); }

void CanvasTools::show_mode(CanvasMode mode) {
    fold_->setEnabled(mode != CanvasMode::Matrix);
    focus_->setEnabled(mode != CanvasMode::Matrix);
}

}  // namespace reasonscope::ui
