#pragma once
// The report on paper. Same content as the other formats, drawn with QPainter.

#include <filesystem>

#include "base/result.h"
#include "report/report.h"

namespace reasonscope::ui {

/// A4, selectable text, tree as vector graphics. Needs no display: where no application object exists it makes an
/// offscreen one for the time of the call. Errors: BadInput when the file can't be written; then it is untouched.
Status write_pdf_report(const Report& report, const std::filesystem::path& file);

}  // namespace reasonscope::ui
