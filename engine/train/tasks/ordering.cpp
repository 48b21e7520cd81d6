// Ordering: "Ann is taller than Ben. Cid is taller than Ann. Who is the tallest?", solved by climbing from one person.

#include "train/tasks/builder.h"

namespace reasonscope::tasks {
namespace {

// Climbing looks a fact up by its second name. A small model never learned that until the step began with that very name.
std::string climb(const std::string& from, const std::string& fact) { return "Above " + from + ": " + fact; }
std::string summit(const std::string& name) { return "Above " + name + ": no one."; }

}  // namespace

Problem ordering(Dice& dice) {
    Builder build("ordering");
    struct Scale { const char *more, *most, *least; };
    const auto scale = dice.pick<Scale>({{"taller", "tallest", "shortest"}, {"older", "oldest", "youngest"}, {"faster", "fastest", "slowest"}});
    const int count = dice.between(3, 6);
    const auto who = dice.sample(people(), count);  // who[0] is the most, who.back() the least
    const std::string more = std::string(" is ") + scale.more + " than ";

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i + 1 < who.size(); ++i) order.push_back(i);
    dice.shuffle(order);
    std::vector<std::string> reference(who.size());  // reference[i]: who[i] is above who[i + 1]
    for (const auto i : order) reference[i] = build.fact(who[i] + more + who[i + 1] + ".");
    const bool top = dice.chance(0.5);
    const std::string wanted = top ? scale.most : scale.least;
    const auto question = build.fact("Who is the " + wanted + "?");

    // Start where the first fact points: its upper person when climbing, its lower person when descending.
    std::size_t at = top ? order[0] : order[0] + 1;
    const auto plan = build.step("Find the " + wanted + ".", "plan", {question});
    auto previous = build.step("Start with " + who[at] + ".", "plan", {reference[order[0]]}, {plan});
    if (top) {
        for (; at > 0; --at) previous = build.step(climb(who[at], who[at - 1] + more + who[at] + "."), "compute", {reference[at - 1], previous}, {plan});
        previous = build.step(summit(who[0]), "check", {previous}, {plan});
    } else {
        for (; at + 1 < who.size(); ++at) previous = build.step(who[at] + more + who[at + 1] + ".", "compute", {reference[at], previous}, {plan});
        previous = build.step(who.back() + more + "no one.", "check", {previous}, {plan});
    }
    const auto& answer = top ? who[0] : who.back();
    build.step("The answer is " + answer + ".", "conclude", {previous}, {plan});
    return build.finish(answer);
}

std::vector<std::string> climbing_drill(const std::vector<std::string>& facts) {
    std::vector<std::string> lines, above, below;
    for (const auto& fact : facts) {
        above.push_back(fact.substr(0, fact.find(' ')));
        const auto last = fact.rfind(' ') + 1;
        below.push_back(fact.substr(last, fact.size() - last - 1));
        lines.push_back(climb(below.back(), fact));
    }
    for (const auto& name : above)
        if (std::find(below.begin(), below.end(), name) == below.end()) lines.push_back(summit(name));
    return lines;
}

}  // namespace reasonscope::tasks
