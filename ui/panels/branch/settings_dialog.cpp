#include "ui/panels/branch/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>
#include <utility>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

BranchSettingsDialog::BranchSettingsDialog(const PanelContext& context, BranchRequest request, const QString& from,
                                           const std::vector<std::filesystem::path>& added, QWidget* parent)
    : QDialog(parent), context_(context), request_(std::move(request)), settings_(settings_of(context.document.run()->start)),
      shelf_(new ModelShelf(this)), seed_(new QSpinBox(this)), temperature_(new QDoubleSpinBox(this)), max_tokens_(new QSpinBox(this)),
      model_(new QComboBox(this)), precision_(new QComboBox(this)), note_(caption({}, this)) {
    build(from);
    const RunStart& start = context_.document.run()->start;
    seed_->setValue(static_cast<int>(start.seed & 0x7fffffffU));
    temperature_->setValue(static_cast<double>(settings_.sampler.temperature));
    max_tokens_->setValue(settings_.max_tokens);
    if (const auto& loaded = context_.engine.model()) add_model(loaded->folder, tr("%1 (loaded)").arg(QString::fromStdString(loaded->name)));
    connect(shelf_, &ModelShelf::found, this, [this](const std::vector<ModelPlace>& places) {
        for (const ModelPlace& place : places) add_model(place.path, QString::fromStdString(place.name));
    });
    shelf_->refresh(added);
    for (QSpinBox* box : {seed_, max_tokens_}) connect(box, &QSpinBox::valueChanged, this, &BranchSettingsDialog::show_consequences);
    connect(temperature_, &QDoubleSpinBox::valueChanged, this, &BranchSettingsDialog::show_consequences);
    for (QComboBox* box : {model_, precision_}) connect(box, &QComboBox::currentIndexChanged, this, &BranchSettingsDialog::show_consequences);
    show_consequences();
}

void BranchSettingsDialog::build(const QString& from) {
    setObjectName(QStringLiteral("branch-settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Run on with other settings"));
    seed_->setRange(0, std::numeric_limits<int>::max());
    temperature_->setRange(0, 2);
    temperature_->setSingleStep(0.1);
    temperature_->setSpecialValueText(tr("greedy"));
    max_tokens_->setRange(1, 1 << 20);
    max_tokens_->setSingleStep(64);
    precision_->addItem(tr("as the device has it"), QString());
    for (const DType dtype : {DType::F32, DType::BF16, DType::F16}) precision_->addItem(QString::fromUtf8(name(dtype).data()), QString::fromUtf8(name(dtype).data()));
    if (const auto& loaded = context_.engine.model()) precision_->setCurrentIndex(std::max(0, precision_->findData(QString::fromStdString(loaded->dtype))));
    model_->setMinimumContentsLength(28);
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(space::l);
    form->setVerticalSpacing(space::s);
    const auto add = [&](const QString& label, QWidget* field, const QString& tip) {
        form->addRow(label, field);
        field->setAccessibleName(label);
        field->setToolTip(tip);
    };
    add(tr("Seed"), seed_, tr("Another seed draws other tokens, unless the temperature is greedy"));
    add(tr("Temperature"), temperature_, tr("0 always takes the likeliest token; higher is more varied"));
    add(tr("Max tokens"), max_tokens_, tr("The run ends here at the latest, tokens of the run it leaves included"));
    auto* browse = new QPushButton(tr("Other folder…"), this);
    browse->setObjectName(QStringLiteral("other-model"));
    browse->setToolTip(tr("The folder of a model, or of a LoRA adapter beside its base"));
    browse->setAutoDefault(false);
    auto* model_row = new QHBoxLayout;
    model_row->setSpacing(space::s);
    model_row->addWidget(model_, 1);
    model_row->addWidget(browse);
    form->addRow(tr("Model"), model_row);
    model_->setAccessibleName(tr("Model"));
    model_->setToolTip(tr("Another model reads the text again and goes on from there; it stays loaded"));
    connect(browse, &QPushButton::clicked, this, [this] { ask_folder(this, tr("Model or adapter"), {}, [this](const QString& path) { choose_model(path.toStdString()); }); });
    add(tr("Precision"), precision_, tr("The number format of the weights"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    column->addWidget(caption(from, this));
    column->addLayout(form);
    note_->setMinimumHeight(2 * note_->fontMetrics().lineSpacing());
    column->addWidget(note_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    run_ = buttons->addButton(tr("Run on"), QDialogButtonBox::AcceptRole);
    run_->setProperty("primary", true);
    run_->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &BranchSettingsDialog::run);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void BranchSettingsDialog::add_model(const std::filesystem::path& path, const QString& name) {
    const QString key = QString::fromStdString(path.string());
    if (model_->findData(key) < 0) model_->addItem(name, key);
}

void BranchSettingsDialog::choose_model(const std::filesystem::path& path) {
    add_model(path, QString::fromStdString(path.filename().string()));
    model_->setCurrentIndex(model_->findData(QString::fromStdString(path.string())));
}

/// What the choice means, before it is made.
void BranchSettingsDialog::show_consequences() {
    const auto& loaded = context_.engine.model();
    const bool greedy = temperature_->value() == 0.0;
    seed_->setEnabled(!greedy);
    const bool loads = !loaded || model_->currentIndex() > 0 ||
                       (!precision_->currentData().toString().isEmpty() && precision_->currentData().toString() != QString::fromStdString(loaded->dtype));
    QStringList said;
    if (greedy) said << tr("Greedy runs are the same for every seed.");
    said << (loads ? tr("The model is loaded first and stays loaded; it reads what was written so far again.") : tr("What was written so far is taken over as it is."));
    note_->setText(said.join(QLatin1Char(' ')));
    run_->setEnabled(model_->currentIndex() >= 0);
}

void BranchSettingsDialog::run() {
    settings_.sampler.temperature = static_cast<float>(temperature_->value());
    settings_.sampler.seed = static_cast<std::uint64_t>(seed_->value());
    settings_.max_tokens = max_tokens_->value();
    settings_.stop_ids.clear();
    settings_.vocabulary = 0;
    request_.kind = BranchKind::Settings;
    request_.settings = settings_;
    request_.seed = settings_.sampler.seed;
    const auto dtype = parse_dtype(precision_->currentData().toString().toStdString());
    context_.engine.branch_with(model_->currentData().toString().toStdString(), dtype ? std::optional(*dtype) : std::nullopt, request_);
    accept();
}

}  // namespace reasonscope::ui
