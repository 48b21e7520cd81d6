#pragma once
// A parsed template.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "text/jinja/value.h"

namespace reasonscope::text::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Call {
    std::vector<ExpressionPtr> positional;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
};

struct Expression {
    enum class Kind {
        Constant,
        Name,       // name
        List,       // parts
        Tuple,      // parts
        Dict,       // parts: key, value, key, value...
        Attribute,  // parts[0].name
        Item,       // parts[0][parts[1]]
        Slice,      // parts[0][parts[1]:parts[2]:parts[3]], each of the three perhaps null
        Call,       // parts[0](call)
        Filter,     // parts[0] | name(call)
        Test,       // parts[0] is name(call)
        Unary,      // name: "-", "+", "not"
        Binary,     // name: an operator; "and" and "or" are lazy
        Compare,    // parts[0] operators[0] parts[1] operators[1] parts[2]...
        Condition,  // parts[0] if parts[1] else parts[2] (perhaps null)
    };
    Kind kind = Kind::Constant;
    Value constant;
    std::string name;
    std::vector<ExpressionPtr> parts;
    std::vector<std::string> operators;
    Call call;
    int height = 1;  // of the tree below: evaluation recurses
};

struct Statement;
using Block = std::vector<Statement>;

/// What a set statement or a for loop assigns to.
struct Target {
    std::vector<std::string> names;  // one, or the parts of a tuple
    std::string attribute;           // set ns.attribute
    bool tuple = false;
};

struct Parameter {
    std::string name;
    ExpressionPtr fallback;
};

struct Statement {
    enum class Kind {
        Text,      // text
        Output,    // expression
        If,        // expression, body, otherwise
        For,       // target, expression, condition, body, otherwise
        Set,       // target, expression
        SetBlock,  // target, body through filters
        Macro,     // text (its name), parameters, body
        CallBlock, // expression (a call), parameters, body as caller()
        Filter,    // body through filters
        With,      // assignments, body
        Break,
        Continue,
        Scope,     // body, as it is
    };
    Kind kind = Kind::Text;
    int line = 1;  // of the source
    std::string text;
    Target target;
    ExpressionPtr expression, condition;
    bool recursive = false;
    std::vector<Parameter> parameters;                         // also the assignments of With
    std::vector<std::pair<std::string, Call>> filters;
    Block body, otherwise;
};

/// `source` as resolve_whitespace leaves it. Throws Failure.
Block parse(std::string_view source);

}  // namespace reasonscope::text::jinja
