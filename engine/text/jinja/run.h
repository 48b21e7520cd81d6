#pragma once
// Renders a parsed template.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "text/jinja/syntax.h"

namespace reasonscope::text::jinja {

/// Variables by name; what is not here is looked for outside.
struct Scope {
    std::shared_ptr<Scope> outside;
    std::unordered_map<std::string, Value> names;
    [[nodiscard]] const Value* find(const std::string& name) const;
};
using ScopePtr = std::shared_ptr<Scope>;

struct RenderOptions {
    bool strict = false;  // writing what is undefined fails
    int* line = nullptr;  // set to the line of the statement that is being checked or rendered
};

/// Throws Failure or Objection. `globals`: what apply_chat_template hands over; the built-in functions are added.
std::string render(const Block& block, std::unordered_map<std::string, Value> globals, const RenderOptions& options = {});

// What the renderer is built on, one file each. All throw Failure.

/// `value | name(arguments)`.
Value apply_filter(const std::string& name, const Value& value, const Arguments& arguments);
/// `value is name(arguments)`.
bool apply_test(const std::string& name, const Value& value, const Arguments& arguments);
bool is_filter(std::string_view name);
bool is_test(std::string_view name);
/// value.name: a bound method, else an element; undefined if there is neither.
Value attribute_of(const Value& value, const std::string& name);
/// value[key].
Value item_of(const Value& value, const Value& key);
Value slice_of(const Value& value, const Value* begin, const Value* end, const Value* step);
/// The operators "+", "-", "*", "/", "//", "%", "**", "~".
Value operate(const std::string& op, const Value& a, const Value& b);
bool contains(const Value& container, const Value& element);
/// Python's "%s is %d" % (...).
std::string percent_format(std::string_view format, const std::vector<Value>& values);

}  // namespace reasonscope::text::jinja
