#include "base/user_folders.h"

#include <cstdlib>
#include <system_error>

namespace reasonscope {
namespace {

/// The variable's value when it is an absolute path, as the specification asks.
std::filesystem::path from_environment(const char* variable) {
    const char* value = std::getenv(variable);
    const std::filesystem::path path = value ? value : "";
    return path.is_absolute() ? path : std::filesystem::path();
}

}  // namespace

std::filesystem::path home_folder() {
    std::error_code ignored;
    const auto home = from_environment("HOME");
    return home.empty() ? std::filesystem::temp_directory_path(ignored) : home;
}

std::filesystem::path data_folder() {
    const auto base = from_environment("XDG_DATA_HOME");
    return (base.empty() ? home_folder() / ".local" / "share" : base) / "reasonscope";
}

std::filesystem::path cache_folder() {
    const auto base = from_environment("XDG_CACHE_HOME");
    return base.empty() ? home_folder() / ".cache" : base;
}

}  // namespace reasonscope
