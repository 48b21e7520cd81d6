#pragma once
// What `reasonscope explain` says of a probe's result.

#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace reasonscope::cli {

/// A few readable lines from the JSON of the probe `name`.
std::string probe_text(std::string_view name, std::string_view json, const std::vector<StoredStep>& steps);

}  // namespace reasonscope::cli
