#pragma once
// The recursive descent behind parse(). Rows, scripts and groups: parse.cpp; commands: commands.cpp.

#include "maths/symbols.h"

namespace reasonscope::maths::detail {

inline constexpr int kDeepest = 60;  // nested

/// Thrown at what is not known; parse() catches it.
struct Unknown {};

inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
inline bool empty(const Node& node) { return node.kind == Kind::Row && node.children.empty(); }

/// The children side by side; one alone is itself.
Node row_of(std::vector<Node> children, ByteSpan source);

/// Reads one formula without its delimiters. Each reader throws Unknown; `at_` stands behind what was read.
class Parser {
public:
    Parser(std::string_view text, std::uint32_t offset) : text_(text), offset_(offset) {}

    Node whole();

private:
    struct Deeper {
        explicit Deeper(int& depth) : depth_(depth) {
            if (++depth_ > kDeepest) throw Unknown{};
        }
        ~Deeper() { --depth_; }
        int& depth_;
    };

    [[nodiscard]] ByteSpan since(std::size_t begin) const { return {offset_ + static_cast<std::uint32_t>(begin), offset_ + static_cast<std::uint32_t>(at_)}; }
    [[nodiscard]] bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    void skip() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    void expect(std::string_view what);
    /// The command at the backslash ahead, without it.
    std::string_view command() const;
    [[nodiscard]] bool at_command(std::string_view name) const { return at_ < text_.size() && text_[at_] == '\\' && command() == name; }

    /// The raw text of a {group}, for words and names.
    std::string_view words();

    bool ends(std::string_view closing);

    /// Items up to what ends a row; the end stays.
    Node row(std::string_view closing = {});

    /// Rows that "\\" parts, as a table when there are several or "&" stands in one.
    Node lines(std::string_view alignment);

    Node fraction(Node over, Node under, bool rule, std::size_t begin);
    Node fence(std::string_view open, std::string_view close, Node inside, std::size_t begin);
    Node wrapped(Kind kind, Node inside, std::size_t begin);
    Node symbol(const SymbolInfo& info, std::size_t begin);
    Node space(double em, std::size_t begin);

    /// An item with what stands below and above it; nothing for a command that shows nothing.
    std::optional<Node> scripted();

    /// One argument of a command: a group or a single item.
    Node argument();
    Node group();
    Node in_face(std::optional<Face> face);

    std::optional<Node> atom();
    [[nodiscard]] bool thousands(std::size_t comma) const;

    std::string_view delimiter_token();

    std::optional<Node> of_command();
    std::optional<Node> structure(std::string_view name, std::size_t begin);
    std::optional<Node> environment(std::size_t begin);
    Node text_words(std::string_view name, std::size_t begin);

    std::string_view text_;
    std::uint32_t offset_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::optional<Face> face_;
};

}  // namespace reasonscope::maths::detail
