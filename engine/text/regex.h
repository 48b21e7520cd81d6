#pragma once
// Regular expressions of tokenizer.json. They are written for Oniguruma (the `tokenizers` library's engine) and run
// here on PCRE2 with its JIT; the few spellings on which the two disagree are translated or refused.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;

namespace reasonscope::text {

struct Match {
    std::uint32_t begin = 0, end = 0;  // bytes
};

/// Immutable; safe to use from several threads.
class Regex {
public:
    /// Throws Refusal when the pattern is broken or uses what PCRE2 cannot say.
    static Regex compile(std::string_view oniguruma_pattern);
    static std::string escape(std::string_view literal);

    /// Appends every match, left to right and without overlaps. Bytes that are not UTF-8 never match
    /// (`valid`: the caller knows that there are none). A pattern that exhausts PCRE2's limits stops matching there.
    void find_all(std::string_view text, bool valid, std::vector<Match>& matches) const;

private:
    explicit Regex(std::shared_ptr<const pcre2_real_code_8> code) : code_(std::move(code)) {}
    void find_in_valid(std::string_view text, std::uint32_t base, std::vector<Match>& matches) const;

    std::shared_ptr<const pcre2_real_code_8> code_;
};

}  // namespace reasonscope::text
