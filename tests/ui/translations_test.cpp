// The Chinese translation against the words that are in the sources now.

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

const QString kTs = QStringLiteral(REASONSCOPE_SOURCE_DIR "/resources/translations/reasonscope_zh_CN.ts");

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
    void every_word_of_the_sources_is_in_chinese() {
        QTemporaryDir folder;
        const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
        QProcess lupdate;
        lupdate.start(QStringLiteral("bash"), {QStringLiteral(REASONSCOPE_SOURCE_DIR "/scripts/translate.sh"), fresh});
        QVERIFY(lupdate.waitForFinished(120000));
        QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError().constData());
        const auto wanted = read(fresh), have = read(kTs);
        QVERIFY(wanted.size() > 300);
        QStringList missing;
        for (const auto& [source, nothing] : wanted) {
            const auto found = have.find(source);
            if (found == have.end() || found->second.isEmpty()) missing << source;
        }
        QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("%1 not translated:\n").arg(missing.size()) + missing.join(QLatin1Char('\n'))));
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
        for (const auto& [source, translation] : read(kTs)) {
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
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_MAIN(reasonscope::ui::TranslationsTest)
#include "translations_test.moc"
