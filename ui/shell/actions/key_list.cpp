#include "ui/shell/actions/key_list.h"

#include <QGridLayout>
#include <QScrollArea>

#include "ui/panels/common/widgets.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

QWidget* key_list(const ActionRegistry& registry) {
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, space::m, 0);
    grid->setHorizontalSpacing(space::xl);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto add = [&](const QString& keys, const QString& what) {
        auto* key = new QLabel(keys, page);
        key->setFont(theme::font(TextRole::Strong));
        grid->addWidget(key, row, 0);
        grid->addWidget(new QLabel(what, page), row++, 1);
    };
    for (const Where where : {Where::Everywhere, Where::Tree, Where::Text, Where::Timeline, Where::Sessions}) {
        const int before = row++;
        for (const auto& entry : registry.entries()) {
            if (entry.spec.where == where && !entry.keys_text().isEmpty()) add(entry.keys_text(), entry.name());
        }
        for (const KeyNote& note : registry.notes()) {
            if (note.where == where) add(note.keys, note.what);
        }
        if (row == before + 1) continue;
        auto* title = caption(where_text(where), page);
        title->setContentsMargins(0, before == 0 ? 0 : space::m, 0, 0);
        grid->addWidget(title, before, 0, 1, 2);
    }
    auto* scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(ActionRegistry::tr("Keyboard shortcuts"));
    scroll->setMinimumSize(520, 460);
    return scroll;
}

}  // namespace reasonscope::ui
