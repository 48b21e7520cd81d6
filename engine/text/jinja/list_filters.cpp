#include <algorithm>

#include "text/jinja/filters.h"
#include "text/jinja/run.h"
#include "text/jinja/text.h"

namespace reasonscope::text::jinja {
namespace {

/// "a.b.0" of an item, as filters with an attribute read it.
Value deep(Value value, const Value& attribute) {
    if (attribute.integral()) return item_of(value, attribute);
    for (const std::string& name : split(to_text(attribute), ".", -1, false)) {
        const bool index = !name.empty() && name.size() < 10 && name.find_first_not_of("0123456789") == std::string::npos;
        value = item_of(value, index ? Value(static_cast<std::int64_t>(std::stol(name))) : Value(name));
    }
    return value;
}

/// What is compared of an item: an attribute of it, texts without their case.
Value key_of(const Value& item, const Value* attribute, bool case_sensitive) {
    Value key = attribute && !attribute->none() ? deep(item, *attribute) : item;
    return key.string() && !case_sensitive ? Value(lower(*key.string())) : key;
}

Value sorted(const Value& v, const Arguments& a) {
    auto items = elements(v);
    const bool reverse = flag(a, 0, "reverse", false), exact = flag(a, 1, "case_sensitive", false);
    const Value* attribute = a.find(2, "attribute");
    std::stable_sort(items.begin(), items.end(), [&](const Value& x, const Value& y) {
        const int order = compare(key_of(x, attribute, exact), key_of(y, attribute, exact));
        return reverse ? order > 0 : order < 0;
    });
    return Value::list(std::move(items));
}

Value extreme(const Value& v, const Arguments& a, int sign) {
    const auto items = elements(v);
    if (items.empty()) return Undefined{"an empty list has no extreme"};
    const bool exact = flag(a, 0, "case_sensitive", false);
    const Value* attribute = a.find(1, "attribute");
    const Value* best = items.data();
    for (const Value& item : items)
        if (sign * compare(key_of(item, attribute, exact), key_of(*best, attribute, exact)) > 0) best = &item;
    return *best;
}

Value unique(const Value& v, const Arguments& a) {
    const bool exact = flag(a, 0, "case_sensitive", false);
    const Value* attribute = a.find(1, "attribute");
    std::vector<Value> out, seen;
    for (const Value& item : elements(v)) {
        const Value key = key_of(item, attribute, exact);
        if (std::any_of(seen.begin(), seen.end(), [&](const Value& other) { return equal(other, key); })) continue;
        seen.push_back(key);
        out.push_back(item);
    }
    return Value::list(std::move(out));
}

Value grouped(const Value& v, const Arguments& a) {
    const Value* attribute = a.find(0, "attribute");
    if (!attribute) fail("'groupby' needs an attribute");
    std::vector<std::pair<Value, std::vector<Value>>> groups;
    for (const Value& item : elements(sorted(v, {{false, false, *attribute}, {}}))) {
        const Value key = deep(item, *attribute);
        if (groups.empty() || !equal(key_of(groups.back().first, nullptr, false), key_of(key, nullptr, false))) groups.emplace_back(key, std::vector<Value>());
        groups.back().second.push_back(item);
    }
    std::vector<Value> out;
    for (auto& [key, items] : groups) out.push_back(Value::list({key, Value::list(std::move(items))}, true));
    return Value::list(std::move(out));
}

Value mapped(const Value& v, const Arguments& a) {
    std::vector<Value> out;
    const Value* attribute = a.positional.empty() ? a.find(0, "attribute") : nullptr;
    if (!attribute && a.positional.empty()) fail("'map' needs a filter or an attribute");
    Arguments rest = a;
    if (!attribute) rest.positional.erase(rest.positional.begin());
    for (const Value& item : elements(v)) {
        if (!attribute) {
            out.push_back(apply_filter(to_text(a.positional[0]), item, rest));
            continue;
        }
        Value found = deep(item, *attribute);
        const Value* otherwise = a.find(SIZE_MAX, "default");
        out.push_back(found.undefined() && otherwise ? *otherwise : std::move(found));
    }
    return Value::list(std::move(out));
}

/// select, reject and their attr forms.
Value chosen(const Value& v, const Arguments& a, bool by_attribute, bool wanted) {
    Arguments rest = a;
    Value attribute;
    if (by_attribute) {
        if (rest.positional.empty()) fail("an attribute is missing");
        attribute = rest.positional[0];
        rest.positional.erase(rest.positional.begin());
    }
    std::string test;
    if (!rest.positional.empty()) {
        test = to_text(rest.positional[0]);
        rest.positional.erase(rest.positional.begin());
    }
    std::vector<Value> out;
    for (const Value& item : elements(v)) {
        const Value value = by_attribute ? deep(item, attribute) : item;
        if ((test.empty() ? value.truth() : apply_test(test, value, rest)) == wanted) out.push_back(item);
    }
    return Value::list(std::move(out));
}

std::string joined(const Value& v, const Arguments& a) {
    const Value* separator = a.find(0, "d");
    const Value* attribute = a.find(1, "attribute");
    const std::string between = separator ? to_text(*separator) : "";
    std::string out;
    bool first = true;
    for (const Value& item : elements(v)) {
        if (!std::exchange(first, false)) out += between;
        out += to_text(attribute ? deep(item, *attribute) : item);
    }
    return out;
}

Value pairs(const Value& v) {
    if (v.undefined()) return Value::list({});
    const Mapping* m = v.mapping();
    if (!m) fail("only a dictionary has items, not {}", type_name(v));
    std::vector<Value> out;
    for (const auto& [key, value] : m->items) out.push_back(Value::list({key, value}, true));
    return Value::list(std::move(out));
}

Value sorted_pairs(const Value& v, const Arguments& a) {
    const bool exact = flag(a, 0, "case_sensitive", false), reverse = flag(a, 2, "reverse", false);
    const Value* by = a.find(1, "by");
    const Value at(std::int64_t{by && to_text(*by) == "value"});
    return sorted(pairs(v), {{reverse, exact, at}, {}});
}

Value batches(const Value& v, const Arguments& a) {
    const std::int64_t size = whole(a, 0, "linecount", 0);
    if (size < 1) fail("'batch' needs a size");
    std::vector<Value> out, row;
    for (const Value& item : elements(v)) {
        row.push_back(item);
        if (static_cast<std::int64_t>(row.size()) == size) out.push_back(Value::list(std::exchange(row, {})));
    }
    const Value* fill = a.find(1, "fill_with");
    if (!row.empty() && fill && size < 100'000) row.resize(static_cast<std::size_t>(size), *fill);
    if (!row.empty()) out.push_back(Value::list(std::move(row)));
    return Value::list(std::move(out));
}

Value slices(const Value& v, const Arguments& a) {
    const auto items = elements(v);
    const std::int64_t n = whole(a, 0, "slices", 0);
    if (n < 1 || n > 100'000) fail("'slice' needs a number of slices");
    const Value* fill = a.find(1, "fill_with");
    const std::size_t size = items.size() / static_cast<std::size_t>(n), more = items.size() % static_cast<std::size_t>(n);
    std::vector<Value> out;
    std::size_t at = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
        std::vector<Value> part;
        for (std::size_t k = 0; k < size + (i < more ? 1 : 0); ++k) part.push_back(items[at++]);
        if (fill && i >= more) part.push_back(*fill);
        out.push_back(Value::list(std::move(part)));
    }
    return Value::list(std::move(out));
}

Value length(const Value& v) {
    if (const auto* s = v.string()) return static_cast<std::int64_t>(count_characters(*s));
    if (const auto* m = v.mapping(); m && !m->is_namespace) return static_cast<std::int64_t>(m->items.size());
    if (v.none() || v.number()) fail("{} has no length", type_name(v));
    return static_cast<std::int64_t>(elements(v).size());
}

Value reversed(const Value& v) {
    auto items = elements(v);
    std::reverse(items.begin(), items.end());
    if (!v.string()) return Value::list(std::move(items));
    std::string out;
    for (const Value& c : items) out += *c.string();
    return out;
}

Value sum(const Value& v, const Arguments& a) {
    const Value* attribute = a.find(0, "attribute");
    const Value* start = a.find(1, "start");
    Value total = start ? *start : Value(std::int64_t{0});
    for (const Value& item : elements(v)) total = operate("+", total, attribute && !attribute->none() ? deep(item, *attribute) : item);
    return total;
}

}  // namespace

const Filters& list_filters() {
    using V = const Value&;
    using A = const Arguments&;
    static const Filter size = [](V v, A) { return length(v); };
    static const Filter fallback = [](V v, A a) {
        const Value* otherwise = a.find(0, "default_value");
        return v.undefined() || (flag(a, 1, "boolean", false) && !v.truth()) ? (otherwise ? *otherwise : Value("")) : v;
    };
    static const Filters filters{
        {"length", size}, {"count", size}, {"default", fallback}, {"d", fallback},
        {"first", [](V v, A) { const auto items = elements(v); return items.empty() ? Value(Undefined{"an empty list has no first item"}) : items.front(); }},
        {"last", [](V v, A) { const auto items = elements(v); return items.empty() ? Value(Undefined{"an empty list has no last item"}) : items.back(); }},
        {"list", [](V v, A) { return Value::list(elements(v)); }},
        {"reverse", [](V v, A) { return reversed(v); }},
        {"join", [](V v, A a) -> Value { return joined(v, a); }},
        {"items", [](V v, A) { return pairs(v); }},
        {"dictsort", sorted_pairs}, {"sort", sorted}, {"unique", unique}, {"groupby", grouped}, {"map", mapped},
        {"sum", sum}, {"batch", batches}, {"slice", slices},
        {"min", [](V v, A a) { return extreme(v, a, -1); }},
        {"max", [](V v, A a) { return extreme(v, a, 1); }},
        {"select", [](V v, A a) { return chosen(v, a, false, true); }},
        {"reject", [](V v, A a) { return chosen(v, a, false, false); }},
        {"selectattr", [](V v, A a) { return chosen(v, a, true, true); }},
        {"rejectattr", [](V v, A a) { return chosen(v, a, true, false); }},
    };
    return filters;
}

bool is_filter(std::string_view name) { return text_filters().contains(name) || list_filters().contains(name); }

Value apply_filter(const std::string& name, const Value& value, const Arguments& arguments) {
    for (const Filters* filters : {&text_filters(), &list_filters()})
        if (const auto found = filters->find(name); found != filters->end()) return found->second(value, arguments);
    fail("there is no filter '{}'", name);
}

}  // namespace reasonscope::text::jinja
