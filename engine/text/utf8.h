#pragma once
// UTF-8 as it arrives from people and models: perhaps broken, perhaps cut in the middle of a character.

#include <cstddef>
#include <string>
#include <string_view>

namespace reasonscope::text {

struct Utf8Sequence {
    std::size_t length = 0;  // bytes; for a broken one the bytes that a single U+FFFD replaces (at least 1)
    bool valid = false;
    bool open = false;        // broken only because the text ends here
    char32_t code_point = 0;  // if valid
};

/// The sequence at `at` < text.size(). Broken ones end as Unicode's "maximal subpart" does (so do Rust and browsers).
Utf8Sequence read_utf8(std::string_view text, std::size_t at);

bool is_valid_utf8(std::string_view text);
std::string replace_invalid_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

/// Calls visit(begin, end, valid) for the maximal valid and invalid runs of `text`, in order.
template <class Visit>
void for_each_utf8_run(std::string_view text, Visit visit) {
    std::size_t begin = 0;
    bool valid = true;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Sequence next = read_utf8(text, at);
        if (next.valid != valid) {
            if (at > begin) visit(begin, at, valid);
            begin = at;
            valid = next.valid;
        }
        at += next.length;
    }
    if (text.size() > begin) visit(begin, text.size(), valid);
}

}  // namespace reasonscope::text
