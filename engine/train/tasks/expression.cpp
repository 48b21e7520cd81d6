// Arithmetic expressions: "What is (3 + 4) * 2 - 5?", reduced one operation at a time.

#include "train/tasks/builder.h"

namespace reasonscope::tasks {
namespace {

/// Flat tokens: numbers, operators, and at most one pair of parentheses.
using Tokens = std::vector<std::string>;

std::string join(const Tokens& t) {
    std::string out;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const bool tight = i == 0 || t[i] == ")" || t[i - 1] == "(";
        out += (tight ? "" : " ") + t[i];
    }
    return out;
}

/// Index of the operator to reduce next: inside parentheses first, then products, then left to right.
std::size_t next_operator(const Tokens& t) {
    std::size_t begin = 0, end = t.size();
    for (std::size_t i = 0; i < t.size(); ++i) {
        if (t[i] == "(") begin = i + 1;
        if (t[i] == ")") end = i;
    }
    std::size_t first = t.size();
    for (std::size_t i = begin; i < end; ++i) {
        if (t[i] == "*") return i;
        if ((t[i] == "+" || t[i] == "-") && first == t.size()) first = i;
    }
    return first;
}

void reduce(Tokens& t, std::size_t op, int value) {
    t[op - 1] = str(value);
    t.erase(t.begin() + static_cast<std::ptrdiff_t>(op), t.begin() + static_cast<std::ptrdiff_t>(op) + 2);
    for (std::size_t i = 0; i + 2 < t.size(); ++i) {
        if (t[i] == "(" && t[i + 2] == ")") {
            t.erase(t.begin() + static_cast<std::ptrdiff_t>(i) + 2);
            t.erase(t.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

/// All intermediate values lie within 0..99, and nothing is multiplied by zero, which a check by division could not undo.
bool tame(Tokens t) {
    while (t.size() > 1) {
        const auto op = next_operator(t);
        if (t[op] == "*" && t[op + 1] == "0") return false;
        const int value = apply(std::stoi(t[op - 1]), t[op][0], std::stoi(t[op + 1]));
        if (value < 0 || value > 99) return false;
        reduce(t, op, value);
    }
    return true;
}

Tokens random_expression(Dice& dice, int operators) {
    for (;;) {
        Tokens t{str(dice.between(1, 20))};
        for (int i = 0; i < operators; ++i) {
            const char op = "+-*"[dice.between(0, 2)];
            t.emplace_back(1, op);
            t.push_back(str(op == '*' ? dice.between(2, 5) : dice.between(1, 12)));
        }
        if (operators >= 2 && dice.chance(0.6)) {  // parentheses around one operation
            const auto at = static_cast<std::ptrdiff_t>(2 * dice.between(0, operators - 1));
            t.insert(t.begin() + at + 3, ")");
            t.insert(t.begin() + at, "(");
        }
        if (tame(t)) return t;
    }
}

}  // namespace

Problem expression(Dice& dice) {
    Builder build("expression");
    auto t = random_expression(dice, dice.between(1, 4));
    auto previous = build.fact("What is " + join(t) + "?");
    const auto plan = build.step("Reduce " + join(t) + ".", "plan", {previous});
    std::vector<std::string> soft{plan};
    int last = 0;
    while (t.size() > 1) {
        const auto op = next_operator(t);
        const int a = std::stoi(t[op - 1]), b = std::stoi(t[op + 1]);
        const char sign = t[op][0];
        last = apply(a, sign, b);
        reduce(t, op, last);
        const auto sum = str(a) + " " + sign + " " + str(b) + " = " + str(last);
        if (t.size() > 1) {
            previous = build.step(sum + ", leaving " + join(t) + ".", "compute", {previous}, soft);
        } else {
            previous = build.step(sum + ".", "compute", {previous}, soft);
            const auto check = build.step(check_text(a, sign, b, last), "check", {previous});
            build.step("The answer is " + str(last) + ".", "conclude", {previous}, {check});
        }
        soft.clear();
    }
    return build.finish(str(last));
}

}  // namespace reasonscope::tasks
