#include "text/jinja/lexer.h"

#include <algorithm>
#include <charconv>

#include "text/jinja/value.h"
#include "text/utf8.h"

namespace reasonscope::text::jinja {
namespace {

bool is_digit_at(std::string_view s, std::size_t at) { return at < s.size() && s[at] >= '0' && s[at] <= '9'; }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80); }

class Lexer {
public:
    explicit Lexer(std::string_view source) : in_(source) {}

    std::vector<Token> run() {
        while (at_ < in_.size()) {
            const std::size_t open = next_open();
            if (open > at_) add(Token::Kind::Text, std::string(in_.substr(at_, open - at_)));
            advance(open);
            if (at_ < in_.size()) tag();
        }
        add(Token::Kind::End, "");
        return std::move(out_);
    }

private:
    std::size_t next_open() const {
        for (std::size_t i = at_; i + 1 < in_.size(); ++i)
            if (in_[i] == '{' && (in_[i + 1] == '{' || in_[i + 1] == '%')) return i;
        return in_.size();
    }
    void advance(std::size_t to) {
        line_ += static_cast<int>(std::count(in_.begin() + static_cast<std::ptrdiff_t>(at_), in_.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
        at_ = to;
    }
    Token& add(Token::Kind kind, std::string text) {
        Token& token = out_.emplace_back();
        token.kind = kind;
        token.text = std::move(text);
        token.line = line_;
        return token;
    }

    void tag() {
        const bool output = in_[at_ + 1] == '{';
        const std::string_view close = output ? "}}" : "%}";
        add(output ? Token::Kind::OutputBegin : Token::Kind::BlockBegin, "");
        const int opened = line_;
        at_ += 2;
        for (int depth = 0;;) {
            while (at_ < in_.size() && std::string_view(" \t\r\n\v\f").find(in_[at_]) != std::string_view::npos) advance(at_ + 1);
            if (at_ == in_.size()) fail("line {}: a tag is never closed", opened);
            if (depth == 0 && in_.substr(at_).starts_with(close)) break;
            inside(depth);
        }
        at_ += 2;
        add(output ? Token::Kind::OutputEnd : Token::Kind::BlockEnd, "");
    }

    void inside(int& depth) {
        const char c = in_[at_];
        if (c == '\'' || c == '"') return string(c);
        if (is_digit_at(in_, at_)) return number();
        if (starts_name(c)) {
            std::size_t end = at_;
            while (end < in_.size() && (starts_name(in_[end]) || is_digit_at(in_, end))) ++end;
            add(Token::Kind::Name, std::string(in_.substr(at_, end - at_)));
            at_ = end;
            return;
        }
        for (const std::string_view op : {"**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|"}) {
            if (!in_.substr(at_).starts_with(op)) continue;
            if (op == "(" || op == "[" || op == "{") ++depth;
            if ((op == ")" || op == "]" || op == "}") && --depth < 0) fail("line {}: '{}' closes nothing", line_, op);
            add(Token::Kind::Operator, std::string(op));
            at_ += op.size();
            return;
        }
        fail("line {}: '{}' is not understood", line_, in_.substr(at_, read_utf8(in_, at_).length));
    }

    void number() {
        std::string digits;
        std::size_t end = at_;
        const auto take = [&] {
            while (is_digit_at(in_, end) || (end < in_.size() && in_[end] == '_' && is_digit_at(in_, end + 1))) {
                if (in_[end] != '_') digits += in_[end];
                ++end;
            }
        };
        if (in_.substr(at_, 2) == "0x" || in_.substr(at_, 2) == "0b" || in_.substr(at_, 2) == "0o") return other_base();
        take();
        bool real = false;
        if (end + 1 < in_.size() && in_[end] == '.' && is_digit_at(in_, end + 1)) {
            real = true;
            digits += in_[end++];
            take();
        }
        if (end < in_.size() && (in_[end] == 'e' || in_[end] == 'E')) {
            const std::size_t sign = end + 1 < in_.size() && (in_[end + 1] == '+' || in_[end + 1] == '-') ? 1 : 0;
            if (is_digit_at(in_, end + 1 + sign)) {
                real = true;
                digits += in_.substr(end, 1 + sign);
                end += 1 + sign;
                take();
            }
        }
        Token& token = add(real ? Token::Kind::Float : Token::Kind::Integer, "");
        const auto* last = digits.data() + digits.size();
        const auto read = real ? std::from_chars(digits.data(), last, token.real) : std::from_chars(digits.data(), last, token.integer);
        if (read.ec != std::errc()) fail("line {}: the number {} is too large", line_, digits);
        at_ = end;
    }
    void other_base() {
        const int base = in_[at_ + 1] == 'x' ? 16 : in_[at_ + 1] == 'b' ? 2 : 8;
        Token& token = add(Token::Kind::Integer, "");
        const auto read = std::from_chars(in_.data() + at_ + 2, in_.data() + in_.size(), token.integer, base);
        if (read.ec != std::errc()) fail("line {}: a number is not understood", line_);
        at_ = static_cast<std::size_t>(read.ptr - in_.data());
    }

    void string(char quote) {
        std::string value;
        const int opened = line_;
        std::size_t i = at_ + 1;
        for (; i < in_.size() && in_[i] != quote; ++i) {
            if (in_[i] != '\\' || i + 1 == in_.size())
                value += in_[i];
            else
                escape(++i, value);
        }
        if (i >= in_.size()) fail("line {}: a text is never closed", opened);
        add(Token::Kind::String, std::move(value));
        advance(i + 1);
    }
    /// As Python reads "\x" in a text; what it does not know stays as it is.
    void escape(std::size_t& i, std::string& out) {
        static constexpr std::string_view kLetters = "ntr\\'\"abfv0", kMeaning("\n\t\r\\'\"\a\b\f\v\0", 11);
        const char c = in_[i];
        if (const auto k = kLetters.find(c); k != std::string_view::npos) {
            out += kMeaning[k];
            return;
        }
        if (c == '\n') return;
        const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        unsigned code = 0;
        const auto* begin = in_.data() + i + 1;
        if (digits == 0 || i + digits >= in_.size() || std::from_chars(begin, begin + digits, code, 16).ptr != begin + digits) {
            (out += '\\') += c;
            return;
        }
        if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) fail("line {}: \\{}{:x} is not a character", line_, c, code);
        append_utf8(out, code);
        i += digits;
    }

    std::string_view in_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::vector<Token> out_;
};

}  // namespace

std::vector<Token> lex(std::string_view source) { return Lexer(source).run(); }

}  // namespace reasonscope::text::jinja
