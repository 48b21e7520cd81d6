#pragma once
// A fresh folder for one test, removed with everything in it.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/file.h"

namespace reasonscope::test {

class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "reasonscope-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();  // no test can run without one
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

    /// Writes a file in the folder and returns its path.
    std::filesystem::path write(std::string_view name, std::string_view bytes) const {
        const auto file = path_ / name;
        if (!write_file(file, bytes)) std::abort();
        return file;
    }

private:
    std::filesystem::path path_;
};

}  // namespace reasonscope::test
