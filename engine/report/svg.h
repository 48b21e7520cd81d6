#pragma once

#include <string>

#include "report/report.h"

namespace reasonscope {

/// The reasoning tree as an inline <svg>, and the classes that occur with the meaning of lines and signs as a list below it; colours come
/// from the page's style sheet. Both are empty when there is no tree.
struct TreePicture {
    std::string svg, legend;
};
TreePicture tree_picture(const Report& report);

/// The sign of a mark as the window draws it: a ribbon, a sheet, a label. Inline <svg>; `at`: its x and y within another one.
std::string mark_icon(MarkKind kind, const std::string& at = {});

}  // namespace reasonscope
