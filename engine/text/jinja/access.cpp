// Attributes, elements, slices and operators.

#include <algorithm>
#include <cmath>

#include "text/jinja/methods.h"
#include "text/jinja/run.h"
#include "text/jinja/text.h"

namespace reasonscope::text::jinja {
namespace {

std::string kind_of(const Value& value) {
    if (value.mapping()) return value.mapping()->is_namespace ? "the namespace" : "dict object";
    if (value.string()) return "str object";
    return value.sequence() ? "list object" : std::string(type_name(value));
}

Value missing(const Value& value, const std::string& name) {
    return Undefined{fmt::format("'{}' has no attribute '{}'", kind_of(value), name)};
}

template <class Take>
void for_slice(std::int64_t size, const Value* begin, const Value* end, std::int64_t step, Take take) {
    const auto bound = [&](const Value* v, std::int64_t otherwise) {
        if (!v) return otherwise;
        const std::int64_t i = v->integer() < 0 ? v->integer() + size : v->integer();
        return step > 0 ? std::clamp<std::int64_t>(i, 0, size) : std::clamp<std::int64_t>(i, -1, size - 1);
    };
    const std::int64_t first = bound(begin, step > 0 ? 0 : size - 1), last = bound(end, step > 0 ? size : -1);
    for (std::int64_t i = first; step > 0 ? i < last : i > last; i += step) take(static_cast<std::size_t>(i));
}

Value repeat(const Value& what, std::int64_t times) {
    times = std::max<std::int64_t>(times, 0);
    if (const auto* s = what.string()) {
        if (times * static_cast<std::int64_t>(s->size() + 1) > (1 << 26) || times > (1 << 26)) fail("a text is repeated too often");
        std::string out;
        for (std::int64_t i = 0; i < times; ++i) out += *s;
        return out;
    }
    const auto& items = what.sequence()->items;
    if (times > 100'000 || times * static_cast<std::int64_t>(items.size()) > 1'000'000) fail("a list is repeated too often");
    std::vector<Value> out;
    for (std::int64_t i = 0; i < times; ++i) out.insert(out.end(), items.begin(), items.end());
    return Value::list(std::move(out), what.sequence()->tuple);
}

std::int64_t whole(const std::string& op, std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    bool large = false;
    if (op == "+") large = __builtin_add_overflow(a, b, &out);
    if (op == "-") large = __builtin_sub_overflow(a, b, &out);
    if (op == "*") large = __builtin_mul_overflow(a, b, &out);
    if (op == "//" || op == "%") {
        if (b == 0) fail("a number is divided by zero");
        if (b == -1) return op == "%" ? 0 : whole("-", 0, a);
        const bool down = a % b != 0 && (a < 0) != (b < 0);
        out = op == "%" ? a % b + (down ? b : 0) : a / b - (down ? 1 : 0);
    }
    if (op == "**") {
        out = 1;
        for (std::int64_t i = 0; i < b && !large && (out != 1 || i == 0 || a != 1); ++i) {
            large = __builtin_mul_overflow(out, a, &out);
            if (a == 0 || a == 1) break;
            if (a == -1) return b % 2 ? -1 : 1;
        }
    }
    if (large) fail("a number grows beyond 64 bits");
    return out;
}

}  // namespace

Value attribute_of(const Value& value, const std::string& name) {
    if (const auto* u = value.get<Undefined>()) fail("{}", u->what);
    if (auto method = method_of(value, name); !method.undefined()) return method;
    if (const auto* m = value.mapping())
        if (const Value* found = m->find(name)) return *found;
    return missing(value, name);
}

Value item_of(const Value& value, const Value& key) {
    if (const auto* u = value.get<Undefined>()) fail("{}", u->what);
    if (const auto* m = value.mapping(); m && !m->is_namespace)
        if (const Value* found = m->find(key)) return *found;
    const auto* list = value.sequence();
    const auto* text = value.string();
    if ((list || text) && key.integral()) {
        const auto size = static_cast<std::int64_t>(list ? list->items.size() : count_characters(*text));
        const std::int64_t i = key.integer() < 0 ? key.integer() + size : key.integer();
        if (i < 0 || i >= size) return Undefined{fmt::format("{} has no element {}", kind_of(value), key.integer())};
        if (list) return list->items[static_cast<std::size_t>(i)];
        const std::size_t at = byte_of(*text, static_cast<std::size_t>(i));
        return text->substr(at, byte_of(std::string_view(*text).substr(at), 1));
    }
    return key.string() ? attribute_of(value, *key.string()) : missing(value, to_text(key));
}

Value slice_of(const Value& value, const Value* begin, const Value* end, const Value* step) {
    if (const auto* u = value.get<Undefined>()) fail("{}", u->what);
    const std::int64_t by = step ? step->integer() : 1;
    if (by == 0) fail("a slice needs a step other than 0");
    if (const auto* s = value.sequence()) {
        std::vector<Value> items;
        for_slice(static_cast<std::int64_t>(s->items.size()), begin, end, by, [&](std::size_t i) { items.push_back(s->items[i]); });
        return Value::list(std::move(items), s->tuple);
    }
    if (const auto* s = value.string()) {
        const std::u32string all = characters(*s);
        std::u32string out;
        for_slice(static_cast<std::int64_t>(all.size()), begin, end, by, [&](std::size_t i) { out += all[i]; });
        return from_characters(out);
    }
    return missing(value, "slice");
}

bool contains(const Value& container, const Value& element) {
    if (const auto* s = container.string()) {
        if (!element.string()) fail("only a text can be in a text, not {}", type_name(element));
        return s->find(*element.string()) != std::string::npos;
    }
    if (const auto* m = container.mapping(); m && !m->is_namespace) return m->find(element);
    const auto items = elements(container);
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return equal(item, element); });
}

Value operate(const std::string& op, const Value& a, const Value& b) {
    if (op == "~") return to_text(a) + to_text(b);
    for (const Value* v : {&a, &b})
        if (const auto* u = v->get<Undefined>()) fail("{}", u->what);
    if (op == "+" && a.string() && b.string()) return *a.string() + *b.string();
    if (const auto *x = a.sequence(), *y = b.sequence(); op == "+" && x && y && x->tuple == y->tuple) {
        auto items = x->items;
        items.insert(items.end(), y->items.begin(), y->items.end());
        return Value::list(std::move(items), x->tuple);
    }
    if (op == "%" && a.string()) return percent_format(*a.string(), b.sequence() && b.sequence()->tuple ? b.sequence()->items : std::vector<Value>{b});
    if (op == "*" && b.integral() && (a.string() || a.sequence())) return repeat(a, b.integer());
    if (op == "*" && a.integral() && (b.string() || b.sequence())) return repeat(b, a.integer());
    if (!a.number() || !b.number()) fail("'{}' does not go between {} and {}", op, type_name(a), type_name(b));
    if (a.integral() && b.integral() && op != "/" && (op != "**" || b.integer() >= 0)) return whole(op, a.integer(), b.integer());
    const double x = a.real(), y = b.real();
    if (op == "+") return x + y;
    if (op == "-") return x - y;
    if (op == "*") return x * y;
    if (op == "**") return std::pow(x, y);
    if (y == 0) fail("a number is divided by zero");
    if (op == "/") return x / y;
    const double floor = std::floor(x / y);
    return op == "//" ? floor : x - floor * y;
}

}  // namespace reasonscope::text::jinja
