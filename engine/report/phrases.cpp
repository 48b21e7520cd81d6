#include "report/phrases.h"

#include <map>
#include <nlohmann/json.hpp>

#include "assets.h"

namespace reasonscope {
namespace {

using Catalogue = std::map<std::string, std::string, std::less<>>;

const Catalogue& catalogue(Language language) {
    static const Catalogue none;
    static const Catalogue chinese = nlohmann::json::parse(assets::kChinese).get<Catalogue>();
    return language == Language::Chinese ? chinese : none;
}

}  // namespace

std::string_view language_tag(Language language) { return language == Language::Chinese ? "zh-Hans" : "en"; }

Result<Language> parse_language(std::string_view word) {
    const std::string_view first = word.substr(0, word.find_first_of("_-."));
    if (first == "en" || first == "C" || first == "POSIX") return Language::English;
    if (first == "zh") return Language::Chinese;
    return bad_input("Reports are written in en or zh, not '{}'.", word);
}

std::string_view phrase(Language language, std::string_view english) {
    const Catalogue& known = catalogue(language);
    const auto found = known.find(english);
    return found == known.end() ? english : std::string_view(found->second);
}

std::vector<std::string_view> known_phrases(Language language) {
    std::vector<std::string_view> english;
    for (const auto& [key, words] : catalogue(language)) english.push_back(key);
    return english;
}

}  // namespace reasonscope
