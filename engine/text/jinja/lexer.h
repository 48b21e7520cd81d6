#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope::text::jinja {

struct Token {
    enum class Kind { Text, OutputBegin, OutputEnd, BlockBegin, BlockEnd, Name, String, Integer, Float, Operator, End };
    Kind kind = Kind::End;
    std::string text;  // of a string: what it means
    std::int64_t integer = 0;
    double real = 0;
    int line = 1;
};

/// Throws Failure.
std::vector<Token> lex(std::string_view source);

}  // namespace reasonscope::text::jinja
