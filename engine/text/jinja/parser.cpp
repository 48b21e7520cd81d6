#include <algorithm>
#include <initializer_list>

#include "text/jinja/expression_parser.h"
#include "text/jinja/syntax.h"

namespace reasonscope::text::jinja {
namespace {

constexpr int kMaxBlocks = 200;  // rendering recurses; real templates stay below 20

class Parser : ExpressionParser {
public:
    using ExpressionParser::ExpressionParser;

    Block run() {
        Block body = block({});
        if (now().kind != Token::Kind::End) unexpected();
        return body;
    }

private:
    using Ends = std::initializer_list<std::string_view>;

    /// Statements up to a tag that begins with one of `ends`; now() is that name. Without ends: to the end.
    Block block(Ends ends) {
        if (++blocks_ > kMaxBlocks) fail("line {}: blocks are nested more than {} levels deep", now().line, kMaxBlocks);
        Block body;
        for (;; next()) {
            const Token& token = now();
            if (token.kind == Token::Kind::End) {
                if (ends.size() > 0) fail("a block is never closed with '{}'", *(ends.end() - 1));
                break;
            }
            if (token.kind == Token::Kind::Text) {
                body.emplace_back().text = token.text;
            } else if (token.kind == Token::Kind::OutputBegin) {
                next();
                const int line = now().line;
                Statement& s = add(body, Statement::Kind::Output);
                s.line = line;
                s.expression = tuple(true);
                if (now().kind != Token::Kind::OutputEnd) unexpected();
            } else {
                next();
                if (now().kind == Token::Kind::Name && std::find(ends.begin(), ends.end(), now().text) != ends.end()) break;
                const int line = now().line;
                const std::size_t before = body.size();
                statement(body);
                if (body.size() > before) body[before].line = line;
                if (now().kind != Token::Kind::BlockEnd) unexpected();
            }
        }
        --blocks_;
        return body;
    }
    static Statement& add(Block& body, Statement::Kind kind) {
        Statement& s = body.emplace_back();
        s.kind = kind;
        return s;
    }
    void end_tag() {
        if (now().kind != Token::Kind::BlockEnd) unexpected();
        next();
    }
    /// The rest of the opening tag, the body, and the name of its end.
    Block body_until(std::string_view end) {
        end_tag();
        Block body = block({end});
        next();
        return body;
    }

    void statement(Block& body) {
        const int line = now().line;
        const std::string name = expect_name();
        using Kind = Statement::Kind;
        if (name == "if") return if_statement(add(body, Kind::If));
        if (name == "for") return for_statement(add(body, Kind::For));
        if (name == "set") return set_statement(add(body, Kind::Set));
        if (name == "macro") {
            Statement& s = add(body, Kind::Macro);
            s.text = expect_name();
            parameters(s);
            s.body = body_until("endmacro");
            if (now().kind == Token::Kind::Name) next();
        } else if (name == "call") {
            Statement& s = add(body, Kind::CallBlock);
            if (is_operator("(")) parameters(s);
            s.expression = expression();
            if (s.expression->kind != Expression::Kind::Call) fail("line {}: 'call' needs a call", line);
            s.body = body_until("endcall");
        } else if (name == "filter") {
            Statement& s = add(body, Kind::Filter);
            filter_chain(s);
            s.body = body_until("endfilter");
        } else if (name == "with") {
            Statement& s = add(body, Kind::With);
            while (now().kind == Token::Kind::Name) {
                Parameter& p = s.parameters.emplace_back();
                p.name = expect_name();
                expect_operator("=");
                p.fallback = expression();
                if (!take_operator(",")) break;
            }
            s.body = body_until("endwith");
        } else if (name == "break" || name == "continue") {
            if (loops_ == 0) fail("line {}: '{}' stands outside a loop", line, name);
            add(body, name == "break" ? Kind::Break : Kind::Continue);
        } else if (name == "generation") {
            Statement& s = add(body, Kind::Scope);
            s.body = body_until("endgeneration");
        } else {
            fail("line {}: the tag '{}' is not known", line, name);
        }
    }

    void if_statement(Statement& s) {
        s.expression = tuple(true);
        end_tag();
        s.body = block({"elif", "else", "endif"});
        if (take_name("elif")) {
            Statement& inner = add(s.otherwise, Statement::Kind::If);
            if (++blocks_ > kMaxBlocks) fail("line {}: blocks are nested more than {} levels deep", now().line, kMaxBlocks);
            if_statement(inner);
            --blocks_;
            return;
        }
        if (take_name("else")) {
            end_tag();
            s.otherwise = block({"endif"});
        }
        next();
    }

    void for_statement(Statement& s) {
        s.target = target(false);
        if (!take_name("in")) unexpected();
        s.expression = tuple(false);
        if (take_name("if")) s.condition = expression();
        s.recursive = take_name("recursive");
        end_tag();
        ++loops_;
        s.body = block({"else", "endfor"});
        --loops_;
        if (take_name("else")) {
            end_tag();
            s.otherwise = block({"endfor"});
        }
        next();
    }

    void set_statement(Statement& s) {
        s.target = target(true);
        if (take_operator("=")) {
            s.expression = tuple(true);
            return;
        }
        s.kind = Statement::Kind::SetBlock;
        if (take_operator("|")) filter_chain(s);
        s.body = body_until("endset");
    }

    Target target(bool attribute) {
        Target target;
        const bool brackets = take_operator("(");
        target.names.push_back(expect_name());
        if (attribute && take_operator(".")) {
            target.attribute = expect_name();
            return target;
        }
        while (take_operator(",")) {
            target.tuple = true;
            if (now().kind != Token::Kind::Name || is_name("in")) break;
            target.names.push_back(expect_name());
        }
        if (brackets) expect_operator(")");
        return target;
    }

    void parameters(Statement& s) {
        expect_operator("(");
        while (!take_operator(")")) {
            if (!s.parameters.empty()) expect_operator(",");
            Parameter& p = s.parameters.emplace_back();
            p.name = expect_name();
            if (take_operator("=")) p.fallback = expression();
        }
    }

    void filter_chain(Statement& s) {
        do {
            std::string name = dotted_name();
            Call call;
            if (is_operator("(")) call = arguments();
            s.filters.emplace_back(std::move(name), std::move(call));
        } while (take_operator("|"));
    }

    int blocks_ = 0, loops_ = 0;
};

}  // namespace

Block parse(std::string_view source) { return Parser(lex(source)).run(); }

}  // namespace reasonscope::text::jinja
