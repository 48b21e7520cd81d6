#include "reason/step_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "reason/segment.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

/// Values say how strongly a kind of feature is held back by the trainer's penalty: common evidence is large, rare detail small.
constexpr float kWord = 1.0F, kPair = 0.7F, kTriple = 0.5F, kOpening = 2.0F, kShape = 0.6F, kPlace = 0.5F, kRules = 3.0F;

class Bag {
public:
    void add(std::string name, float value = 1.0F) { features_.insert_or_assign(std::move(name), value); }
    /// One feature per limit that `value` exceeds, so that a weight is a step of a curve.
    template <class Limits>
    void above(std::string_view name, double value, const Limits& limits, float weight) {
        for (const double limit : limits) {
            if (value > limit) add(fmt::format("{}>{}", name, limit), weight);
        }
    }
    StepFeatures take() { return std::move(features_); }

private:
    StepFeatures features_;
};

void add_words(Bag& bag, const std::vector<std::string>& words) {
    std::string opening = "^";
    for (std::size_t k = 0; k < words.size(); ++k) {
        bag.add("w " + words[k], kWord);
        if (k + 1 < words.size()) bag.add("w " + words[k] + " " + words[k + 1], kPair);
        if (k + 2 < words.size()) bag.add("w " + words[k] + " " + words[k + 1] + " " + words[k + 2], kTriple);
        if (k < 4) bag.add(opening += " " + words[k], kOpening);
    }
    if (!words.empty()) bag.add("$ " + words.back(), kOpening);
}

void add_shape(Bag& bag, std::string_view text, std::string_view before) {
    const auto count = [&](auto&& test) { return static_cast<double>(std::ranges::count_if(text, test)); };
    const double digits = count(is_digit), equals = count([](char c) { return c == '='; }), commands = count([](char c) { return c == '\\'; });
    const double operators = count([](char c) { return std::string_view("+*/^<>").find(c) != std::string_view::npos; });
    const double letters = count([](char c) { return is_lower(c) || is_upper(c); });
    constexpr std::array kCounts = {0.5, 1.5, 2.5, 4.5, 8.5, 16.5};
    bag.above("equals", equals, kCounts, kShape);
    bag.above("operators", operators, kCounts, kShape);
    bag.above("digits", digits, kCounts, kShape);
    bag.above("commands", commands, kCounts, kShape);
    bag.above("length", std::log2(static_cast<double>(text.size()) + 1), std::array{3, 4, 5, 6, 7, 8, 9}, kShape);
    const double maths = digits + operators + equals;
    bag.above("maths", letters > 0 ? maths / (letters + maths) : 1.0, std::array{0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7}, kShape);
    if (before.empty() || before.ends_with('\n')) bag.add("opens a line");
    if (text.ends_with("\n\n") || text.ends_with("\n\r\n")) bag.add("ends a paragraph");
}

void add_place(Bag& bag, std::size_t i, std::size_t n) {
    const double place = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
    bag.above("place", place, std::array{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}, kPlace);
    for (const std::size_t limit : {1, 2, 3, 5, 8, 13, 21}) {
        if (i < limit) bag.add(fmt::format("from the start<{}", limit), 0.7F);
    }
    for (const std::size_t limit : {1, 2, 3, 5, 8, 13}) {
        if (n - 1 - i < limit) bag.add(fmt::format("from the end<{}", limit), 0.7F);
    }
}

/// What earlier steps have said already: a result stated again is consolidation or a check, a new one a computation.
class Memory {
public:
    void add(Bag& bag, std::string_view text, const std::vector<std::string>& words) {
        const auto numbers = numbers_of(text);
        const auto old = std::ranges::count_if(numbers, [&](const auto& n) { return numbers_.contains(n); });
        if (numbers.empty()) {
            bag.add("no number");
        } else {
            const double share = static_cast<double>(old) / static_cast<double>(numbers.size());
            bag.add(numbers_.contains(numbers.back()) ? "last number old" : "last number new");
            bag.add(share >= 1 ? "all numbers old" : share > 0.5 ? "most numbers old" : share > 0 ? "some numbers old" : "no number old");
        }
        std::vector<std::string> triples;
        for (std::size_t k = 0; k + 2 < words.size(); ++k) triples.push_back(words[k] + " " + words[k + 1] + " " + words[k + 2]);
        if (!triples.empty()) {
            const auto again = std::ranges::count_if(triples, [&](const auto& t) { return wording_.contains(t); });
            bag.above("said before", static_cast<double>(again) / static_cast<double>(triples.size()), std::array{0.05, 0.15, 0.3, 0.5, 0.7, 0.9}, kShape);
        }
        numbers_.insert(numbers.begin(), numbers.end());
        wording_.insert(triples.begin(), triples.end());
    }

private:
    std::set<std::string> numbers_, wording_;
};

}  // namespace

std::vector<std::string> numbers_of(std::string_view text) {
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && (is_digit(text[end]) || (end > i && text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1])))) ++end;
        if (end > i) numbers.emplace_back(text.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return numbers;
}

std::vector<std::string> step_words(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        std::size_t end = i + 1;
        if (is_letter(c) || c == '\\') {
            while (end < text.size() && (is_letter(text[end]) || (c != '\\' && text[end] == '\'' && end + 1 < text.size() && is_letter(text[end + 1])))) ++end;
            if (c == '\\' && end == i + 1 && end < text.size()) ++end;  // "\(" and the like
            std::string word(text.substr(i, end - i));
            std::ranges::transform(word, word.begin(), [](char l) { return is_upper(l) ? static_cast<char>(l - 'A' + 'a') : l; });
            words.push_back(std::move(word));
        } else if (is_digit(c)) {
            while (end < text.size() && (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',') && end + 1 < text.size() && is_digit(text[end + 1])))) ++end;
            words.emplace_back("0");
        } else if (is_space(c)) {
            end = skip_spaces(text, i);
            const bool line = text.substr(i, end - i).find('\n') != std::string_view::npos;
            if (line && end < text.size()) words.emplace_back("~");
        } else {
            words.emplace_back(1, c);
        }
        i = end;
    }
    return words;
}

std::vector<StepFeatures> step_features(std::span<const std::string_view> steps) {
    const std::size_t n = steps.size();
    std::vector<std::string_view> opinions(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double place = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
        opinions[i] = name(classify(steps[i], StepSource::Thinking, place).cls);
    }
    Memory memory;
    std::vector<StepFeatures> all;
    for (std::size_t i = 0; i < n; ++i) {
        Bag bag;
        bag.add("always");
        const auto words = step_words(steps[i]);
        add_words(bag, words);
        add_shape(bag, steps[i], i > 0 ? steps[i - 1] : std::string_view());
        add_place(bag, i, n);
        memory.add(bag, steps[i], words);
        bag.add(fmt::format("rules {}", opinions[i]), kRules);
        bag.add(fmt::format("rules before {}", i > 0 ? opinions[i - 1] : "none"), kRules / 2);
        bag.add(fmt::format("rules behind {}", i + 1 < n ? opinions[i + 1] : "none"), kRules / 2);
        all.push_back(bag.take());
    }
    return all;
}

}  // namespace reasonscope
