// Word problems with distractors, in two forms: events that change what someone has, and comparisons between people.

#include "train/tasks/builder.h"

namespace reasonscope::tasks {
namespace {

const std::vector<std::string> kThings = {"apples", "coins", "books", "pens", "shells", "cards"};

/// One fact between the first and the question, in the order of the prompt.
struct Line {
    std::string text;
    bool other_thing = false;  // coins, when apples are asked for
    std::string other_person;  // whose it is, when it is not the one's who is asked about
    char op = ' ';
    int n = 0, result = 0;  // the amount afterwards
};

/// A fact without its full stop: steps quote it to the letter, which a small model does reliably.
std::string verbatim(const std::string& fact) { return fact.substr(0, fact.size() - 1); }

/// Takes the facts one by one, dismissing those that do not count: choosing the next fact that counts is beyond a small model, and so is
/// comparing two things that do not stand side by side ("Ann finds 12 apples, coins: no.").
Problem solve(const std::string& first, int start, const std::vector<Line>& lines, const std::string& who, const std::string& thing) {
    Builder build("words");
    const auto first_fact = build.fact(first);
    std::vector<std::string> facts;
    for (const auto& line : lines) facts.push_back(build.fact(line.text));
    const auto question = build.fact("How many " + thing + " does " + who + " have?");

    const auto plan = build.step("Count the " + thing + " of " + who + ".", "plan", {question});
    auto previous = build.step(first, "compute", {first_fact}, {plan});
    int now = start, before = start;
    const Line* last = nullptr;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        const auto quoted = verbatim(line.text) + ", " + thing;
        if (line.other_thing || !line.other_person.empty()) {
            build.step(quoted + (line.other_thing ? ": no." : ": yes, but " + line.other_person + " is not " + who + "."), "check", {facts[i], question}, {plan});
            continue;
        }
        before = now;
        now = line.result;
        last = &line;
        previous = build.step(quoted + ": yes, so " + str(before) + " " + line.op + " " + str(line.n) + " = " + str(now) + ".", "compute",
                              {facts[i], previous}, {plan});
    }
    const auto check = build.step(check_text(before, last->op, last->n, now), "check", {previous});
    build.step("The answer is " + str(now) + ".", "conclude", {previous}, {check});
    return build.finish(str(now));
}

Problem events(Dice& dice) {
    const auto who = dice.sample(people(), 3);
    const auto what = dice.sample(kThings, 2);
    const auto& hero = who[0];
    const auto& thing = what[0];
    const int start = dice.between(3, 20);
    int have = start;

    std::vector<Line> lines;
    const int count = dice.between(1, 4);
    for (int i = 0; i < count; ++i) {
        const bool gain = have < 3 || (have < 60 && dice.chance(0.5));
        const int n = gain ? dice.between(2, std::min(12, 99 - have)) : dice.between(2, std::min(12, have));
        have += gain ? n : -n;
        const auto amount = " " + str(n) + " " + thing;
        std::string text;
        if (gain && dice.chance(0.4)) text = who[1] + " gives" + amount + " to " + hero + ".";
        else if (gain) text = hero + " " + dice.pick<std::string>({"finds", "buys"}) + amount + ".";
        else if (dice.chance(0.4)) text = hero + " gives" + amount + " to " + who[1] + ".";
        else text = hero + " " + dice.pick<std::string>({"loses", "sells"}) + amount + ".";
        lines.push_back({text, false, "", gain ? '+' : '-', n, have});
    }
    const int noise = dice.between(0, 2);
    for (int i = 0; i < noise; ++i) {
        const auto n = str(dice.between(2, 12));
        const auto verb = dice.pick<std::string>({"finds", "buys", "loses", "sells"});
        Line line;
        switch (dice.between(0, 2)) {
            case 0: line = {hero + " " + verb + " " + n + " " + what[1] + ".", true}; break;
            case 1: line = {who[2] + " has " + n + " " + thing + ".", false, who[2]}; break;
            default: line = {who[2] + " " + verb + " " + n + " " + what[1] + ".", true}; break;
        }
        lines.insert(lines.begin() + dice.between(0, static_cast<int>(lines.size())), line);
    }
    return solve(hero + " has " + str(start) + " " + thing + ".", start, lines, hero, thing);
}

Problem comparisons(Dice& dice) {
    const int count = dice.between(2, 4);
    const auto who = dice.sample(people(), count + 1);
    const auto what = dice.sample(kThings, 2);
    const auto& thing = what[0];

    const int start = dice.between(2, 20);
    int value = start;
    std::vector<Line> lines;
    const int noise_after = dice.chance(0.5) ? dice.between(0, count - 1) : -1;
    for (int i = 1; i < count; ++i) {
        const auto& other = who[static_cast<std::size_t>(i - 1)];
        const auto& name = who[static_cast<std::size_t>(i)];
        auto o = operation_on(value, dice);
        if (o.op == '*' && o.operand > 3) o = {'*', 2, value * 2};
        if (o.result > 99) o = {'-', 1, value - 1};
        value = o.result;
        const auto text = o.op == '+'   ? name + " has " + str(o.operand) + " more " + thing + " than " + other + "."
                          : o.op == '-' ? name + " has " + str(o.operand) + " fewer " + thing + " than " + other + "."
                                        : name + " has " + (o.operand == 2 ? "twice" : "three times") + " as many " + thing + " as " + other + ".";
        if (i - 1 == noise_after) lines.push_back({who.back() + " has " + str(dice.between(2, 20)) + " " + what[1] + ".", true});
        lines.push_back({text, false, "", o.op, o.operand, value});
    }
    const auto& asked = who[static_cast<std::size_t>(count - 1)];
    return solve(who[0] + " has " + str(start) + " " + thing + ".", start, lines, asked, thing);
}

}  // namespace

Problem words(Dice& dice) { return dice.chance(0.6) ? events(dice) : comparisons(dice); }

}  // namespace reasonscope::tasks
