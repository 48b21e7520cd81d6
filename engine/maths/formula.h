#pragma once
// LaTeX as reasoning models write it, as an expression tree: what MathML, painted formulas and plain text are made from.
// Commands: docs/decisions/0008. A formula that holds anything else has no tree, and stays the text it is.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace reasonscope::maths {

enum class Kind : std::uint8_t {
    Row,       // children side by side
    Symbol,    // `text`
    Text,      // `text`, upright words
    Space,     // `amount` em, may be negative
    Fraction,  // numerator, denominator; `rule`: with a line between
    Root,      // radicand, or radicand and degree
    Scripts,   // base, below, above; an empty Row stands for none
    Stacked,   // the same, always straight below and above the base
    Fenced,    // child between `text` and `closing`, which grow with it; either may be empty
    Table,     // cells by rows, `columns` of them in each; `alignment` has one letter (l, c, r) per column
    Accent,    // child under the mark `text`, or over it when `below`
    Boxed,     // child in a frame
    Struck,    // child struck out
    Styled,    // child in display size when `display`, else in text size
};

/// What a symbol is, in TeX's sense: it decides the space around it.
enum class Role : std::uint8_t { Ordinary, Large, Binary, Relation, Open, Close, Punctuation, Function };
enum class Face : std::uint8_t { Upright, Italic, Bold };

struct Node {
    Kind kind = Kind::Row;
    ByteSpan source;             // in the text that was parsed
    std::vector<Node> children;
    std::string text, closing;   // UTF-8
    std::string alignment;
    double amount = 0;
    int columns = 0;
    Role role = Role::Ordinary;
    Face face = Face::Upright;
    bool rule = true, below = false, display = false;
    bool limits = false;         // Scripts: below and above in display size
};

/// The tree of `text` inside its delimiters, spans shifted by `offset`. Nothing when a command is unknown, a group is not closed, or it is
/// longer than 8,000 bytes or nested deeper than 60.
std::optional<Node> parse(std::string_view text, std::uint32_t offset = 0);

/// A formula within text.
struct Formula {
    ByteSpan source;      // with its delimiters
    ByteSpan inner;       // without
    bool display = false;
    std::optional<Node> tree;  // nothing: it stays source
};

/// Formulas in order: \( \), \[ \], $$ $$, $ $ (Pandoc's rule for dollars, so that prices are none), and \boxed{ } or \begin{ }..\end{ } on
/// their own. None spans an empty line. `text` is valid UTF-8.
std::vector<Formula> find_formulas(std::string_view text);

/// Where `text` may still grow a formula: the begin of the first delimiter that a later one could close; its size when there is none.
std::size_t open_formula(std::string_view text);

/// A <math> element; inert whatever the source says.
std::string to_mathml(const Node& tree, bool display);

/// One line of Unicode: "x² ≤ 1/2", "√(a + b)".
std::string to_plain(const Node& tree);

/// `text` with its formulas as to_plain says.
std::string plain_formulas(std::string_view text);

}  // namespace reasonscope::maths
