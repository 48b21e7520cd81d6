#include "ui/panels/branch/text_dialog.h"

#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

TextDialog::TextDialog(const QString& title, const QString& hint, const QString& text, QWidget* parent, const QString& act)
    : QDialog(parent), edit_(new QPlainTextEdit(text, this)), may_be_empty_(!act.isEmpty()) {
    setObjectName(QStringLiteral("branch-text"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    edit_->setAccessibleName(title);
    edit_->setMinimumSize(480, 120);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::s);
    column->addWidget(caption(hint, this));
    column->addWidget(edit_, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    run_ = buttons->addButton(act.isEmpty() ? tr("Run on") : act, QDialogButtonBox::AcceptRole);
    run_->setToolTip(tr("Ctrl+Enter"));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &TextDialog::run);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    edit_->installEventFilter(this);
    const auto check = [this] { run_->setEnabled(may_be_empty_ || !edit_->toPlainText().isEmpty()); };
    connect(edit_, &QPlainTextEdit::textChanged, this, check);
    check();
    edit_->selectAll();
    edit_->setFocus();
}

bool TextDialog::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers().testFlag(Qt::ControlModifier)) {
            run();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void TextDialog::run() {
    if (!run_->isEnabled()) return;
    emit run_wanted(edit_->toPlainText());
    accept();
}

}  // namespace reasonscope::ui
