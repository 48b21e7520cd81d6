#include "ui/shell/docks/dock_title.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QToolButton>

#include "ui/panels/common/icon.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

DockTitle::DockTitle(QDockWidget* dock)
    : QWidget(dock), dock_(dock), maximise_(icon_button(QStringLiteral("maximise"), tr("Maximise %1").arg(dock->windowTitle()), tr("Maximise (double click)"), this)) {
    auto* name = new QLabel(dock->windowTitle(), this);
    name->setFont(theme::font(TextRole::Strong));
    name->setProperty("role", "secondary");
    auto* loose = icon_button(QStringLiteral("float"), tr("Float %1").arg(dock->windowTitle()), tr("Float, or put back"), this);
    auto* close = icon_button(QStringLiteral("close"), tr("Close %1").arg(dock->windowTitle()), tr("Close; the View menu brings it back"), this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, 2, space::xs, 2);
    row->setSpacing(0);
    row->addWidget(name, 1);
    for (QToolButton* button : {maximise_, loose, close}) {
        button->setProperty("title_button", true);
        button->setIconSize({14, 14});
        row->addWidget(button);
    }
    connect(maximise_, &QToolButton::clicked, this, &DockTitle::maximise_wanted);
    connect(loose, &QToolButton::clicked, this, [this] { dock_->setFloating(!dock_->isFloating()); });
    connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
}

void DockTitle::set_maximised(bool maximised) {
    const QString icon_name = maximised ? QStringLiteral("restore") : QStringLiteral("maximise");
    maximise_->setProperty("icon_name", icon_name);
    maximise_->setIcon(icon(icon_name));
    maximise_->setAccessibleName((maximised ? tr("Restore %1") : tr("Maximise %1")).arg(dock_->windowTitle()));
    maximise_->setToolTip(maximised ? tr("Back to its place (double click)") : tr("Maximise (double click)"));
}

void DockTitle::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) emit maximise_wanted();
}

}  // namespace reasonscope::ui
