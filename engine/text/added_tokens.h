#pragma once
// The "added_tokens" of tokenizer.json: found in the text before anything else happens to it.

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/piece.h"

namespace reasonscope::text {

struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool single_word = false;  // only where no word character touches it
    bool lstrip = false;       // takes the white space before it
    bool rstrip = false;       // takes the white space behind it
    bool normalized = false;   // looked for in the normalized text
    bool special = false;
};

/// Null or missing: none. Throws Refusal.
std::vector<AddedToken> read_added_tokens(const nlohmann::json& json);

/// Finds added tokens: leftmost, then longest.
class AddedTokenFinder {
public:
    struct Found {
        std::size_t begin = 0, end = 0;  // with the white space it takes
        std::int32_t id = 0;
    };
    /// `pattern`: what the token looks like in the text that will be searched (normalized or not).
    void add(std::string pattern, const AddedToken& token);
    void finish();  // after the last add

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    void find(std::string_view text, std::vector<Found>& found) const;

private:
    struct Entry {
        std::string pattern;
        AddedToken token;
    };
    [[nodiscard]] const Entry* longest_at(std::string_view text) const;
    std::vector<Entry> entries_;  // sorted by pattern
    std::array<bool, 256> starts_{};
};

}  // namespace reasonscope::text
