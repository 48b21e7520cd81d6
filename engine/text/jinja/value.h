#pragma once
// The values a chat template works with: Python's, as far as Jinja shows them.

#include <fmt/format.h>
#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace reasonscope::text::jinja {

/// What goes wrong inside a template; what() is a clause without a full stop. Caught at jinja.h's edge.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// raise_exception: the template itself refuses the messages.
struct Objection : std::runtime_error {
    using std::runtime_error::runtime_error;
};
template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) {
    throw Failure(fmt::format(text, std::forward<Args>(args)...));
}

class Value;
struct Undefined {
    std::string what;  // "'name' is undefined"
};
struct None {};
struct Sequence {
    std::vector<Value> items;
    bool tuple = false;
    int depth = 1;  // of lists in lists: everything that walks a value recurses
};
struct Mapping {
    std::vector<std::pair<Value, Value>> items;  // in order of insertion
    bool is_namespace = false;
    int depth = 1;
    [[nodiscard]] const Value* find(const Value& key) const;
    void set(const Value& key, Value value);
};
struct Arguments {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
    /// The argument at `index` or called `name`; null if it was not given.
    [[nodiscard]] const Value* find(std::size_t index, std::string_view name) const;
};
using Function = std::function<Value(const Arguments&)>;

using StringPtr = std::shared_ptr<const std::string>;
using SequencePtr = std::shared_ptr<Sequence>;
using MappingPtr = std::shared_ptr<Mapping>;
using FunctionPtr = std::shared_ptr<const Function>;

class Value {
public:
    Value() : data_(Undefined{}) {}
    Value(Undefined u) : data_(std::move(u)) {}
    Value(None n) : data_(n) {}
    Value(bool b) : data_(b) {}
    Value(std::int64_t n) : data_(n) {}
    Value(double d) : data_(d) {}
    Value(std::string s);
    Value(std::string_view s) : Value(std::string(s)) {}
    Value(const char* s) : Value(std::string(s)) {}
    Value(SequencePtr s) : data_(std::move(s)) {}
    Value(MappingPtr m) : data_(std::move(m)) {}
    Value(Function f) : data_(std::make_shared<const Function>(std::move(f))) {}
    static Value list(std::vector<Value> items, bool tuple = false);
    static Value of(const nlohmann::ordered_json& json);

    template <class T>
    [[nodiscard]] const T* get() const {
        return std::get_if<T>(&data_);
    }
    [[nodiscard]] const std::string* string() const {
        const auto* s = get<StringPtr>();
        return s ? s->get() : nullptr;
    }
    [[nodiscard]] const Sequence* sequence() const {
        const auto* s = get<SequencePtr>();
        return s ? s->get() : nullptr;
    }
    [[nodiscard]] Mapping* mapping() const {
        const auto* m = get<MappingPtr>();
        return m ? m->get() : nullptr;
    }
    [[nodiscard]] bool undefined() const { return get<Undefined>(); }
    [[nodiscard]] bool none() const { return get<None>(); }
    [[nodiscard]] bool integral() const { return get<bool>() || get<std::int64_t>(); }
    [[nodiscard]] bool number() const { return integral() || get<double>(); }
    [[nodiscard]] std::int64_t integer() const;  // of an integral value; else it fails
    [[nodiscard]] double real() const;           // of a number; else it fails
    [[nodiscard]] bool truth() const;
    [[nodiscard]] int depth() const;  // 0: neither list nor dictionary

private:
    std::variant<Undefined, None, bool, std::int64_t, double, StringPtr, SequencePtr, MappingPtr, FunctionPtr> data_;
};

bool equal(const Value& a, const Value& b);
/// Negative, zero or positive; fails for what Python cannot order.
int compare(const Value& a, const Value& b);
/// Python's str() and repr().
std::string to_text(const Value& value);
std::string to_repr(const Value& value);
/// Python's name of the value's type.
std::string_view type_name(const Value& value);
/// The elements that a for loop visits: items, keys, characters. Fails for what cannot be iterated.
std::vector<Value> elements(const Value& value);

struct JsonStyle {
    bool ascii = false, sort = false;
    std::string indent;  // empty: one line
    std::string between = ", ", colon = ": ";
};
std::string to_json(const Value& value, const JsonStyle& style, int level = 0);

}  // namespace reasonscope::text::jinja
