#include "ui/panels/models/model_dialog.h"

#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

QString amount(std::int64_t n) {
    const QLocale locale;
    if (n >= 1'000'000'000) return ModelDialog::tr("%1 billion").arg(locale.toString(static_cast<double>(n) / 1e9, 'f', 2));
    if (n >= 1'000'000) return ModelDialog::tr("%1 million").arg(locale.toString(static_cast<double>(n) / 1e6, 'f', 2));
    return locale.toString(static_cast<qlonglong>(n));
}

QString size_text(std::int64_t bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); }

QString origin_text(ModelOrigin origin) {
    switch (origin) {
        case ModelOrigin::Bundled: return ModelDialog::tr("comes with Reasonscope");
        case ModelOrigin::Added: return ModelDialog::tr("added by you");
        case ModelOrigin::HuggingFace: return ModelDialog::tr("Hugging Face cache");
        case ModelOrigin::LmStudio: break;
    }
    return ModelDialog::tr("LM Studio");
}

bool same_place(const std::filesystem::path& a, const std::filesystem::path& b) {
    std::error_code ignored;
    return a == b || std::filesystem::equivalent(a, b, ignored);
}

}  // namespace

ModelDialog::ModelDialog(const PanelContext& context, std::vector<std::filesystem::path> added, QWidget* parent)
    : QDialog(parent), context_(context), added_(std::move(added)), list_(new QListWidget(this)), shelf_(new ModelShelf(this)) {
    setWindowTitle(tr("Models"));
    setObjectName(QStringLiteral("models"));
    resize(860, 560);
    list_->setAccessibleName(tr("Models on this machine"));
    list_->setMinimumWidth(250);
    list_->setAlternatingRowColors(false);
    list_->setTextElideMode(Qt::ElideMiddle);
    auto* folder = new QPushButton(tr("Add folder…"), this);
    folder->setToolTip(tr("A Hugging Face folder: config.json, tokenizer.json and safetensors files; or a LoRA adapter: adapter_config.json and adapter_model.safetensors"));
    auto* file = new QPushButton(tr("Add GGUF file…"), this);
    remove_ = new QPushButton(tr("Take off the list"), this);
    remove_->setToolTip(tr("The files stay where they are"));

    auto* adders = new QHBoxLayout;
    adders->setSpacing(space::s);
    adders->addWidget(folder);
    adders->addWidget(file);
    auto* left = new QVBoxLayout;
    left->setSpacing(space::s);
    left->addWidget(list_, 1);
    left->addLayout(adders);
    left->addWidget(remove_);
    auto* right = new QVBoxLayout;
    right->setSpacing(space::s);
    auto* both = new QHBoxLayout(this);
    both->setContentsMargins(space::l, space::l, space::l, space::l);
    both->setSpacing(space::xl);
    both->addLayout(left, 2);
    both->addLayout(right, 3);

    title_ = new QLabel(this);
    title_->setFont(theme::font(TextRole::Heading));
    title_->setWordWrap(true);
    path_ = new ElidedLabel(this);
    path_->setProperty("role", "secondary");
    path_->setFont(theme::font(TextRole::Caption));
    problem_ = new QLabel(this);
    problem_->setWordWrap(true);
    problem_->setProperty("role", "error");
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    facts_page_ = new QWidget(scroll);
    facts_ = new QGridLayout(facts_page_);
    facts_->setContentsMargins(0, space::s, 0, 0);
    facts_->setHorizontalSpacing(space::l);
    facts_->setVerticalSpacing(space::s);
    facts_->setColumnStretch(1, 1);
    scroll->setWidget(facts_page_);
    stage_ = caption({}, this);
    bar_ = new QProgressBar(this);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress"));
    load_ = new QPushButton(tr("Load"), this);
    load_->setProperty("primary", true);
    load_->setDefault(true);
    unload_ = new QPushButton(tr("Unload"), this);
    unload_->setToolTip(tr("Frees the model's memory; stored runs stay open"));
    check_ = new QPushButton(tr("Check fidelity"), this);
    check_->setToolTip(tr("Compares the numbers in the running precision with the model's own in f32, in one pass and token by token"));
    auto* close = new QPushButton(tr("Close"), this);
    for (QPushButton* button : {folder, file, remove_, unload_, check_, close}) button->setAutoDefault(false);  // Enter loads
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::s);
    buttons->addWidget(load_);
    buttons->addWidget(unload_);
    buttons->addWidget(check_);
    buttons->addStretch();
    buttons->addWidget(close);
    right->addWidget(title_);
    right->addWidget(path_);
    right->addWidget(problem_);
    right->addWidget(scroll, 1);
    right->addWidget(stage_);
    right->addWidget(bar_);
    right->addLayout(buttons);

    connect(list_, &QListWidget::currentRowChanged, this, &ModelDialog::show_entry);
    connect(list_, &QListWidget::itemActivated, load_, &QPushButton::click);
    connect(folder, &QPushButton::clicked, this, [this] { ask_folder(this, tr("Add model folder"), {}, [this](const QString& path) { add(path.toStdString()); }); });
    connect(file, &QPushButton::clicked, this, &ModelDialog::ask_file);
    connect(remove_, &QPushButton::clicked, this, &ModelDialog::remove_current);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(load_, &QPushButton::clicked, this, [this] {
        if (loading_) context_.engine.stop_loading();
        else if (const auto* entry = current()) emit load_wanted(entry->place.path);
    });
    const auto loading = [this](bool now) {
        loading_ = now;
        show_state();
    };
    connect(&context_.engine, &Engine::model_loading, this, [loading] { loading(true); });
    connect(&context_.engine, &Engine::model_loaded, this, [loading] { loading(false); });
    connect(&context_.engine, &Engine::model_failed, this, [loading] { loading(false); });
    connect(&context_.engine, &Engine::model_load_cancelled, this, [this, loading] {
        loading(false);
        problem_->setText(tr("Loading was cancelled; the model that was loaded before is still there."));
        problem_->setVisible(true);
    });
    connect(unload_, &QPushButton::clicked, &context_.engine, &Engine::unload_model);
    connect(check_, &QPushButton::clicked, this, &ModelDialog::check_current);
    connect(shelf_, &ModelShelf::found, this, &ModelDialog::take_places);
    connect(shelf_, &ModelShelf::described, this, &ModelDialog::take_entry);
    const auto again = [this] { shelf_->refresh(added_); };  // the free memory has changed
    connect(&context_.engine, &Engine::model_loaded, this, again);
    connect(&context_.engine, &Engine::model_unloaded, this, again);
    connect(&context_.engine, &Engine::model_failed, this, [this](const QString& sentence) {
        problem_->setText(sentence);
        problem_->show();
        show_state();
    });
    connect(&context_.engine, &Engine::fidelity_checked, this, [this, again] {
        checking_.clear();
        again();
    });
    connect(&context_.engine, &Engine::fidelity_failed, this, [this](const QString& sentence) {
        checking_.clear();
        problem_->setText(sentence);
        problem_->setVisible(!sentence.isEmpty());
        show_state();
    });
    connect(&context_.engine, &Engine::busy_changed, this, &ModelDialog::show_state);
    connect(&context_.engine, &Engine::progress, this, [this](const Progress& progress) {
        stage_->setText(text(progress.what));
        bar_->setRange(0, progress.fraction < 0 ? 0 : 1000);
        bar_->setValue(static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) * 1000));
    });
    show_entry();
    shelf_->refresh(added_);
}

void ModelDialog::add(const std::filesystem::path& path) {
    const bool there = std::ranges::any_of(added_, [&](const auto& other) { return same_place(other, path); });
    if (!there) added_.push_back(path);
    wanted_ = path;
    emit added_changed();
    shelf_->refresh(added_);
}

void ModelDialog::take_places(const std::vector<ModelPlace>& places) {
    const std::filesystem::path keep = !wanted_.empty() ? wanted_ : current() ? current()->place.path : context_.engine.model() ? context_.engine.model()->folder : "";
    wanted_.clear();
    std::vector<Row> rows;
    for (const auto& place : places) {
        Row row;
        row.entry.place = place;
        // What was known stays on show until it is read again.
        for (const auto& old : rows_)
            if (old.described && old.entry.place.path == place.path) row = old;
        rows.push_back(std::move(row));
    }
    rows_ = std::move(rows);
    const QSignalBlocker quiet(list_);
    list_->clear();
    int selected = rows_.empty() ? -1 : 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto& place = rows_[i].entry.place;
        auto* item = new QListWidgetItem(text(place.name) + QLatin1Char('\n') + origin_text(place.origin), list_);
        item->setToolTip(text(place.path.string()));
        if (same_place(place.path, keep)) selected = static_cast<int>(i);
    }
    list_->setCurrentRow(selected);
    show_entry();
}

void ModelDialog::take_entry(int index, const ModelEntry& entry) {
    if (index >= static_cast<int>(rows_.size())) return;
    rows_[static_cast<std::size_t>(index)] = {entry, true};
    QString line = origin_text(entry.place.origin);
    if (!entry.problem.empty()) line = tr("can't be opened");
    else line = tr("%1, %2").arg(text(entry.family), amount(entry.parameters)) + (is_loaded(entry) ? tr(" · loaded") : entry.fits == false ? tr(" · does not fit") : QString());
    list_->item(index)->setText(text(entry.place.name) + QLatin1Char('\n') + line);
    if (index == list_->currentRow()) show_entry();
}

const ModelEntry* ModelDialog::current() const {
    const int row = list_->currentRow();
    return row >= 0 && row < static_cast<int>(rows_.size()) ? &rows_[static_cast<std::size_t>(row)].entry : nullptr;
}

bool ModelDialog::is_loaded(const ModelEntry& entry) const { return context_.engine.model() && same_place(context_.engine.model()->folder, entry.place.path); }

void ModelDialog::add_fact(const QString& label, const QString& value, const char* role) {
    const int row = fact_rows_++;
    auto* name = new QLabel(label, facts_page_);
    name->setProperty("role", "secondary");
    name->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* field = new QLabel(value, facts_page_);
    field->setWordWrap(true);
    field->setTextFormat(Qt::PlainText);
    field->setTextInteractionFlags(Qt::TextSelectableByMouse);
    field->setAccessibleName(label);
    if (role) field->setProperty("role", role);
    facts_->addWidget(name, row, 0);
    facts_->addWidget(field, row, 1);
}

void ModelDialog::show_entry() {
    while (QLayoutItem* item = facts_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    facts_->setRowStretch(fact_rows_, 0);
    fact_rows_ = 0;  // a grid never forgets its rows, so they are filled again from the top
    problem_->hide();
    const ModelEntry* entry = current();
    title_->setText(entry ? text(entry->place.name) : tr("No model yet"));
    path_->set_full_text(entry ? text(entry->place.path.string()) : QString());
    if (!entry) {
        show_state();
        return;
    }
    const Row& row = rows_[static_cast<std::size_t>(list_->currentRow())];
    if (!row.described) {
        add_fact(tr("Reading its headers…"), {});
    } else if (!entry->problem.empty()) {
        problem_->setText(text(entry->problem));
        problem_->show();
    } else {
        const QLocale locale;
        if (!entry->base.empty()) add_fact(tr("Adapter"), tr("of %1, added to its weights; rank %2").arg(text(entry->base)).arg(entry->adapter_rank));
        add_fact(tr("Family"), text(entry->family));
        add_fact(tr("Parameters"), entry->active_parameters < entry->parameters
                                       ? tr("%1, %2 of them active per token").arg(amount(entry->parameters), amount(entry->active_parameters))
                                       : amount(entry->parameters));
        add_fact(tr("Shape"), tr("%1 layers, %2 heads").arg(entry->layers).arg(entry->heads));
        add_fact(tr("Experts"), entry->experts > 0 ? tr("%1 per layer, %2 used per token").arg(entry->experts).arg(entry->experts_per_token) : tr("none, a dense model"));
        add_fact(tr("Context"), tr("%1 tokens").arg(locale.toString(entry->context)));
        add_fact(tr("Stored as"), tr("%1, %2 on disk").arg(text(entry->stored_as), size_text(entry->file_bytes)));
        QString memory = tr("%1 in %2: %3 weights and %4 cache for %5 tokens")
                             .arg(size_text(entry->weight_bytes + entry->cache_bytes), text(entry->dtype), size_text(entry->weight_bytes), size_text(entry->cache_bytes),
                                  locale.toString(entry->cache_tokens));
        if (is_loaded(*entry)) memory += tr("\nLoaded: %1 free beside it").arg(entry->available_bytes ? size_text(*entry->available_bytes) : tr("unknown memory"));
        else if (entry->fits) memory += *entry->fits ? tr("\nFits: %1 free").arg(size_text(*entry->available_bytes)) : tr("\nDoes not fit: %1 free").arg(size_text(*entry->available_bytes));
        add_fact(tr("Memory"), memory, entry->fits == false && !is_loaded(*entry) ? "error" : nullptr);
        add_fact(tr("Fidelity"), entry->fidelity ? text(fidelity_sentence(*entry->fidelity)) : tr("not checked yet"),
                 entry->fidelity && entry->fidelity->verdict() == Fidelity::Verdict::Different ? "error" : nullptr);
        add_fact(tr("Fingerprint"), entry->fingerprint.empty() ? tr("known once it was loaded") : text(entry->fingerprint.substr(0, 32)) + QStringLiteral("…"));
    }
    facts_->setRowStretch(fact_rows_, 1);
    show_state();
}

void ModelDialog::show_state() {
    const ModelEntry* entry = current();
    const bool usable = entry && entry->problem.empty(), busy = context_.engine.busy();
    const bool loaded = usable && is_loaded(*entry);
    load_->setEnabled(loading_ || (usable && !loaded && !context_.engine.running()));
    load_->setText(loading_ ? tr("Cancel loading") : loaded ? tr("Loaded") : usable && entry->fits == false ? tr("Load anyway") : tr("Load"));
    unload_->setVisible(loaded);
    unload_->setEnabled(!busy);
    check_->setEnabled(usable && (!busy || !checking_.empty()));
    check_->setText(checking_.empty() ? tr("Check fidelity") : tr("Stop the check"));
    remove_->setEnabled(entry && entry->place.origin == ModelOrigin::Added);
    bar_->setVisible(busy);
    stage_->setVisible(busy);
}

void ModelDialog::check_current() {
    if (!checking_.empty()) {
        context_.engine.stop();
        return;
    }
    if (const auto* entry = current()) {
        checking_ = entry->place.path;
        stage_->setText(tr("Checking %1…").arg(text(entry->place.name)));
        context_.engine.check_fidelity(checking_);
        show_state();
    }
}

void ModelDialog::remove_current() {
    const auto* entry = current();
    if (!entry) return;
    std::erase_if(added_, [&](const auto& path) { return same_place(path, entry->place.path); });
    emit added_changed();
    shelf_->refresh(added_);
}

void ModelDialog::ask_file() {
    auto* dialog = new QFileDialog(this, tr("Add GGUF file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("GGUF files (*.gguf)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) { add(path.toStdString()); });
    dialog->open();
}

void ModelDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) refresh_icons(this);
}

}  // namespace reasonscope::ui
