#include "ui/panels/prompt/settings_bar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>

#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

void add_field(QHBoxLayout* row, QWidget* parent, const QString& label, QWidget* field, const QString& tooltip) {
    auto* name = new QLabel(label, parent);
    name->setFont(theme::font(TextRole::Caption));
    name->setProperty("role", "secondary");
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(name);
    column->addWidget(field);
    name->setBuddy(field);
    field->setAccessibleName(label);
    field->setToolTip(tooltip);
    row->addLayout(column);
}

}  // namespace

SettingsBar::SettingsBar(QWidget* parent)
    : QWidget(parent),
      temperature_(new QDoubleSpinBox(this)),
      top_p_(new QDoubleSpinBox(this)),
      max_tokens_(new QSpinBox(this)),
      seed_(new QSpinBox(this)),
      trace_(new QComboBox(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);

    temperature_->setRange(0, 2);
    temperature_->setSingleStep(0.1);
    temperature_->setSpecialValueText(tr("greedy"));
    top_p_->setRange(0.05, 1);
    top_p_->setSingleStep(0.05);
    top_p_->setValue(1);
    max_tokens_->setRange(1, 1 << 20);
    max_tokens_->setSingleStep(64);
    max_tokens_->setValue(defaults_.max_tokens);
    seed_->setRange(0, std::numeric_limits<int>::max());
    trace_->addItem(tr("Full"), static_cast<int>(TraceLevel::Full));
    trace_->addItem(tr("Summary"), static_cast<int>(TraceLevel::Summary));
    trace_->addItem(tr("Off"), static_cast<int>(TraceLevel::Off));

    add_field(row, this, tr("Temperature"), temperature_, tr("0 always takes the likeliest token; higher is more varied"));
    add_field(row, this, tr("Top-p"), top_p_, tr("Draw only from the likeliest tokens that together reach this probability; 1 is off"));
    add_field(row, this, tr("Max tokens"), max_tokens_, tr("The run ends here at the latest"));
    add_field(row, this, tr("Seed"), seed_, tr("The same seed and settings give the same tokens"));
    add_field(row, this, tr("Trace"), trace_,
              tr("Full keeps attention per head and all router scores, Summary their means, Off only words and times"));
    row->addStretch();

    const auto touch = [this] {
        touched_ = true;
        emit changed();
    };
    connect(temperature_, &QDoubleSpinBox::valueChanged, this, touch);
    connect(top_p_, &QDoubleSpinBox::valueChanged, this, touch);
    connect(max_tokens_, &QSpinBox::valueChanged, this, touch);
    connect(seed_, &QSpinBox::valueChanged, this, touch);
    connect(trace_, &QComboBox::currentIndexChanged, this, touch);
}

void SettingsBar::set_defaults(const GenerateSettings& defaults) {
    defaults_ = defaults;
    show_defaults();
}

void SettingsBar::set_preferred(const std::optional<GenerateSettings>& preferred) {
    preferred_ = preferred;
    touched_ = false;  // new defaults are meant to be seen
    show_defaults();
}

void SettingsBar::show_defaults() {
    if (!touched_) {
        const GenerateSettings& shown = preferred_ ? *preferred_ : defaults_;
        const QSignalBlocker a(temperature_), b(top_p_), c(max_tokens_), d(seed_), e(trace_);
        temperature_->setValue(static_cast<double>(shown.sampler.temperature));
        top_p_->setValue(static_cast<double>(shown.sampler.top_p));
        max_tokens_->setValue(shown.max_tokens);
        seed_->setValue(static_cast<int>(defaults_.sampler.seed & 0x7fffffffU));
        trace_->setCurrentIndex(trace_->findData(static_cast<int>(shown.trace)));
    }
    emit changed();
}

GenerateSettings SettingsBar::settings() const {
    GenerateSettings settings = defaults_;
    settings.sampler.temperature = static_cast<float>(temperature_->value());
    settings.sampler.top_p = static_cast<float>(top_p_->value());
    settings.sampler.seed = static_cast<std::uint64_t>(seed_->value());
    settings.max_tokens = max_tokens_->value();
    settings.trace = static_cast<TraceLevel>(trace_->currentData().toInt());
    return settings;
}

QString SettingsBar::summary() const {
    const QString sampling = temperature_->value() == 0.0 ? tr("greedy")
                                                          : tr("temperature %1, seed %2").arg(temperature_->text(), seed_->text());
    return tr("%1 · up to %2 tokens · %3 trace").arg(sampling, max_tokens_->text(), trace_->currentText().toLower());
}

}  // namespace reasonscope::ui
