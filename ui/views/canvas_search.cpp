#include "ui/views/canvas_search.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "ui/theme/theme.h"

namespace reasonscope::ui {

std::vector<int> find_steps(const CanvasGraph& graph, const QString& words) {
    std::vector<int> found;
    const QString wanted = words.trimmed();
    if (wanted.isEmpty()) return found;
    bool is_number = false;
    const int number = wanted.startsWith(u'#') ? wanted.mid(1).toInt(&is_number) : 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const CanvasNode& node = graph.nodes[i];
        const bool named = is_number && node.kind != CanvasNodeKind::Ghost &&
                           (node.step.value == number || std::find(node.folded.begin(), node.folded.end(), StepId(number)) != node.folded.end());
        if (named || (!is_number && node.text.contains(wanted, Qt::CaseInsensitive))) found.push_back(static_cast<int>(i));
    }
    return found;
}

CanvasSearch::CanvasSearch(QWidget* parent) : QFrame(parent), line_(new QLineEdit(this)), count_(new QLabel(this)) {
    setObjectName(QStringLiteral("canvas_search"));
    setAutoFillBackground(true);
    setFrameShape(QFrame::StyledPanel);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 4, 4);
    row->setSpacing(4);
    line_->setPlaceholderText(tr("Find in steps, or #number"));
    line_->setAccessibleName(tr("Find in the steps"));
    line_->setClearButtonEnabled(true);
    line_->setMinimumWidth(150);
    row->addWidget(line_, 1);
    count_->setFont(theme::font(TextRole::Caption));
    count_->setMinimumWidth(56);
    count_->setAlignment(Qt::AlignCenter);
    count_->setAccessibleName(tr("Matches"));
    row->addWidget(count_);
    const auto tool = [this, row](const QString& text, const QString& tip, auto what) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, what);
    };
    tool(QStringLiteral("↑"), tr("Previous match (Shift+Enter)"), [this] { emit next_wanted(-1); });
    tool(QStringLiteral("↓"), tr("Next match (Enter)"), [this] { emit next_wanted(1); });
    tool(QStringLiteral("✕"), tr("Close the search (Esc)"), [this] { close_line(); });
    connect(line_, &QLineEdit::textChanged, this, &CanvasSearch::words_changed);
    hide();
}

void CanvasSearch::open() {
    const bool fresh = !isVisible();
    show();
    raise();
    line_->setFocus(Qt::ShortcutFocusReason);
    line_->selectAll();
    if (fresh) emit words_changed(line_->text());
}

void CanvasSearch::close_line() {
    hide();
    emit closed();
}

void CanvasSearch::show_count(int index, int count) {
    if (words().trimmed().isEmpty()) count_->clear();
    else if (count == 0) count_->setText(tr("none"));
    else count_->setText(QStringLiteral("%1/%2").arg(index < 0 ? QStringLiteral("–") : QString::number(index + 1)).arg(count));
}

QString CanvasSearch::words() const { return line_->text(); }

bool CanvasSearch::event(QEvent* event) {
    // Esc closes the search here, whatever shortcut the window has on it.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void CanvasSearch::keyPressEvent(QKeyEvent* event) {
    const bool back = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_F3: emit next_wanted(back ? -1 : 1); return;
        case Qt::Key_Escape: close_line(); return;
        default: QFrame::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
