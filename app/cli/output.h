#pragma once
// Standard output and standard error of the subcommands.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"

namespace reasonscope::cli {

using Json = nlohmann::ordered_json;

/// Writes to standard output at once. A closed pipe or full disk is a Failure.
Status write_out(std::string_view text);
/// One line of JSON; bytes that are no UTF-8 become U+FFFD.
Status write_json(const Json& json);

/// Progress on standard error: one line that is rewritten on a terminal, a line every five seconds elsewhere.
ProgressFn progress_line();

/// Default session file: $XDG_DATA_HOME (or ~/.local/share)/reasonscope/sessions/<date>.db; makes the folder.
Result<std::string> default_session_file();

}  // namespace reasonscope::cli
