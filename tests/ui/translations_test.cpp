// The Chinese translation, and the English plurals, against the words that are in the sources now.

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>
#include <map>

#include "ui/shell/language.h"

namespace reasonscope::ui {
namespace {

const QString kTranslations = QStringLiteral(REASONSCOPE_SOURCE_DIR "/resources/translations/");
const QString kChinese = QStringLiteral("reasonscope_zh_CN.ts"), kEnglish = QStringLiteral("reasonscope_en.ts");

/// "context: source" -> translation; empty when it is unfinished.
std::map<QString, QString> read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(path));
    QXmlStreamReader xml(&file);
    std::map<QString, QString> words;
    QString context, source;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QLatin1String("name")) context = xml.readElementText();
        else if (xml.name() == QLatin1String("source")) source = xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            const bool finished = !xml.attributes().hasAttribute(QLatin1String("type"));
            const QString translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            words[context + QStringLiteral(": ") + source] = finished ? translation : QString();
        }
    }
    return words;
}

class TranslationsTest : public QObject {
    Q_OBJECT

private slots:
    /// Lists what is missing by name; scripts/translate.sh brings the file up to date, a person (or a careful reader) fills it in.
    void every_word_of_the_sources_is_in_chinese_and_every_plural_in_english() {
        QTemporaryDir folder;
        QProcess lupdate;
        lupdate.start(QStringLiteral("bash"), {QStringLiteral(REASONSCOPE_SOURCE_DIR "/scripts/translate.sh"), folder.path()});
        QVERIFY(lupdate.waitForFinished(120000));
        QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError().constData());
        for (const auto& [file, least] : {std::pair(kChinese, 300U), std::pair(kEnglish, 3U)}) {
            const auto wanted = read(folder.filePath(file)), have = read(kTranslations + file);
            QVERIFY(wanted.size() > least);
            QStringList missing;
            for (const auto& [source, nothing] : wanted) {
                const auto found = have.find(source);
                if (found == have.end() || found->second.isEmpty()) missing << source;
            }
            QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("%1 missing in %2:\n").arg(missing.size()).arg(file) + missing.join(QLatin1Char('\n'))));
        }
    }

    void places_for_values_are_the_same_in_both() {
        static const QRegularExpression place(QStringLiteral("%[0-9Ln]+"));
        const auto places = [](const QString& text) {
            QStringList found;
            for (auto at = place.globalMatch(text); at.hasNext();) found << at.next().captured();
            found.sort();
            return found;
        };
        QStringList wrong;
        for (const auto& [source, translation] : read(kTranslations + kChinese)) {
            if (!translation.isEmpty() && places(source) != places(translation)) wrong << source;
        }
        QCOMPARE(wrong.join(QLatin1Char('\n')), QString());
    }

    void words_come_from_the_program_itself() {
        install_language(QStringLiteral("zh_CN"));
        QCOMPARE(QCoreApplication::translate("reasonscope::ui::MainWindow", "&File"), QStringLiteral("文件(&F)"));
        QCOMPARE(QCoreApplication::translate("StepClass", "Plan"), QStringLiteral("计划"));
        install_language(QStringLiteral("en"));
        QCOMPARE(QCoreApplication::translate("reasonscope::ui::MainWindow", "&File"), QStringLiteral("&File"));
    }

    void plurals_are_english_also_where_nobody_translated() {
        for (const char* code : {"en", "de_DE"}) {
            install_language(QLatin1String(code));
            const auto hide = [](int runs) { return QCoreApplication::translate("reasonscope::ui::BranchActions", "Hide %n run(s)", nullptr, runs); };
            QCOMPARE(hide(1), QStringLiteral("Hide 1 run"));
            QCOMPARE(hide(3), QStringLiteral("Hide 3 runs"));
        }
        install_language(QStringLiteral("zh_CN"));
        QVERIFY(!QCoreApplication::translate("reasonscope::ui::BranchActions", "Hide %n run(s)", nullptr, 3).contains(QLatin1String("run")));
        install_language(QStringLiteral("en"));
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_MAIN(reasonscope::ui::TranslationsTest)
#include "translations_test.moc"
