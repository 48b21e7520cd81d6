#include "text/jinja/methods.h"

#include <algorithm>
#include <map>
#include <optional>

#include "text/jinja/run.h"
#include "text/jinja/text.h"

namespace reasonscope::text::jinja {
namespace {

const std::string& text_argument(const Arguments& a, std::size_t i, std::string_view name) {
    const Value* value = a.find(i, name);
    if (!value) fail("an argument '{}' is missing", name);
    if (!value->string()) fail("a text is needed, not {}", type_name(*value));
    return *value->string();
}
std::optional<std::string_view> optional_text(const Arguments& a, std::size_t i, std::string_view name) {
    const Value* value = a.find(i, name);
    if (!value || value->none()) return std::nullopt;
    return text_argument(a, i, name);
}
std::int64_t integer_argument(const Arguments& a, std::size_t i, std::string_view name, std::int64_t otherwise) {
    const Value* value = a.find(i, name);
    return value ? value->integer() : otherwise;
}

bool begins_or_ends(const std::string& s, const Arguments& a, bool begins) {
    if (a.positional.empty()) fail("an argument is missing");
    const Value& what = a.positional[0];
    const auto matches = [&](const Value& v) {
        if (!v.string()) fail("a text is needed, not {}", type_name(v));
        return begins ? s.starts_with(*v.string()) : s.ends_with(*v.string());
    };
    if (const auto* many = what.sequence()) return std::any_of(many->items.begin(), many->items.end(), matches);
    return matches(what);
}

template <class Test>
bool all(const std::string& s, Test test) {
    const auto c = characters(s);
    return !c.empty() && std::all_of(c.begin(), c.end(), test);
}
template <class Good, class Bad>
bool cased(const std::string& s, Good good, Bad bad) {
    const auto c = characters(s);
    return std::any_of(c.begin(), c.end(), good) && std::none_of(c.begin(), c.end(), bad);
}

Value texts(const std::vector<std::string>& parts) { return Value::list({parts.begin(), parts.end()}); }

Value splitting(const std::string& s, const Arguments& a, bool from_right) {
    const auto separator = optional_text(a, 0, "sep");
    if (separator && separator->empty()) fail("a text cannot be split at nothing");
    return texts(split(s, separator, integer_argument(a, 1, "maxsplit", -1), from_right));
}

Value partition(const std::string& s, const Arguments& a, bool from_right) {
    const std::string& what = text_argument(a, 0, "sep");
    if (what.empty()) fail("a text cannot be split at nothing");
    const auto at = from_right ? s.rfind(what) : s.find(what);
    if (at == std::string::npos) return from_right ? Value::list({"", "", s}, true) : Value::list({s, "", ""}, true);
    return Value::list({s.substr(0, at), what, s.substr(at + what.size())}, true);
}

Value find(const std::string& s, const Arguments& a, bool from_right, bool must) {
    const std::string& what = text_argument(a, 0, "sub");
    const auto begin = byte_of(s, static_cast<std::size_t>(std::max<std::int64_t>(0, integer_argument(a, 1, "start", 0))));
    const auto at = from_right ? s.rfind(what) : s.find(what, begin);
    if (at != std::string::npos && at >= begin) return static_cast<std::int64_t>(count_characters(std::string_view(s).substr(0, at)));
    if (must) fail("the text '{}' is not found", what);
    return std::int64_t{-1};
}

std::int64_t count(const std::string& s, const std::string& what) {
    if (what.empty()) return static_cast<std::int64_t>(count_characters(s)) + 1;
    std::int64_t n = 0;
    for (auto at = s.find(what); at != std::string::npos; at = s.find(what, at + what.size())) ++n;
    return n;
}

std::string join(const std::string& separator, const Value& parts) {
    std::string out;
    bool first = true;
    for (const Value& part : elements(parts)) {
        if (!part.string()) fail("only texts can be joined, not {}", type_name(part));
        if (!std::exchange(first, false)) out += separator;
        out += *part.string();
    }
    return out;
}

std::string padded(const std::string& s, const Arguments& a, char side) {
    const auto width = integer_argument(a, 0, "width", 0) - static_cast<std::int64_t>(count_characters(s));
    const std::string fill(optional_text(a, 1, "fillchar").value_or(" "));
    if (width <= 0) return s;
    if (width > 100'000) fail("a text is padded beyond reason");
    const std::int64_t left = side == 'r' ? width : side == 'l' ? 0 : width / 2 + (width & integer_argument(a, 0, "width", 0) & 1);
    std::string out;
    for (std::int64_t i = 0; i < left; ++i) out += fill;
    out += s;
    for (std::int64_t i = left; i < width; ++i) out += fill;
    return out;
}

std::string zero_filled(const std::string& s, std::int64_t width) {
    const std::size_t sign = s.starts_with('-') || s.starts_with('+') ? 1 : 0;
    const auto missing = width - static_cast<std::int64_t>(count_characters(s));
    if (missing > 100'000) fail("a text is padded beyond reason");
    return missing <= 0 ? s : s.substr(0, sign) + std::string(static_cast<std::size_t>(missing), '0') + s.substr(sign);
}

/// "{} {0} {name}"; format specifications are not supported.
std::string format(const std::string& s, const Arguments& a) {
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const bool doubled = i + 1 < s.size() && s[i + 1] == s[i];
        if (s[i] != '{' && s[i] != '}') {
            out += s[i];
        } else if (doubled) {
            out += s[i++];
        } else {
            const auto end = s[i] == '{' ? s.find('}', i) : std::string::npos;
            if (end == std::string::npos) fail("a brace of a format is never closed");
            const std::string name = s.substr(i + 1, end - i - 1);
            if (name.find_first_of(":!.[") != std::string::npos) fail("the format '{{{}}}' is not supported", name);
            const bool index = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
            const std::size_t at = name.empty() ? next++ : index && name.size() < 6 ? std::stoul(name) : SIZE_MAX;
            const Value* value = a.find(at, name);
            if (!value) fail("a format names an argument that is not there");
            out += to_text(*value);
            i = end;
        }
    }
    return out;
}

using TextMethod = Value (*)(const std::string&, const Arguments&);
const std::map<std::string, TextMethod, std::less<>>& text_methods() {
    using S = const std::string&;
    using A = const Arguments&;
    static const std::map<std::string, TextMethod, std::less<>> methods{
        {"upper", [](S s, A) -> Value { return upper(s); }},
        {"lower", [](S s, A) -> Value { return lower(s); }},
        {"casefold", [](S s, A) -> Value { return lower(s); }},
        {"title", [](S s, A) -> Value { return title(s); }},
        {"capitalize", [](S s, A) -> Value { return capitalize(s); }},
        {"strip", [](S s, A a) -> Value { return strip(s, optional_text(a, 0, "chars"), true, true); }},
        {"lstrip", [](S s, A a) -> Value { return strip(s, optional_text(a, 0, "chars"), true, false); }},
        {"rstrip", [](S s, A a) -> Value { return strip(s, optional_text(a, 0, "chars"), false, true); }},
        {"split", [](S s, A a) { return splitting(s, a, false); }},
        {"rsplit", [](S s, A a) { return splitting(s, a, true); }},
        {"splitlines", [](S s, A) { return texts(split_lines(s)); }},
        {"partition", [](S s, A a) { return partition(s, a, false); }},
        {"rpartition", [](S s, A a) { return partition(s, a, true); }},
        {"startswith", [](S s, A a) -> Value { return begins_or_ends(s, a, true); }},
        {"endswith", [](S s, A a) -> Value { return begins_or_ends(s, a, false); }},
        {"replace", [](S s, A a) -> Value { return replace_all(s, text_argument(a, 0, "old"), text_argument(a, 1, "new"), integer_argument(a, 2, "count", -1)); }},
        {"find", [](S s, A a) { return find(s, a, false, false); }},
        {"rfind", [](S s, A a) { return find(s, a, true, false); }},
        {"index", [](S s, A a) { return find(s, a, false, true); }},
        {"rindex", [](S s, A a) { return find(s, a, true, true); }},
        {"count", [](S s, A a) -> Value { return count(s, text_argument(a, 0, "sub")); }},
        {"join", [](S s, A a) -> Value { return join(s, a.positional.empty() ? Value() : a.positional[0]); }},
        {"removeprefix", [](S s, A a) -> Value { return s.starts_with(text_argument(a, 0, "prefix")) ? s.substr(text_argument(a, 0, "prefix").size()) : s; }},
        {"removesuffix", [](S s, A a) -> Value { return s.ends_with(text_argument(a, 0, "suffix")) ? s.substr(0, s.size() - text_argument(a, 0, "suffix").size()) : s; }},
        {"isdigit", [](S s, A) -> Value { return all(s, is_digit); }},
        {"isdecimal", [](S s, A) -> Value { return all(s, is_digit); }},
        {"isnumeric", [](S s, A) -> Value { return all(s, is_digit); }},
        {"isalpha", [](S s, A) -> Value { return all(s, is_letter); }},
        {"isalnum", [](S s, A) -> Value { return all(s, [](char32_t c) { return is_letter(c) || is_digit(c); }); }},
        {"isspace", [](S s, A) -> Value { return all(s, is_space); }},
        {"islower", [](S s, A) -> Value { return cased(s, is_lower, is_upper); }},
        {"isupper", [](S s, A) -> Value { return cased(s, is_upper, is_lower); }},
        {"zfill", [](S s, A a) -> Value { return zero_filled(s, integer_argument(a, 0, "width", 0)); }},
        {"ljust", [](S s, A a) -> Value { return padded(s, a, 'l'); }},
        {"rjust", [](S s, A a) -> Value { return padded(s, a, 'r'); }},
        {"center", [](S s, A a) -> Value { return padded(s, a, 'c'); }},
        {"format", [](S s, A a) -> Value { return format(s, a); }},
    };
    return methods;
}

Value mapping_method(const MappingPtr& m, const std::string& name) {
    for (const char* changes : {"update", "pop", "popitem", "clear", "setdefault"})
        if (name == changes && !m->find(name)) fail("'{}' would change a dictionary, which templates may not", name);
    if (name == "get")
        return Function([m](const Arguments& a) -> Value {
            if (a.positional.empty()) fail("'get' needs a key");
            const Value* found = m->find(a.positional[0]);
            return found ? *found : a.positional.size() > 1 ? a.positional[1] : Value(None{});
        });
    if (name != "items" && name != "keys" && name != "values" && name != "copy") return {};
    return Function([m, name](const Arguments&) -> Value {
        if (name == "copy") return std::make_shared<Mapping>(*m);
        std::vector<Value> out;
        for (const auto& [key, value] : m->items) out.push_back(name == "keys" ? key : name == "values" ? value : Value::list({key, value}, true));
        return Value::list(std::move(out));
    });
}

Value sequence_method(const SequencePtr& s, const std::string& name) {
    for (const char* changes : {"append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"})
        if (name == changes) fail("'{}' would change a list, which templates may not", name);
    if (name == "copy") return Function([s](const Arguments&) { return Value::list(s->items, s->tuple); });
    if (name != "count" && name != "index") return {};
    return Function([s, name](const Arguments& a) -> Value {
        if (a.positional.empty()) fail("'{}' needs a value", name);
        const auto same = [&](const Value& item) { return equal(item, a.positional[0]); };
        if (name == "count") return static_cast<std::int64_t>(std::count_if(s->items.begin(), s->items.end(), same));
        const auto found = std::find_if(s->items.begin(), s->items.end(), same);
        if (found == s->items.end()) fail("the list does not hold the value");
        return static_cast<std::int64_t>(found - s->items.begin());
    });
}

}  // namespace

Value method_of(const Value& value, const std::string& name) {
    if (const auto* s = value.get<StringPtr>()) {
        const auto found = text_methods().find(name);
        if (found == text_methods().end()) return {};
        return Function([s = *s, method = found->second](const Arguments& a) { return method(*s, a); });
    }
    if (const auto* m = value.get<MappingPtr>()) return (*m)->is_namespace || (*m)->find("__call__") ? Value() : mapping_method(*m, name);
    if (const auto* s = value.get<SequencePtr>()) return sequence_method(*s, name);
    return {};
}

}  // namespace reasonscope::text::jinja
