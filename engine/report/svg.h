#pragma once

#include <string>

#include "report/report.h"

namespace reasonscope {

/// The reasoning tree as an inline <svg>, and the classes that occur with the meaning of the lines as a list below it; colours come
/// from the page's style sheet. Both are empty when there is no tree.
struct TreePicture {
    std::string svg, legend;
};
TreePicture tree_picture(const Report& report);

}  // namespace reasonscope
