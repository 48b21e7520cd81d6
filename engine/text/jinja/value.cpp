#include "text/jinja/value.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "text/jinja/text.h"
#include "text/utf8.h"

namespace reasonscope::text::jinja {
namespace {

constexpr int kMaxDepth = 200;
constexpr std::size_t kMaxText = 1 << 26;  // a template that doubles a text again and again is stopped here

/// Python's repr of a float: the shortest digits that read back, with an exponent outside 1e-4 to 1e16.
std::string real_text(double d) {
    if (std::isnan(d)) return "nan";
    if (std::isinf(d)) return d < 0 ? "-inf" : "inf";
    std::array<char, 40> buffer{};
    const double size = std::abs(d);
    const bool plain = d == 0 || (size >= 1e-4 && size < 1e16);
    const auto end = std::to_chars(buffer.begin(), buffer.end(), d, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
    std::string text(buffer.data(), end);
    if (plain && text.find('.') == std::string::npos) text += ".0";
    return text;
}

std::string joined(const Sequence& sequence) {
    std::string out;
    for (const Value& item : sequence.items) out += (out.empty() ? "" : ", ") + to_repr(item);
    return out;
}

std::string mapping_repr(const Mapping& mapping) {
    if (mapping.is_namespace) return "<Namespace>";
    std::string out;
    for (const auto& [key, value] : mapping.items) out += (out.empty() ? "" : ", ") + to_repr(key) + ": " + to_repr(value);
    return "{" + out + "}";
}

std::string json_string(std::string_view text, bool ascii) {
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Sequence next = read_utf8(text, at);
        const char c = text[at];
        const auto code = static_cast<std::uint32_t>(next.code_point);
        static constexpr std::string_view kEscaped = "\"\\\n\r\t\b\f", kLetters = "\"\\nrtbf";
        if (const auto i = kEscaped.find(c); i != std::string_view::npos)
            (out += '\\') += kLetters[i];
        else if (code < 0x20 || (ascii && code >= 0x7F && code < 0x10000))
            out += code == 0x7F ? "\x7F" : fmt::format("\\u{:04x}", code);
        else if (ascii && code >= 0x10000)
            out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + (code & 0x3FF));
        else
            out += text.substr(at, next.length);
        at += next.length;
    }
    return out += '"';
}

}  // namespace

Value::Value(std::string s) {
    if (s.size() > kMaxText) fail("a text grows beyond {} bytes", kMaxText);
    data_ = std::make_shared<const std::string>(std::move(s));
}

Value Value::list(std::vector<Value> items, bool tuple) {
    int depth = 0;
    for (const Value& item : items) depth = std::max(depth, item.depth());
    if (depth >= kMaxDepth) fail("lists are nested more than {} levels deep", kMaxDepth);
    return std::make_shared<Sequence>(Sequence{std::move(items), tuple, depth + 1});
}

int Value::depth() const {
    if (const auto* s = sequence()) return s->depth;
    const auto* m = mapping();
    return m && !m->is_namespace ? m->depth : 0;
}

Value Value::of(const nlohmann::ordered_json& json) {
    using Type = nlohmann::ordered_json::value_t;
    switch (json.type()) {
        case Type::boolean:
            return json.get<bool>();
        case Type::number_integer:
        case Type::number_unsigned:
            return json.get<std::int64_t>();
        case Type::number_float:
            return json.get<double>();
        case Type::string:
            return json.get<std::string>();
        case Type::array: {
            std::vector<Value> items;
            for (const auto& item : json) items.push_back(of(item));
            return list(std::move(items));
        }
        case Type::object: {
            auto mapping = std::make_shared<Mapping>();
            for (const auto& [key, value] : json.items()) mapping->set(key, of(value));
            return mapping;
        }
        default:
            return None{};
    }
}

std::int64_t Value::integer() const {
    if (const auto* n = get<std::int64_t>()) return *n;
    if (const auto* b = get<bool>()) return *b;
    fail("a whole number is needed, not {}", type_name(*this));
}

double Value::real() const {
    if (const auto* d = get<double>()) return *d;
    return static_cast<double>(integer());
}

bool Value::truth() const {
    if (const auto* b = get<bool>()) return *b;
    if (const auto* s = string()) return !s->empty();
    if (const auto* s = sequence()) return !s->items.empty();
    if (const auto* m = mapping()) return m->is_namespace || !m->items.empty();
    if (number()) return real() != 0;
    return !undefined() && !none();
}

const Value* Mapping::find(const Value& key) const {
    for (const auto& [k, v] : items)
        if (equal(k, key)) return &v;
    return nullptr;
}

void Mapping::set(const Value& key, Value value) {
    depth = std::max(depth, value.depth() + 1);
    if (depth > kMaxDepth) fail("dictionaries are nested more than {} levels deep", kMaxDepth);
    for (auto& [k, v] : items)
        if (equal(k, key)) return void(v = std::move(value));
    items.emplace_back(key, std::move(value));
}

const Value* Arguments::find(std::size_t index, std::string_view name) const {
    if (index < positional.size()) return &positional[index];
    for (const auto& [key, value] : named)
        if (key == name) return &value;
    return nullptr;
}

bool equal(const Value& a, const Value& b) {
    if (a.number() && b.number()) return a.integral() && b.integral() ? a.integer() == b.integer() : a.real() == b.real();
    if (a.string() && b.string()) return *a.string() == *b.string();
    if (const auto *x = a.sequence(), *y = b.sequence(); x && y)
        return x->tuple == y->tuple && std::equal(x->items.begin(), x->items.end(), y->items.begin(), y->items.end(), equal);
    if (const auto *x = a.mapping(), *y = b.mapping(); x && y) {
        if (x == y || x->is_namespace || y->is_namespace || x->items.size() != y->items.size()) return x == y;
        return std::all_of(x->items.begin(), x->items.end(), [&](const auto& entry) {
            const Value* other = y->find(entry.first);
            return other && equal(entry.second, *other);
        });
    }
    if (const auto *x = a.get<FunctionPtr>(), *y = b.get<FunctionPtr>(); x && y) return *x == *y;
    return (a.none() && b.none()) || (a.undefined() && b.undefined());
}

int compare(const Value& a, const Value& b) {
    for (const Value* v : {&a, &b})
        if (const auto* u = v->get<Undefined>()) fail("{}", u->what);
    const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
    if (a.integral() && b.integral()) return order(a.integer(), b.integer());
    if (a.number() && b.number()) return order(a.real(), b.real());
    if (a.string() && b.string()) return order(*a.string(), *b.string());
    if (const auto *x = a.sequence(), *y = b.sequence(); x && y) {
        for (std::size_t i = 0; i < std::min(x->items.size(), y->items.size()); ++i)
            if (!equal(x->items[i], y->items[i])) return compare(x->items[i], y->items[i]);
        return order(x->items.size(), y->items.size());
    }
    fail("{} and {} cannot be ordered", type_name(a), type_name(b));
}

std::string to_text(const Value& value) {
    if (value.undefined()) return {};
    return value.string() ? *value.string() : to_repr(value);
}

std::string to_repr(const Value& value) {
    if (value.undefined()) return "Undefined";
    if (value.none()) return "None";
    if (const auto* b = value.get<bool>()) return *b ? "True" : "False";
    if (const auto* n = value.get<std::int64_t>()) return std::to_string(*n);
    if (const auto* d = value.get<double>()) return real_text(*d);
    if (const auto* s = value.string()) return quote_text(*s);
    if (const auto* m = value.mapping()) return mapping_repr(*m);
    if (const auto* s = value.sequence()) {
        if (!s->tuple) return "[" + joined(*s) + "]";
        return "(" + joined(*s) + (s->items.size() == 1 ? ",)" : ")");
    }
    return "<function>";
}

std::string_view type_name(const Value& value) {
    if (value.undefined()) return "an undefined value";
    if (value.none()) return "None";
    if (value.get<bool>()) return "a boolean";
    if (value.get<std::int64_t>()) return "an integer";
    if (value.get<double>()) return "a float";
    if (value.string()) return "a text";
    if (value.sequence()) return "a list";
    return value.mapping() ? "a dictionary" : "a function";
}

std::vector<Value> elements(const Value& value) {
    if (const auto* s = value.sequence()) return s->items;
    std::vector<Value> out;
    if (const auto* m = value.mapping(); m && !m->is_namespace) {
        for (const auto& entry : m->items) out.push_back(entry.first);
    } else if (const auto* s = value.string()) {
        for (std::size_t at = 0; at < s->size();) {
            const std::size_t length = read_utf8(*s, at).length;
            out.emplace_back(s->substr(at, length));
            at += length;
        }
    } else if (!value.undefined()) {
        fail("{} cannot be iterated", type_name(value));
    }
    return out;
}

std::string to_json(const Value& value, const JsonStyle& style, int level) {
    if (value.none()) return "null";
    if (const auto* b = value.get<bool>()) return *b ? "true" : "false";
    if (value.number()) return to_repr(value);
    if (const auto* s = value.string()) return json_string(*s, style.ascii);
    std::vector<std::string> parts;
    if (const auto* s = value.sequence()) {
        for (const Value& item : s->items) parts.push_back(to_json(item, style, level + 1));
    } else if (const auto* m = value.mapping(); m && !m->is_namespace) {
        auto items = m->items;
        if (style.sort) std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return compare(a.first, b.first) < 0; });
        for (const auto& [key, item] : items) {
            const std::string name = key.string() ? json_string(*key.string(), style.ascii) : '"' + to_json(key, style) + '"';
            parts.push_back(name + style.colon + to_json(item, style, level + 1));
        }
    } else {
        fail("{} cannot become JSON", type_name(value));
    }
    const bool list = value.sequence();
    std::string line, out(1, list ? '[' : '{');
    if (!style.indent.empty() && !parts.empty()) {
        line = "\n";
        for (int i = 0; i < level; ++i) line += style.indent;
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
        out += (i ? style.between : "") + (line.empty() ? "" : line + style.indent) + parts[i];
    return out + line + (list ? ']' : '}');
}

}  // namespace reasonscope::text::jinja
