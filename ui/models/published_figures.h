#pragma once
// Numbers that came with an imported trace: one value per step under a name of the file, as published (thought-anchors: importances with sign).

#include <QString>
#include <string>
#include <vector>

#include "store/records.h"

namespace reasonscope::ui {

struct PublishedFigure {
    QString key;                // as in the file
    QString title, tip;         // what people call it, and what it says
    std::vector<float> values;  // [steps], by step; NaN where the file has none
    float least = 0, most = 0;  // of the values
};

/// In the order in which they are most asked for. Empty for runs of a model, and for files that came without numbers.
std::vector<PublishedFigure> published_figures(const RunStart& start, std::size_t steps);

}  // namespace reasonscope::ui
