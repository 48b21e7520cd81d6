#pragma once
// The ways of measuring edges that the window offers, in their order on the bar.

#include <QString>
#include <string>
#include <vector>

namespace reasonscope::ui {

struct MethodChoice {
    std::string method;  // as stored with its edges
    QString label, tooltip;
};
std::vector<MethodChoice> method_choices();

/// In a sentence: "calibrated heads"; of a method that is not offered its stored name.
QString method_text(const std::string& method);

}  // namespace reasonscope::ui
