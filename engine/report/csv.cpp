// One row per edge, RFC 4180. Columns: docs/report-json.md.

#include <fmt/format.h>

#include "report/text.h"
#include "report/words.h"

namespace reasonscope {

std::string to_csv(const Report& report) {
    std::string out = "run,method,grade,step,step_class,step_text,source,source_class,source_text,weight,control,times_control,strongest\r\n";
    for (const ReportStep& step : report.steps) {
        for (const Edge& edge : step.sources) {
            const ReportStep* source = find_step(report, edge.source);
            if (!source) continue;
            out += fmt::format("{},{},{},{},{},{},{},{},{},{:.6f},{:.6f},{},{}\r\n", report.run.id.value, csv_field(edge.method), name(edge.grade), edge.step.value,
                               name(step.stored.step.cls), csv_field(trimmed(step.stored.text)), edge.source.value, name(source->stored.step.cls),
                               csv_field(trimmed(source->stored.text)), edge.weight, edge.control,
                               edge.control > 0 ? fmt::format("{:.3f}", against_control(edge)) : "", edge.strongest ? "true" : "false");
        }
    }
    return out;
}

}  // namespace reasonscope
