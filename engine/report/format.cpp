#include <algorithm>
#include <cctype>

#include "report/report.h"
#include "report/template.h"

namespace reasonscope {

Result<ReportFormat> report_format(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (extension == ".html" || extension == ".htm") return ReportFormat::Html;
    if (extension == ".pdf") return ReportFormat::Pdf;
    if (extension == ".md" || extension == ".markdown") return ReportFormat::Markdown;
    if (extension == ".json") return ReportFormat::Json;
    if (extension == ".dot" || extension == ".gv") return ReportFormat::Dot;
    if (extension == ".csv") return ReportFormat::Csv;
    return bad_input("{} names no report format; end it in .html, .pdf, .md, .json, .dot or .csv.", file.string());
}

Result<std::string> write_report(const Report& report, ReportFormat format, const ReportTemplate* with) {
    if (with != nullptr && with->format == format) return fill_template(report, *with);
    switch (format) {
        case ReportFormat::Html: return to_html(report);
        case ReportFormat::Markdown: return to_markdown(report);
        case ReportFormat::Json: return to_json(report);
        case ReportFormat::Dot: return to_dot(report);
        case ReportFormat::Csv: return to_csv(report);
        case ReportFormat::Pdf: break;
    }
    return failure("A PDF report is drawn by the window's build; this one can't make it.");
}

}  // namespace reasonscope
