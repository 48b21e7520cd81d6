// Appearance, defaults of a run, folders.

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <QUrl>

#include "ui/jobs/backend.h"
#include "ui/panels/common/widgets.h"
#include "ui/shell/language.h"
#include "ui/shell/preferences.h"
#include "ui/shell/session_files.h"
#include "ui/shell/settings/settings_dialog.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("SettingsDialog", text); }

struct Page {
    QWidget* widget = new QWidget;
    QFormLayout* form = new QFormLayout(widget);

    Page() {
        form->setContentsMargins(0, 0, 0, 0);
        form->setHorizontalSpacing(space::xl);
        form->setVerticalSpacing(space::l);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    }

    void add(const QString& label, QWidget* field, const char* name, const QString& hint = {}) {
        field->setAccessibleName(label);
        field->setAccessibleDescription(hint);
        field->setObjectName(QLatin1String(name));
        auto* cell = new QWidget(widget);
        auto* column = new QVBoxLayout(cell);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::xs);
        column->addWidget(field, 0, Qt::AlignLeft);
        if (!hint.isEmpty()) column->addWidget(caption(hint, cell));
        form->addRow(label, cell);
    }
};

QString zoom_text(int points) {
    return points == 0 ? tr("As delivered") : points > 0 ? tr("%1 pt larger").arg(points) : tr("%1 pt smaller").arg(-points);
}

}  // namespace

QWidget* appearance_page(Preferences& preferences) {
    Page page;
    Preferences* kept = &preferences;

    auto* themes = new SegmentedControl(tr("Theme"));
    themes->add(tr("System"), tr("Light or dark, as the desktop is"));
    themes->add(tr("Light"), tr("Dark words on a light window"));
    themes->add(tr("Dark"), tr("Light words on a dark window"));
    const auto show_theme = [kept, themes] { themes->set_current(kept->value(QLatin1String(pref::kTheme), static_cast<int>(theme::mode())).toInt()); };
    show_theme();
    QObject::connect(themes, &SegmentedControl::chosen, kept, [kept](int mode) { kept->set(QLatin1String(pref::kTheme), mode); });
    page.add(tr("Theme"), themes, "theme");

    auto* size = new QSlider(Qt::Horizontal);
    size->setRange(-3, 8);
    size->setPageStep(1);
    size->setFixedWidth(220);
    size->setMinimumHeight(24);
    auto* said = caption({}, page.widget);
    const auto show_size = [kept, size, said] {
        size->setValue(kept->value(QLatin1String(pref::kTextZoom), 0).toInt());
        said->setText(zoom_text(size->value()));
    };
    show_size();
    QObject::connect(size, &QSlider::valueChanged, kept, [kept](int points) { kept->set(QLatin1String(pref::kTextZoom), points); });
    page.add(tr("Text size"), size, "text_size");
    page.form->addRow(QString(), said);

    auto* language = new QComboBox;
    for (const LanguageChoice& choice : languages()) language->addItem(choice.name, choice.code);
    language->setCurrentIndex(std::max(0, language->findData(kept->value(QLatin1String(pref::kLanguage), QString()).toString())));
    QObject::connect(language, &QComboBox::currentIndexChanged, kept,
                     [kept, language] { kept->set(QLatin1String(pref::kLanguage), language->currentData().toString()); });
    page.add(tr("Language"), language, "language");

    auto* calm = new QCheckBox(tr("Reduce motion"));
    calm->setChecked(kept->value(QLatin1String(pref::kReduceMotion), theme::reduced_motion()).toBool());
    QObject::connect(calm, &QCheckBox::toggled, kept, [kept](bool on) { kept->set(QLatin1String(pref::kReduceMotion), on); });
    page.add(tr("Motion"), calm, "reduce_motion", tr("The tree changes at once instead of gliding."));
    calm->setAccessibleName(tr("Reduce motion"));

    // Keys and menus change these too.
    QObject::connect(kept, &Preferences::changed, page.widget, [show_theme, show_size, calm, kept](const QString& key) {
        if (key == QLatin1String(pref::kReduceMotion)) calm->setChecked(kept->value(key).toBool());
        if (key == QLatin1String(pref::kTheme)) show_theme();
        if (key == QLatin1String(pref::kTextZoom)) show_size();
    });
    return page.widget;
}

QWidget* runs_page(Preferences& preferences) {
    Page page;
    Preferences* kept = &preferences;
    auto* own = new QCheckBox(tr("Use the values below"));
    auto* temperature = new QDoubleSpinBox;
    temperature->setRange(0, 2);
    temperature->setSingleStep(0.1);
    temperature->setSpecialValueText(tr("greedy"));
    temperature->setValue(kept->value(QLatin1String(pref::kTemperature), 0.6).toDouble());
    auto* top_p = new QDoubleSpinBox;
    top_p->setRange(0.05, 1);
    top_p->setSingleStep(0.05);
    top_p->setValue(kept->value(QLatin1String(pref::kTopP), 0.95).toDouble());
    auto* most = new QSpinBox;
    most->setRange(1, 1 << 20);
    most->setSingleStep(64);
    most->setValue(kept->value(QLatin1String(pref::kMaxTokens), GenerateSettings().max_tokens).toInt());
    auto* trace = new QComboBox;
    trace->addItem(tr("Full"), static_cast<int>(TraceLevel::Full));
    trace->addItem(tr("Summary"), static_cast<int>(TraceLevel::Summary));
    trace->addItem(tr("Off"), static_cast<int>(TraceLevel::Off));
    trace->setCurrentIndex(trace->findData(kept->value(QLatin1String(pref::kTrace), static_cast<int>(TraceLevel::Full)).toInt()));
    page.add(tr("New runs"), own, "own_sampling", tr("Otherwise a run starts with what the model's folder recommends."));
    own->setAccessibleName(own->text());
    page.add(tr("Temperature"), temperature, "temperature", tr("0 always takes the likeliest token; higher is more varied."));
    page.add(tr("Top-p"), top_p, "top_p", tr("Draw only from the likeliest tokens that together reach this probability; 1 is off."));
    page.add(tr("Max tokens"), most, "max_tokens", tr("A run ends here at the latest."));
    page.add(tr("Trace"), trace, "trace", tr("Full keeps attention per head and all router scores, Summary their means, Off only words and times."));
    const auto enable = [=](bool on) {
        for (QWidget* field : std::initializer_list<QWidget*>{temperature, top_p, most, trace}) field->setEnabled(on);
    };
    own->setChecked(kept->value(QLatin1String(pref::kOwnSampling), false).toBool());
    enable(own->isChecked());
    QObject::connect(own, &QCheckBox::toggled, page.widget, enable);
    QObject::connect(own, &QCheckBox::toggled, kept, [kept](bool on) { kept->set(QLatin1String(pref::kOwnSampling), on); });
    QObject::connect(temperature, &QDoubleSpinBox::valueChanged, kept, [kept](double value) { kept->set(QLatin1String(pref::kTemperature), value); });
    QObject::connect(top_p, &QDoubleSpinBox::valueChanged, kept, [kept](double value) { kept->set(QLatin1String(pref::kTopP), value); });
    QObject::connect(most, &QSpinBox::valueChanged, kept, [kept](int value) { kept->set(QLatin1String(pref::kMaxTokens), value); });
    QObject::connect(trace, &QComboBox::currentIndexChanged, kept, [kept, trace] { kept->set(QLatin1String(pref::kTrace), trace->currentData()); });
    return page.widget;
}

QWidget* folders_page(Preferences& preferences) {
    Page page;
    Preferences* kept = &preferences;
    auto* where = new ElidedLabel;
    where->setMinimumWidth(380);
    const auto folder = [kept] { return QString::fromStdString(sessions_folder(kept->value(QLatin1String(pref::kSessionsFolder)).toString().toStdString()).string()); };
    const auto show = [where, folder] { where->set_full_text(folder()); };
    show();
    auto* change = new QPushButton(tr("Change…"));
    auto* usual = new QPushButton(tr("Usual folder"));
    auto* open = new QPushButton(tr("Open"));
    auto* row = new QWidget(page.widget);
    auto* buttons = new QHBoxLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    for (auto* button : {change, usual, open}) {
        button->setAccessibleName(tr("Sessions: %1").arg(button->text()));
        buttons->addWidget(button);
    }
    buttons->addStretch();
    page.form->addRow(tr("Sessions"), where);
    page.form->addRow(QString(), row);
    QObject::connect(change, &QPushButton::clicked, kept, [kept, folder, page = page.widget] {
        ask_folder(page, tr("Folder for new sessions"), folder(), [kept](const QString& chosen) { kept->set(QLatin1String(pref::kSessionsFolder), chosen); });
    });
    QObject::connect(usual, &QPushButton::clicked, kept, [kept] { kept->remove(QLatin1String(pref::kSessionsFolder)); });
    QObject::connect(open, &QPushButton::clicked, page.widget, [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder())); });
    QObject::connect(kept, &Preferences::changed, page.widget, [show](const QString& key) {
        if (key == QLatin1String(pref::kSessionsFolder)) show();
    });
    auto* settings = new ElidedLabel;
    settings->setMinimumWidth(380);
    settings->set_full_text(QSettings().fileName());
    page.form->addRow(tr("These settings"), settings);
    page.form->addRow(QString(), caption(tr("Models stay where they are; the model library lists them and takes folders of your own."), page.widget));
    return page.widget;
}

}  // namespace reasonscope::ui
