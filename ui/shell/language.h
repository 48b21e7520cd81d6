#pragma once
// The languages of the window.

#include <QString>
#include <vector>

namespace reasonscope::ui {

struct LanguageChoice {
    QString code;  // "en", "zh_CN"; empty: the system's
    QString name;  // in its own words
};
std::vector<LanguageChoice> languages();

/// From now on tr() speaks this language. Widgets that exist keep their words; the window builds its panels anew.
void install_language(const QString& code);

}  // namespace reasonscope::ui
