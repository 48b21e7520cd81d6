#include "app/cli/output.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <unistd.h>

#include "base/user_folders.h"

namespace reasonscope::cli {

Status write_out(std::string_view text) {
    const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!whole) return failure("Cannot write to standard output.");
    return {};
}

Status write_json(const Json& json) { return write_out(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"); }

ProgressFn progress_line() {
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    return [terminal, last = std::chrono::steady_clock::time_point{}](const Progress& progress) mutable {
        const auto now = std::chrono::steady_clock::now();
        const bool done = progress.fraction >= 1.0;
        const auto pause = terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000);
        if (!done && now - last < pause) return;
        last = now;
        std::string text = progress.what;
        if (progress.fraction >= 0) text += fmt::format("  {:.0f} %", 100 * progress.fraction);
        if (progress.seconds_left > 0) text += fmt::format(", {:.0f} s left", progress.seconds_left);
        if (terminal) fmt::print(stderr, "\r\033[K{}{}", text, done ? "\n" : "");
        else fmt::print(stderr, "{}\n", text);
        std::fflush(stderr);
    };
}

Result<std::string> default_session_file() {
    if (!std::getenv("XDG_DATA_HOME") && !std::getenv("HOME")) return bad_input("There is no home folder to keep a session in; name a file with --session FILE.");
    const std::filesystem::path folder = data_folder() / "sessions";
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) return bad_input("Cannot make the folder '{}' ({}); name a file with --session FILE.", folder.string(), problem.message());
    char date[16];
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    std::strftime(date, sizeof date, "%Y-%m-%d", ::localtime_r(&now, &local));
    return (folder / (std::string(date) + ".db")).string();
}

}  // namespace reasonscope::cli
