#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "text/jinja/lexer.h"
#include "text/jinja/syntax.h"

namespace reasonscope::text::jinja {

/// Reads expressions from a row of tokens; the statements' parser builds on it. Failures name the line.
class ExpressionParser {
public:
    explicit ExpressionParser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

protected:
    using Kind = Expression::Kind;

    const Token& now() const { return tokens_[at_]; }
    const Token& ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    void next() { at_ = std::min(at_ + 1, tokens_.size() - 1); }
    bool is_name(std::string_view name) const { return now().kind == Token::Kind::Name && now().text == name; }
    bool is_operator(std::string_view op) const { return now().kind == Token::Kind::Operator && now().text == op; }
    bool take_name(std::string_view name);
    bool take_operator(std::string_view op);
    void expect_operator(std::string_view op);
    std::string expect_name();
    [[noreturn]] void unexpected() const;

    ExpressionPtr expression();            // with "if", without a bare tuple
    ExpressionPtr tuple(bool condition);   // "a, b" as well; `condition`: "if" belongs to it
    ExpressionPtr without_condition() { return either(); }
    Call arguments();                      // from "(" to ")"
    std::string dotted_name();

private:
    template <class... Parts>
    ExpressionPtr node(Kind kind, std::string name, Parts... parts) const;
    ExpressionPtr finish(ExpressionPtr e) const;

    ExpressionPtr either();
    ExpressionPtr both();
    ExpressionPtr negation();
    ExpressionPtr comparison();
    ExpressionPtr sum();
    ExpressionPtr concatenation();
    ExpressionPtr product();
    ExpressionPtr power();
    ExpressionPtr unary(bool with_filter);
    ExpressionPtr primary();
    ExpressionPtr postfix(ExpressionPtr e);
    ExpressionPtr subscript(ExpressionPtr e);
    ExpressionPtr filters(ExpressionPtr e);
    ExpressionPtr test(ExpressionPtr e);
    ExpressionPtr list_until(std::string_view close, Kind kind);
    ExpressionPtr dict();

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace reasonscope::text::jinja
