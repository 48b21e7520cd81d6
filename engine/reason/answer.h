#pragma once
// What an answer says, apart from how it is written.

#include <optional>
#include <string>
#include <string_view>

#include "base/span.h"

namespace reasonscope {

/// White space becomes single spaces, none at the ends; a closing period goes.
std::string normalised(std::string_view text);

/// The content of the last \boxed{...}, braces balanced; an open box reaches to the end.
std::optional<ByteSpan> boxed(std::string_view text);

/// What two answers are compared by: the box where there is one, else the whole, normalised.
std::string answer_key(std::string_view answer);

}  // namespace reasonscope
