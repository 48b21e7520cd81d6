#include "ui/panels/prompt/prompt_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/icon.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/prompt/samples.h"
#include "ui/panels/prompt/settings_bar.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kLeastLines = 2, kMostLines = 6, kMostLinesWhenLow = 3;

QPushButton* action_button(const QString& text, const QString& icon_name, bool primary, const QString& tooltip, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("primary", primary);
    button->setProperty("icon_name", icon_name);
    button->setIcon(icon(icon_name, primary ? theme::current().on_accent : theme::current().text_secondary));
    button->setToolTip(tooltip);
    button->setAccessibleName(text);
    button->setMinimumWidth(92);
    return button;
}

}  // namespace

PromptPanel::PromptPanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      question_(new QPlainTextEdit(this)),
      run_(action_button(tr("Run"), QStringLiteral("play"), true, tr("Ask the model (Ctrl+Enter)"), this)),
      stop_(action_button(tr("Stop"), QStringLiteral("stop"), false, tr("Stop the run; what was said is kept (Esc)"), this)),
      toggle_(new QToolButton(this)),
      settings_(new SettingsBar(this)),
      chips_(new ChipRow(this)) {
    setObjectName(QStringLiteral("prompt"));
    question_->setObjectName(QStringLiteral("question"));
    question_->setAccessibleName(tr("Question"));
    question_->setPlaceholderText(tr("Ask a question, then press Ctrl+Enter"));
    question_->setTabChangesFocus(true);
    question_->setAcceptDrops(false);  // files belong to the window
    question_->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    run_->setObjectName(QStringLiteral("run"));
    stop_->setObjectName(QStringLiteral("stop"));

    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(space::xs);
    buttons->addWidget(run_);
    buttons->addWidget(stop_);
    buttons->addStretch();
    top_ = new QHBoxLayout;
    top_->setSpacing(space::s);
    top_->addWidget(question_, 1);
    top_->addLayout(buttons);

    toggle_->setObjectName(QStringLiteral("run_settings"));
    toggle_->setCheckable(true);
    toggle_->setProperty("icon_name", QStringLiteral("settings"));
    toggle_->setIcon(icon(QStringLiteral("settings")));
    toggle_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toggle_->setFont(theme::font(TextRole::Caption));
    toggle_->setAccessibleName(tr("Settings of the run"));
    toggle_->setFocusPolicy(Qt::TabFocus);
    below_ = new QHBoxLayout;
    below_->setSpacing(space::s);
    below_->addWidget(chips_, 1);
    below_->addWidget(toggle_);
    build_samples();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::s);
    column->addLayout(top_);
    column->addLayout(below_);
    column->addWidget(settings_);
    settings_->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    connect(run_, &QPushButton::clicked, this, &PromptPanel::run);
    connect(stop_, &QPushButton::clicked, this, &PromptPanel::stop);
    connect(toggle_, &QToolButton::toggled, settings_, &QWidget::setVisible);
    connect(settings_, &SettingsBar::changed, this, &PromptPanel::show_summary);
    question_->installEventFilter(this);
    connect(question_, &QPlainTextEdit::textChanged, this, [this] {
        fit_question();
        update_buttons();
    });
    connect(&context_.engine, &Engine::running_changed, this, &PromptPanel::update_buttons);
    connect(&context_.engine, &Engine::model_loaded, this, [this](const ModelInfo& model) { settings_->set_defaults(model.defaults); });
    if (const auto& model = context_.engine.model()) settings_->set_defaults(model->defaults);
    show_summary();
    fit_question();
    update_buttons();
}

void PromptPanel::build_samples() {
    auto* label = new QLabel(tr("Try"), this);
    label->setProperty("role", "secondary");
    label->setFont(theme::font(TextRole::Caption));
    chips_->add(label);
    for (const Sample& sample : samples()) {
        auto* chip = new QPushButton(sample.title, this);
        chip->setProperty("chip", true);
        chip->setToolTip(tr("Ask: %1").arg(sample.question));
        chip->setAccessibleName(tr("Ask the sample question %1").arg(sample.title));
        chip->setAccessibleDescription(sample.question);
        connect(chip, &QPushButton::clicked, this, [this, question = sample.question] {
            set_question(question);
            run();
        });
        chips_->add(chip);
    }
}

QString PromptPanel::question() const { return question_->toPlainText().trimmed(); }

void PromptPanel::set_question(const QString& question) {
    if (question_->toPlainText() != question) question_->setPlainText(question);
}

void PromptPanel::focus_question() {
    question_->setFocus(Qt::ShortcutFocusReason);
    question_->selectAll();
}

void PromptPanel::set_settings_visible(bool visible) { toggle_->setChecked(visible); }
bool PromptPanel::settings_visible() const { return toggle_->isChecked(); }

void PromptPanel::set_samples_visible(bool visible) { chips_->set_shown(visible); }

void PromptPanel::set_low(bool low) {
    if (low == low_) return;
    low_ = low;
    chips_->setVisible(!low);
    (low ? below_ : top_)->removeWidget(toggle_);
    if (low) top_->insertWidget(1, toggle_, 0, Qt::AlignTop);
    else below_->addWidget(toggle_);
    toggle_->setToolButtonStyle(low ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    layout()->setContentsMargins(space::m, low ? space::s : space::m, space::m, low ? space::xs : space::s);
    layout()->setSpacing(low ? 0 : space::s);
    fit_question();
}

void PromptPanel::show_summary() {
    toggle_->setText(settings_->summary());
    toggle_->setToolTip(tr("Show or hide temperature, top-p, length, seed and trace level") + QLatin1Char('\n') + settings_->summary());
}

bool PromptPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == question_ && low_ && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        QMetaObject::invokeMethod(this, &PromptPanel::fit_question, Qt::QueuedConnection);  // the focus has moved by then
    }
    return QWidget::eventFilter(watched, event);
}

void PromptPanel::run() {
    if (context_.engine.running() || question().isEmpty()) return;
    AskRequest request;
    request.prompt = question().toStdString();
    request.settings = settings_->settings();
    context_.engine.ask(request);
}

void PromptPanel::stop() { context_.engine.stop(); }

void PromptPanel::update_buttons() {
    const bool running = context_.engine.running();
    const bool had_focus = run_->hasFocus() || stop_->hasFocus();
    run_->setVisible(!running);
    stop_->setVisible(running);
    run_->setEnabled(!question().isEmpty());
    if (had_focus) (running ? stop_ : run_)->setFocus();
    for (auto* chip : chips_->findChildren<QPushButton*>()) chip->setEnabled(!running);
}

void PromptPanel::fit_question() {
    const int line = question_->fontMetrics().lineSpacing();
    int lines = 0;
    for (QTextBlock block = question_->document()->begin(); block.isValid(); block = block.next()) lines += std::max(1, block.lineCount());
    const QMargins frame = question_->contentsMargins();
    const int around = frame.top() + frame.bottom() + 2 * static_cast<int>(question_->document()->documentMargin());
    const int least = low_ ? 1 : kLeastLines, most = !low_ ? kMostLines : question_->hasFocus() ? kMostLinesWhenLow : 1;
    question_->setFixedHeight(std::clamp(lines, least, most) * line + around + space::xs);
}

void PromptPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    fit_question();  // margins are known only now
}

void PromptPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fit_question();
}

}  // namespace reasonscope::ui
