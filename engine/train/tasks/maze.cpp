// A maze of roads with junctions and dead ends. The honest solution is a depth-first search in the order of the roads:
// it tries, meets dead ends, goes back to the last junction that has another road, and in the end names the path.

#include "train/tasks/builder.h"

namespace reasonscope::tasks {
namespace {

struct Town {
    std::string name;
    std::vector<int> exits;
    bool dead = false;
    std::string reference;
};

struct Maze {
    std::vector<Town> towns;
    int add(std::vector<std::string>& names) {
        towns.push_back({names.back(), {}, false, ""});
        names.pop_back();
        return static_cast<int>(towns.size()) - 1;
    }
};

/// A side road of `length` towns that ends dead.
int blind_alley(Maze& maze, std::vector<std::string>& names, int length) {
    const int entry = maze.add(names);
    int at = entry;
    for (int i = 1; i < length; ++i) {
        const int next = maze.add(names);
        maze.towns[static_cast<std::size_t>(at)].exits.push_back(next);
        at = next;
    }
    maze.towns[static_cast<std::size_t>(at)].dead = true;
    return entry;
}

/// Depth-first search that writes its steps; true when the goal was found.
struct Search {
    const Maze& maze;
    Builder& build;
    int goal;
    std::string plan;
    std::vector<int> path{};
    std::vector<std::string> arrivals{};  // arrivals[i]: the step that brought us to path[i]
    std::string last{};                   // the step before

    void leave() {
        path.pop_back();
        arrivals.pop_back();
    }

    bool visit(int at) {
        path.push_back(at);
        arrivals.push_back(last);
        const auto& town = maze.towns[static_cast<std::size_t>(at)];
        if (at == goal) return true;
        if (town.dead) {
            last = build.step(town.name + " is a dead end.", "check", {town.reference, last});
            leave();
            return false;
        }
        for (std::size_t i = 0; i < town.exits.size(); ++i) {
            const int next = town.exits[i];
            const auto& name = maze.towns[static_cast<std::size_t>(next)].name;
            if (i == 0) last = build.step("From " + town.name + " go to " + name + ".", "compute", {town.reference, last}, {plan});
            else last = build.step("Back to " + town.name + ", go to " + name + ".", "backtrack", {town.reference, last}, {plan});
            if (visit(next)) return true;
        }
        leave();
        return false;
    }
};

}  // namespace

Problem maze(Dice& dice, double hardness) {
    Builder build("maze");
    Maze maze;
    auto names = dice.sample(letters('A'), 26);
    const int length = dice.between(3, scaled(3, 5, hardness));  // towns on the true path
    std::vector<int> path;
    for (int i = 0; i < length; ++i) path.push_back(maze.add(names));
    const int junctions = dice.between(1, std::min(2, length - 1));
    std::vector<int> where;
    for (int i = 0; i + 1 < length; ++i) where.push_back(i);
    where = dice.sample(where, junctions);
    for (int i = 0; i + 1 < length; ++i) {
        const int here = path[static_cast<std::size_t>(i)];
        std::vector<int> exits{path[static_cast<std::size_t>(i + 1)]};
        if (std::find(where.begin(), where.end(), i) != where.end()) {
            const int alley = blind_alley(maze, names, dice.between(1, 2));
            exits.insert(dice.chance(0.75) ? exits.begin() : exits.end(), alley);
        }
        maze.towns[static_cast<std::size_t>(here)].exits = exits;
    }
    const int goal = path.back();

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < maze.towns.size(); ++i)
        if (static_cast<int>(i) != goal) order.push_back(i);
    dice.shuffle(order);
    for (const auto i : order) {
        auto& town = maze.towns[i];
        std::string text = town.name + (town.dead ? " is a dead end." : " leads to ");
        if (!town.dead) {
            text += maze.towns[static_cast<std::size_t>(town.exits[0])].name;
            if (town.exits.size() > 1) text += " or " + maze.towns[static_cast<std::size_t>(town.exits[1])].name;
            text += ".";
        }
        town.reference = build.fact(text);
    }
    const auto& from = maze.towns[static_cast<std::size_t>(path[0])].name;
    const auto& to = maze.towns[static_cast<std::size_t>(goal)].name;
    const auto question = build.fact("How do you get from " + from + " to " + to + "?");

    const auto plan = build.step("Start at " + from + ", look for " + to + ".", "plan", {question});
    Search search{maze, build, goal, plan};
    search.last = plan;
    search.visit(path[0]);
    const auto found = build.step(to + " is the goal.", "check", {search.last}, {plan});
    std::string answer;
    for (const int i : search.path) answer += (answer.empty() ? "" : " ") + maze.towns[static_cast<std::size_t>(i)].name;
    const std::vector<std::string> moves(search.arrivals.begin() + 1, search.arrivals.end());
    build.step("The path is " + answer + ".", "conclude", moves, {found, plan});
    return build.finish(answer);
}

}  // namespace reasonscope::tasks
