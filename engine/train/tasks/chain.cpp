// Variable chains: "x = 4. y = x + 7. z = y * 2. What is z?"
// The solution plans backwards from the question, then computes forwards, then undoes the last operation as a check. It quotes each
// definition to the letter before it uses it: a small model copies reliably and looks up badly.

#include "train/tasks/builder.h"

namespace reasonscope::tasks {
namespace {

struct Definition {
    std::string name, left, right;  // left empty: a plain number in `right`
    char op = ' ';
    int value = 0;
    std::string reference;          // its fact
    std::string value_step;         // where the solution states its value
    [[nodiscard]] std::string formula() const { return name + " = " + (left.empty() ? right : left + " " + op + " " + right); }
};

}  // namespace

Problem chain(Dice& dice) {
    Builder build("chain");
    const int length = dice.between(2, 5);
    const int spare = dice.chance(0.5) ? 0 : dice.between(1, 2);
    const bool branching = length >= 3 && dice.chance(0.25);
    auto names = dice.sample(letters('a'), length + spare + 1);

    std::vector<Definition> defs;  // defs[0..length) is the chain, its last one is asked for
    defs.push_back({names[0], "", str(dice.between(1, 20)), ' ', 0, "", ""});
    defs[0].value = std::stoi(defs[0].right);
    const int branch_at = branching ? dice.between(1, length - 1) : -1;
    int second = -1;  // index of the extra base variable
    for (int i = 1; i < length; ++i) {
        const auto& before = defs[static_cast<std::size_t>(i - 1)];
        const auto o = operation_on(before.value, dice);
        Definition d{names[static_cast<std::size_t>(i)], before.name, str(o.operand), o.op, o.result, "", ""};
        if (i == branch_at) d.right = names.back();
        defs.push_back(d);
        if (i == branch_at) second = o.operand;
    }
    if (branching) defs.push_back({names.back(), "", str(second), ' ', second, "", ""});
    for (int i = 0; i < spare; ++i) {
        const auto& name = names[static_cast<std::size_t>(length + i)];
        if (dice.chance(0.5)) {
            defs.push_back({name, "", str(dice.between(1, 20)), ' ', 0, "", ""});
        } else {
            const auto& base = defs[static_cast<std::size_t>(dice.between(0, length - 1))];
            const auto o = operation_on(base.value, dice);
            defs.push_back({name, base.name, str(o.operand), o.op, o.result, "", ""});
        }
    }

    std::vector<std::size_t> order(defs.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    if (dice.chance(0.4)) dice.shuffle(order);
    else if (branching || spare) {  // keep the chain in order, put the others anywhere
        std::vector<std::size_t> mixed(order.begin(), order.begin() + length);
        for (std::size_t i = static_cast<std::size_t>(length); i < order.size(); ++i)
            mixed.insert(mixed.begin() + dice.between(0, static_cast<int>(mixed.size())), order[i]);
        order = mixed;
    }
    for (const auto i : order) defs[i].reference = build.fact(defs[i].formula() + ".");
    const auto find = [&](const std::string& name) -> Definition& {
        return *std::find_if(defs.begin(), defs.end(), [&](const Definition& d) { return d.name == name; });
    };

    auto& goal = defs[static_cast<std::size_t>(length - 1)];
    const auto question = build.fact("What is " + goal.name + "?");
    auto plan = build.step("Find " + goal.name + ".", "plan", {question});
    std::vector<std::string> plans(defs.size());
    for (int i = length - 1; i > 0; --i) {
        const auto& d = defs[static_cast<std::size_t>(i)];
        const bool two = i == branch_at;
        plan = build.step(d.formula() + " needs " + d.left + (two ? " and " + d.right : "") + ".", "plan", {d.reference}, {plan});
        plans[static_cast<std::size_t>(i)] = plan;
    }
    const auto state = [&](Definition& d) {
        d.value_step = build.step(d.formula() + ", so " + d.name + " is " + str(d.value) + ".", "compute", {d.reference}, {plan});
    };
    state(defs[0]);
    for (int i = 1; i < length; ++i) {
        auto& d = defs[static_cast<std::size_t>(i)];
        auto& left = defs[static_cast<std::size_t>(i - 1)];
        std::vector<std::string> parents{d.reference, left.value_step};
        std::string right = d.right;
        if (i == branch_at) {
            auto& other = find(d.right);
            state(other);
            right = str(other.value);
            parents.push_back(other.value_step);
        }
        d.value_step = build.step(d.formula() + " = " + str(left.value) + " " + d.op + " " + right + ", so " +
                                      d.name + " is " + str(d.value) + ".",
                                  "compute", parents, {plans[static_cast<std::size_t>(i)], left.reference});
        if (i == length - 1) {
            const int operand = i == branch_at ? second : std::stoi(d.right);
            const auto check = build.step(check_text(left.value, d.op, operand, d.value), "check", {d.value_step}, {left.value_step});
            build.step("The answer is " + str(d.value) + ".", "conclude", {d.value_step}, {check});
        }
    }
    return build.finish(str(goal.value));
}

}  // namespace reasonscope::tasks
