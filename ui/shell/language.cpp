#include "ui/shell/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Q_INIT_RESOURCE must stand outside every namespace.
static void load_translations() { Q_INIT_RESOURCE(translations); }

namespace reasonscope::ui {
namespace {

/// lupdate does not follow `namespace a::b`: it files words under the bare class, and those of helper functions under the namespace.
class OurWords : public QTranslator {
public:
    QString translate(const char* context, const char* source, const char* disambiguation, int n) const override {
        const QByteArray full(context);
        const QString found = QTranslator::translate(full.mid(full.lastIndexOf(':') + 1).constData(), source, disambiguation, n);
        return found.isEmpty() ? QTranslator::translate("reasonscope::ui", source, disambiguation, n) : found;
    }
};

}  // namespace

std::vector<LanguageChoice> languages() {
    return {{QString(), QCoreApplication::translate("Language", "System")},
            {QStringLiteral("en"), QStringLiteral("English")},
            {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
}

void install_language(const QString& code) {
    load_translations();
    static OurWords ours;
    static QTranslator qts;
    QCoreApplication::removeTranslator(&ours);
    QCoreApplication::removeTranslator(&qts);
    const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
    QLocale::setDefault(locale);
    if (qts.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&qts);
    }
    // The words stand in the sources in English; its file has the plurals.
    for (const QLocale& wanted : {locale, QLocale(QStringLiteral("en"))})
        if (ours.load(wanted, QStringLiteral("reasonscope"), QStringLiteral("_"), QStringLiteral(":/translations"))) {
            QCoreApplication::installTranslator(&ours);
            break;
        }
}

}  // namespace reasonscope::ui
