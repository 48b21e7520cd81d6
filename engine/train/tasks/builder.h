#pragma once
// Shared pieces of the task generators.

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "text/problem.h"

namespace reasonscope::tasks {

/// Uniform choices that do not depend on the standard library's distributions.
class Dice {
public:
    explicit Dice(std::mt19937_64& random) : random_(random) {}
    int between(int low, int high) {  // inclusive
        return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(double p) { return static_cast<double>(random_() >> 11) * 0x1.0p-53 < p; }
    template <class T>
    const T& pick(const std::vector<T>& from) { return from[static_cast<std::size_t>(between(0, static_cast<int>(from.size()) - 1))]; }
    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[static_cast<std::size_t>(between(0, static_cast<int>(i) - 1))]);
    }
    /// `count` different items of `from`.
    template <class T>
    std::vector<T> sample(std::vector<T> from, int count) {
        shuffle(from);
        from.resize(static_cast<std::size_t>(count));
        return from;
    }

private:
    std::mt19937_64& random_;
};

/// Collects facts and steps; references are "f3" and "s2".
class Builder {
public:
    explicit Builder(std::string task) { problem_.task = std::move(task); }
    std::string fact(const std::string& text) {
        problem_.facts.push_back(text);
        return "f" + std::to_string(problem_.facts.size() - 1);
    }
    std::string step(const std::string& text, const std::string& kind, std::vector<std::string> parents, std::vector<std::string> soft = {}) {
        std::erase_if(soft, [&](const std::string& s) { return std::find(parents.begin(), parents.end(), s) != parents.end(); });
        problem_.steps.push_back({text, kind, std::move(parents), std::move(soft)});
        return "s" + std::to_string(problem_.steps.size() - 1);
    }
    /// The prompt is all facts in order, one sentence each.
    Problem finish(const std::string& answer) {
        for (const auto& f : problem_.facts) problem_.prompt += (problem_.prompt.empty() ? "" : " ") + f;
        problem_.answer = answer;
        return std::move(problem_);
    }

private:
    Problem problem_;
};

inline std::string str(int n) { return std::to_string(n); }

inline const std::vector<std::string>& people() {
    static const std::vector<std::string> names = {"Ann", "Ben", "Cid", "Dan", "Eva", "Fay", "Gus", "Hal", "Ida", "Jan", "Kim", "Leo", "Mia", "Ned", "Ola", "Pam"};
    return names;
}
inline std::vector<std::string> letters(char first) {
    std::vector<std::string> out;
    for (char c = 0; c < 26; ++c) out.emplace_back(1, static_cast<char>(first + c));
    return out;
}

/// "Check: 22 - 7 = 15." undoes `a op b = result`.
inline std::string check_text(int a, char op, int b, int result) {
    switch (op) {
        case '+': return "Check: " + str(result) + " - " + str(b) + " = " + str(a) + ".";
        case '-': return "Check: " + str(result) + " + " + str(b) + " = " + str(a) + ".";
        default: return "Check: " + str(result) + " / " + str(b) + " = " + str(a) + ".";
    }
}

/// An operation whose result stays within 0..99.
struct Operation {
    char op = '+';
    int operand = 0, result = 0;
};
inline Operation operation_on(int a, Dice& dice) {
    for (;;) {
        switch (dice.between(0, 2)) {
            case 0: if (a <= 98) { const int b = dice.between(1, std::min(12, 99 - a)); return {'+', b, a + b}; } break;
            case 1: if (a >= 1) { const int b = dice.between(1, std::min(12, a)); return {'-', b, a - b}; } break;
            default: if (a >= 2 && a <= 24) { const int b = dice.between(2, std::min(5, 99 / a)); return {'*', b, a * b}; } break;
        }
    }
}
inline int apply(int a, char op, int b) { return op == '+' ? a + b : op == '-' ? a - b : a * b; }

Problem chain(Dice& dice);
Problem expression(Dice& dice);
Problem words(Dice& dice);
Problem ordering(Dice& dice);
/// Every step that climbing could take in an ordering problem, given its facts without the question.
std::vector<std::string> climbing_drill(const std::vector<std::string>& facts);
Problem reach(Dice& dice);
Problem maze(Dice& dice);

}  // namespace reasonscope::tasks
