#include <algorithm>
#include <array>
#include <string>

#include "reason/segment.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

using enum StepClass;

/// A phrase that speaks for a class. `^` at its front: only at the step's start (an opening "So," or "And" is skipped). Lower case; words match at word edges.
struct Cue {
    std::string_view phrase;
    StepClass cls;
    float weight;
};

constexpr std::array kCues = {
    // uncertainty and turning back
    Cue{"wait", UncertaintyManagement, 2.0F},
    Cue{"hmm", UncertaintyManagement, 1.5F},
    Cue{"alternatively", UncertaintyManagement, 1.8F},
    Cue{"maybe", UncertaintyManagement, 1.4F},
    Cue{"perhaps", UncertaintyManagement, 1.4F},
    Cue{"not sure", UncertaintyManagement, 2.0F},
    Cue{"confused", UncertaintyManagement, 2.0F},
    Cue{"is a dead end", UncertaintyManagement, 4.0F},
    Cue{"dead end", UncertaintyManagement, 3.0F},
    Cue{"^back to", UncertaintyManagement, 2.5F},
    Cue{"back to", UncertaintyManagement, 2.0F},
    Cue{"go back", UncertaintyManagement, 2.5F},
    Cue{"does not work", UncertaintyManagement, 2.0F},
    Cue{"that is not right", UncertaintyManagement, 3.0F},
    Cue{"is wrong", UncertaintyManagement, 1.5F},
    Cue{"mistake", UncertaintyManagement, 1.2F},
    // checking
    Cue{"check", SelfChecking, 2.2F},
    Cue{"verify", SelfChecking, 2.4F},
    Cue{"double-check", SelfChecking, 1.5F},
    Cue{"confirm", SelfChecking, 1.8F},
    Cue{"^check", SelfChecking, 3.0F},
    Cue{"is the goal", SelfChecking, 3.0F},
    Cue{"^no one", SelfChecking, 2.5F},
    Cue{"makes sense", SelfChecking, 1.8F},
    Cue{"seems correct", SelfChecking, 2.0F},
    Cue{"is correct", SelfChecking, 1.4F},
    Cue{"that's correct", SelfChecking, 1.8F},
    Cue{"matches", SelfChecking, 1.6F},
    Cue{"seems right", SelfChecking, 1.6F},
    // plans
    Cue{"let me", PlanGeneration, 1.2F},
    Cue{"let's", PlanGeneration, 0.9F},
    Cue{"i need to", PlanGeneration, 1.6F},
    Cue{"we need to", PlanGeneration, 1.4F},
    Cue{"i'll", PlanGeneration, 1.2F},
    Cue{"i can", PlanGeneration, 0.8F},
    Cue{"^first", PlanGeneration, 1.0F},
    Cue{"^next", PlanGeneration, 0.8F},
    Cue{"^find", PlanGeneration, 3.0F},
    Cue{"^go from", PlanGeneration, 3.0F},
    Cue{"^from", PlanGeneration, 1.2F},
    Cue{"go to", PlanGeneration, 1.2F},
    Cue{"^try", PlanGeneration, 2.6F},
    Cue{"^start", PlanGeneration, 2.6F},
    Cue{"^count", PlanGeneration, 2.6F},
    Cue{"^reduce", PlanGeneration, 3.5F},
    Cue{"needs", PlanGeneration, 2.0F},
    Cue{"approach", PlanGeneration, 1.0F},
    Cue{"how to", PlanGeneration, 1.0F},
    Cue{"step by step", PlanGeneration, 1.0F},
    Cue{"another way", PlanGeneration, 1.0F},
    // recall
    Cue{"^use", FactRetrieval, 3.0F},
    Cue{"remember", FactRetrieval, 1.8F},
    Cue{"recall", FactRetrieval, 2.0F},
    Cue{"formula", FactRetrieval, 1.4F},
    Cue{"theorem", FactRetrieval, 1.4F},
    Cue{"means", FactRetrieval, 0.8F},
    Cue{"is given", FactRetrieval, 1.2F},
    Cue{"given", FactRetrieval, 0.6F},
    Cue{"where", FactRetrieval, 0.5F},
    Cue{"is", FactRetrieval, 0.3F},
    Cue{"has", FactRetrieval, 0.6F},
    Cue{"goes to", FactRetrieval, 1.0F},
    Cue{"each", FactRetrieval, 0.4F},
    // computation
    Cue{"substitut", ActiveComputation, 1.2F},
    Cue{"calculate", ActiveComputation, 1.0F},
    Cue{"compute", ActiveComputation, 1.0F},
    Cue{"simplif", ActiveComputation, 1.2F},
    Cue{"multiply", ActiveComputation, 1.2F},
    Cue{"divide", ActiveComputation, 0.9F},
    Cue{"subtract", ActiveComputation, 1.0F},
    Cue{"plus", ActiveComputation, 0.8F},
    Cue{"equals", ActiveComputation, 0.8F},
    Cue{"times", ActiveComputation, 0.6F},
    Cue{"gives", ActiveComputation, 0.8F},
    // consolidation
    Cue{"^therefore", ResultConsolidation, 1.8F},
    Cue{"^thus", ResultConsolidation, 1.6F},
    Cue{"^so", ResultConsolidation, 0.9F},
    Cue{"therefore", ResultConsolidation, 1.0F},
    Cue{"in total", ResultConsolidation, 0.8F},
    Cue{"in conclusion", ResultConsolidation, 2.0F},
    Cue{"it follows", ResultConsolidation, 1.0F},
    Cue{"which means", ResultConsolidation, 0.6F},
    // the answer
    Cue{"\\boxed", FinalAnswerEmission, 4.0F},
    Cue{"final answer", FinalAnswerEmission, 3.0F},
    Cue{"the answer is", FinalAnswerEmission, 2.5F},
    Cue{"^the path is", FinalAnswerEmission, 2.5F},
    Cue{"answer should be", FinalAnswerEmission, 1.6F},
    // the task
    Cue{"the problem", ProblemSetup, 1.0F},
    Cue{"this problem", ProblemSetup, 1.4F},
    Cue{"the question", ProblemSetup, 1.0F},
    Cue{"i have this", ProblemSetup, 2.0F},
    Cue{"asks", ProblemSetup, 1.2F},
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool is_word(char c) { return is_letter(c) || is_digit(c); }

/// The phrase stands at a word's start ("recheck" does not hold "check"); its end is free, so "simplif" matches "simplified".
bool holds(std::string_view text, std::string_view phrase) {
    for (std::size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
        if (at == 0 || !is_word(phrase.front()) || !is_word(text[at - 1])) return true;
    }
    return false;
}

bool opens(std::string_view text, std::string_view phrase) {
    std::size_t at = 0;
    for (const std::string_view filler : {"okay, ", "so, ", "now, ", "and ", "but ", "then, ", "hmm, "}) {
        if (starts_at(text, at, filler)) at += filler.size();
    }
    const std::size_t end = at + phrase.size();
    return starts_at(text, at, phrase) && (end >= text.size() || !is_word(text[end]));
}

/// Evidence of computation in the symbols alone: equations, and digits among the characters.
float computation(std::string_view text) {
    const auto count = [&](auto&& test) { return static_cast<float>(std::ranges::count_if(text, test)); };
    const float equals = count([](char c) { return c == '='; });
    const float digits = count(is_digit);
    const float operators = count([](char c) { return c == '+' || c == '*' || c == '/' || c == '^' || c == '<' || c == '>'; });
    const float length = static_cast<float>(std::max<std::size_t>(1, text.size()));
    return std::min(1.6F, 1.1F * equals) + std::min(1.0F, 0.3F * operators) + 3.0F * digits / length;
}

}  // namespace

Classified classify(std::string_view step_text, StepSource source, double position) {
    if (source == StepSource::Prompt) return {ProblemSetup, 1.0F};
    if (source == StepSource::Answer) return {FinalAnswerEmission, 1.0F};
    const std::string text = lower(step_text);
    std::array<float, kStepClassNames.size()> score{};
    const auto at = [&](StepClass c) -> float& { return score[static_cast<std::size_t>(c)]; };
    for (const Cue& cue : kCues) {
        const bool found = cue.phrase.front() == '^' ? opens(text, cue.phrase.substr(1)) : holds(text, cue.phrase);
        if (found) at(cue.cls) += cue.weight;
    }
    at(ActiveComputation) += computation(text);
    at(FactRetrieval) += 0.3F;
    if (position < 0.03) at(ProblemSetup) += 1.2F;
    if (position > 0.95) at(FinalAnswerEmission) += 0.5F;
    const auto best = std::ranges::max_element(score);
    float rest = 0;
    for (const float s : score) rest += s;
    if (*best <= 0.3F) return {Unknown, 0.0F};
    return {static_cast<StepClass>(best - score.begin()), *best / (rest + 1.0F)};
}

}  // namespace reasonscope
