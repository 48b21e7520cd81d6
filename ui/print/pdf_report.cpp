#include "ui/print/pdf_report.h"

#include <QGuiApplication>
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/emphasis.h"
#include "base/file.h"
#include "maths/formula.h"
#include "report/family.h"
#include "report/text.h"
#include "report/words.h"
#include "ui/print/figures.h"

namespace reasonscope::ui {
namespace {

const QColor kMuted(0x5a, 0x60, 0x68), kWarning(0x7a, 0x4b, 0x00), kAccent(0x28, 0x63, 0xab), kGood(0x1d, 0x6b, 0x3a), kBad(0xb3, 0x26, 0x1e);
const TextStyle kBody{}, kSmall{.size = 8.5, .color = kMuted}, kStrong{.weight = QFont::DemiBold};

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }
QString clean(std::string_view raw) { return text(trimmed(raw)); }

Paragraph small(std::string_view words) { return {.text = text(words), .style = kSmall}; }
/// A model's words.
Paragraph said(std::string_view words, const TextStyle& style = kBody) { return {.text = text(without_emphasis(words)), .style = style, .formulas = true}; }
Paragraph body(std::string_view words) { return {.text = text(words), .style = kBody}; }

/// About 160 characters of a step, never the half of a formula.
std::string excerpt_with_formulas(std::string_view raw) {
    constexpr std::size_t kLimit = 160;
    const std::string line = without_emphasis(one_line(raw));
    if (code_points(line).size() <= kLimit) return line;
    std::string cut = to_utf8(std::u32string_view(code_points(line)).substr(0, kLimit - 1));
    for (const maths::Formula& formula : maths::find_formulas(line))
        if (formula.source.begin < cut.size() && formula.source.end > cut.size()) cut = line.substr(0, formula.source.end);
    return cut.size() < line.size() ? cut + "…" : cut;
}

/// QPainter needs an application object for its fonts; the command line has none.
std::unique_ptr<QGuiApplication> offscreen_application() {
    if (QCoreApplication::instance()) return nullptr;
    // Both must outlive the application, which takes out the arguments it understands.
    static int argc = 0;
    static std::array<char*, 4> argv;
    argc = 3;
    argv = {const_cast<char*>("reasonscope"), const_cast<char*>("-platform"), const_cast<char*>("offscreen"), nullptr};
    // Start-up remarks about a missing desktop are no news to someone who asked for a file.
    const QtMessageHandler before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
    auto application = std::make_unique<QGuiApplication>(argc, argv.data());
    qInstallMessageHandler(before);
    return application;
}

/// Answer and confidence beside each other. `size`: of a short answer.
void print_verdict(PageFlow& flow, const Report& report, double size) {
    const RunSummary& run = report.run;
    Cell answer = {small(report.say("Answer"))}, sure = {small(report.say("Confidence"))};
    if (run.answer.empty()) {
        answer.push_back({.text = text(report.say("The run ended before it gave an answer.")), .style = {.size = 11, .color = kMuted}});
    } else {
        const bool long_answer = run.answer.size() > 60;
        answer.push_back(said(trimmed(run.answer), {.size = long_answer ? 11.0 : size, .weight = long_answer ? QFont::Normal : QFont::DemiBold, .leading = 1.3}));
    }
    const Confidence& confidence = report.confidence;
    if (confidence.answer) {
        Paragraph share{.text = text(percent(*confidence.answer)), .style = {.size = size * 0.7, .weight = QFont::DemiBold, .leading = 1.35}};
        sure.push_back(share);
        std::string meaning = report.say("Mean token probability of the answer.");
        if (confidence.lowest) meaning += std::string(report.between()) + report.say("The least certain step was step {} at {}.", confidence.lowest->value, percent(confidence.lowest_probability));
        sure.push_back(small(meaning));
    } else {
        sure.push_back(small(confidence_sentence(report)));
    }
    flow.table({{.share = 6}, {.share = 3}}, {Row{.cells = {answer, sure}}});
}

void print_head(PageFlow& flow, const Report& report) {
    const RunSummary& run = report.run;
    flow.paragraph({.text = text(report.say("Reasoning report · {} · run {} · {}", one_line(run.start.model_name), run.id.value, day_and_time(run.created))), .style = kSmall});
    const bool long_question = run.start.prompt.size() > 240;
    flow.paragraph({.text = clean(run.start.prompt), .style = {.size = long_question ? 11.0 : 17.0, .weight = long_question ? QFont::Normal : QFont::DemiBold, .leading = 1.32}, .before = 8, .formulas = true});
    if (const std::string unfinished = unfinished_sentence(report); !unfinished.empty()) {
        flow.paragraph({.text = text(unfinished), .style = {.size = 9.5, .color = kWarning}, .before = 10});
    }
    flow.space(14);
    print_verdict(flow, report, 24);
    if (const std::string claims = claims_sentence(report); !claims.empty() && report.options.shows(ReportSection::Claims)) {
        flow.space(4);
        flow.paragraph(small(claims));
    }
}

std::string plain_claim(std::string_view text) {
    const auto tree = maths::parse(text);
    return tree ? maths::to_plain(*tree) : std::string(text);
}

void print_influences(PageFlow& flow, const Report& report) {
    if (report.influences.empty()) return;
    flow.heading(text(report.say("Steps that mattered")));
    flow.paragraph(small(report.say("By {}. The share is the part of the weight behind step {} that passes through a step; the tick marks what it would get if every step leaned on all "
                                    "earlier ones evenly.",
                                    method_label(report, report.tree_method), report.tree.front().step.value)));
    flow.space(6);
    std::vector<Row> rows;
    for (const Influence& influence : report.influences) {
        const ReportStep* step = find_step(report, influence.step);
        const StepClass cls = step->stored.step.cls;
        Paragraph what = small(report.word(class_label(cls)));
        what.dot = print_color(class_color(cls).light.ink);
        Paragraph share = body(percent(influence.share));
        share.bar = WeightBar{influence.share, influence.control};
        Cell known = {body(lift_words(report, influence))};
        if (influence.all_methods) known.push_back(small(agreement_words(report, influence)));
        rows.push_back({{{body(std::to_string(influence.step.value))},
                         {said(excerpt_with_formulas(step->stored.text)), what},
                         {share},
                         {body(report.say("step {}, with {}", influence.used_by.value, percent(influence.weight)))},
                         known}});
    }
    flow.table({{.share = 0.5, .title = text(report.say("Step"))}, {.share = 3.7, .title = text(report.say("Text"))}, {.share = 1.3, .title = text(report.say("Share"))}, {.share = 1.3, .title = text(report.say("Used most by"))}, {.share = 3.2, .title = text(report.say("How we know"))}}, rows);
}

void print_notes(PageFlow& flow, const Report& report) {
    const std::vector<ReportNote> notes = notes_of(report);
    if (notes.empty()) return;
    flow.heading(text(report.say("Notes")));
    std::vector<Row> rows;
    for (const ReportNote& note : notes) {
        const ReportStep* step = note.step ? find_step(report, *note.step) : nullptr;
        Paragraph kind = small(note_kind(report, note.mark->kind));
        kind.mark = note.mark->kind;
        Cell at;
        if (step) at.push_back(said(excerpt_with_formulas(step->stored.text), kSmall));
        if (note.mark->token) at.push_back(small(report.say("at token “{}”", token_text(note.token))));
        rows.push_back({{{body(step ? std::to_string(note.step->value) : "")}, {kind}, {said(trimmed(note.mark->text))}, at}});
    }
    flow.table({{.share = 0.6, .title = text(report.say("Step"))}, {.share = 1.3, .title = text(report.say("Kind"))}, {.share = 4, .title = text(report.say("Note"))}, {.share = 4.2, .title = text(report.say("At"))}}, rows);
}

void print_picture(PageFlow& flow, const Report& report) {
    if (report.tree.empty()) return;
    if (tree_needs_landscape(flow, report)) {
        flow.new_page(true);
    } else if (report.anchor.empty()) {
        flow.new_page();  // question, answer and what mattered are a page of their own
    } else {
        flow.keep(flow.height() / 2);
    }
    flow.heading(text(report.say("Reasoning tree")));
    flow.paragraph(small(report.tree_method.empty()
                             ? report.say("No weights between steps were stored, so the last step stands alone.")
                             : report.say("Read from what was given to the answer: each step points to the step that rests on it most. Weights: {}.", method_label(report, report.tree_method))));
    if (const std::string abandoned = abandoned_sentence(report); !abandoned.empty()) flow.paragraph(small(abandoned));
    print_legend(flow, report);
    flow.space(8);
    print_tree(flow, report);
    if (flow.landscape()) flow.new_page(false);
}

void print_claims(PageFlow& flow, const Report& report) {
    if (report.claims.empty()) return;
    flow.heading(text(report.say("Claims about numbers")));
    flow.paragraph(small(claims_sentence(report) + std::string(report.between()) + report.say("Each equation that a step writes is worked out exactly.")));
    std::vector<Row> rows;
    for (const ReportClaim* claim : claims_to_show(report, 12)) {
        const bool wrong = claim->verdict == ClaimVerdict::Wrong;
        const std::string worked_out = report.word(name(claim->verdict));
        Paragraph verdict = body(claim->rounded ? report.say("{}, rounded", worked_out) : worked_out);
        verdict.style.color = wrong ? kBad : claim->verdict == ClaimVerdict::Verified ? kGood : kMuted;
        if (wrong) verdict.style.weight = QFont::DemiBold;
        rows.push_back({{{body(std::to_string(claim->step.value))}, {body(excerpt(claim->text.find('\\') == std::string::npos ? claim->text : plain_claim(claim->text), 160))}, {verdict}}});
    }
    if (rows.empty()) return;
    flow.space(6);
    flow.table({{.share = 0.6, .title = text(report.say("Step"))}, {.share = 6, .title = text(report.say("Claim"))}, {.share = 1.8, .title = text(report.say("Worked out"))}}, rows);
}

void print_decisions(PageFlow& flow, const Report& report) {
    if (report.decisions.empty()) return;
    flow.heading(text(report.say("Where it nearly went elsewhere")));
    std::vector<Row> rows;
    for (const ReportDecision& decision : report.decisions) {
        rows.push_back({{{body(std::to_string(decision.point.step.value))},
                         {body(fmt::format("“{}”  {}", token_text(decision.taken), percent(decision.point.probability)))},
                         {body(fmt::format("“{}”  {}", token_text(decision.alternative), percent(decision.point.alternative_probability)))},
                         {body(report.say("{} nats", figure(decision.point.entropy)))}}});
    }
    flow.table({{.share = 0.6, .title = text(report.say("Step"))}, {.share = 3, .title = text(report.say("Taken"))}, {.share = 3, .title = text(report.say("Instead"))}, {.share = 1, .title = text(report.say("Entropy"))}}, rows);
}

/// Never broken between a number and its unit.
std::string in_one_piece(const std::string& words) { return text(words).replace(QChar(' '), QChar(QChar::Nbsp)).toStdString(); }

Row step_row(const Report& report, const ReportStep& step) {
    const Step& stored = step.stored.step;
    Cell what = {said(trimmed(step.stored.text))};
    std::string meta = report.word(class_label(stored.cls));
    if (is_abandoned(report, stored.id)) meta += " · " + report.say("abandoned: the answer does not rest on it");
    if (step.traced) meta += " · " + report.say("probability {}", percent(step.mean_probability)) + " · " + report.say("entropy {} mean, {} highest", figure(step.mean_entropy), figure(step.max_entropy));
    if (step.milliseconds > 0) meta += " · " + in_one_piece(duration(step.milliseconds));
    Paragraph line = small(meta);
    line.dot = print_color(class_color(stored.cls).light.ink);
    line.before = 1.5;
    what.push_back(line);
    for (const ReportNote& note : notes_at(report, stored.id)) {
        Paragraph mark{.text = text(note_sentence(report, note)), .style = {.size = 8.5, .color = kAccent}, .before = 1.5};
        mark.mark = note.mark->kind;
        what.push_back(mark);
    }
    if (const std::string claims = step_claims(report, stored.id); !claims.empty()) {
        Paragraph numbers = small(report.say("numbers: {}", claims));
        if (claim_of(report, stored.id) == ClaimVerdict::Wrong) numbers.style.color = kBad;
        what.push_back(numbers);
    }
    for (const ReportDecision& decision : report.decisions) {
        if (decision.point.step == stored.id) what.push_back(small(report.say("Nearly went elsewhere: {}", decision_sentence(report, decision))));
    }
    if (const std::string experts = overused_sentence(report, step); !experts.empty()) what.push_back(small(report.say("Most over-used experts: {}", experts)));
    Cell rests;
    std::string_view method;
    for (const Edge& edge : step.sources) {
        if (edge.method != method) {
            method = edge.method;
            Paragraph title = small(report.say("{} ({})", method_label(report, method), report.word(name(edge.grade))));
            title.before = 2;
            rests.push_back(title);
        }
        rests.push_back({.text = text(edge.control > 0 ? report.say("step {}  {}, {} random", edge.source.value, percent(edge.weight), times(against_control(edge)))
                                                : report.say("step {}  {}", edge.source.value, percent(edge.weight))),
                         .style = {.size = 8.5}});
    }
    return {.cells = {{body(std::to_string(stored.id.value))}, what, rests}, .accent = print_color(class_color(stored.cls).light.ink)};
}

void print_steps(PageFlow& flow, const Report& report) {
    if (report.steps.empty()) return;
    flow.heading(text(report.say("All {} steps", report.steps.size())));
    std::vector<Row> rows;
    const auto print_part = [&](StepSource source) {
        const std::vector<Column> columns = {{.share = 0.7}, {.share = 6.6}, {.share = 2.9, .title = source == StepSource::Prompt ? QString() : text(report.say("Rests on"))}};
        flow.keep(std::min(flow.row_height(columns, rows.front()) + 30, flow.height() / 2));  // no title without its first step
        flow.subheading(text(report.word(source_label(source))));
        flow.table(columns, rows);
        rows.clear();
    };
    for (std::size_t i = 0; i < report.steps.size(); ++i) {
        rows.push_back(step_row(report, report.steps[i]));
        const StepSource source = report.steps[i].stored.step.source;
        if (i + 1 == report.steps.size() || report.steps[i + 1].stored.step.source != source) print_part(source);
    }
}

void print_facts(PageFlow& flow, const std::string& title, const std::vector<Fact>& facts) {
    flow.subheading(text(title));
    std::vector<Row> rows;
    for (const Fact& fact : facts) rows.push_back({{{{.text = clean(fact.label), .style = {.color = kMuted}}}, {{.text = clean(fact.value), .style = kBody}}}});
    flow.table({{.share = 1.6}, {.share = 6}}, rows, false);
}

void print_expert_use(PageFlow& flow, const Report& report) {
    if (!report.experts.empty()) {
        flow.keep(std::min(flow.height() / 2, 110 + 20 * static_cast<double>(lift_grid(report).layers.size())));
        flow.heading(text(report.say("Experts")));
        flow.paragraph(small(report.say("How often each expert was chosen in the whole run, as a multiple of the even share of {}.", percent(1.0 / std::max(1, lift_grid(report).experts)))));
        flow.space(6);
        print_experts(flow, report);
    } else if (!report.expert_findings.empty()) {
        flow.heading(text(report.say("Taken out")));
    }
    for (const std::string& finding : report.expert_findings) {
        Paragraph sentence = body(finding);
        sentence.before = 4;
        flow.paragraph(sentence);
    }
}

void print_end(PageFlow& flow, const Report& report) {
    if (report.options.shows(ReportSection::Made)) {
        flow.heading(text(report.say("How it was made")));
        print_facts(flow, report.say("Model"), model_facts(report));
        print_facts(flow, report.say("Settings"), settings_facts(report));
        print_facts(flow, report.say("Run"), run_facts(report));
    }
    if (!report.options.shows(ReportSection::Limits)) return;
    flow.heading(text(report.say("What this report can't show")));
    for (const std::string& limit : report.limits) {
        Paragraph sentence = body(limit);
        sentence.before = 4;
        flow.paragraph(sentence);
    }
}

/// The sections below the head, as far as they were asked for.
void print_body(PageFlow& flow, const Report& report) {
    const auto print = [&](ReportSection section, void (*part)(PageFlow&, const Report&)) {
        if (report.options.shows(section)) part(flow, report);
    };
    print(ReportSection::Mattered, print_influences);
    // Notes stand on the first page where they fit, else behind the tree rather than on a page of their own before it.
    const bool fit = flow.room() > 90 + 34 * static_cast<double>(report.marks.size());
    if (fit) print(ReportSection::Notes, print_notes);
    print(ReportSection::Tree, print_picture);
    if (!fit) print(ReportSection::Notes, print_notes);
    print(ReportSection::Claims, print_claims);  // in one sentence they stand on the first page
    print(ReportSection::Decisions, print_decisions);
    print(ReportSection::Steps, print_steps);
    print(ReportSection::Experts, print_expert_use);
}

void print_branches(PageFlow& flow, const Report& report) {
    const auto lines = branch_lines(report);
    if (lines.empty()) return;
    flow.heading(text(report.say("Branches")));
    std::vector<Row> rows;
    for (const BranchLine& line : lines) rows.push_back({{{body(line.number)}, {body(line.how)}, {said(line.answer)}, {body(line.confidence)}, {body(line.steps)}}});
    flow.table({{.share = 0.5, .title = text(report.say("Run"))}, {.share = 2.6, .title = text(report.say("How it came about"))}, {.share = 3, .title = text(report.say("Answer"))}, {.share = 1.2, .title = text(report.say("Confidence"))}, {.share = 0.7, .title = text(report.say("Steps"))}}, rows);
    for (const Report& other : report.others) {
        flow.new_page();
        flow.heading(text(run_title(other)));
        print_verdict(flow, other, 16);
        print_body(flow, other);
    }
}

/// Qt stamps the wall clock into the file; the same session shall always make the same bytes, so the run's own time stands
/// there instead. The stamp keeps its length, and with it every offset in the file.
void set_creation_date(QByteArray& pdf, const std::string& created) {
    const QByteArray key = "/CreationDate (D:";
    const qsizetype at = pdf.indexOf(key);
    if (at < 0) return;
    QByteArray digits;
    for (const char c : created) {
        if (c >= '0' && c <= '9' && digits.size() < 14) digits += c;
    }
    while (digits.size() < 14) digits += digits.size() == 5 || digits.size() == 7 ? '1' : '0';
    pdf.replace(at + key.size(), 14, digits);
    const qsizetype zone = at + key.size() + 14, end = pdf.indexOf(')', zone);
    const QByteArray utc = QByteArray("+00'00'").left(end - zone);
    pdf.replace(zone, utc.size(), utc);
}

}  // namespace

Status write_pdf_report(const Report& report, const std::filesystem::path& file) {
    const auto application = offscreen_application();
    PageFlow flow(text(report.say("Reasoning report: {}", excerpt(report.run.start.prompt, 80))),
                  text(report.say("Reasonscope · {} · seed {} · {}", one_line(report.run.start.model_name), report.run.start.seed, excerpt(report.run.start.fingerprint, 24))));
    print_head(flow, report);
    print_body(flow, report);
    if (report.options.shows(ReportSection::Branches)) print_branches(flow, report);
    print_end(flow, report);
    if (!flow.finish()) return failure("The PDF report could not be drawn.");
    QByteArray pdf = flow.bytes();
    set_creation_date(pdf, report.run.created);
    return write_file(file, {pdf.constData(), static_cast<std::size_t>(pdf.size())});
}

}  // namespace reasonscope::ui
