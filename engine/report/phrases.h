#pragma once
// The report's own words in the languages of the program. English stands in the code; resources/report/zh.json says what each sentence is in
// Simplified Chinese. What a person or a model wrote is never touched.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/result.h"

namespace reasonscope {

enum class Language : std::uint8_t { English, Chinese };

/// For the lang attribute: "en", "zh-Hans".
std::string_view language_tag(Language language);
/// "en" or "zh", also as locales write them ("zh_CN.UTF-8"); BadInput names what there is.
Result<Language> parse_language(std::string_view word);

/// What `english` is in the language; itself where there are no words for it.
std::string_view phrase(Language language, std::string_view english);
/// The English sentences that the language has words for, ascending.
std::vector<std::string_view> known_phrases(Language language);

/// phrase() with its {} filled in. The fields of the English sentence are checked when it is compiled, those of the others by a test.
template <class... Values>
std::string say(Language language, fmt::format_string<Values...> english, Values&&... values) {
    const fmt::string_view source = english;
    const std::string_view words = phrase(language, {source.data(), source.size()});
    return fmt::vformat(fmt::string_view(words.data(), words.size()), fmt::make_format_args(values...));
}

}  // namespace reasonscope
