#include "app/cli/save_report.h"

#include "base/file.h"

#ifdef REASONSCOPE_WITH_UI
#include "ui/print/pdf_report.h"
#endif

namespace reasonscope::cli {

Status check_report_files(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
        const Result<ReportFormat> format = report_format(file);
        if (!format) return tl::unexpected(format.error());
#ifndef REASONSCOPE_WITH_UI
        if (*format == ReportFormat::Pdf) {
            return bad_input("This build has no window and can't draw {}; ask for .html, .md, .json, .dot or .csv instead.", file);
        }
#endif
    }
    return {};
}

Status save_report(const Report& report, const std::filesystem::path& file, const ReportTemplate* with) {
    const Result<ReportFormat> format = report_format(file);
    if (!format) return tl::unexpected(format.error());
#ifdef REASONSCOPE_WITH_UI
    if (*format == ReportFormat::Pdf) return ui::write_pdf_report(report, file);
#endif
    const Result<std::string> text = write_report(report, *format, with);
    if (!text) return tl::unexpected(text.error());
    return write_file(file, *text);
}

}  // namespace reasonscope::cli
