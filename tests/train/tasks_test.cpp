// The generated problems are right: answers by independent solvers, equations true, values come from the named parents.

#include "train/tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <queue>
#include <regex>
#include <set>
#include <sstream>

#include "text/problem.h"

namespace reasonscope {
namespace {

constexpr int kCount = 1200;

std::vector<std::vector<std::string>> matches(const std::string& text, const std::string& pattern) {
    std::vector<std::vector<std::string>> out;
    const std::regex regex(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
        std::vector<std::string> groups;
        for (const auto& g : *it) groups.push_back(g.str());
        out.push_back(groups);
    }
    return out;
}

int compute(int a, const std::string& op, int b) { return op == "+" ? a + b : op == "-" ? a - b : op == "*" ? a * b : a / b; }

/// Value of a variable by repeated substitution.
int solve_chain(const std::string& prompt) {
    std::map<std::string, std::string> definition;
    for (const auto& m : matches(prompt, R"(([a-z]) = ([^.]+)\.)")) definition[m[1]] = m[2];
    const std::function<int(const std::string&)> value = [&](const std::string& text) -> int {
        if (std::isdigit(static_cast<unsigned char>(text[0]))) return std::stoi(text);
        return [&] {
            std::istringstream in(definition.at(text));
            std::string left, op, right;
            in >> left;
            if (!(in >> op >> right)) return value(left);
            return compute(value(left), op, value(right));
        }();
    };
    return value(matches(prompt, R"(What is ([a-z])\?)").at(0)[1]);
}

/// Recursive descent over + - * and parentheses.
struct Calculator {
    const std::string& text;
    std::size_t at = 0;
    char peek() {
        while (at < text.size() && text[at] == ' ') ++at;
        return at < text.size() ? text[at] : '\0';
    }
    int factor() {
        if (peek() == '(') {
            ++at;
            const int v = sum();
            peek();
            ++at;
            return v;
        }
        std::size_t used = 0;
        const int v = std::stoi(text.substr(at), &used);
        at += used;
        return v;
    }
    int product() {
        int v = factor();
        while (peek() == '*') ++at, v *= factor();
        return v;
    }
    int sum() {
        int v = product();
        for (char c = peek(); c == '+' || c == '-'; c = peek()) {
            ++at;
            const int right = product();
            v = c == '+' ? v + right : v - right;
        }
        return v;
    }
};

int solve_words(const std::string& prompt) {
    std::map<std::pair<std::string, std::string>, int> have;
    for (const auto& m : matches(prompt, R"(([A-Z][a-z]+) ([a-z]+) (?:(\d+) |)([^.?]*)[.?])")) {
        const auto &who = m[1], &verb = m[2], &number = m[3], &rest = m[4];
        std::istringstream in(rest);
        std::string thing, more, than, other;
        if (verb == "has" && !number.empty()) {
            in >> more;
            if (more == "more" || more == "fewer") {
                in >> thing >> than >> other;
                have[{who, thing}] = have[{other, thing}] + (more == "more" ? 1 : -1) * std::stoi(number);
            } else {
                have[{who, more}] = std::stoi(number);
            }
        } else if (verb == "has") {
            const auto t = matches(rest, R"((twice|three times) as many ([a-z]+) as ([A-Za-z]+))").at(0);
            have[{who, t[2]}] = have[{t[3], t[2]}] * (t[1] == "twice" ? 2 : 3);
        } else if (!number.empty()) {
            in >> thing >> than >> other;
            const int n = std::stoi(number);
            have[{who, thing}] += verb == "finds" || verb == "buys" ? n : -n;
            if (verb == "gives") have[{other, thing}] += n;
        }
    }
    const auto q = matches(prompt, R"(How many ([a-z]+) does ([A-Za-z]+) have)").at(0);
    return have.at({q[2], q[1]});
}

std::string solve_ordering(const std::string& prompt) {
    std::set<std::string> all, lower, upper;
    for (const auto& m : matches(prompt, R"(([A-Z][a-z]+) is [a-z]+ than ([A-Z][a-z]+)\.)")) {
        upper.insert(m[1]);
        lower.insert(m[2]);
        all.insert(m[1]);
        all.insert(m[2]);
    }
    const bool top = prompt.find("est?") != std::string::npos && prompt.find("shortest") == std::string::npos &&
                     prompt.find("youngest") == std::string::npos && prompt.find("slowest") == std::string::npos;
    std::vector<std::string> found;
    for (const auto& p : all)
        if (!(top ? lower : upper).count(p)) found.push_back(p);
    return found.size() == 1 ? found[0] : "ambiguous";
}

std::map<char, std::set<char>> roads(const std::string& prompt) {
    std::map<char, std::set<char>> out;
    for (const auto& m : matches(prompt, R"(([A-Z]) (?:goes|leads) to ([A-Z])(?: or ([A-Z]))?\.)")) {
        out[m[1][0]].insert(m[2][0]);
        if (!m[3].empty()) out[m[1][0]].insert(m[3][0]);
    }
    return out;
}

bool reachable(const std::string& prompt, char from, char to) {
    const auto map = roads(prompt);
    std::set<char> seen{from};
    std::queue<char> next({from});
    while (!next.empty()) {
        const char at = next.front();
        next.pop();
        if (at == to) return true;
        if (const auto exits = map.find(at); exits != map.end())
            for (const char e : exits->second)
                if (seen.insert(e).second) next.push(e);
    }
    return false;
}

std::string solve(const Problem& p) {
    if (p.task == "chain") return std::to_string(solve_chain(p.prompt));
    if (p.task == "expression") {
        const auto text = matches(p.prompt, R"(What is (.*)\?)").at(0)[1];
        return std::to_string(Calculator{text}.sum());
    }
    if (p.task == "words") return std::to_string(solve_words(p.prompt));
    if (p.task == "ordering") return solve_ordering(p.prompt);
    const auto q = matches(p.prompt, R"(from ([A-Z]) to ([A-Z])\?)").at(0);
    if (p.task == "reach") return reachable(p.prompt, q[1][0], q[2][0]) ? "yes" : "no";
    // maze: any answer that is a real path from start to goal counts; a tree of roads has only one
    const auto map = roads(p.prompt);
    for (std::size_t i = 0; i + 2 < p.answer.size(); i += 2)
        if (!map.count(p.answer[i]) || !map.at(p.answer[i]).count(p.answer[i + 2])) return "broken path";
    return p.answer.front() == q[1][0] && p.answer.back() == q[2][0] ? p.answer : "wrong ends";
}

std::set<std::string> numbers(const std::string& text) {
    std::set<std::string> out;
    for (const auto& m : matches(text, R"(\d+)")) out.insert(m[0]);
    return out;
}

TEST(Tasks, AnswersAgreeWithIndependentSolvers) {
    for (const auto& p : generate_problems(11, kCount)) EXPECT_EQ(p.answer, solve(p)) << to_json_line(p);
}

TEST(Tasks, EveryEquationInTheStepsIsTrue) {
    int equations = 0;
    for (const auto& p : generate_problems(12, kCount)) {
        for (const auto& s : p.steps) {
            for (const auto& m : matches(s.text, R"((\d+) ([-+*/]) (\d+) = (\d+))")) {
                EXPECT_EQ(compute(std::stoi(m[1]), m[2], std::stoi(m[3])), std::stoi(m[4])) << s.text;
                ++equations;
            }
        }
    }
    EXPECT_GT(equations, kCount);
}

TEST(Tasks, FactsStandInThePromptAndParentsComeBefore) {
    const std::set<std::string> kinds{"plan", "compute", "check", "backtrack", "conclude"};
    for (const auto& p : generate_problems(13, kCount)) {
        for (const auto& f : p.facts) EXPECT_NE(p.prompt.find(f), std::string::npos) << f;
        EXPECT_FALSE(p.steps.empty());
        EXPECT_EQ(p.steps.back().kind, "conclude");
        for (std::size_t i = 0; i < p.steps.size(); ++i) {
            EXPECT_TRUE(kinds.count(p.steps[i].kind)) << p.steps[i].kind;
            EXPECT_FALSE(p.steps[i].parents.empty()) << p.steps[i].text;
            for (const auto* list : {&p.steps[i].parents, &p.steps[i].soft}) {
                for (const auto& r : *list) {
                    const auto index = std::stoul(r.substr(1));
                    if (r[0] == 'f') EXPECT_LT(index, p.facts.size());
                    else EXPECT_LT(index, i) << p.steps[i].text;
                }
            }
        }
    }
}

/// A number in a step is computed there, or stands in one of its hard parents.
TEST(Tasks, ValuesComeFromTheHardParents) {
    for (const auto& p : generate_problems(14, kCount)) {
        for (const auto& s : p.steps) {
            std::string sources;
            for (const auto& r : s.parents) {
                const auto index = std::stoul(r.substr(1));
                sources += " " + (r[0] == 'f' ? p.facts[index] : p.steps[index].text);
            }
            auto known = numbers(sources);
            for (const auto& word : {std::pair{"twice", "2"}, {"three times", "3"}})
                if (s.text.find(word.first) != std::string::npos) known.insert(word.second);
            for (const auto& m : matches(s.text, R"((\d+) ([-+*/]) (\d+))"))
                known.insert(std::to_string(compute(std::stoi(m[1]), m[2], std::stoi(m[3]))));
            for (const auto& n : numbers(s.text)) EXPECT_TRUE(known.count(n)) << n << " in: " << s.text << "\n" << to_json_line(p);
        }
    }
}

TEST(Tasks, MazesShowRealBacktracking) {
    int mazes = 0, with_return = 0;
    for (const auto& p : generate_problems(15, kCount)) {
        if (p.task != "maze") continue;
        ++mazes;
        with_return += std::any_of(p.steps.begin(), p.steps.end(), [](const ProblemStep& s) { return s.kind == "backtrack"; });
    }
    EXPECT_GT(with_return * 2, mazes);
}

TEST(Tasks, TheSameSeedGivesTheSameProblems) {
    const auto a = generate_problems(5, 60), b = generate_problems(5, 60), c = generate_problems(6, 60);
    int different = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(to_json_line(a[i]), to_json_line(b[i]));
        different += to_json_line(a[i]) != to_json_line(c[i]);
    }
    EXPECT_GT(different, 50);
}

TEST(Tasks, JsonLinesRoundTrip) {
    std::string lines;
    const auto problems = generate_problems(3, 12);
    for (const auto& p : problems) lines += to_json_line(p) + "\n";
    const auto parsed = parse_problems(lines);
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->size(), problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i) EXPECT_EQ(to_json_line((*parsed)[i]), to_json_line(problems[i]));
}

TEST(Tasks, ABrokenLineIsNamed) {
    const auto parsed = parse_problems("{\"prompt\":\"a\",\"answer\":\"b\"}\n{\"prompt\":1}\n");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().kind, ErrorKind::BadInput);
    EXPECT_NE(parsed.error().message.find("Line 2"), std::string::npos);
    EXPECT_FALSE(parse_problems("\n\n"));
}

}  // namespace
}  // namespace reasonscope
