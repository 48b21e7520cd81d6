#include "ui/panels/compare/compare_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/panels/common/widgets.h"
#include "ui/panels/compare/map_pages.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kSamples = 10;

/// A cell that does not break.
QString whole(QString text) { return text.replace(QLatin1Char(' '), QChar::Nbsp); }

QString escaped(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1Char(' '));
}

QString marked(const std::string& text, const std::vector<DiffPart>& parts) {
    const QString back = theme::current().selected.name();
    QString out;
    for (const DiffPart& part : parts) {
        const QString words = escaped(slice(text, part.bytes));
        out += part.same ? words : QStringLiteral("<span style='background-color:%1'><b>%2</b></span>").arg(back, words);
    }
    return out;
}

QString percent(const std::optional<double>& share) { return share ? QStringLiteral("%1 %").arg(*share * 100, 0, 'f', 0) : QStringLiteral("–"); }

QString nats_text(const std::optional<float>& value) { return value ? QString::number(static_cast<double>(*value), 'f', 2) : QStringLiteral("–"); }

QString both(const ComparedStep& step) {
    if (!step.entropy_a && !step.entropy_b) return QStringLiteral("–");
    return nats_text(step.entropy_a) + QStringLiteral(" / ") + nats_text(step.entropy_b);
}

/// Figures that at least one step has: the others would be columns of dashes.
struct Columns {
    explicit Columns(const RunComparison& c)
        : entropy(std::ranges::any_of(c.steps, [](const ComparedStep& s) { return s.entropy_a || s.entropy_b; })),
          routing(std::ranges::any_of(c.steps, [](const ComparedStep& s) { return s.routing.has_value(); })),
          attention(std::ranges::any_of(c.steps, [](const ComparedStep& s) { return s.attention.has_value(); })) {}
    bool entropy, routing, attention;
    [[nodiscard]] int words_width() const { return (100 - 16 * entropy - 12 * routing - 12 * attention) / 2; }  // percent, each side
    [[nodiscard]] QString cells(const QString& a, const QString& b, const QString& nats, const QString& routes, const QString& looks) const {
        const auto figure = [](bool shown, int width, const QString& text) {
            return shown ? QStringLiteral("<td width='%1%' align='right'>%2</td>").arg(width).arg(text) : QString();
        };
        return QStringLiteral("<td width='%1%'>%2</td><td width='%1%'>%3</td>").arg(words_width()).arg(a, b) + figure(entropy, 16, nats) + figure(routing, 12, routes) +
               figure(attention, 12, looks);
    }
};

/// Sides that say the same are quiet; what only one side says stands on its own.
QString row(const RunComparison& c, const Columns& columns, const ComparedStep& step) {
    const auto text = [](const std::vector<StoredStep>& steps, int index) { return index < 0 ? std::string() : steps[static_cast<std::size_t>(index)].text; };
    const std::string a = text(c.steps_a, step.steps.a), b = text(c.steps_b, step.steps.b);
    QString left, right;
    if (step.steps.a >= 0 && step.steps.b >= 0) {
        const TextDiff diff = diff_words(a, b);
        left = marked(a, diff.a);
        right = marked(b, diff.b);
    } else {
        left = marked(a, {{{0, static_cast<std::uint32_t>(a.size())}, a.empty()}});
        right = marked(b, {{{0, static_cast<std::uint32_t>(b.size())}, b.empty()}});
    }
    const bool same = step.steps.similarity >= 1.0;
    const QString color = same ? theme::current().text_secondary.name() : theme::current().text.name();
    return QStringLiteral("<tr style='color:%1'>").arg(color) +
           columns.cells(left, right, whole(both(step)), whole(percent(step.routing)), whole(percent(step.attention))) +
           QStringLiteral("</tr>");
}

QString spread(const AnswerDistribution& d) {
    QStringList parts;
    for (const AnswerCount& one : d.answers)
        parts << (one.answer.empty() ? ComparePanel::tr("none") : escaped(one.answer)) + QStringLiteral(" × %1").arg(one.count);
    return ComparePanel::tr("written again %1 times: %2").arg(d.samples).arg(parts.join(QStringLiteral(", ")));
}

}  // namespace

ComparePanel::ComparePanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent), context_(context), head_(caption({}, this)), again_(new QPushButton(tr("Write each again %1 times").arg(kSamples), this)),
      cancel_(new QPushButton(tr("Cancel"), this)), pages_(new SegmentedControl(tr("What is compared"), this)), stack_(new QStackedWidget(this)),
      page_(new QTextBrowser(this)), uncertainty_(new UncertaintyPage(context, this)), attention_(new AttentionPage(context, this)),
      experts_(new ExpertsPage(context, this)) {
    head_->setText(tr("Choose Branch > Compare to see two runs beside each other."));
    again_->setObjectName(QStringLiteral("compare-again"));
    offer_again();
    cancel_->hide();
    page_->setObjectName(QStringLiteral("compare-page"));
    page_->setAccessibleName(tr("Comparison"));
    page_->setFrameShape(QFrame::NoFrame);
    // First shown in a low panel, the page scrolls past its own margin to the cursor that nobody sees, and stays there when it gets its room.
    QScrollBar* down = page_->verticalScrollBar();
    connect(down, &QScrollBar::rangeChanged, this, [this, down] {
        if (down->value() <= page_->document()->documentMargin() + 2) down->setValue(0);
    });
    pages_->add(tr("Text"), tr("Steps side by side, their differences and the answers"));
    pages_->add(tr("Uncertainty"), tr("Entropy of both runs, token by token"));
    pages_->add(tr("Attention"), tr("What each step looks at, in both runs and the difference"));
    pages_->add(tr("Experts"), tr("Where the routing parts, and whose experts work more"));
    pages_->set_current(0);
    for (QWidget* page : std::initializer_list<QWidget*>{page_, uncertainty_, attention_, experts_}) stack_->addWidget(page);
    stack_->setMinimumHeight(space::l);  // the maps scroll: the panel leaves its room to the tree
    stack_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::s, space::xs, space::s, 0);
    bar->addWidget(pages_);
    bar->addStretch(1);
    bar->addWidget(again_);
    bar->addWidget(cancel_);
    head_->setContentsMargins(space::s, space::xs, space::s, space::xs);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(head_);
    column->addWidget(stack_, 1);
    connect(pages_, &SegmentedControl::chosen, this, [this](int page) { choose_page(static_cast<Page>(page)); });
    connect(again_, &QPushButton::clicked, this, &ComparePanel::write_again);
    connect(cancel_, &QPushButton::clicked, &context_.engine, &Engine::stop);
    const auto ended = [this] {
        cancel_->hide();
        offer_again();
    };
    connect(&context_.engine, &Engine::resampled, this, [this, ended](RunId run, const AnswerDistribution& answers) {
        answers_.insert_or_assign(run, answers);
        if (comparison_ && run == comparison_->b.id) ended();
        show_comparison();
    });
    connect(&context_.engine, &Engine::resample_failed, this, [this, ended](const QString& sentence) {
        ended();
        if (!sentence.isEmpty()) emit failed(sentence);
    });
}

void ComparePanel::compare(RunId a, RunId b) {
    wanted_ = {a, b};
    context_.library.query<RunComparison>(
        QStringLiteral("compare"), this, [a, b](const SessionReader& reader) { return compare_runs(reader, a, b, {}, {}); },
        [this](Result<RunComparison> found) {
            if (!found) {
                emit failed(QString::fromStdString(found.error().message));
                return;
            }
            answers_.clear();
            comparison_ = std::move(*found);
            offer_again();
            show_comparison();
            ask_maps();
            emit compared();
        });
}

void ComparePanel::take_over(const std::optional<RunComparison>& comparison, const std::map<RunId, AnswerDistribution>& answers) {
    comparison_ = comparison;
    answers_ = answers;
    offer_again();
    show_comparison();
    ask_maps();
}

void ComparePanel::offer_again() {
    const bool published = comparison_ && comparison_->by_sentences();
    again_->setEnabled(comparison_ && comparison_->first_difference && !published);
    again_->setToolTip(published ? tr("A trace that was read from a file has no model that could write it again")
                                 : tr("Continue both runs from behind the fork with other seeds and count the answers"));
}

void ComparePanel::choose_page(Page page) {
    pages_->set_current(static_cast<int>(page));
    stack_->setCurrentIndex(static_cast<int>(page));
    const bool text = page == Page::Text;
    again_->setVisible(text);  // what it counts stands there
    head_->setVisible(text || !comparison_);  // the maps say it in their own words
}

void ComparePanel::ask_maps() {
    maps_.reset();
    if (!comparison_) return;
    std::vector<StepPair> steps;
    for (const ComparedStep& step : comparison_->steps) steps.push_back(step.steps);
    context_.library.query<CompareMaps>(
        QStringLiteral("compare maps"), this,
        [a = comparison_->a.id, b = comparison_->b.id, steps = std::move(steps)](const SessionReader& reader) { return read_compare_maps(reader, a, b, steps); },
        [this](Result<CompareMaps> maps) {
            if (!comparison_) return;
            if (!maps) return emit failed(QString::fromStdString(maps.error().message));
            if (maps->a.run != comparison_->a.id || maps->b.run != comparison_->b.id) return;
            maps_ = std::move(*maps);
            show_maps();
            emit maps_shown();
        });
}

void ComparePanel::show_maps() {
    if (!maps_) return;
    choose_page(static_cast<Page>(pages_->current()));
    uncertainty_->show_maps(*maps_);
    attention_->show_maps(*maps_);
    experts_->show_maps(*maps_);
}

void ComparePanel::write_again() {
    if (!comparison_ || !comparison_->first_difference) return;
    again_->setEnabled(false);
    cancel_->show();
    // Behind the token that differs, so that each side keeps its own choice.
    context_.engine.resample({comparison_->a.id, comparison_->b.id}, TokenPos(comparison_->first_difference->value + 1), kSamples);
}

void ComparePanel::show_comparison() {
    if (!comparison_) return;
    const RunComparison& c = *comparison_;
    QStringList said;
    if (c.by_sentences()) said << (c.first_difference ? tr("They part at sentence %1.").arg(c.first_difference->value) : tr("Their sentences are the same."));
    else said << (c.first_difference ? tr("They part at token %1.").arg(c.first_difference->value) : tr("Their tokens are the same."));
    if (c.routing_split) said << tr("The routing parts at token %1, layer %2.").arg(c.routing_split->position.value).arg(c.routing_split->layer.value);
    head_->setText(said.join(QLatin1Char(' ')));
    const auto side = [&](const RunSummary& run, const std::optional<double>& mean) {
        const QString length = run.start.model_type == kPublishedTrace ? tr("%1 sentences").arg(run.generated_tokens) : tr("%1 tokens").arg(run.generated_tokens);
        QString text = tr("<b>Run %1</b> · answer <b>%2</b> · %3").arg(run.id.value).arg(escaped(run.answer), length);
        if (mean) text += tr(" · mean entropy %1").arg(*mean, 0, 'f', 3);
        if (const auto found = answers_.find(run.id); found != answers_.end()) text += QStringLiteral("<br>") + spread(found->second);
        return text;
    };
    const Columns columns(c);
    QString html = QStringLiteral("<table width='100%' cellspacing='0' cellpadding='4'><tr>") +
                   columns.cells(side(c.a, c.mean_entropy_a), side(c.b, c.mean_entropy_b), tr("Entropy"), tr("Same routing"), tr("Same attention")) + QStringLiteral("</tr>");
    for (const ComparedStep& step : c.steps) html += row(c, columns, step);
    page_->setHtml(html + QStringLiteral("</table>"));
}

void ComparePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    show_comparison();
    show_maps();  // titles carry colours
}

}  // namespace reasonscope::ui
