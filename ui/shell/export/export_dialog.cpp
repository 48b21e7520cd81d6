#include "ui/shell/export/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/panels/common/widgets.h"
#include "ui/shell/preferences.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr std::array<const char*, 6> kExtensions = {"html", "pdf", "md", "json", "dot", "csv"};

QComboBox* choices(const QString& name, const QStringList& words, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->addItems(words);
    box->setAccessibleName(name);
    return box;
}

QString section_name(ReportSection section) {
    const std::string_view word = name(section);
    return QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
}

/// In the order of Language, each in its own words.
QStringList language_names() { return {QStringLiteral("English"), QStringLiteral("简体中文")}; }

QString proposed_file(const Preferences& preferences, const QString& folder, const QString& name) {
    const QString kept = preferences.value(QLatin1String(pref::kExportFolder)).toString();
    const QString extension = preferences.value(QLatin1String(pref::kExportFormat), QLatin1String(kExtensions.front())).toString();
    return (kept.isEmpty() || !QFileInfo(kept).isDir() ? folder : kept) + QLatin1Char('/') + name + QLatin1Char('.') + extension;
}

}  // namespace

ExportDialog::ExportDialog(RunId run, const QString& folder, const QString& name, std::vector<std::filesystem::path> templates, Preferences& preferences, QWidget* parent)
    : QDialog(parent),
      preferences_(preferences),
      run_(run),
      file_(new QLineEdit(proposed_file(preferences, folder, name), this)),
      format_(choices(tr("Format"), {tr("Web page (.html)"), tr("PDF (.pdf)"), tr("Markdown (.md)"), tr("JSON, opens again as a session (.json)"), tr("Graphviz (.dot)"), tr("Table of edges (.csv)")}, this)),
      branches_(choices(tr("Runs"), {tr("This run"), tr("This run and its siblings"), tr("The whole family of branches")}, this)),
      evidence_(choices(tr("Evidence"), {tr("All edges"), tr("Observed edges only"), tr("Tested edges only")}, this)),
      template_(choices(tr("Template"), {}, this)),
      language_(choices(tr("Language"), language_names(), this)) {
    setObjectName(QStringLiteral("export"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Export report"));
    file_->setAccessibleName(tr("File"));
    file_->setObjectName(QStringLiteral("export-file"));
    format_->setObjectName(QStringLiteral("export-format"));
    branches_->setObjectName(QStringLiteral("export-branches"));
    evidence_->setObjectName(QStringLiteral("export-evidence"));
    template_->setObjectName(QStringLiteral("export-template"));
    language_->setObjectName(QStringLiteral("export-language"));
    language_->setToolTip(tr("Of the report's own words; what a model or a person wrote stays as it is."));
    evidence_->setToolTip(tr("Observed: what the model looked at. Tested: something was changed and run again."));

    auto* choose = new QPushButton(tr("Choose…"), this);
    choose->setAccessibleName(tr("Choose a file"));
    auto* choose_template = new QPushButton(tr("Other…"), this);
    choose_template->setAccessibleName(tr("Choose a template file"));
    choose_template->setToolTip(tr("A file NAME.html.jinja or NAME.md.jinja; those in %1 are listed here").arg(QString::fromStdString(Library::template_folder().string())));
    const auto beside = [](QWidget* wide, QWidget* button) {
        auto* row = new QHBoxLayout;
        row->addWidget(wide, 1);
        row->addWidget(button);
        return row;
    };
    const auto label = [this](const QString& words, QWidget* of) {  // a row that is a layout has no field for its letter to lead to
        auto* made = new QLabel(words, this);
        made->setBuddy(of);
        return made;
    };
    auto* form = new QFormLayout;
    form->addRow(label(tr("&File"), file_), beside(file_, choose));
    form->addRow(tr("F&ormat"), format_);
    form->addRow(tr("&Runs"), branches_);
    form->addRow(tr("E&vidence"), evidence_);
    form->addRow(label(tr("&Template"), template_), beside(template_, choose_template));
    form->addRow(tr("&Language"), language_);

    const std::array<std::pair<ReportSection, QString>, 10> named = {
        {{ReportSection::Mattered, tr("Steps that mattered")},
         {ReportSection::Notes, tr("Notes")},
         {ReportSection::Claims, tr("Claims about numbers")},
         {ReportSection::Tree, tr("Reasoning tree")},
         {ReportSection::Decisions, tr("Where it nearly went elsewhere")},
         {ReportSection::Steps, tr("All steps")},
         {ReportSection::Experts, tr("Experts")},
         {ReportSection::Branches, tr("Branches")},
         {ReportSection::Made, tr("How it was made")},
         {ReportSection::Limits, tr("What it can't show")}}};
    auto* box = new QGroupBox(tr("Sections"), this);
    auto* grid = new QGridLayout(box);
    for (std::size_t i = 0; i < named.size(); ++i) {
        auto* check = new QCheckBox(named[i].second, box);
        check->setChecked(true);
        check->setObjectName(QStringLiteral("export-section-") + section_name(named[i].first));
        grid->addWidget(check, static_cast<int>(i) / 2, static_cast<int>(i) % 2);
        sections_.emplace_back(named[i].first, check);
    }

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    column->addLayout(form);
    column->addWidget(box);
    column->addWidget(caption(tr("Question, answer and confidence come first in every report."), this));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    export_ = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    export_->setDefault(true);
    column->addWidget(buttons);
    setMinimumWidth(520);

    for (const auto& one : templates) templates_.push_back(one);
    recall();
    connect(format_, &QComboBox::activated, this, &ExportDialog::format_chosen);
    connect(file_, &QLineEdit::textChanged, this, &ExportDialog::file_changed);
    connect(choose, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(choose_template, &QPushButton::clicked, this, &ExportDialog::browse_template);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::run_export);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    file_changed();
    file_->setFocus();
    file_->selectAll();
}

Library::ReportOrder ExportDialog::order() const {
    Library::ReportOrder order;
    order.run = run_;
    order.file = file_->text().toStdString();
    order.options.branches = static_cast<BranchChoice>(branches_->currentIndex());
    order.options.evidence = static_cast<EvidenceChoice>(evidence_->currentIndex());
    for (const auto& [section, check] : sections_)
        if (!check->isChecked()) order.options.sections.erase(section);
    order.options.language = static_cast<Language>(language_->currentIndex());
    order.with = template_->currentData().toString().toStdString();
    return order;
}

void ExportDialog::add_template(const std::filesystem::path& file) {
    if (std::find(templates_.begin(), templates_.end(), file) == templates_.end()) templates_.push_back(file);
    file_changed();
    template_->setCurrentIndex(template_->findData(QString::fromStdString(file.string())));
}

void ExportDialog::format_chosen() {
    const QString extension = QString::fromLatin1(kExtensions[static_cast<std::size_t>(format_->currentIndex())]);
    const QFileInfo now(file_->text());
    const QString name = now.completeBaseName().isEmpty() ? QStringLiteral("report") : now.completeBaseName();
    file_->setText((now.path() == QLatin1String(".") ? name : now.path() + QLatin1Char('/') + name) + QLatin1Char('.') + extension);
}

void ExportDialog::file_changed() {
    const auto format = report_format(file_->text().toStdString());
    if (format) format_->setCurrentIndex(static_cast<int>(*format));
    const QVariant before = template_->currentData();
    template_->clear();
    template_->addItem(tr("Built in"), QString());
    for (const auto& file : templates_) {
        const auto made_for = Library::template_format(file);
        if (format && (!made_for || made_for == *format)) template_->addItem(QString::fromStdString(file.filename().string()), QString::fromStdString(file.string()));
    }
    template_->setCurrentIndex(std::max(0, template_->findData(before)));
    const bool takes = format && (*format == ReportFormat::Html || *format == ReportFormat::Markdown);
    template_->setEnabled(takes && template_->count() > 1);
    language_->setEnabled(format && *format != ReportFormat::Csv);
    const bool laid_out = takes || (format && *format == ReportFormat::Pdf);
    for (const auto& [section, check] : sections_) check->setEnabled(laid_out);
    export_->setEnabled(format.has_value());
}

void ExportDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Export report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QFileInfo(file_->text()).path());
    dialog->selectFile(QFileInfo(file_->text()).fileName());
    connect(dialog, &QFileDialog::fileSelected, file_, &QLineEdit::setText);
    dialog->open();
}

void ExportDialog::browse_template() {
    auto* dialog = new QFileDialog(this, tr("Template"), QString::fromStdString(Library::template_folder().string()), tr("Templates (*.jinja *.html *.md)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { add_template(file.toStdString()); });
    dialog->open();
}

void ExportDialog::run_export() {
    if (!export_->isEnabled()) return;
    remember();
    emit export_wanted(order());
    accept();
}

void ExportDialog::recall() {
    const auto choose = [this](QComboBox* box, const char* key, int otherwise) {
        const int kept = preferences_.value(QLatin1String(key), otherwise).toInt();
        box->setCurrentIndex(kept >= 0 && kept < box->count() ? kept : otherwise);
    };
    choose(branches_, pref::kExportBranches, 0);
    choose(evidence_, pref::kExportEvidence, 0);
    choose(language_, pref::kExportLanguage, static_cast<int>(parse_language(QLocale().name().toStdString()).value_or(Language::English)));
    const QStringList left_out = preferences_.value(QLatin1String(pref::kExportLeftOut)).toStringList();
    for (const auto& [section, check] : sections_) check->setChecked(!left_out.contains(section_name(section)));
    const QString with = preferences_.value(QLatin1String(pref::kExportTemplate)).toString();
    if (!with.isEmpty() && QFileInfo(with).isFile()) add_template(with.toStdString());
}

void ExportDialog::remember() const {
    QStringList left_out;
    for (const auto& [section, check] : sections_)
        if (!check->isChecked()) left_out << section_name(section);
    const QFileInfo file(file_->text());
    preferences_.set(QLatin1String(pref::kExportFolder), file.path());
    preferences_.set(QLatin1String(pref::kExportFormat), file.suffix().toLower());
    preferences_.set(QLatin1String(pref::kExportBranches), branches_->currentIndex());
    preferences_.set(QLatin1String(pref::kExportEvidence), evidence_->currentIndex());
    preferences_.set(QLatin1String(pref::kExportLanguage), language_->currentIndex());
    preferences_.set(QLatin1String(pref::kExportLeftOut), left_out);
    preferences_.set(QLatin1String(pref::kExportTemplate), template_->currentData().toString());
}

}  // namespace reasonscope::ui
