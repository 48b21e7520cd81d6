#include "text/jinja/expression_parser.h"

#include <algorithm>
#include <array>

namespace reasonscope::text::jinja {
namespace {

constexpr int kMaxHeight = 400;  // parsing and evaluation recurse; real templates stay below 30

/// Counts how deep the parser has gone.
struct Depth {
    explicit Depth(int& depth) : depth_(depth) {
        if (++depth_ > kMaxHeight) fail("an expression is nested more than {} levels deep", kMaxHeight);
    }
    ~Depth() { --depth_; }
    int& depth_;
};

bool stands_for_test_argument(const Token& t) {
    using K = Token::Kind;
    if (t.kind == K::Name) return t.text != "else" && t.text != "or" && t.text != "and" && t.text != "is" && t.text != "if";
    return t.kind == K::String || t.kind == K::Integer || t.kind == K::Float || (t.kind == K::Operator && (t.text == "[" || t.text == "{"));
}

}  // namespace

bool ExpressionParser::take_name(std::string_view name) {
    if (!is_name(name)) return false;
    next();
    return true;
}
bool ExpressionParser::take_operator(std::string_view op) {
    if (!is_operator(op)) return false;
    next();
    return true;
}
void ExpressionParser::expect_operator(std::string_view op) {
    if (!take_operator(op)) unexpected();
}
std::string ExpressionParser::expect_name() {
    if (now().kind != Token::Kind::Name) unexpected();
    std::string name = now().text;
    next();
    return name;
}
void ExpressionParser::unexpected() const {
    switch (now().kind) {
        case Token::Kind::End:
            fail("it ends too early");
        case Token::Kind::OutputEnd:
        case Token::Kind::BlockEnd:
            fail("line {}: a tag ends too early", now().line);
        case Token::Kind::Name:
        case Token::Kind::Operator:
            fail("line {}: '{}' is not expected", now().line, now().text);
        default:
            fail("line {}: a value or a tag is not expected", now().line);
    }
}

template <class... Parts>
ExpressionPtr ExpressionParser::node(Kind kind, std::string name, Parts... parts) const {
    auto e = std::make_unique<Expression>();
    e->kind = kind;
    e->name = std::move(name);
    (e->parts.push_back(std::move(parts)), ...);
    return finish(std::move(e));
}

ExpressionPtr ExpressionParser::finish(ExpressionPtr e) const {
    int below = 0;
    for (const auto& part : e->parts) below = std::max(below, part ? part->height : 0);
    for (const auto& part : e->call.positional) below = std::max(below, part->height);
    for (const auto& part : e->call.named) below = std::max(below, part.second->height);
    e->height = below + 1;
    if (e->height > kMaxHeight) fail("line {}: an expression is nested more than {} levels deep", now().line, kMaxHeight);
    return e;
}

ExpressionPtr ExpressionParser::expression() {
    const Depth guard(depth_);
    ExpressionPtr e = either();
    while (take_name("if")) {
        ExpressionPtr condition = either(), otherwise;
        if (take_name("else")) otherwise = expression();
        e = node(Kind::Condition, "", std::move(e), std::move(condition), std::move(otherwise));
    }
    return e;
}

ExpressionPtr ExpressionParser::tuple(bool condition) {
    const auto one = [&] { return condition ? expression() : either(); };
    ExpressionPtr first = one();
    if (!is_operator(",")) return first;
    auto e = std::make_unique<Expression>();
    e->kind = Kind::Tuple;
    e->parts.push_back(std::move(first));
    while (take_operator(",")) {
        if (now().kind == Token::Kind::BlockEnd || now().kind == Token::Kind::OutputEnd || is_operator(")") || is_name("in")) break;
        e->parts.push_back(one());
    }
    return finish(std::move(e));
}

ExpressionPtr ExpressionParser::either() {
    ExpressionPtr e = both();
    while (take_name("or")) e = node(Kind::Binary, "or", std::move(e), both());
    return e;
}
ExpressionPtr ExpressionParser::both() {
    ExpressionPtr e = negation();
    while (take_name("and")) e = node(Kind::Binary, "and", std::move(e), negation());
    return e;
}
ExpressionPtr ExpressionParser::negation() {
    if (!is_name("not")) return comparison();
    const Depth guard(depth_);
    next();
    return node(Kind::Unary, "not", negation());
}

ExpressionPtr ExpressionParser::comparison() {
    ExpressionPtr first = sum();
    ExpressionPtr e;
    for (;;) {
        std::string op;
        for (const char* symbol : {"==", "!=", "<=", ">=", "<", ">"})
            if (is_operator(symbol)) op = symbol;
        if (is_name("in")) op = "in";
        if (is_name("not") && ahead().kind == Token::Kind::Name && ahead().text == "in") op = "not in", next();
        if (op.empty()) break;
        next();
        if (!e) {
            e = std::make_unique<Expression>();
            e->kind = Kind::Compare;
            e->parts.push_back(std::move(first));
        }
        e->operators.push_back(op);
        e->parts.push_back(sum());
    }
    return e ? finish(std::move(e)) : std::move(first);
}

ExpressionPtr ExpressionParser::sum() {
    ExpressionPtr e = concatenation();
    while (is_operator("+") || is_operator("-")) {
        const std::string op = now().text;
        next();
        e = node(Kind::Binary, op, std::move(e), concatenation());
    }
    return e;
}
ExpressionPtr ExpressionParser::concatenation() {
    ExpressionPtr e = product();
    while (take_operator("~")) e = node(Kind::Binary, "~", std::move(e), product());
    return e;
}
ExpressionPtr ExpressionParser::product() {
    ExpressionPtr e = power();
    while (is_operator("*") || is_operator("/") || is_operator("//") || is_operator("%")) {
        const std::string op = now().text;
        next();
        e = node(Kind::Binary, op, std::move(e), power());
    }
    return e;
}
ExpressionPtr ExpressionParser::power() {
    ExpressionPtr e = unary(true);
    while (take_operator("**")) e = node(Kind::Binary, "**", std::move(e), unary(true));
    return e;
}
ExpressionPtr ExpressionParser::unary(bool with_filter) {
    const Depth guard(depth_);
    ExpressionPtr e;
    if (is_operator("-") || is_operator("+")) {
        const std::string op = now().text;
        next();
        e = node(Kind::Unary, op, unary(false));
    } else {
        e = primary();
    }
    e = postfix(std::move(e));
    return with_filter ? filters(std::move(e)) : std::move(e);
}

ExpressionPtr ExpressionParser::primary() {
    const Token token = now();
    auto e = std::make_unique<Expression>();
    switch (token.kind) {
        case Token::Kind::Name:
            next();
            if (token.text == "true" || token.text == "True")
                e->constant = true;
            else if (token.text == "false" || token.text == "False")
                e->constant = false;
            else if (token.text == "none" || token.text == "None")
                e->constant = None{};
            else
                return node(Kind::Name, token.text);
            return e;
        case Token::Kind::String: {
            std::string text;
            for (; now().kind == Token::Kind::String; next()) text += now().text;
            e->constant = std::move(text);
            return e;
        }
        case Token::Kind::Integer:
            next();
            e->constant = token.integer;
            return e;
        case Token::Kind::Float:
            next();
            e->constant = token.real;
            return e;
        default:
            break;
    }
    if (take_operator("[")) return list_until("]", Kind::List);
    if (take_operator("{")) return dict();
    if (!take_operator("(")) unexpected();
    if (take_operator(")")) return node(Kind::Tuple, "");
    ExpressionPtr inner = tuple(true);
    expect_operator(")");
    return inner;
}

ExpressionPtr ExpressionParser::list_until(std::string_view close, Kind kind) {
    auto e = std::make_unique<Expression>();
    e->kind = kind;
    while (!take_operator(close)) {
        if (!e->parts.empty()) {
            expect_operator(",");
            if (take_operator(close)) break;
        }
        e->parts.push_back(expression());
    }
    return finish(std::move(e));
}

ExpressionPtr ExpressionParser::dict() {
    auto e = std::make_unique<Expression>();
    e->kind = Kind::Dict;
    while (!take_operator("}")) {
        if (!e->parts.empty()) {
            expect_operator(",");
            if (take_operator("}")) break;
        }
        e->parts.push_back(expression());
        expect_operator(":");
        e->parts.push_back(expression());
    }
    return finish(std::move(e));
}

ExpressionPtr ExpressionParser::postfix(ExpressionPtr e) {
    for (;;) {
        if (take_operator(".")) {
            if (now().kind == Token::Kind::Integer) {
                auto index = std::make_unique<Expression>();
                index->constant = now().integer;
                next();
                e = node(Kind::Item, "", std::move(e), std::move(index));
            } else {
                e = node(Kind::Attribute, expect_name(), std::move(e));
            }
        } else if (take_operator("[")) {
            e = subscript(std::move(e));
        } else if (is_operator("(")) {
            auto call = std::make_unique<Expression>();
            call->kind = Kind::Call;
            call->parts.push_back(std::move(e));
            call->call = arguments();
            e = finish(std::move(call));
        } else {
            return e;
        }
    }
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr e) {
    std::array<ExpressionPtr, 3> bounds;
    std::size_t colons = 0;
    while (!is_operator("]")) {
        if (take_operator(":")) {
            if (++colons > 2) unexpected();
        } else {
            if (bounds[colons]) unexpected();
            bounds[colons] = expression();
        }
    }
    next();
    if (colons > 0) return node(Kind::Slice, "", std::move(e), std::move(bounds[0]), std::move(bounds[1]), std::move(bounds[2]));
    if (!bounds[0]) unexpected();
    return node(Kind::Item, "", std::move(e), std::move(bounds[0]));
}

Call ExpressionParser::arguments() {
    Call call;
    expect_operator("(");
    while (!take_operator(")")) {
        if (!call.positional.empty() || !call.named.empty()) {
            expect_operator(",");
            if (take_operator(")")) break;
        }
        const bool named = now().kind == Token::Kind::Name && ahead().kind == Token::Kind::Operator && ahead().text == "=";
        if (named) {
            std::string name = expect_name();
            next();
            call.named.emplace_back(std::move(name), expression());
        } else if (!call.named.empty()) {
            unexpected();
        } else {
            call.positional.push_back(expression());
        }
    }
    return call;
}

std::string ExpressionParser::dotted_name() {
    std::string name = expect_name();
    while (take_operator(".")) name += "." + expect_name();
    return name;
}

ExpressionPtr ExpressionParser::filters(ExpressionPtr e) {
    for (;;) {
        if (take_operator("|")) {
            auto filter = std::make_unique<Expression>();
            filter->kind = Kind::Filter;
            filter->name = dotted_name();
            filter->parts.push_back(std::move(e));
            if (is_operator("(")) filter->call = arguments();
            e = finish(std::move(filter));
        } else if (take_name("is")) {
            e = test(std::move(e));
        } else if (is_operator("(")) {
            e = postfix(std::move(e));
        } else {
            return e;
        }
    }
}

ExpressionPtr ExpressionParser::test(ExpressionPtr e) {
    const bool negated = take_name("not");
    auto test = std::make_unique<Expression>();
    test->kind = Kind::Test;
    test->name = dotted_name();
    test->parts.push_back(std::move(e));
    if (is_operator("("))
        test->call = arguments();
    else if (stands_for_test_argument(now()))
        test->call.positional.push_back(postfix(primary()));
    e = finish(std::move(test));
    return negated ? node(Kind::Unary, "not", std::move(e)) : std::move(e);
}

}  // namespace reasonscope::text::jinja
