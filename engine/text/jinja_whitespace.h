#pragma once

#include <string>
#include <string_view>

namespace reasonscope::text {

/// Carries out Jinja's whitespace rules (trim_blocks, lstrip_blocks, the - and + marks, no trailing newline) and drops
/// comments, so that what remains means the same to a parser that leaves white space alone. Broken tags are passed on
/// for it to report.
std::string resolve_whitespace(std::string_view source);

}  // namespace reasonscope::text
