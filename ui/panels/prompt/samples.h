#pragma once
// Questions that the bundled model was trained for, one click away.

#include <QString>
#include <vector>

namespace reasonscope::ui {

struct Sample {
    QString title;     // on the chip
    QString question;  // what is asked
};
std::vector<Sample> samples();

}  // namespace reasonscope::ui
