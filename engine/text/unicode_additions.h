#pragma once
// Characters that Unicode 15 and 16 gave a category. Debian 12's PCRE2 knows Unicode 14; the `tokenizers` library's
// Oniguruma knows 16, and a tokenizer must cut text as it did in training.

#include <string>
#include <string_view>

namespace reasonscope::text {

/// Members of a PCRE2 character set that a newer PCRE2 would find in \p{name} itself: a general category ("L", "Nd"),
/// "Alphabetic" (letters alone) or "Han". Empty for any other name.
std::string unicode_additions(std::string_view name);

}  // namespace reasonscope::text
