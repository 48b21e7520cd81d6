// A maze of roads with junctions and dead ends. The honest solution is a depth-first search in the order of the roads:
// it tries, meets dead ends, goes back to the last junction that has another road, and in the end names the path. Every move
// says the path so far, so that going back means going on from an earlier path.

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
    /// "V leads to C or K", the fact without its full stop. Steps quote it to the letter, which a small model does reliably.
    [[nodiscard]] std::string signpost(const Town& town) const {
        if (town.dead) return town.name + " is a dead end";
        std::string text = town.name + " leads to ";
        for (std::size_t i = 0; i < town.exits.size(); ++i) text += (i > 0 ? " or " : "") + towns[static_cast<std::size_t>(town.exits[i])].name;
        return text;
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
    std::string last{};  // the step before

    [[nodiscard]] std::string path_to(int town) const {
        std::string text;
        for (const int at : path) text += maze.towns[static_cast<std::size_t>(at)].name + " ";
        return text + maze.towns[static_cast<std::size_t>(town)].name;
    }

    bool visit(int at) {
        const auto arrival = last;  // the step that says the path to here
        path.push_back(at);
        const auto& town = maze.towns[static_cast<std::size_t>(at)];
        if (at == goal) return true;
        if (town.dead) {
            last = build.step(maze.signpost(town) + ".", "check", {town.reference, last});
            path.pop_back();
            return false;
        }
        for (std::size_t i = 0; i < town.exits.size(); ++i) {
            const int next = town.exits[i];
            const auto text = maze.signpost(town) + ", so " + path_to(next) + ".";
            const auto soft = arrival == plan ? std::vector<std::string>{} : std::vector{plan};  // the plan is the first move's path
            if (i == 0) last = build.step(text, "compute", {town.reference, arrival}, soft);
            else last = build.step("Back: " + text, "backtrack", {town.reference, last, arrival}, soft);
            if (visit(next)) return true;
        }
        path.pop_back();
        return false;
    }
};

}  // namespace

Problem maze(Dice& dice) {
    Builder build("maze");
    Maze maze;
    auto names = dice.sample(letters('A'), 26);
    const int length = dice.between(3, 5);  // towns on the true path
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
        town.reference = build.fact(maze.signpost(town) + ".");
    }
    const auto& from = maze.towns[static_cast<std::size_t>(path[0])].name;
    const auto& to = maze.towns[static_cast<std::size_t>(goal)].name;
    const auto question = build.fact("How do you get from " + from + " to " + to + "?");

    const auto plan = build.step("Start at " + from + ", look for " + to + ".", "plan", {question});
    Search search{maze, build, goal, plan};
    search.last = plan;
    search.visit(path[0]);
    const auto found = build.step(to + " is the goal.", "check", {search.last}, {plan});
    search.path.pop_back();
    const auto answer = search.path_to(goal);
    build.step("The path is " + answer + ".", "conclude", {search.last}, {found, plan});
    return build.finish(answer);
}

}  // namespace reasonscope::tasks
