#pragma once
// What the system says of this process's memory.

#include <cstdint>
#include <string_view>

namespace reasonscope::cli {

/// A field of /proc/self/status ("VmRSS:", "VmHWM:") in bytes, or -1 where the system does not tell. Resident memory counts mapped files too.
std::int64_t process_memory(std::string_view field);

/// Lets the peak ("VmHWM:") start anew.
void restart_peak();

}  // namespace reasonscope::cli
