#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "text/jinja/filters.h"
#include "text/jinja/run.h"
#include "text/jinja/text.h"
#include "text/utf8.h"

namespace reasonscope::text::jinja {
namespace {

std::string text_of(const Arguments& a, std::size_t i, std::string_view name, std::string_view otherwise) {
    const Value* value = a.find(i, name);
    return value ? to_text(*value) : std::string(otherwise);
}

std::string escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        static constexpr std::string_view kFrom = "&<>\"'";
        static constexpr const char* kTo[] = {"&amp;", "&lt;", "&gt;", "&#34;", "&#39;"};
        if (const auto i = kFrom.find(c); i != std::string_view::npos)
            out += kTo[i];
        else
            out += c;
    }
    return out;
}

std::string indent(std::string_view text, const Arguments& a) {
    const Value* width = a.find(0, "width");
    const std::int64_t spaces = width && !width->string() ? width->integer() : 4;
    if (spaces > 10'000) fail("a text is indented beyond reason");
    const std::string by = width && width->string() ? *width->string() : std::string(static_cast<std::size_t>(std::max<std::int64_t>(0, spaces)), ' ');
    const bool first = flag(a, 1, "first", false), blank = flag(a, 2, "blank", false);
    const auto lines = split_lines(std::string(text) + "\n");
    std::string out = first ? by : "";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += '\n';
        if (i > 0 && (blank || !lines[i].empty())) out += by;
        out += lines[i];
    }
    return out;
}

std::string word_title(std::string_view text) {
    std::u32string out = characters(lower(text));
    bool begins = true;
    for (char32_t& c : out) {
        if (begins) c = characters(upper(from_characters(std::u32string(1, c))))[0];
        begins = c == '-' || c == '(' || c == '{' || c == '[' || c == '<' || is_space(c);
    }
    return from_characters(out);
}

std::string truncate(std::string_view text, const Arguments& a) {
    const std::int64_t length = whole(a, 0, "length", 255), leeway = whole(a, 3, "leeway", 5);
    const std::string end = text_of(a, 2, "end", "...");
    if (static_cast<std::int64_t>(count_characters(text)) <= length + leeway) return std::string(text);
    const auto keep = std::max<std::int64_t>(0, length - static_cast<std::int64_t>(count_characters(end)));
    const std::string_view cut = text.substr(0, byte_of(text, static_cast<std::size_t>(keep)));
    if (flag(a, 1, "killwords", false)) return std::string(cut) + end;
    return std::string(cut.substr(0, cut.rfind(' '))) + end;
}

std::optional<double> read_real(const Value& v) {
    if (v.number()) return v.real();
    if (!v.string()) return std::nullopt;
    const std::string s(strip(*v.string(), {}, true, true));
    char* end = nullptr;
    const double d = std::strtod(s.c_str(), &end);
    if (s.empty() || *end != 0 || s.find_first_of("xX") != std::string::npos) return std::nullopt;
    return d;
}

Value to_integer(const Value& v, const Arguments& a) {
    const Value* given = a.find(0, "default");
    const Value otherwise = given ? *given : Value(std::int64_t{0});
    if (v.integral()) return v.integer();
    if (const auto* s = v.string()) {
        std::string_view digits = strip(*s, {}, true, true);
        if (digits.starts_with('+')) digits.remove_prefix(1);
        std::int64_t n = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), n, static_cast<int>(std::clamp<std::int64_t>(whole(a, 1, "base", 10), 2, 36)));
        if (read.ec == std::errc() && read.ptr == digits.data() + digits.size()) return n;
    }
    const auto d = read_real(v);
    return d && std::abs(*d) < 9e18 ? Value(static_cast<std::int64_t>(*d)) : otherwise;
}

Value round(const Value& v, const Arguments& a) {
    const std::int64_t digits = std::clamp<std::int64_t>(whole(a, 0, "precision", 0), -300, 300);
    const std::string method = text_of(a, 1, "method", "common");
    if (method == "common") {
        if (v.integral()) return v.integer();
        return digits >= 0 ? std::strtod(fmt::format("{:.{}f}", v.real(), digits).c_str(), nullptr) : std::round(v.real() * std::pow(10, digits)) / std::pow(10, digits);
    }
    const double scale = std::pow(10, static_cast<double>(digits)), d = v.real() * scale;
    return (method == "ceil" ? std::ceil(d) : std::floor(d)) / scale;
}

std::string url(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("_.-~/").find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return out;
}

Value json(const Value& v, const Arguments& a) {
    JsonStyle style;
    style.ascii = flag(a, 0, "ensure_ascii", false);
    style.sort = flag(a, 3, "sort_keys", false);
    if (const Value* by = a.find(1, "indent"); by && !by->none()) {
        style.indent = by->string() ? *by->string() : std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(by->integer(), 0, 100)), ' ');
        style.between = ",";
    }
    if (const Value* marks = a.find(2, "separators"); marks && !marks->none()) {
        const auto parts = elements(*marks);
        if (parts.size() != 2) fail("'separators' are two texts");
        style.between = to_text(parts[0]);
        style.colon = to_text(parts[1]);
    }
    return to_json(v, style);
}

std::int64_t words(std::string_view text) {
    std::int64_t n = 0;
    bool inside = false;
    for (const char32_t c : characters(text)) {
        const bool word = is_letter(c) || is_digit(c) || c == '_';
        n += word && !inside;
        inside = word;
    }
    return n;
}

std::string without_tags(std::string_view text) {
    std::string out;
    bool inside = false;
    for (const char c : text) {
        if (c == '<') inside = true;
        if (!inside) out += c;
        if (c == '>') inside = false;
    }
    std::string joined;
    for (const auto& word : split(out, {}, -1, false)) joined += (joined.empty() ? "" : " ") + word;
    return joined;
}

}  // namespace

std::string percent_format(std::string_view format, const std::vector<Value>& values) {
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
            continue;
        }
        const auto kind = format.find_first_not_of("0123456789.-+ #", i + 1);
        if (kind == format.npos || kind - i > 8) fail("the format '{}' is not supported", format);
        const std::string spec(format.substr(i + 1, kind - i - 1));
        i = kind;
        if (format[kind] == '%') {
            out += '%';
            continue;
        }
        if (next >= values.size()) fail("there are not enough values for a format");
        const Value& v = values[next++];
        char buffer[400];
        const auto print = [&](std::string form, auto number) {
            const int n = std::snprintf(buffer, sizeof buffer, ("%" + spec + form).c_str(), number);
            if (n < 0 || n >= static_cast<int>(sizeof buffer)) fail("a formatted number is too long");
            out += buffer;
        };
        if (format[kind] == 's' && spec.empty())
            out += to_text(v);
        else if (format[kind] == 'r' && spec.empty())
            out += to_repr(v);
        else if (format[kind] == 'd' || format[kind] == 'i')
            print("lld", v.integral() ? static_cast<long long>(v.integer()) : static_cast<long long>(v.real()));
        else if (format[kind] == 'x' || format[kind] == 'X' || format[kind] == 'o')
            print(std::string("ll") + format[kind], static_cast<long long>(v.integer()));
        else if (std::string_view("feEgG").find(format[kind]) != std::string_view::npos)
            print(std::string(1, format[kind]), v.real());
        else
            fail("the format '%{}{}' is not supported", spec, format[kind]);
    }
    if (next < values.size()) fail("there are more values than a format has places");
    return out;
}

const Filters& text_filters() {
    using V = const Value&;
    using A = const Arguments&;
    static const Filter escaping = [](V v, A) -> Value { return escape(to_text(v)); };
    static const Filter text = [](V v, A) -> Value { return to_text(v); };
    static const Filters filters{
        {"upper", [](V v, A) -> Value { return upper(to_text(v)); }},
        {"lower", [](V v, A) -> Value { return lower(to_text(v)); }},
        {"capitalize", [](V v, A) -> Value { return capitalize(to_text(v)); }},
        {"title", [](V v, A) -> Value { return word_title(to_text(v)); }},
        {"trim", [](V v, A a) -> Value {
             const Value* set = a.find(0, "chars");
             const bool space = !set || set->none();
             const std::string from = to_text(v), taken = space ? "" : to_text(*set);
             return strip(from, space ? std::nullopt : std::optional<std::string_view>(taken), true, true);
         }},
        {"replace", [](V v, A a) -> Value {
             const Value* limit = a.find(2, "count");
             return replace_all(to_text(v), text_of(a, 0, "old", ""), text_of(a, 1, "new", ""), limit && !limit->none() ? limit->integer() : -1);
         }},
        {"indent", [](V v, A a) -> Value { return indent(to_text(v), a); }},
        {"truncate", [](V v, A a) -> Value { return truncate(to_text(v), a); }},
        {"wordcount", [](V v, A) -> Value { return words(to_text(v)); }},
        {"striptags", [](V v, A) -> Value { return without_tags(to_text(v)); }},
        {"urlencode", [](V v, A) -> Value { return url(to_text(v)); }},
        {"format", [](V v, A a) -> Value { return percent_format(to_text(v), a.positional); }},
        {"center", [](V v, A a) -> Value { return (**attribute_of(to_text(v), "center").get<FunctionPtr>())({{whole(a, 0, "width", 80)}, {}}); }},
        {"string", text}, {"safe", text}, {"e", escaping}, {"escape", escaping}, {"forceescape", escaping},
        {"tojson", json},
        {"int", to_integer},
        {"float", [](V v, A a) -> Value {
             const Value* otherwise = a.find(0, "default");
             const auto d = read_real(v);
             return d ? Value(*d) : otherwise ? *otherwise : Value(0.0);
         }},
        {"round", round},
        {"abs", [](V v, A) -> Value { return v.integral() ? Value(std::abs(v.integer())) : Value(std::abs(v.real())); }},
    };
    return filters;
}

}  // namespace reasonscope::text::jinja
