#pragma once
// A report in pieces that templates put together.

#include <string>
#include <vector>

#include "report/report.h"

namespace reasonscope {

/// One section as finished text of its format; a section that has nothing to say or was not asked for is empty.
struct ReportPart {
    ReportSection section;
    std::string text;
};

/// All sections in order.
std::vector<ReportPart> html_parts(const Report& report);
std::vector<ReportPart> markdown_parts(const Report& report);

/// "'sha256-...'" for a Content-Security-Policy that allows exactly this inline text.
std::string csp_hash(std::string_view text);
/// The style sheet and the script of the HTML report.
std::string report_css();
std::string_view report_script();

}  // namespace reasonscope
