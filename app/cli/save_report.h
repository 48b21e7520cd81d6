#pragma once
// Report files for the subcommands that write them.

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/report.h"
#include "report/template.h"

namespace reasonscope::cli {

/// Refuses unknown extensions, and PDF in a build without the window, before any work is done.
Status check_report_files(const std::vector<std::string>& files);

/// Writes one report in the format of its extension, by the template when it is of that format. On error the file is untouched.
Status save_report(const Report& report, const std::filesystem::path& file, const ReportTemplate* with = nullptr);

}  // namespace reasonscope::cli
