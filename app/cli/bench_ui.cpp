#include "app/cli/bench_ui.h"

#include <QApplication>
#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/bench/canvas_bench.h"
#include "app/bench/window_bench.h"
#include "ui/theme/theme.h"

namespace reasonscope::cli {
namespace {

constexpr int kTokensPerSecond = 2000;
constexpr double kStreamSeconds = 5;

}  // namespace

Status bench_ui(const UiBenchOptions& options) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    std::string program = "reasonscope";
    char* argv[] = {program.data(), nullptr};
    QApplication app(argc, argv);
    ui::theme::apply(ui::ThemeMode::Light);
    const bench::CanvasFigures canvas = bench::measure_canvas(options.steps);
    const auto stream = bench::measure_stream(kTokensPerSecond, kStreamSeconds);
    if (!stream) return tl::unexpected(stream.error());
    std::optional<bench::SessionFigures> session;
    if (options.session_bytes > 0) {
        const auto measured = bench::measure_session(options.session_bytes);
        if (!measured) return tl::unexpected(measured.error());
        session = *measured;
    }
    if (options.json) {
        nlohmann::ordered_json out{{"steps", canvas.steps},
                                   {"fps_fit", canvas.fps_fit},
                                   {"fps_zoomed", canvas.fps_zoomed},
                                   {"layout_ms", canvas.layout_ms},
                                   {"fps_matrix", canvas.fps_matrix},
                                   {"tokens_per_second_sent", stream->tokens_per_second_sent},
                                   {"tokens_per_second_kept", stream->tokens_per_second_kept},
                                   {"frame_ms_p50", stream->frame_ms_p50},
                                   {"frame_ms_p95", stream->frame_ms_p95},
                                   {"frame_ms_max", stream->frame_ms_most}};
        if (session) {
            out["session_bytes"] = session->bytes;
            out["session_runs"] = session->runs;
            out["first_view_ms"] = session->first_view_ms;
            out["click_ms"] = session->click_ms;
        }
        fmt::print("{}\n", out.dump(2));
        return {};
    }
    fmt::print("layout   {:8.1f} ms        ({} steps)\n", canvas.layout_ms, canvas.steps);
    fmt::print("fit      {:8.1f} frames/s\nzoomed   {:8.1f} frames/s\nmatrix   {:8.1f} frames/s\n", canvas.fps_fit, canvas.fps_zoomed, canvas.fps_matrix);
    fmt::print("stream   {:8.1f} tokens/s  (of {:.1f} said; frames of {:.1f} ms, 95 % below {:.1f} ms, longest {:.1f} ms)\n", stream->tokens_per_second_kept,
               stream->tokens_per_second_sent, stream->frame_ms_p50, stream->frame_ms_p95, stream->frame_ms_most);
    if (session)
        fmt::print("session  {:8.1f} ms        to the first view of {:.2f} GB, {:.1f} ms from a click to the filled inspector\n", session->first_view_ms,
                   static_cast<double>(session->bytes) / 1e9, session->click_ms);
    return {};
}

}  // namespace reasonscope::cli
