#include "app/cli/process_memory.h"

#include <cstdlib>
#include <fstream>
#include <string>

namespace reasonscope::cli {

std::int64_t process_memory(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(field)) return std::atoll(line.c_str() + field.size()) * 1024;
    return -1;
}

void restart_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

}  // namespace reasonscope::cli
