#pragma once
// A model's words with their formulas as mathematics, for each format. The source is never lost: HTML carries it beside each formula,
// Markdown writes it, the rest falls back to it.

#include <string>
#include <string_view>

namespace reasonscope {

/// trimmed() with formulas as MathML, each beside its source.
std::string html_words(std::string_view raw);
/// The same on one line, cut after about `limit` characters, never within a formula.
std::string html_excerpt(std::string_view raw, std::size_t limit);
/// A piece of a formula or of plain arithmetic, without delimiters.
std::string html_expression(std::string_view raw);
/// One line of inert Markdown; formulas between dollars, as GitHub, Pandoc and notebooks read them.
std::string markdown_words(std::string_view raw);
std::string markdown_excerpt(std::string_view raw, std::size_t limit);
/// Clean text with formulas in one line of Unicode each: "x² = 1/4".
std::string plain_words(std::string_view raw);

}  // namespace reasonscope
