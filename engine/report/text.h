#pragma once
// Text of unknown origin made safe for each format. A model may write anything: markup, control characters, broken
// UTF-8, right-to-left overrides. None of it may act, and none of it may vanish without a trace.

#include <string>
#include <string_view>
#include <vector>

namespace reasonscope {

/// Valid UTF-8 without anything invisible that acts: invalid bytes become U+FFFD, control characters their pictures
/// (U+2400 block), direction overrides and other format characters "[U+202E]". Newlines stay, CR LF and CR become LF,
/// tabs become one space.
std::string clean_text(std::string_view raw);

/// clean_text without white space at the ends.
std::string trimmed(std::string_view raw);

/// clean_text on one line: runs of white space become one space, ends are trimmed.
std::string one_line(std::string_view raw);

/// one_line cut to `limit` characters with an ellipsis.
std::string excerpt(std::string_view raw, std::size_t limit);

/// A token shown on its own: spaces and newlines become visible.
std::string token_text(std::string_view raw);

bool is_valid_utf8(std::string_view bytes);

/// Code points of valid UTF-8.
std::u32string code_points(std::string_view utf8);
std::string to_utf8(std::u32string_view text);

// Each of these cleans its input first.
std::string escape_html(std::string_view raw);      // text and quoted attributes, HTML and XML
std::string escape_markdown(std::string_view raw);  // one line of inert inline text
std::string escape_dot(std::string_view raw);       // inside a double-quoted DOT string; newlines become \n
std::string csv_field(std::string_view raw);        // RFC 4180; a leading formula character gets an apostrophe before it

/// `text` in a fence that no run of backticks inside can close.
std::string markdown_fence(std::string_view raw);

}  // namespace reasonscope
