#include "ui/panels/search/search_panel.h"

#include <QComboBox>
#include <QDate>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/common/icon.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/search/hit_delegate.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kTypingMilliseconds = 180;  // a question is asked when the person pauses

QString text_of(const QueryValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return QString::number(*whole);
    if (const auto* real = std::get_if<double>(&value)) return QLocale().toString(*real, 'g', 3);
    if (const auto* text = std::get_if<std::string>(&value)) return QString::fromStdString(*text).simplified();
    return {};
}

std::optional<std::int64_t> whole(const QueryTable& table, const std::vector<QueryValue>& row, std::string_view column) {
    const int at = table.column(column);
    const auto* found = at < 0 ? nullptr : std::get_if<std::int64_t>(&row[static_cast<std::size_t>(at)]);
    return found ? std::optional(*found) : std::nullopt;
}

/// A day as typed, or empty when it is none yet.
std::string day(const QLineEdit* edit) {
    return QDate::fromString(edit->text(), Qt::ISODate).isValid() ? edit->text().toStdString() : std::string();
}

}  // namespace

SearchPanel::SearchPanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      words_(new QLineEdit(this)),
      show_filters_(icon_button(QStringLiteral("filter"), tr("Filters"), tr("Filter by class, uncertainty, answer, model and day"), this)),
      show_sql_(new QToolButton(this)),
      filters_(new QWidget(this)),
      sql_box_(new QWidget(this)),
      said_(caption({}, this)),
      results_(new QListWidget(this)),
      delay_(new QTimer(this)) {
    words_->setObjectName(QStringLiteral("search_words"));
    words_->setPlaceholderText(tr("Search all runs"));
    words_->setAccessibleName(tr("Search all runs"));
    words_->setClearButtonEnabled(true);
    show_filters_->setCheckable(true);
    show_sql_->setText(QStringLiteral("SQL"));
    show_sql_->setAccessibleName(tr("Show the SQL"));
    show_sql_->setToolTip(tr("The question as SQL; change it and ask anything, reading only"));
    show_sql_->setCheckable(true);
    show_sql_->setFont(theme::font(TextRole::Caption));
    show_sql_->setFocusPolicy(Qt::TabFocus);
    auto* top = new QHBoxLayout;
    top->setSpacing(2);
    top->addWidget(words_, 1);
    top->addWidget(show_filters_);
    top->addWidget(show_sql_);
    results_->setObjectName(QStringLiteral("search_results"));
    results_->setAccessibleName(tr("What was found"));
    results_->setItemDelegate(new HitDelegate(results_));
    results_->setMouseTracking(true);
    results_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    said_->setObjectName(QStringLiteral("search_said"));
    said_->setContentsMargins(space::xs, 0, 0, 0);
    build_filters();
    build_sql();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::s, space::xs, space::s, 0);
    column->setSpacing(space::xs);
    column->addLayout(top);
    column->addWidget(filters_);
    column->addWidget(sql_box_);
    column->addWidget(said_);
    column->addWidget(results_, 1);
    for (QWidget* hidden : std::initializer_list<QWidget*>{filters_, sql_box_, said_, results_}) hidden->hide();
    words_->installEventFilter(this);
    results_->installEventFilter(this);
    delay_->setSingleShot(true);
    delay_->setInterval(kTypingMilliseconds);
    connect(delay_, &QTimer::timeout, this, &SearchPanel::ask);
    connect(words_, &QLineEdit::textChanged, this, &SearchPanel::filter_changed);
    connect(show_filters_, &QToolButton::toggled, filters_, &QWidget::setVisible);
    connect(show_sql_, &QToolButton::toggled, sql_box_, &QWidget::setVisible);
    const auto choose = [this](const QListWidgetItem* item) {
        if (!item->data(HitDelegate::RunRole).isValid()) return;
        std::optional<StepId> step;
        if (const QVariant at = item->data(HitDelegate::StepRole); at.isValid()) step = StepId(at.toInt());
        emit hit_chosen(item->data(HitDelegate::FileRole).toString().toStdString(), RunId(item->data(HitDelegate::RunRole).toLongLong()), step);
    };
    connect(results_, &QListWidget::itemClicked, this, choose);
    connect(results_, &QListWidget::itemActivated, this, choose);
}

void SearchPanel::build_filters() {
    class_ = new QComboBox(filters_);
    class_->addItem(tr("Any class"), -1);
    for (int i = 0; i < kStepClassCount; ++i) class_->addItem(theme::step_class_label(i), i);
    entropy_ = new QDoubleSpinBox(filters_);
    entropy_->setRange(0, 12);
    entropy_->setSingleStep(0.1);
    entropy_->setSpecialValueText(tr("any"));
    entropy_->setSuffix(tr(" nats"));
    confidence_ = new QDoubleSpinBox(filters_);
    confidence_->setRange(0, 1);
    confidence_->setSingleStep(0.05);
    confidence_->setValue(1);
    answer_ = new QLineEdit(filters_);
    model_ = new QLineEdit(filters_);
    from_ = new QLineEdit(filters_);
    to_ = new QLineEdit(filters_);
    for (QLineEdit* edit : {from_, to_}) edit->setPlaceholderText(tr("2026-11-24"));
    scope_ = new QComboBox(filters_);
    scope_->addItem(tr("This session"));
    scope_->addItem(tr("All sessions"));
    auto* grid = new QGridLayout(filters_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::s);
    grid->setVerticalSpacing(space::xs);
    int row = 0;
    const auto add = [&](const QString& label, QWidget* field, const char* name, const QString& tip) {
        auto* said = caption(label, filters_);
        said->setWordWrap(false);
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(label);
        field->setToolTip(tip);
        field->setMinimumWidth(80);
        grid->addWidget(said, row, 0);
        grid->addWidget(field, row++, 1);
    };
    add(tr("Class"), class_, "filter_class", tr("What kind of step; turning back is among the uncertain ones"));
    add(tr("Entropy above"), entropy_, "filter_entropy", tr("Mean over the step's tokens"));
    add(tr("Confidence below"), confidence_, "filter_confidence", tr("Mean probability of the step's tokens; 1 asks nothing"));
    add(tr("Answer contains"), answer_, "filter_answer", tr("In the answer of the run"));
    add(tr("Model"), model_, "filter_model", tr("In the name of the model"));
    add(tr("From"), from_, "filter_from", tr("First day, year-month-day"));
    add(tr("To"), to_, "filter_to", tr("Last day, year-month-day"));
    add(tr("Look in"), scope_, "filter_scope", tr("The open session, or every session on the list"));
    grid->setColumnStretch(1, 1);
    connect(class_, &QComboBox::currentIndexChanged, this, &SearchPanel::filter_changed);
    connect(scope_, &QComboBox::currentIndexChanged, this, [this] { delay_->start(); });
    for (QDoubleSpinBox* box : {entropy_, confidence_}) connect(box, &QDoubleSpinBox::valueChanged, this, &SearchPanel::filter_changed);
    for (QLineEdit* edit : {answer_, model_, from_, to_}) connect(edit, &QLineEdit::textChanged, this, &SearchPanel::filter_changed);
}

void SearchPanel::build_sql() {
    sql_ = new QPlainTextEdit(sql_box_);
    sql_->setObjectName(QStringLiteral("search_sql"));
    sql_->setAccessibleName(tr("The question in SQL"));
    sql_->setFont(theme::font(TextRole::Fixed));
    sql_->setPlaceholderText(tr("SELECT run, step, text FROM search WHERE …"));
    sql_->setTabChangesFocus(true);
    sql_->setFixedHeight(QFontMetrics(theme::font(TextRole::Fixed)).lineSpacing() * 7);
    sql_->installEventFilter(this);
    run_ = new QPushButton(tr("Ask"), sql_box_);
    run_->setAccessibleName(tr("Ask this SQL"));
    run_->setToolTip(tr("Ctrl+Enter; reading only, at most 5 seconds and 1,000 rows"));
    auto* column = new QVBoxLayout(sql_box_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(sql_);
    column->addWidget(run_, 0, Qt::AlignRight);
    connect(run_, &QPushButton::clicked, this, &SearchPanel::ask);
    connect(sql_, &QPlainTextEdit::textChanged, this, [this] { by_hand_ = true; });
}

void SearchPanel::set_files(const std::vector<std::filesystem::path>& files, const std::filesystem::path& current) {
    files_ = files;
    if (std::exchange(current_, current) != current && is_asking()) ask();
}

void SearchPanel::focus_words() {
    words_->setFocus(Qt::ShortcutFocusReason);
    words_->selectAll();
}

StepFilter SearchPanel::filter() const {
    StepFilter filter;
    filter.text = words_->text().trimmed().toStdString();
    if (const int cls = class_->currentData().toInt(); cls >= 0) filter.step_class = static_cast<StepClass>(cls);
    if (entropy_->value() > 0) filter.entropy_above = entropy_->value();
    if (confidence_->value() < 1) filter.confidence_below = confidence_->value();
    filter.answer = answer_->text().trimmed().toStdString();
    filter.model = model_->text().trimmed().toStdString();
    filter.from = day(from_);
    filter.to = day(to_);
    return filter;
}

bool SearchPanel::is_asking() const { return !filter().empty() || (by_hand_ && !sql_->toPlainText().trimmed().isEmpty()); }

void SearchPanel::filter_changed() {
    const StepFilter now = filter();
    const QSignalBlocker quiet(sql_);
    sql_->setPlainText(now.empty() ? QString() : QString::fromStdString(filter_sql(now)));
    by_hand_ = false;
    if (now.empty()) {
        clear();
    } else {
        delay_->start();
    }
}

void SearchPanel::clear() {
    delay_->stop();
    results_->clear();
    results_->hide();
    said_->hide();
    if (std::exchange(asking_, false)) emit asking_changed(false);
}

void SearchPanel::ask() {
    delay_->stop();
    const std::string sql = sql_->toPlainText().toStdString();
    if (!is_asking()) return clear();
    if (!std::exchange(asking_, true)) emit asking_changed(true);
    results_->show();
    say(tr("Looking…"), false);
    context_.library.query_sql(scope_->currentIndex() == 0 ? std::vector{current_} : files_, sql, this,
                               [this](const Result<std::vector<Library::SqlAnswer>>& answers) { show_answers(answers); });
}

void SearchPanel::show_answers(const Result<std::vector<Library::SqlAnswer>>& answers) {
    if (!asking_) return;  // the question was taken back
    results_->clear();
    if (!answers) return say(QString::fromStdString(answers.error().message), true);
    std::size_t rows = 0;
    bool cut = false;
    for (const auto& answer : *answers) {
        for (const auto& row : answer.table.rows) add_row(answer, row);
        rows += answer.table.rows.size();
        cut = cut || answer.table.cut;
    }
    say(rows == 0 ? tr("Nothing found.") : cut ? tr("The first %1 found; narrow the question.").arg(rows) : rows == 1 ? tr("1 found") : tr("%1 found").arg(rows), false);
}

void SearchPanel::add_row(const Library::SqlAnswer& answer, const std::vector<QueryValue>& row) {
    const QueryTable& table = answer.table;
    auto* item = new QListWidgetItem(results_);
    const auto run = whole(table, row, "run"), step = whole(table, row, "step");
    QStringList details;
    if (run) {
        item->setData(HitDelegate::RunRole, QVariant::fromValue(static_cast<qlonglong>(*run)));
        details << tr("run %1").arg(*run);
    }
    if (step) {
        item->setData(HitDelegate::StepRole, static_cast<int>(*step));
        details << tr("step %1").arg(*step);
    }
    QString words;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string& column = table.columns[i];
        const QString value = text_of(row[i]);
        if (column == "text") {
            words = value;
        } else if (column == "class") {
            if (const auto cls = parse_step_class(value.toStdString())) details << theme::step_class_label(static_cast<int>(*cls));
        } else if ((column != "run" || !run) && (column != "step" || !step) && !value.isEmpty()) {
            details << QStringLiteral("%1 %2").arg(QString::fromStdString(column), value);
        }
    }
    if (answer.file != current_) details << QString::fromStdString(answer.file.stem().string());
    item->setText(words.isEmpty() ? details.join(QStringLiteral(" · ")) : words);
    item->setData(HitDelegate::DetailRole, words.isEmpty() ? QString() : details.join(QStringLiteral(" · ")));
    item->setData(HitDelegate::FileRole, QString::fromStdString(answer.file.string()));
    item->setData(HitDelegate::WordsRole, words_->text().trimmed());
    item->setToolTip(words);
}

void SearchPanel::say(const QString& words, bool is_error) {
    said_->setText(words);
    said_->setProperty("role", is_error ? "error" : "secondary");
    said_->setStyleSheet(is_error ? QStringLiteral("color: %1;").arg(theme::current().danger.name()) : QString());
    said_->show();
}

bool SearchPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    const bool ask_sql = watched == sql_ && enter && key->modifiers().testFlag(Qt::ControlModifier);
    const bool leave = watched == words_ && key->key() == Qt::Key_Escape && !words_->text().isEmpty();
    const bool into_list = watched == words_ && key->key() == Qt::Key_Down && results_->count() > 0;
    if (event->type() == QEvent::ShortcutOverride) {
        if (ask_sql || leave) event->accept();  // the window's own shortcuts would take these keys
        return ask_sql || leave;
    }
    if (ask_sql) ask();
    if (leave) words_->clear();
    if (into_list) {
        results_->setFocus();
        if (results_->currentRow() < 0) results_->setCurrentRow(0);
    }
    if (watched == words_ && enter) ask();
    return ask_sql || leave || into_list;
}

}  // namespace reasonscope::ui
