#include "evaluate/score.h"

#include <algorithm>

#include "reason/claims.h"
#include "reason/segment.h"

namespace reasonscope {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0; }

/// `part` stands in `text` and is not a piece of a longer word or number.
bool contains_at_edges(std::string_view text, std::string_view part) {
    if (part.empty()) return false;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        const std::size_t end = at + part.size();
        const bool left = at == 0 || !is_word(text[at - 1]) || !is_word(part.front());
        const bool right = end == text.size() || !is_word(text[end]) || !is_word(part.back());
        if (left && right) return true;
    }
    return false;
}

/// The equation of a sentence without spaces: "So y = 4 + 7 = 11." -> "y=4+7=11". Numbers, single letters and signs make it up.
std::string equation_of(std::string_view text) {
    if (text.find('=') == std::string_view::npos) return {};
    const auto is_part = [&](std::size_t i) {
        if (text[i] == ' ' || std::string_view("0123456789+-*/^()=").find(text[i]) != std::string_view::npos) return true;
        const bool letter = is_word(text[i]);
        return letter && (i == 0 || !is_word(text[i - 1])) && (i + 1 == text.size() || !is_word(text[i + 1]));
    };
    std::size_t begin = text.find('='), end = begin;
    while (begin > 0 && is_part(begin - 1)) --begin;
    while (end < text.size() && is_part(end)) ++end;
    std::string equation(text.substr(begin, end - begin));
    std::erase(equation, ' ');
    return equation;
}

}  // namespace

bool same_answer(std::string_view given, std::string_view expected) { return answer_key(given) == normalised(expected); }

bool states(std::string_view step, std::string_view reference) {
    if (contains_at_edges(normalised(step), normalised(reference))) return true;
    const std::string equation = equation_of(reference);
    return !equation.empty() && contains_at_edges(equation_of(step), equation);
}

ProblemScore score_problem(const Problem& problem, std::string_view thinking, std::string_view answer) {
    ProblemScore score;
    score.right = same_answer(answer, problem.answer);
    std::vector<std::string_view> steps;
    for (const ByteSpan span : segment(thinking)) steps.push_back(slice(thinking, span));
    for (const ProblemStep& reference : problem.steps) {
        if (reference.kind == "plan") continue;
        ++score.expected_steps;
        score.found_steps += std::ranges::any_of(steps, [&](std::string_view step) { return states(step, reference.text); }) ? 1 : 0;
    }
    for (const std::string_view step : steps) {
        const ClaimCount count = count_claims(step);
        score.claims += count.claims;
        score.wrong_claims += count.wrong;
    }
    return score;
}

}  // namespace reasonscope
