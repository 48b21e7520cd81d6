// Word problems with distractors, in two forms: events that change what someone has, and comparisons between people.

#include "train/tasks/builder.h"

namespace reasonscope::tasks {
namespace {

const std::vector<std::string> kThings = {"apples", "coins", "books", "pens", "shells", "cards"};

/// A fact without its full stop: steps quote it to the letter, which a small model does reliably.
std::string verbatim(const std::string& fact) { return fact.substr(0, fact.size() - 1); }

Problem events(Dice& dice) {
    Builder build("words");
    const auto who = dice.sample(people(), 3);
    const auto what = dice.sample(kThings, 2);
    const auto& hero = who[0];
    const auto& thing = what[0];
    int have = dice.between(3, 20);

    struct Line { std::string text; bool counts; char op; int n; };
    std::vector<Line> lines;
    const int count = dice.between(1, 4);
    for (int i = 0; i < count; ++i) {
        const bool gain = have < 3 || (have < 60 && dice.chance(0.5));
        const int n = gain ? dice.between(2, std::min(12, 99 - have)) : dice.between(2, std::min(12, have));
        have += gain ? n : -n;
        const auto amount = " " + str(n) + " " + thing;
        if (gain && dice.chance(0.4)) lines.push_back({who[1] + " gives" + amount + " to " + hero + ".", true, '+', n});
        else if (gain) { const auto verb = dice.pick<std::string>({"finds", "buys"}); lines.push_back({hero + " " + verb + amount + ".", true, '+', n}); }
        else if (dice.chance(0.4)) lines.push_back({hero + " gives" + amount + " to " + who[1] + ".", true, '-', n});
        else { const auto verb = dice.pick<std::string>({"loses", "sells"}); lines.push_back({hero + " " + verb + amount + ".", true, '-', n}); }
    }
    const int noise = dice.between(0, 2);
    for (int i = 0; i < noise; ++i) {
        const auto n = str(dice.between(2, 12));
        std::string text;
        switch (dice.between(0, 2)) {
            case 0: text = hero + " finds " + n + " " + what[1] + "."; break;
            case 1: text = who[2] + " has " + n + " " + thing + "."; break;
            default: text = who[2] + " buys " + n + " " + what[1] + "."; break;
        }
        lines.insert(lines.begin() + dice.between(0, static_cast<int>(lines.size())), {text, false, ' ', 0});
    }

    int start = have;
    for (const auto& l : lines) start -= l.op == '+' ? l.n : l.op == '-' ? -l.n : 0;
    const auto first = build.fact(hero + " has " + str(start) + " " + thing + ".");
    std::vector<std::string> references;
    for (const auto& l : lines) references.push_back(build.fact(l.text));
    const auto question = build.fact("How many " + thing + " does " + hero + " have?");

    const auto plan = build.step("Count the " + thing + " of " + hero + ".", "plan", {question});
    auto previous = build.step(hero + " has " + str(start) + " " + thing + ".", "compute", {first}, {plan});
    int now = start, before = start;
    char op = ' ';
    int operand = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& l = lines[i];
        if (!l.counts) continue;
        before = now;
        now = apply(now, l.op, l.n);
        op = l.op;
        operand = l.n;
        previous = build.step(verbatim(l.text) + ", so " + str(before) + " " + l.op + " " + str(l.n) + " = " + str(now) + ".", "compute",
                              {references[i], previous}, {plan});
    }
    const auto check = build.step(check_text(before, op, operand, now), "check", {previous});
    build.step("The answer is " + str(now) + ".", "conclude", {previous}, {check});
    return build.finish(str(now));
}

Problem comparisons(Dice& dice) {
    Builder build("words");
    const int count = dice.between(2, 4);
    const auto who = dice.sample(people(), count + 1);
    const auto what = dice.sample(kThings, 2);
    const auto& thing = what[0];

    std::vector<int> value{dice.between(2, 20)};
    std::vector<Operation> operations{{}};
    std::vector<std::string> texts{who[0] + " has " + str(value[0]) + " " + thing + "."};
    std::vector<std::string> references{build.fact(texts[0])};
    const int noise_after = dice.chance(0.5) ? dice.between(0, count - 1) : -1;
    for (int i = 1; i < count; ++i) {
        const auto& other = who[static_cast<std::size_t>(i - 1)];
        const auto& name = who[static_cast<std::size_t>(i)];
        auto o = operation_on(value.back(), dice);
        if (o.op == '*' && o.operand > 3) o = {'*', 2, value.back() * 2};
        if (o.result > 99) o = {'-', 1, value.back() - 1};
        const auto text = o.op == '+'   ? name + " has " + str(o.operand) + " more " + thing + " than " + other + "."
                          : o.op == '-' ? name + " has " + str(o.operand) + " fewer " + thing + " than " + other + "."
                                        : name + " has " + (o.operand == 2 ? "twice" : "three times") + " as many " + thing + " as " + other + ".";
        if (i - 1 == noise_after) build.fact(who.back() + " has " + str(dice.between(2, 20)) + " " + what[1] + ".");
        texts.push_back(text);
        references.push_back(build.fact(text));
        operations.push_back(o);
        value.push_back(o.result);
    }
    const auto& asked = who[static_cast<std::size_t>(count - 1)];
    const auto question = build.fact("How many " + thing + " does " + asked + " have?");

    const auto plan = build.step("Count the " + thing + " of " + asked + ".", "plan", {question});
    auto previous = build.step(texts[0], "compute", {references[0]}, {plan});
    for (std::size_t i = 1; i < value.size(); ++i) {
        const auto& o = operations[i];
        previous = build.step(verbatim(texts[i]) + ", so " + str(value[i - 1]) + " " + o.op + " " + str(o.operand) + " = " + str(value[i]) + ".",
                              "compute", {references[i], previous}, {plan});
    }
    const auto& o = operations.back();
    const auto check = build.step(check_text(value[value.size() - 2], o.op, o.operand, value.back()), "check", {previous});
    build.step("The answer is " + str(value.back()) + ".", "conclude", {previous}, {check});
    return build.finish(str(value.back()));
}

}  // namespace

Problem words(Dice& dice) { return dice.chance(0.6) ? events(dice) : comparisons(dice); }

}  // namespace reasonscope::tasks
