#pragma once
// Reports by template: plain files that a person can copy and change. What a template may use: docs/report-templates.md.

#include <filesystem>
#include <string>
#include <vector>

#include "report/report.h"

namespace reasonscope {

struct ReportTemplate {
    std::string name;    // of the file, for messages
    ReportFormat format = ReportFormat::Html;  // Html or Markdown
    std::string source;
};

/// The one that is used when none is chosen: resources/report/report.html.jinja or report.md.jinja. Requires Html or Markdown.
const ReportTemplate& built_in_template(ReportFormat format);

/// NAME.html.jinja and NAME.md.jinja, or plain .html and .md. BadInput for other names and for what can't be read as a template.
Result<ReportTemplate> read_template(const std::filesystem::path& file);

/// The file `named`, or the template of that name in `folder` (with or without its extensions). BadInput says where was looked.
Result<ReportTemplate> open_template(const std::string& named, const std::filesystem::path& folder);

/// The template files in `folder`, by name; empty when there is no such folder.
std::vector<std::filesystem::path> find_templates(const std::filesystem::path& folder);

/// BadInput, one sentence with the line, when the template fails.
Result<std::string> fill_template(const Report& report, const ReportTemplate& with);

}  // namespace reasonscope
