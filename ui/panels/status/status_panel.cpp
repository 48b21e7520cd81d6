#include "ui/panels/status/status_panel.h"

#include <unistd.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <algorithm>
#include <fstream>

#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kSpeedWindow = 24;  // tokens that the shown speed is taken over

QString count(std::int64_t n) {
    const QLocale locale;
    if (n >= 1'000'000'000) return locale.toString(static_cast<double>(n) / 1e9, 'f', 1) + QStringLiteral(" B");
    if (n >= 1'000'000) return locale.toString(static_cast<double>(n) / 1e6, 'f', 1) + QStringLiteral(" M");
    return locale.toString(static_cast<qlonglong>(n));
}

QString stop_text(const std::string& reason) {
    if (reason == "stop") return StatusPanel::tr("finished by itself");
    if (reason == "length") return StatusPanel::tr("reached the token limit");
    if (reason == "context") return StatusPanel::tr("context is full");
    if (reason == "cancelled") return StatusPanel::tr("stopped by you");
    if (reason == "imported") return StatusPanel::tr("imported, read-only");
    return QString::fromStdString(reason);
}

/// Bytes of this process in memory; 0 where the system does not tell. Source: Linux, /proc/self/statm.
std::uint64_t resident_memory() {
    std::uint64_t pages = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

double live_speed(const std::vector<TokenRow>& tokens) {
    double milliseconds = 0;
    int counted = 0;
    for (auto row = tokens.rbegin(); row != tokens.rend() && row->generated && counted < kSpeedWindow; ++row, ++counted) {
        milliseconds += row->milliseconds;
    }
    return milliseconds > 0 ? counted * 1000.0 / milliseconds : 0;
}

}  // namespace

StatusPanel::StatusPanel(const PanelContext& context, QWidget* parent) : QStatusBar(parent), context_(context) {
    setSizeGripEnabled(false);
    const auto label = [this](const QString& name, const QString& tooltip) {
        auto* made = new QLabel(this);
        made->setFont(theme::font(TextRole::Caption));
        made->setAccessibleName(name);
        made->setToolTip(tooltip);
        made->setTextFormat(Qt::PlainText);
        return made;
    };
    model_ = label(tr("Model"), tr("The loaded model, its size, device and precision"));
    stage_ = label(tr("Stage"), tr("What is going on"));
    bar_ = new QProgressBar(this);
    bar_->setFixedWidth(120);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress"));
    end_ = label(tr("End of the run"), tr("Why the run ended"));
    speed_ = label(tr("Speed"), tr("Tokens decoded per second"));
    tokens_ = label(tr("Tokens"), tr("Tokens of the question and of what the model wrote"));
    used_ = label(tr("Context used"), tr("How much of the model's context this run fills"));
    first_ = label(tr("Time to the first token"), tr("From asking to the first word of the model"));
    memory_ = label(tr("Memory"), tr("What Reasonscope holds in memory now: model, caches and window"));
    memory_->setObjectName(QStringLiteral("memory"));
    addWidget(model_);
    addWidget(stage_);
    addWidget(bar_);
    for (QLabel* right : {end_, first_, speed_, tokens_, used_, memory_}) addPermanentWidget(right);
    bar_->hide();

    connect(&context_.engine, &Engine::model_loading, this, [this](const QString& name) {
        model_->setText(name.isEmpty() ? tr("Opening the bundled model…") : tr("Opening %1…").arg(name));
    });
    connect(&context_.engine, &Engine::model_loaded, this, &StatusPanel::show_model);
    connect(&context_.engine, &Engine::model_failed, this, &StatusPanel::show_model);
    connect(&context_.engine, &Engine::model_load_cancelled, this, &StatusPanel::show_model);
    connect(&context_.engine, &Engine::model_unloaded, this, &StatusPanel::show_model);
    connect(&context_.engine, &Engine::progress, this, &StatusPanel::show_progress);
    connect(&context_.engine, &Engine::busy_changed, this, [this](bool busy) {
        if (!busy) show_idle();
    });
    connect(&context_.document, &RunDocument::was_reset, this, [this] {
        if (!context_.engine.model() && !context_.engine.busy()) show_model();
        show_run();
    });
    connect(&context_.document, &RunDocument::tokens_appended, this, &StatusPanel::show_run);
    connect(&context_.document, &RunDocument::live_changed, this, &StatusPanel::show_run);
    show_model();
    show_run();
}

void StatusPanel::show_model() {
    const auto& model = context_.engine.model();
    if (!model) {
        const auto& run = context_.document.run();  // a stored run says which model it came from
        QStringList parts;
        if (run)
            for (const std::string& part : {run->start.model_name, run->start.device, run->start.dtype})
                if (!part.empty()) parts << QString::fromStdString(part);
        model_->setText(run ? parts.join(QStringLiteral("  ·  ")) : tr("No model"));
        return;
    }
    QString text = QString::fromStdString(model->name);
    text += QStringLiteral("  ·  ") + tr("%1 parameters").arg(count(model->parameters));
    if (model->active_parameters < model->parameters) text += tr(" (%1 active)").arg(count(model->active_parameters));
    text += QStringLiteral("  ·  %1  ·  %2").arg(QString::fromStdString(model->device), QString::fromStdString(model->dtype));
    model_->setText(text);
    model_->setToolTip(tr("%1\nType %2, fingerprint %3")
                           .arg(QString::fromStdString(model->folder.string()), QString::fromStdString(model->type),
                                QString::fromStdString(model->fingerprint.substr(0, 16))));
    show_run();
}

void StatusPanel::show_progress(const Progress& progress) {
    QString text = QString::fromStdString(progress.what);
    if (progress.seconds_left >= 1) text += tr(", %1 s left").arg(qRound(progress.seconds_left));
    stage_->setText(text);
    bar_->setVisible(true);
    if (progress.fraction < 0) {
        bar_->setRange(0, 0);
    } else {
        bar_->setRange(0, 1000);
        bar_->setValue(static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) * 1000));
    }
}

void StatusPanel::show_memory() {
    const std::uint64_t bytes = resident_memory();
    memory_->setText(QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeTraditionalFormat));
    memory_->setVisible(bytes > 0);
}

void StatusPanel::show_idle() {
    show_memory();
    stage_->clear();
    bar_->hide();
}

void StatusPanel::show_run() {
    const auto& run = context_.document.run();
    for (QLabel* label : {end_, first_, speed_, tokens_, used_}) label->setVisible(run.has_value());
    show_memory();
    if (!run) return;
    const QLocale locale;
    const bool live = context_.document.live();
    const double speed = live ? live_speed(context_.document.tokens()) : run->end.tokens_per_second;
    end_->setText(live ? tr("thinking…") : stop_text(run->end.stop_reason));
    end_->setVisible(!end_->text().isEmpty());
    first_->setText(tr("first after %1 ms").arg(locale.toString(run->end.first_token_ms, 'f', 0)));
    first_->setVisible(run->end.first_token_ms > 0);
    speed_->setText(tr("%1 tokens/s").arg(locale.toString(speed, 'f', speed < 10 ? 1 : 0)));
    speed_->setVisible(speed > 0);
    tokens_->setText(context_.document.words_unknown() ? tr("%1 sentences").arg(run->generated_tokens) : tr("%1 + %2 tokens").arg(run->prompt_tokens).arg(run->generated_tokens));
    int context = context_.engine.model() ? context_.engine.model()->context : 0;
    if (!live || context == 0) {
        // A stored run may come from another model than the loaded one.
        const QJsonObject shape = QJsonDocument::fromJson(QByteArray::fromStdString(run->start.model_json)).object();
        if (const int stored = shape.value(QStringLiteral("context")).toInt(); stored > 0) context = stored;
    }
    if (context_.document.words_unknown()) context = 0;  // nobody counted its tokens
    const int used = run->prompt_tokens + run->generated_tokens;
    used_->setVisible(context > 0);
    if (context > 0) used_->setText(tr("context %1 % of %2").arg(used * 100 / context).arg(context));
}

}  // namespace reasonscope::ui
