#include "ui/panels/forks/fork_card.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"
#include "ui/views/fork_marks.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr int kTokensBefore = 9, kTokensAfter = 5, kMostBefore = 44, kMostAfter = 26;

/// The words of tokens [first, last) on one line; what is no whole character at the ends goes.
QString words(const RunDocument& document, int first, int last) {
    std::string bytes;
    for (int at = std::max(0, first); at < last; ++at)
        if (const TokenRow* token = document.token(TokenPos(at))) bytes += token->text;
    QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    text.remove(QChar::ReplacementCharacter);
    return text.replace(QLatin1Char('\n'), QLatin1Char(' '));
}

/// "… = 3 + 5, so |8| is the …" with the token marked. Rich text.
QString place_text(const Fork& fork, const RunDocument& document) {
    const int at = fork.position.value;
    const TokenRow* token = document.token(fork.position);
    const StoredStep* step = document.step(fork.step);
    const int begin = step != nullptr ? std::max(at - kTokensBefore, step->step.first.value) : at - kTokensBefore;
    const QString before = words(document, begin, at).right(kMostBefore), after = words(document, at + 1, at + 1 + kTokensAfter).left(kMostAfter);
    const QString own = token != nullptr ? visible_token(token->text) : QString();
    return QStringLiteral("<span style=\"color:%1\">%2 %3</span>%4<span style=\"background-color:%5\"><b>&nbsp;%6&nbsp;</b></span>%7…")
        .arg(theme::current().text_secondary.name(), step_number(fork.step), begin > (step != nullptr ? step->step.first.value : 0) ? QStringLiteral("…") : QString(),
             before.toHtmlEscaped(), theme::current().selected.name(), own.trimmed().toHtmlEscaped(), after.toHtmlEscaped());
}

QString verdict_of(const Fork& fork) {
    const double change = fork.change();
    return change > 0 ? ForkCard::tr("%1 lead to another answer").arg(percent_text(change)) : ForkCard::tr("The answer stays the same");
}

enum class Outcome { Same, Other, None };

Outcome outcome_of(const ForkBranch& branch) { return branch.answer.empty() ? Outcome::None : branch.same_answer ? Outcome::Same : Outcome::Other; }

QColor outcome_color(Outcome outcome) {
    const Theme& t = theme::current();
    return outcome == Outcome::Same ? t.good : outcome == Outcome::Other ? t.warning : t.text_secondary;
}

QString outcome_sign(Outcome outcome) { return outcome == Outcome::Same ? QStringLiteral("✓") : outcome == Outcome::Other ? QStringLiteral("≠") : QStringLiteral("–"); }

QString answer_of(const ForkBranch& branch) { return branch.answer.empty() ? ForkCard::tr("no answer") : shown_in_line(one_line(branch.answer)); }

}  // namespace

ForkCard::ForkCard(QWidget* parent) : QFrame(parent), place_(new QLabel(this)), verdict_(new QLabel(this)), figures_(caption({}, this)), grid_(nullptr) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setObjectName(QStringLiteral("fork"));
    place_->setFont(theme::font(TextRole::Body));
    place_->setWordWrap(true);
    place_->setTextFormat(Qt::RichText);
    verdict_->setFont(theme::font(TextRole::Strong));
    verdict_->setWordWrap(true);
    figures_->setToolTip(tr("Entropy: how undecided the model was, in nats. Margin: by how much the likeliest token led the second. Varentropy: how uneven its doubts "
                            "were, high when a few rivals stand against many unlikely tokens."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::s, space::s, space::s);
    column->setSpacing(space::xs);
    column->addWidget(place_);
    column->addWidget(verdict_);
    column->addWidget(figures_);
}

void ForkCard::show_fork(const Fork& fork, const RunDocument& document) {
    fork_ = fork;
    const QLocale locale;
    place_->setText(place_text(fork, document));
    verdict_->setText(verdict_of(fork));
    verdict_->setStyleSheet(QStringLiteral("color:%1;").arg(fork.change() > 0 ? theme::current().warning.name() : theme::current().text_secondary.name()));
    figures_->setText(tr("entropy %1 · margin %2 · varentropy %3").arg(nats(fork.spread.entropy), locale.toString(fork.spread.margin, 'f', 2), locale.toString(fork.spread.varentropy, 'f', 2)));
    delete rows_;
    rows_ = new QWidget(this);
    rows_->setCursor(Qt::PointingHandCursor);
    grid_ = new QGridLayout(rows_);
    grid_->setContentsMargins(0, space::xs, 0, 0);
    grid_->setHorizontalSpacing(space::s);
    grid_->setVerticalSpacing(1);
    grid_->setColumnStretch(2, 1);
    for (const ForkBranch& branch : fork.branches) add_branch(branch);
    layout()->addWidget(rows_);
    rows_->show();
    const TokenRow* token = document.token(fork.position);
    setAccessibleName(tr("Fork in step %1 at “%2”: %3").arg(fork.step.value).arg(token != nullptr ? visible_token(token->text) : QString(), verdict_->text()));
    setAccessibleDescription(text());
}

void ForkCard::add_branch(const ForkBranch& branch) {
    const Outcome outcome = outcome_of(branch);
    const int row = grid_->rowCount();
    const auto label = [&](const QString& text, TextRole role, const QColor& color) {
        auto* made = new QLabel(text, rows_);
        made->setTextFormat(Qt::PlainText);
        made->setFont(theme::font(role));
        made->setStyleSheet(QStringLiteral("color:%1;").arg(color.name()));
        return made;
    };
    const Theme& t = theme::current();
    grid_->addWidget(label(branch.taken ? QStringLiteral("●") : outcome_sign(outcome), TextRole::Strong, branch.taken ? t.accent : outcome_color(outcome)), row, 0, Qt::AlignCenter);
    auto* token = label(QStringLiteral("%1  %2").arg(visible_token(branch.token), percent_text(branch.probability)), TextRole::Fixed, t.text);
    token->setToolTip(tr("The token and how likely it was"));
    grid_->addWidget(token, row, 1);
    auto* answer = label(QStringLiteral("→ %1").arg(answer_of(branch)), TextRole::Strong, branch.taken ? t.text : outcome_color(outcome));
    answer->setToolTip(outcome == Outcome::None ? tr("It wrote %1 tokens and had not answered").arg(branch.tokens) : tr("The answer this leads to"));
    answer->setMinimumWidth(1);
    grid_->addWidget(answer, row, 2);
    if (branch.taken) {
        grid_->addWidget(label(tr("as written"), TextRole::Caption, t.text_secondary), row, 3, Qt::AlignRight | Qt::AlignVCenter);
    } else {
        auto* button = new QToolButton(rows_);
        button->setText(tr("Branch"));
        button->setProperty("small", true);
        button->setFont(theme::font(TextRole::Caption));
        button->setCursor(Qt::ArrowCursor);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(tr("Branch here with “%1”").arg(visible_token(branch.token)));
        button->setToolTip(tr("Make a run that says “%1” here and goes on from it").arg(visible_token(branch.token)));
        button->setEnabled(branching_);
        connect(button, &QToolButton::clicked, this, [this, id = branch.id] { emit branch_wanted(id); });
        grid_->addWidget(button, row, 3, Qt::AlignRight | Qt::AlignVCenter);
    }
    auto* sentence = caption(shown_in_line(one_line(branch.sentence)), rows_);
    sentence->setTextFormat(Qt::PlainText);
    grid_->addWidget(sentence, row + 1, 1, 1, 3);
}

void ForkCard::set_current(bool current) {
    if (current == current_) return;
    current_ = current;
    update();
}

void ForkCard::set_branching(bool possible) {
    branching_ = possible;
    for (QToolButton* button : findChildren<QToolButton*>()) button->setEnabled(possible);
}

QString ForkCard::text() const {
    QStringList lines{verdict_->text(), figures_->text()};
    for (const ForkBranch& branch : fork_.branches)
        lines << QStringLiteral("%1 %2 → %3 %4").arg(visible_token(branch.token), percent_text(branch.probability), answer_of(branch), shown_in_line(one_line(branch.sentence)));
    return lines.join(QLatin1Char('\n'));
}

void ForkCard::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme::current();
    const QRectF card = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool strong = current_ || hasFocus();
    p.setPen(QPen(strong ? t.accent : underMouse() ? t.border_strong : t.border, strong ? 1.5 : 1));
    p.setBrush(current_ ? t.hover : t.raised);
    p.drawRoundedRect(card, space::radius, space::radius);
    p.setPen(Qt::NoPen);
    p.setBrush(fork_color({fork_.position, static_cast<float>(fork_.change())}));
    p.drawRoundedRect(QRectF(card.left() + 4, card.top() + 8, 3, card.height() - 16), 1.5, 1.5);
}

void ForkCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) emit chosen();
}

void ForkCard::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space: emit chosen(); return;
        case Qt::Key_Up: emit walked(-1); return;
        case Qt::Key_Down: emit walked(1); return;
        default: QFrame::keyPressEvent(event);
    }
}

void ForkCard::focusInEvent(QFocusEvent* event) {
    QFrame::focusInEvent(event);
    update();
}

void ForkCard::focusOutEvent(QFocusEvent* event) {
    QFrame::focusOutEvent(event);
    update();
}

}  // namespace reasonscope::ui
