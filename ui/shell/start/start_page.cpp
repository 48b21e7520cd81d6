#include "ui/shell/start/start_page.h"

#include <QDateTime>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/panels/common/icon.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/prompt/samples.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kCardWidth = 250, kMostWidth = 840, kMostRecent = 5;

QWidget* card(const Sample& sample, QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setProperty("card", true);
    button->setAccessibleName(StartPage::tr("Ask the sample question %1").arg(sample.title));
    button->setAccessibleDescription(sample.question);
    button->setToolTip(StartPage::tr("Ask this now"));
    // The application's style gives every button a least height of its own, which outweighs setMinimumHeight().
    button->setStyleSheet(QStringLiteral("QPushButton { min-height: %1px; }").arg(
        QFontMetrics(theme::font(TextRole::Caption)).height() * 5 + QFontMetrics(theme::font(TextRole::Strong)).height() + 2 * space::m));
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* column = new QVBoxLayout(button);
    column->setContentsMargins(space::l, space::m, space::l, space::m);
    column->setSpacing(space::xs);
    auto* title = section_title(sample.title, button);
    auto* question = caption(sample.question, button);
    question->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    for (QLabel* label : {title, question}) label->setAttribute(Qt::WA_TransparentForMouseEvents);
    column->addWidget(title);
    column->addWidget(question, 1);
    return button;
}

}  // namespace

StartPage::StartPage(QWidget* parent) : QScrollArea(parent), page_(new QWidget(this)), cards_(new QGridLayout), recent_(new QVBoxLayout) {
    setObjectName(QStringLiteral("start"));
    setAccessibleName(tr("Start page"));
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* heading = new QLabel(tr("Ask something and watch it think"), page_);
    heading->setFont(theme::font(TextRole::Heading));
    auto* hint = new QLabel(tr("Each sentence of the thinking becomes a card in a tree; click a card to see what it rests on. These take a second:"), page_);
    hint->setProperty("role", "secondary");
    hint->setWordWrap(true);
    cards_->setSpacing(space::m);
    for (const Sample& sample : samples()) {
        auto* button = qobject_cast<QPushButton*>(card(sample, page_));
        connect(button, &QPushButton::clicked, this, [this, question = sample.question] { emit question_chosen(question); });
        questions_.push_back(button);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(space::s);
    const auto offer = [&](const QString& icon_name, const QString& label, const QString& tip, void (StartPage::*wanted)()) {
        auto* button = new QPushButton(icon(icon_name), label, page_);
        button->setProperty("icon_name", icon_name);
        button->setAccessibleName(label);
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, this, wanted);
        row->addWidget(button);
    };
    offer(QStringLiteral("tree"), tr("Open a model…"), tr("What is on this machine, and whether it fits"), &StartPage::models_wanted);
    offer(QStringLiteral("open"), tr("Open a session…"), tr("A session file from somewhere else"), &StartPage::open_wanted);
    offer(QStringLiteral("info"), tr("Take the tour"), tr("Five steps, one minute"), &StartPage::tour_wanted);
    row->addStretch();
    auto* drop = caption(tr("Or drop a model folder, a GGUF file or a session anywhere on this window."), page_);

    recent_->setSpacing(0);
    auto* column = new QVBoxLayout;
    column->setSpacing(space::l);
    column->addWidget(heading);
    column->addWidget(hint);
    column->addLayout(cards_);
    column->addSpacing(space::s);
    column->addLayout(row);
    column->addWidget(drop);
    column->addLayout(recent_);
    auto* middle = new QWidget(page_);
    middle->setMaximumWidth(kMostWidth);
    middle->setLayout(column);
    auto* wide = new QHBoxLayout;
    wide->addStretch(1);
    wide->addWidget(middle, 1000);
    wide->addStretch(1);
    auto* outer = new QVBoxLayout(page_);
    outer->setContentsMargins(space::xl, space::l, space::xl, space::l);
    outer->addStretch(1);
    outer->addLayout(wide);
    outer->addStretch(2);
    setWidget(page_);
    arrange_cards();
}

void StartPage::set_recent(const std::vector<std::filesystem::path>& files) {
    while (QLayoutItem* old = recent_->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    if (files.empty()) return;
    recent_->addWidget(section_title(tr("Recent sessions"), page_));
    for (std::size_t i = 0; i < files.size() && i < kMostRecent; ++i) {
        const QFileInfo info(QString::fromStdString(files[i].string()));
        auto* link = new QPushButton(tr("%1   ·   %2").arg(info.completeBaseName(), QLocale().toString(info.lastModified(), QLocale::ShortFormat)), page_);
        link->setProperty("link", true);
        link->setAccessibleName(tr("Open the session %1").arg(info.completeBaseName()));
        link->setToolTip(info.filePath());
        connect(link, &QPushButton::clicked, this, [this, file = files[i]] { emit session_chosen(file); });
        recent_->addWidget(link, 0, Qt::AlignLeft);
    }
}

void StartPage::arrange_cards() {
    const int room = std::min(kMostWidth, viewport()->width() - 2 * space::xl);
    const int columns = std::clamp(room / (kCardWidth * 4 / 5), 1, 3);
    if (std::exchange(columns_, columns) == columns) return;
    for (QWidget* question : questions_) cards_->removeWidget(question);
    for (int i = 0; i < static_cast<int>(questions_.size()); ++i) cards_->addWidget(questions_[static_cast<std::size_t>(i)], i / columns, i % columns);
    for (int i = 0; i < 3; ++i) cards_->setColumnStretch(i, i < columns ? 1 : 0);
}

void StartPage::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange_cards();
}

}  // namespace reasonscope::ui
