#pragma once
// Reads keys of one JSON object and remembers the first thing that was wrong, so that callers check once. For config.json readers.

#include <initializer_list>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace reasonscope {

class ConfigReader {
public:
    /// `object` must outlive the reader.
    explicit ConfigReader(const nlohmann::json& object) : object_(&object) {}

    /// First of `keys` that is present and not null; nullptr when there is none.
    [[nodiscard]] const nlohmann::json* find(std::initializer_list<const char*> keys) const;
    /// Present, though perhaps null: some keys mean something else when they are absent.
    [[nodiscard]] bool mentions(const char* key) const { return object_->contains(key); }

    // An absent or null key gives the fallback; without one, that is a complaint. So is a value of another kind.
    int size(std::initializer_list<const char*> keys, std::optional<int> fallback = {}, std::int64_t smallest = 1);
    double number(std::initializer_list<const char*> keys, double fallback);
    bool flag(std::initializer_list<const char*> keys, bool fallback);
    std::string text(std::initializer_list<const char*> keys, std::string fallback);

    /// Completes the sentence "config.json ...".
    void complain(std::string what) {
        if (problem_.empty()) problem_ = std::move(what);
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    const nlohmann::json* object_;
    std::string problem_;
};

}  // namespace reasonscope
