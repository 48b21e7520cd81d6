#include "app/cli/bench_ui.h"

#include <QApplication>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/bench/canvas_bench.h"
#include "ui/theme/theme.h"

namespace reasonscope::cli {

Status bench_ui(const UiBenchOptions& options) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    std::string program = "reasonscope";
    char* argv[] = {program.data(), nullptr};
    QApplication app(argc, argv);
    ui::theme::apply(ui::ThemeMode::Light);
    const bench::CanvasFigures canvas = bench::measure_canvas(options.steps);
    if (options.json) {
        const nlohmann::ordered_json out{
            {"steps", canvas.steps}, {"fps_fit", canvas.fps_fit}, {"fps_zoomed", canvas.fps_zoomed}, {"layout_ms", canvas.layout_ms}};
        fmt::print("{}\n", out.dump(2));
    } else {
        fmt::print("canvas   {:8d} steps laid out in {:.1f} ms\n", canvas.steps, canvas.layout_ms);
        fmt::print("fit      {:8.1f} frames/s\nzoomed   {:8.1f} frames/s\n", canvas.fps_fit, canvas.fps_zoomed);
    }
    return {};
}

}  // namespace reasonscope::cli
