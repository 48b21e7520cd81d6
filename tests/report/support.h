#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "report/report.h"
#include "sample_session.h"

namespace reasonscope {

/// A folder of its own, gone with the test.
class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "reasonscope-report-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// The report of a story that went through a session file; the clock is set to a fixed time.
inline Report report_of(const sample::Story& story) {
    const TempFolder folder;
    Report report;
    const auto writer = SessionWriter::open(folder / "s.db");
    if (!writer) { ADD_FAILURE() << writer.error().message; return report; }
    const auto run = sample::write(**writer, story);
    if (!run) { ADD_FAILURE() << run.error().message; return report; }
    const auto reader = SessionReader::open(folder / "s.db");
    if (!reader) { ADD_FAILURE() << reader.error().message; return report; }
    auto built = build_report(**reader, *run);
    if (!built) { ADD_FAILURE() << built.error().message; return report; }
    built->run.created = "2024-06-07T08:09:10Z";
    return std::move(*built);
}

}  // namespace reasonscope
