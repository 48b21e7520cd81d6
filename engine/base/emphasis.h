#pragma once
// Markdown's strong emphasis in what models write: "**Final Answer**".

#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace reasonscope {

inline constexpr std::string_view kStrongMark = "**";

/// What stands between pairs of kStrongMark, without them, ascending. As CommonMark has it, a pair embraces no white space at its ends and
/// does not stand within a word, so that powers such as "2**3" are none.
std::vector<ByteSpan> strong_spans(std::string_view text);
/// The text without those pairs.
std::string without_emphasis(std::string_view text);

}  // namespace reasonscope
