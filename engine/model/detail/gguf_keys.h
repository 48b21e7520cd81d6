#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/gguf.h"

namespace reasonscope::detail {

/// Reads `{architecture}.` keys and remembers the first thing that was wrong, so that callers check once.
class GgufKeys {
public:
    GgufKeys(const GgufFile& file, std::string architecture) : file_(&file), prefix_(std::move(architecture) + ".") {}

    [[nodiscard]] bool has(std::string_view key) const { return file_->value(name(key)) != nullptr; }

    /// A count from `smallest` to 2^24; a list with one number per layer counts when they are all the same.
    std::int64_t size(std::string_view key, std::optional<std::int64_t> fallback = {}, std::int64_t smallest = 1) {
        const auto full = name(key);
        const auto* value = file_->value(full);
        if (!value && fallback) return *fallback;
        if (!value) return complain(fmt::format("lacks the key '{}'", full)), smallest;
        std::optional<double> number = file_->number(full);
        if (const auto* list = std::get_if<GgufArray>(value)) number = common(*list);
        if (!number) return complain(fmt::format("has a '{}' that is not one number", full)), smallest;
        if (!(*number >= static_cast<double>(smallest)) || *number > 1 << 24 || *number != std::floor(*number))
            return complain(fmt::format("has an unusable '{}': {}", full, *number)), smallest;
        return static_cast<std::int64_t>(*number);
    }

    /// Files hold f32; the shortest decimal that means the same f32 is what the original configuration said: 1e-6, not 9.99999997e-7.
    double number(std::string_view key, double fallback) {
        const auto full = name(key);
        if (!file_->value(full)) return fallback;
        const auto value = file_->number(full);
        if (!value || !std::isfinite(*value)) return complain(fmt::format("has a '{}' that is not a number", full)), fallback;
        return neat(*value);
    }

    bool flag(std::string_view key, bool fallback) {
        const auto full = name(key);
        if (!file_->value(full)) return fallback;
        const auto value = file_->flag(full);
        if (!value) complain(fmt::format("has a '{}' that is neither true nor false", full));
        return value.value_or(fallback);
    }

    std::string text(std::string_view key, std::string fallback) {
        const auto full = name(key);
        if (!file_->value(full)) return fallback;
        const auto value = file_->text(full);
        if (!value) complain(fmt::format("has a '{}' that is not a text", full));
        return value ? std::string(*value) : fallback;
    }

    void complain(std::string what) {
        if (problem_.empty()) problem_ = std::move(what);
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const GgufFile& file() const { return *file_; }

    static double neat(double value) {
        const auto narrow = static_cast<float>(value);
        if (static_cast<double>(narrow) != value) return value;
        const auto text = fmt::format("{}", narrow);
        double decimal = value;
        std::from_chars(text.data(), text.data() + text.size(), decimal);
        return decimal;
    }

private:
    [[nodiscard]] std::string name(std::string_view key) const { return prefix_ + std::string(key); }

    static std::optional<double> common(const GgufArray& list) {
        if (list.numbers.empty()) return std::nullopt;
        for (std::size_t i = 1; i < list.count; ++i)
            if (list.number(i) != list.number(0)) return std::nullopt;
        return list.number(0);
    }

    const GgufFile* file_;
    std::string prefix_, problem_;
};

}  // namespace reasonscope::detail
