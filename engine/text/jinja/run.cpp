#include "text/jinja/run.h"

#include <algorithm>

namespace reasonscope::text::jinja {
namespace {

constexpr int kMaxCalls = 100;             // macros and loops that call themselves
constexpr std::int64_t kMaxSteps = 3'000'000;  // a template that never ends is stopped here
constexpr int kMaxDepth = 2000;
constexpr std::size_t kMaxOutput = 1 << 26;

enum class Flow { On, Break, Continue };

class Runner {
public:
    explicit Runner(const RenderOptions& options) : options_(options) {}

    Flow run(const Block& block, const ScopePtr& scope, std::string& out) {
        for (const Statement& s : block)
            if (const Flow flow = run(s, scope, out); flow != Flow::On) return flow;
        return Flow::On;
    }

private:
    void step() {
        if (++steps_ > kMaxSteps) fail("it does not come to an end");
    }
    /// Counts statements and expressions that are open at once, through all macros.
    struct Depth {
        explicit Depth(int& depth) : depth(depth) {
            if (++depth > kMaxDepth) fail("it calls itself too deeply");
        }
        ~Depth() { --depth; }
        int& depth;
    };
    static ScopePtr inner(const ScopePtr& scope) {
        auto made = std::make_shared<Scope>();
        made->outside = scope;
        return made;
    }
    static void put(std::string& out, std::string_view text) {
        if (out.size() + text.size() > kMaxOutput) fail("it writes more than {} bytes", kMaxOutput);
        out += text;
    }

    Flow run(const Statement& s, const ScopePtr& scope, std::string& out) {
        step();
        const Depth guard(depth_);
        if (options_.line && s.kind != Statement::Kind::Text) *options_.line = s.line;
        using Kind = Statement::Kind;
        switch (s.kind) {
            case Kind::Text:
                put(out, s.text);
                break;
            case Kind::Output:
                put(out, written(evaluate(*s.expression, scope)));
                break;
            case Kind::If:
                return run(evaluate(*s.expression, scope).truth() ? s.body : s.otherwise, scope, out);
            case Kind::For:
                loop(s, evaluate(*s.expression, scope), scope, out, 1);
                break;
            case Kind::Set:
                assign(s.target, evaluate(*s.expression, scope), scope);
                break;
            case Kind::SetBlock:
                assign(s.target, filtered(s, scope), scope);
                break;
            case Kind::Filter:
                put(out, to_text(filtered(s, scope)));
                break;
            case Kind::Macro:
                scope->names[s.text] = macro(s, scope, s.text);
                break;
            case Kind::CallBlock: {
                Arguments arguments = evaluate(s.expression->call, scope);
                arguments.named.emplace_back("caller", macro(s, scope, "caller"));
                put(out, to_text(call(evaluate(*s.expression->parts[0], scope), arguments)));
                break;
            }
            case Kind::With: {
                const ScopePtr inside = inner(scope);
                for (const Parameter& p : s.parameters) inside->names[p.name] = evaluate(*p.fallback, scope);
                return run(s.body, inside, out);
            }
            case Kind::Break:
                return Flow::Break;
            case Kind::Continue:
                return Flow::Continue;
            case Kind::Scope:
                return run(s.body, inner(scope), out);
        }
        return Flow::On;
    }

    [[nodiscard]] std::string written(const Value& value) const {
        if (const auto* u = value.get<Undefined>(); u && options_.strict) fail("{}", u->what);
        return to_text(value);
    }

    Value filtered(const Statement& s, const ScopePtr& scope) {
        std::string text;
        run(s.body, inner(scope), text);
        Value value(std::move(text));
        for (const auto& [name, call] : s.filters) value = apply_filter(name, value, evaluate(call, scope));
        return value;
    }

    static void assign(const Target& target, Value value, const ScopePtr& scope) {
        if (!target.attribute.empty()) {
            const Value* found = scope->find(target.names[0]);
            Mapping* space = found ? found->mapping() : nullptr;
            if (!space || !space->is_namespace) fail("'{}' is not a namespace", target.names[0]);
            return space->set(target.attribute, std::move(value));
        }
        if (!target.tuple) return void(scope->names[target.names[0]] = std::move(value));
        auto parts = elements(value);
        if (parts.size() != target.names.size()) fail("{} values cannot become {} variables", parts.size(), target.names.size());
        for (std::size_t i = 0; i < parts.size(); ++i) scope->names[target.names[i]] = std::move(parts[i]);
    }

    void loop(const Statement& s, const Value& over, const ScopePtr& scope, std::string& out, int depth) {
        if (const auto* u = over.get<Undefined>(); u && depth > 1) fail("{}", u->what);
        if (depth > kMaxCalls) fail("a loop calls itself more than {} times", kMaxCalls);
        std::vector<Value> items = elements(over);
        const auto left_out = [&](const Value& item) {
            step();
            if (!s.condition) return false;
            const ScopePtr inside = inner(scope);
            assign(s.target, item, inside);
            return !evaluate(*s.condition, inside).truth();
        };
        if (s.condition) std::erase_if(items, left_out);
        const auto about = std::make_shared<Mapping>();
        const auto at = std::make_shared<std::int64_t>(0);
        const auto size = static_cast<std::int64_t>(items.size());
        about->set("length", size);
        about->set("depth", std::int64_t{depth});
        about->set("depth0", std::int64_t{depth - 1});
        about->set("cycle", Function([at](const Arguments& a) {
                       if (a.positional.empty()) fail("'cycle' needs something to cycle through");
                       return a.positional[static_cast<std::size_t>(*at - 1) % a.positional.size()];
                   }));
        if (s.recursive)
            about->set("__call__", Function([this, &s, scope, depth](const Arguments& a) {
                           std::string text;
                           loop(s, a.positional.empty() ? Value() : a.positional[0], scope, text, depth + 1);
                           return Value(std::move(text));
                       }));
        for (std::size_t next = 0; next < items.size(); ++next) {
            const Value& item = items[next];
            if (left_out(item)) continue;  // asked again: the body may have changed a namespace that the condition reads
            const std::int64_t i = (*at)++;
            about->set("index", i + 1);
            about->set("index0", i);
            about->set("revindex", size - i);
            about->set("revindex0", size - i - 1);
            about->set("first", i == 0);
            about->set("last", i + 1 == size);
            about->set("previtem", next > 0 ? items[next - 1] : Value(Undefined{"there is no previous item"}));
            about->set("nextitem", next + 1 < items.size() ? items[next + 1] : Value(Undefined{"there is no next item"}));
            const ScopePtr inside = inner(scope);
            inside->names["loop"] = about;
            assign(s.target, item, inside);
            if (run(s.body, inside, out) == Flow::Break) break;
        }
        if (size == 0) run(s.otherwise, inner(scope), out);
    }

    /// The scope is held by address only: macros live in the scope that they would keep alive.
    Value macro(const Statement& s, const ScopePtr& scope, const std::string& name) {
        return Function([this, &s, home = std::weak_ptr<Scope>(scope), name](const Arguments& given) {
            if (++calls_ > kMaxCalls) fail("the macro '{}' calls itself more than {} times", name, kMaxCalls);
            const ScopePtr inside = inner(home.lock());
            if (given.positional.size() > s.parameters.size()) fail("the macro '{}' takes at most {} arguments", name, s.parameters.size());
            for (const auto& [key, value] : given.named) {
                const bool known = key == "caller" || std::any_of(s.parameters.begin(), s.parameters.end(), [&](const Parameter& p) { return p.name == key; });
                if (!known) fail("the macro '{}' takes no argument '{}'", name, key);
                if (key == "caller") inside->names[key] = value;
            }
            for (std::size_t i = 0; i < s.parameters.size(); ++i) {
                const Parameter& p = s.parameters[i];
                const Value* value = given.find(i, p.name);
                inside->names[p.name] = value        ? *value
                                        : p.fallback ? evaluate(*p.fallback, inside)
                                                     : Value(Undefined{fmt::format("parameter '{}' was not provided", p.name)});
            }
            std::string text;
            run(s.body, inside, text);
            --calls_;
            return Value(std::move(text));
        });
    }

    static Value call(const Value& callee, const Arguments& arguments) {
        if (const auto* f = callee.get<FunctionPtr>()) return (**f)(arguments);
        if (const auto* m = callee.mapping(); m)
            if (const Value* f = m->find("__call__"); f && f->get<FunctionPtr>()) return (**f->get<FunctionPtr>())(arguments);
        if (const auto* u = callee.get<Undefined>()) fail("{}", u->what);
        fail("{} cannot be called", type_name(callee));
    }

    Arguments evaluate(const Call& call, const ScopePtr& scope) {
        Arguments arguments;
        for (const auto& e : call.positional) arguments.positional.push_back(evaluate(*e, scope));
        for (const auto& [name, e] : call.named) arguments.named.emplace_back(name, evaluate(*e, scope));
        return arguments;
    }

    Value evaluate(const Expression& e, const ScopePtr& scope) {
        step();
        const Depth guard(depth_);
        using Kind = Expression::Kind;
        const auto part = [&](std::size_t i) { return evaluate(*e.parts[i], scope); };
        switch (e.kind) {
            case Kind::Constant:
                return e.constant;
            case Kind::Name: {
                const Value* found = scope->find(e.name);
                return found ? *found : Value(Undefined{fmt::format("'{}' is undefined", e.name)});
            }
            case Kind::List:
            case Kind::Tuple: {
                std::vector<Value> items;
                for (std::size_t i = 0; i < e.parts.size(); ++i) items.push_back(part(i));
                return Value::list(std::move(items), e.kind == Kind::Tuple);
            }
            case Kind::Dict: {
                auto mapping = std::make_shared<Mapping>();
                for (std::size_t i = 0; i + 1 < e.parts.size(); i += 2) mapping->set(part(i), part(i + 1));
                return mapping;
            }
            case Kind::Attribute:
                return attribute_of(part(0), e.name);
            case Kind::Item:
                return item_of(part(0), part(1));
            case Kind::Slice: {
                const Value of = part(0);
                Value bounds[3];
                for (std::size_t i = 0; i < 3; ++i)
                    if (e.parts[i + 1]) bounds[i] = part(i + 1);
                const auto given = [&](std::size_t i) { return e.parts[i + 1] && !bounds[i].none() ? &bounds[i] : nullptr; };
                return slice_of(of, given(0), given(1), given(2));
            }
            case Kind::Call:
                return call(part(0), evaluate(e.call, scope));
            case Kind::Filter:
                return apply_filter(e.name, part(0), evaluate(e.call, scope));
            case Kind::Test:
                return apply_test(e.name, part(0), evaluate(e.call, scope));
            case Kind::Unary: {
                const Value value = part(0);
                if (e.name == "not") return !value.truth();
                if (const auto* u = value.get<Undefined>()) fail("{}", u->what);
                return e.name == "-" ? operate("-", std::int64_t{0}, value) : operate("+", std::int64_t{0}, value);
            }
            case Kind::Binary: {
                Value left = part(0);
                if (e.name == "and") return left.truth() ? part(1) : left;
                if (e.name == "or") return left.truth() ? left : part(1);
                return operate(e.name, left, part(1));
            }
            case Kind::Compare: {
                Value left = part(0);
                for (std::size_t i = 0; i < e.operators.size(); ++i) {
                    Value right = part(i + 1);
                    if (!holds(e.operators[i], left, right)) return false;
                    left = std::move(right);
                }
                return true;
            }
            case Kind::Condition:
                if (part(1).truth()) return part(0);
                return e.parts[2] ? part(2) : Value(Undefined{"the inline if-expression has no else"});
        }
        return {};
    }

    static bool holds(const std::string& op, const Value& a, const Value& b) {
        if (op == "==") return equal(a, b);
        if (op == "!=") return !equal(a, b);
        if (op == "in") return contains(b, a);
        if (op == "not in") return !contains(b, a);
        const int order = compare(a, b);
        return op == "<" ? order < 0 : op == "<=" ? order <= 0 : op == ">" ? order > 0 : order >= 0;
    }

    RenderOptions options_;
    std::int64_t steps_ = 0;
    int calls_ = 0, depth_ = 0;
};

/// Filters and tests are looked up before anything is rendered, as Jinja does.
void check(const Block& block, int* line);
void check(const Call& call);
void check(const Expression& e) {
    if (e.kind == Expression::Kind::Filter && !is_filter(e.name)) fail("there is no filter '{}'", e.name);
    if (e.kind == Expression::Kind::Test && !is_test(e.name)) fail("there is no test '{}'", e.name);
    for (const auto& part : e.parts)
        if (part) check(*part);
    check(e.call);
}
void check(const Call& call) {
    for (const auto& e : call.positional) check(*e);
    for (const auto& e : call.named) check(*e.second);
}
void check(const Block& block, int* line) {
    for (const Statement& s : block) {
        if (line && s.kind != Statement::Kind::Text) *line = s.line;
        if (s.expression) check(*s.expression);
        if (s.condition) check(*s.condition);
        for (const auto& p : s.parameters)
            if (p.fallback) check(*p.fallback);
        for (const auto& [name, call] : s.filters) {
            if (!is_filter(name)) fail("there is no filter '{}'", name);
            check(call);
        }
        check(s.body, line);
        check(s.otherwise, line);
    }
}

Value range(const Arguments& a) {
    if (a.positional.empty() || a.positional.size() > 3) fail("'range' takes one to three numbers");
    const std::int64_t begin = a.positional.size() > 1 ? a.positional[0].integer() : 0;
    const std::int64_t end = a.positional[a.positional.size() > 1 ? 1 : 0].integer();
    const std::int64_t step = a.positional.size() > 2 ? a.positional[2].integer() : 1;
    if (step == 0) fail("'range' needs a step other than 0");
    std::vector<Value> items;
    for (std::int64_t i = begin; step > 0 ? i < end : i > end; i += step) {
        if (items.size() >= 100'000) fail("'range' is larger than 100000 items");
        items.emplace_back(i);
    }
    return Value::list(std::move(items));
}

Value keywords(const Arguments& a, bool is_namespace) {
    auto mapping = std::make_shared<Mapping>();
    for (const Value& value : a.positional) {
        const Mapping* other = value.mapping();
        if (!other) fail("a dictionary is needed, not {}", type_name(value));
        for (const auto& [key, item] : other->items) mapping->set(key, item);
    }
    for (const auto& [key, item] : a.named) mapping->set(key, item);
    mapping->is_namespace = is_namespace;
    return mapping;
}

Value joiner(const Arguments& a) {
    const Value* given = a.find(0, "sep");
    const Value separator = given ? *given : Value(", ");
    return Function([separator, used = std::make_shared<bool>(false)](const Arguments&) {
        return std::exchange(*used, true) ? separator : Value("");
    });
}

}  // namespace

const Value* Scope::find(const std::string& name) const {
    for (const Scope* scope = this; scope; scope = scope->outside.get())
        if (const auto found = scope->names.find(name); found != scope->names.end()) return &found->second;
    return nullptr;
}

std::string render(const Block& block, std::unordered_map<std::string, Value> globals, const RenderOptions& options) {
    check(block, options.line);
    const auto outermost = std::make_shared<Scope>(), own = std::make_shared<Scope>();
    outermost->names = std::move(globals);
    outermost->names.emplace("range", Function(range));
    outermost->names.emplace("dict", Function([](const Arguments& a) { return keywords(a, false); }));
    outermost->names.emplace("namespace", Function([](const Arguments& a) { return keywords(a, true); }));
    outermost->names.emplace("joiner", Function(joiner));
    for (const char* name : {"lipsum", "cycler"})
        outermost->names.emplace(name, Function([name](const Arguments&) -> Value { fail("'{}' is not supported", name); }));
    own->outside = outermost;
    std::string out;
    Runner runner(options);
    runner.run(block, own, out);
    return out;
}

}  // namespace reasonscope::text::jinja
