// `value is name(argument)`.

#include <map>

#include "text/jinja/run.h"
#include "text/jinja/text.h"

namespace reasonscope::text::jinja {
namespace {

using Test = bool (*)(const Value&, const Arguments&);

const Value& other(const Arguments& a) {
    if (a.positional.empty()) fail("a test needs something to compare with");
    return a.positional[0];
}
std::int64_t rest(const Value& v, std::int64_t by) { return operate("%", v, by).integer(); }
bool cased(const Value& v, bool up) {
    const std::string s = to_text(v);
    return s == (up ? upper(s) : lower(s)) && upper(s) != lower(s);
}

const std::map<std::string, Test, std::less<>>& tests() {
    using V = const Value&;
    using A = const Arguments&;
    static const Test equals = [](V v, A a) { return equal(v, other(a)); };
    static const Test differs = [](V v, A a) { return !equal(v, other(a)); };
    static const Test less = [](V v, A a) { return compare(v, other(a)) < 0; };
    static const Test more = [](V v, A a) { return compare(v, other(a)) > 0; };
    static const Test most = [](V v, A a) { return compare(v, other(a)) <= 0; };
    static const Test least = [](V v, A a) { return compare(v, other(a)) >= 0; };
    static const std::map<std::string, Test, std::less<>> known{
        {"defined", [](V v, A) { return !v.undefined(); }},
        {"undefined", [](V v, A) { return v.undefined(); }},
        {"none", [](V v, A) { return v.none(); }},
        {"true", [](V v, A) { return v.get<bool>() && v.truth(); }},
        {"false", [](V v, A) { return v.get<bool>() && !v.truth(); }},
        {"boolean", [](V v, A) { return v.get<bool>() != nullptr; }},
        {"integer", [](V v, A) { return v.get<std::int64_t>() != nullptr; }},
        {"float", [](V v, A) { return v.get<double>() != nullptr; }},
        {"number", [](V v, A) { return v.number(); }},
        {"string", [](V v, A) { return v.string() != nullptr; }},
        {"mapping", [](V v, A) { return v.mapping() && !v.mapping()->is_namespace; }},
        {"sequence", [](V v, A) { return v.string() || v.sequence() || v.undefined() || (v.mapping() && !v.mapping()->is_namespace); }},
        {"iterable", [](V v, A) { return v.string() || v.sequence() || v.undefined() || (v.mapping() && !v.mapping()->is_namespace); }},
        {"callable", [](V v, A) { return v.get<FunctionPtr>() || v.undefined(); }},
        {"odd", [](V v, A) { return rest(v, 2) == 1; }},
        {"even", [](V v, A) { return rest(v, 2) == 0; }},
        {"divisibleby", [](V v, A a) { return rest(v, other(a).integer()) == 0; }},
        {"upper", [](V v, A) { return cased(v, true); }},
        {"lower", [](V v, A) { return cased(v, false); }},
        {"in", [](V v, A a) { return contains(other(a), v); }},
        {"sameas", [](V v, A a) { return equal(v, other(a)) && type_name(v) == type_name(other(a)); }},
        {"escaped", [](V, A) { return false; }},
        {"filter", [](V v, A) { return v.string() && is_filter(*v.string()); }},
        {"test", [](V v, A) { return v.string() && is_test(*v.string()); }},
        {"eq", equals}, {"equalto", equals}, {"==", equals}, {"ne", differs}, {"!=", differs},
        {"lt", less}, {"lessthan", less}, {"<", less}, {"gt", more}, {"greaterthan", more}, {">", more},
        {"le", most}, {"<=", most}, {"ge", least}, {">=", least},
    };
    return known;
}

}  // namespace

bool is_test(std::string_view name) { return tests().contains(name); }

bool apply_test(const std::string& name, const Value& value, const Arguments& arguments) {
    const auto found = tests().find(name);
    if (found == tests().end()) fail("there is no test '{}'", name);
    return found->second(value, arguments);
}

}  // namespace reasonscope::text::jinja
