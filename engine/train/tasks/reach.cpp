// Reachability along one-way roads without junctions: "A goes to B. ... Can you get from A to D?"

#include "train/tasks/builder.h"

namespace reasonscope::tasks {

Problem reach(Dice& dice) {
    Builder build("reach");
    const int first = dice.between(2, 5);   // towns on the road from the start
    const int second = dice.between(2, 4);  // towns on another road
    const auto towns = dice.sample(letters('A'), first + second);
    struct Road { std::size_t from, to; };
    std::vector<Road> roads;
    for (int i = 0; i + 1 < first; ++i) roads.push_back({static_cast<std::size_t>(i), static_cast<std::size_t>(i + 1)});
    for (int i = first; i + 1 < first + second; ++i) roads.push_back({static_cast<std::size_t>(i), static_cast<std::size_t>(i + 1)});
    dice.shuffle(roads);
    std::vector<std::string> reference(towns.size());
    for (const auto& r : roads) reference[r.from] = build.fact(towns[r.from] + " goes to " + towns[r.to] + ".");
    const bool yes = dice.chance(0.5);
    const auto goal = static_cast<std::size_t>(yes ? dice.between(1, first - 1) : dice.between(first, first + second - 1));
    const auto question = build.fact("Can you get from " + towns[0] + " to " + towns[goal] + "?");

    auto previous = build.step("Start at " + towns[0] + ", look for " + towns[goal] + ".", "plan", {question});
    const auto plan = previous;
    std::size_t at = 0;
    while (at != goal && !reference[at].empty()) {
        previous = build.step(towns[at] + " goes to " + towns[at + 1] + ".", "compute", {reference[at], previous}, {plan});
        ++at;
    }
    if (at == goal) previous = build.step(towns[at] + " is the goal.", "check", {previous}, {plan});
    else previous = build.step(towns[at] + " goes nowhere, so " + towns[goal] + " is not reached.", "check", {previous}, {plan});
    const std::string answer = at == goal ? "yes" : "no";
    build.step("The answer is " + answer + ".", "conclude", {previous}, {plan});
    return build.finish(answer);
}

}  // namespace reasonscope::tasks
