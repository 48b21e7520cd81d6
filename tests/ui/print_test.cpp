// The PDF report: drawn without a display, readable as text, with every page inside its margins.

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "report/palette.h"
#include "report/tree_layout.h"
#include "report/words.h"
#include "tests/report/sample_session.h"
#include "ui/print/pdf_report.h"

using namespace reasonscope;

namespace {

Result<Report> report_of(const sample::Story& story, const QString& file) {
    const std::string path = file.toStdString();
    const auto writer = SessionWriter::open(path);
    if (!writer) return tl::unexpected(writer.error());
    const auto run = sample::write(**writer, story);
    if (!run) return tl::unexpected(run.error());
    const auto reader = SessionReader::open(path);
    if (!reader) return tl::unexpected(reader.error());
    return build_report(**reader, *run);
}

QString output_of(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(60000);
    return QString::fromUtf8(process.readAllStandardOutput()).replace(QChar(0xA0), ' ');
}

}  // namespace

class PrintTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QVERIFY(folder_.isValid()); }

    void text_is_complete_data() {
        QTest::addColumn<int>("story");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("chain") << 0 << QStringList{"What is z?", "22", "Steps that mattered", "So z = 11 * 2 = 22.", "What this report can't show", "sha256:3f1c", "observed"};
        QTest::newRow("long") << 1 << QStringList{"When does it arrive at the last station?", "10:26", "86 minutes are one hour and 26 minutes."};
        QTest::newRow("chinese") << 2 << QStringList{"已知函数", "所以"};
        QTest::newRow("hostile") << 3 << QStringList{"<script>alert(1)</script>", "[U+202E]"};
        QTest::newRow("cut off") << 4 << QStringList{"reached its limit of tokens"};
        QTest::newRow("untraced") << 5 << QStringList{"Tracing was off"};
    }

    void text_is_complete() {
        QFETCH(int, story);
        QFETCH(QStringList, words);
        const std::vector<sample::Story> stories = {sample::variable_chain(), sample::long_chain(), sample::chinese_latex(), sample::hostile(), sample::truncated(), sample::untraced()};
        const auto report = report_of(stories[static_cast<std::size_t>(story)], folder_.filePath(QString::number(story) + ".db"));
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        const QString pdf = folder_.filePath(QString::number(story) + ".pdf");
        const Status written = ui::write_pdf_report(*report, pdf.toStdString());
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        if (QStandardPaths::findExecutable("pdftotext").isEmpty()) QSKIP("pdftotext is not installed");
        static const QRegularExpression white("\\s+");
        const QString text = output_of("pdftotext", {"-raw", pdf, "-"}).replace(white, " ");
        for (const QString& word : words) QVERIFY2(text.contains(word), qPrintable(word + " is missing in: " + text.left(2000)));
        check_margins(pdf);
    }

    /// Page breaks fall between the boxes of the tree; the pages after the first say what they go on with.
    void no_page_break_cuts_the_tree() {
        if (QStandardPaths::findExecutable("pdftotext").isEmpty()) QSKIP("pdftotext is not installed");
        const auto report = report_of(sample::long_chain(), folder_.filePath("tree.db"));
        QVERIFY(report);
        const QString pdf = folder_.filePath("tree.pdf");
        QVERIFY(ui::write_pdf_report(*report, pdf.toStdString()));
        static const QRegularExpression white("\\s+"), count("Pages:\\s+(\\d+)");
        const int pages = count.match(output_of("pdfinfo", {pdf})).captured(1).toInt();
        QVERIFY(pages >= 3);
        QStringList texts;
        for (int page = 1; page <= pages; ++page) {
            const QString number = QString::number(page);
            texts << output_of("pdftotext", {"-raw", "-f", number, "-l", number, pdf, "-"}).replace(white, " ");
        }
        QVERIFY2(texts[0].contains("Steps that mattered") && !texts[0].contains("Reasoning tree"), "the first page stands on its own");
        int tree_pages = 0, boxes = 0;
        for (const QString& text : std::as_const(texts)) tree_pages += text.contains("Reasoning tree") ? 1 : 0;
        for (int page = 1; page < pages; ++page)
            if (texts[page].contains("Reasoning tree, continued")) QVERIFY(texts[page - 1].contains("Reasoning tree"));
        for (const LayoutNode& node : lay_out_tree(*report).nodes) {
            const QString head = QString::fromStdString(std::to_string(node.step.value) + " · " + std::string(class_label(find_step(*report, node.step)->stored.step.cls)));
            const QString first_word = QString::fromStdString(node.lines.front()).section(' ', 0, 0);
            for (const QString& text : std::as_const(texts)) {
                const auto at = text.indexOf(' ' + head + ' ');
                if (at < 0) continue;
                ++boxes;
                QVERIFY2(text.mid(at + head.size() + 1).trimmed().startsWith(first_word), qPrintable(head + " stands without its words: " + text.mid(at, 80)));
                break;
            }
        }
        QVERIFY(boxes > 10);
        QVERIFY(tree_pages >= 1);
    }

    void formulas_are_set_as_mathematics() {
        if (QStandardPaths::findExecutable("pdftotext").isEmpty()) QSKIP("pdftotext is not installed");
        sample::Story story = sample::variable_chain();
        story.thinking[0].text = "So \\(x = \\frac{123}{456}\\) and \\(\\unknown{y}\\) **stays**.";
        const auto report = report_of(story, folder_.filePath("formula.db"));
        QVERIFY(report);
        const QString pdf = folder_.filePath("formula.pdf");
        QVERIFY(ui::write_pdf_report(*report, pdf.toStdString()));
        const QString text = output_of("pdftotext", {pdf, "-"});
        QVERIFY2(!text.contains("\\frac"), "no source where there is mathematics");
        QVERIFY(text.contains("123") && text.contains("456"));
        QVERIFY2(text.contains("\\unknown{y}"), "what is not known stays");
        QVERIFY(text.contains("stays") && !text.contains("**"));
    }

    void marks_are_printed_and_the_words_are_chinese_where_asked() {
        if (QStandardPaths::findExecutable("pdftotext").isEmpty()) QSKIP("pdftotext is not installed");
        const std::string path = folder_.filePath("marks.db").toStdString();
        const auto writer = SessionWriter::open(path).value();
        const RunId run = sample::write(*writer, sample::variable_chain()).value();
        QVERIFY(writer->set_mark({0, run, StepId(8), std::nullopt, MarkKind::Note, "is the carry right"}));
        QVERIFY(writer->set_mark({0, run, StepId(8), std::nullopt, MarkKind::Bookmark, ""}));
        QVERIFY(writer->flush());
        const auto reader = SessionReader::open(path).value();
        ReportOptions options;
        for (const Language language : {Language::English, Language::Chinese}) {
            options.language = language;
            const auto report = build_report(*reader, run, options);
            QVERIFY(report);
            const QString pdf = folder_.filePath("marks.pdf");
            QVERIFY(ui::write_pdf_report(*report, pdf.toStdString()));
            const QString text = output_of("pdftotext", {"-raw", pdf, "-"});
            const bool chinese = language == Language::Chinese;
            QVERIFY2(text.count("is the carry right") == 2, "in the list of notes and at its step");
            QVERIFY(text.contains(chinese ? "备注" : "Notes"));
            QVERIFY(text.contains(chinese ? "书签" : "Bookmark"));
            QCOMPARE(text.contains("Reasoning tree"), !chinese);
            QCOMPARE(text.contains("推理树"), chinese);
            check_margins(pdf);
        }
    }

    void same_session_same_bytes() {
        const auto report = report_of(sample::variable_chain(), folder_.filePath("same.db"));
        QVERIFY(report);
        QByteArray first;
        for (const char* name : {"a.pdf", "b.pdf"}) {
            QVERIFY(ui::write_pdf_report(*report, folder_.filePath(name).toStdString()));
            QFile file(folder_.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            if (first.isEmpty()) first = bytes;
            QCOMPARE(bytes, first);
            QTest::qWait(1100);  // the clock must not show
        }
    }

    void a_folder_that_is_not_there_is_one_sentence() {
        const auto report = report_of(sample::untraced(), folder_.filePath("none.db"));
        QVERIFY(report);
        const Status written = ui::write_pdf_report(*report, folder_.filePath("missing/r.pdf").toStdString());
        QVERIFY(!written);
        QVERIFY(!written.error().message.empty());
    }

private:
    /// No word stands outside its page: nothing is clipped.
    void check_margins(const QString& pdf) {
        const QString boxes = output_of("pdftotext", {"-bbox", pdf, "-"});
        static const QRegularExpression page("<page width=\"([0-9.]+)\" height=\"([0-9.]+)\""),
            word("<word xMin=\"([-0-9.]+)\" yMin=\"([-0-9.]+)\" xMax=\"([-0-9.]+)\" yMax=\"([-0-9.]+)\">(.*)</word>");
        double width = 0, height = 0;
        int words = 0;
        for (const QString& line : boxes.split('\n')) {
            if (const auto found = page.match(line); found.hasMatch()) width = found.captured(1).toDouble(), height = found.captured(2).toDouble();
            const auto found = word.match(line);
            if (!found.hasMatch()) continue;
            ++words;
            QVERIFY2(found.captured(1).toDouble() >= 20 && found.captured(3).toDouble() <= width - 20 && found.captured(2).toDouble() >= 20 &&
                         found.captured(4).toDouble() <= height - 15,
                     qPrintable(line));
        }
        QVERIFY(words > 50);
    }

    QTemporaryDir folder_;
};

QTEST_MAIN(PrintTest)
#include "print_test.moc"
