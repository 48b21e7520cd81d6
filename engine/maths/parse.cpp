// A recursive descent over TeX's mathematics mode. Anything that it does not know ends it: half a formula would be a wrong one.

#include "maths/parser.h"

namespace reasonscope::maths {
namespace detail {

Node row_of(std::vector<Node> children, ByteSpan source) {
    if (children.size() == 1) return std::move(children.front());
    Node row;
    row.source = source;
    row.children = std::move(children);
    return row;
}

Node Parser::whole() {
    Node tree = lines("");
    skip();
    if (at_ != text_.size()) throw Unknown{};
    return tree;
}

void Parser::expect(std::string_view what) {
    skip();
    if (!ahead(what)) throw Unknown{};
    at_ += what.size();
}

std::string_view Parser::command() const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    if (end == at_ + 1) {
        if (end >= text_.size()) throw Unknown{};
        ++end;
    }
    return text_.substr(at_ + 1, end - at_ - 1);
}

std::string_view Parser::words() {
    skip();
    if (!ahead("{")) throw Unknown{};
    const std::size_t begin = ++at_;
    for (int depth = 1; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\\') ++at_;
        else if (text_[at_] == '{') ++depth;
        else if (text_[at_] == '}' && --depth == 0) return text_.substr(begin, at_++ - begin);
    }
    throw Unknown{};
}

bool Parser::ends(std::string_view closing) {
    skip();
    if (at_ >= text_.size()) return true;
    if (text_[at_] == '}' || text_[at_] == '&') return true;
    if (closing == "]" && text_[at_] == ']') return true;
    if (text_[at_] != '\\') return false;
    const std::string_view next = command();
    return next == "\\" || next == "cr" || next == "right" || next == "end" || next == "newline";
}

Node Parser::row(std::string_view closing) {
    const Deeper deeper(depth_);
    skip();
    const std::size_t begin = at_;
    std::vector<Node> items;
    while (!ends(closing)) {
        if (at_command("choose") || at_command("over")) {
            const bool rule = at_command("over");
            at_ += rule ? 5 : 7;
            Node left = row_of(std::move(items), since(begin));
            Node right = row(closing);
            items.clear();
            items.push_back(fraction(std::move(left), std::move(right), rule, begin));
            if (!rule) items.back() = fence("(", ")", std::move(items.back()), begin);
            break;
        }
        if (const auto next = scripted()) items.push_back(*next);
    }
    return row_of(std::move(items), since(begin));
}

Node Parser::lines(std::string_view alignment) {
    const Deeper deeper(depth_);
    const std::size_t begin = at_;
    std::vector<std::vector<Node>> rows(1);
    bool parted = false;
    for (;;) {
        while (skip(), at_command("hline")) at_ += 6;
        rows.back().push_back(row());
        if (at_ < text_.size() && text_[at_] == '&') {
            ++at_;
            parted = true;
        } else if (at_command("\\") || at_command("cr") || at_command("newline")) {
            at_ += 1 + command().size();
            if (ahead("[")) at_ = std::min(text_.size(), text_.find(']', at_) == std::string_view::npos ? text_.size() : text_.find(']', at_) + 1);
            rows.emplace_back();
        } else {
            break;
        }
    }
    if (rows.size() > 1 && rows.back().size() == 1 && empty(rows.back().front())) rows.pop_back();  // "\\" at the end
    if (rows.size() == 1 && !parted) return std::move(rows.front().front());
    Node table;
    table.kind = Kind::Table;
    for (const auto& cells : rows) table.columns = std::max(table.columns, static_cast<int>(cells.size()));
    for (auto& cells : rows) {
        cells.resize(static_cast<std::size_t>(table.columns));
        for (Node& cell : cells) table.children.push_back(std::move(cell));
    }
    for (int c = 0; c < table.columns; ++c) {
        const auto i = static_cast<std::size_t>(c);
        table.alignment += i < alignment.size() ? alignment[i] : alignment.empty() ? (c % 2 == 0 ? (table.columns > 1 ? 'r' : 'c') : 'l') : alignment.back();
    }
    table.source = since(begin);
    return table;
}

Node Parser::fraction(Node over, Node under, bool rule, std::size_t begin) {
    Node node;
    node.kind = Kind::Fraction;
    node.rule = rule;
    node.children = {std::move(over), std::move(under)};
    node.source = since(begin);
    return node;
}

Node Parser::fence(std::string_view open, std::string_view close, Node inside, std::size_t begin) {
    Node node;
    node.kind = Kind::Fenced;
    node.text = open;
    node.closing = close;
    node.children = {std::move(inside)};
    node.source = since(begin);
    return node;
}

Node Parser::wrapped(Kind kind, Node inside, std::size_t begin) {
    Node node;
    node.kind = kind;
    node.children = {std::move(inside)};
    node.source = since(begin);
    return node;
}

Node Parser::symbol(const SymbolInfo& info, std::size_t begin) {
    Node node;
    node.kind = Kind::Symbol;
    node.text = info.text;
    node.role = info.role;
    node.face = face_ && info.role == Role::Ordinary ? *face_ : info.face;
    node.limits = info.limits;
    node.source = since(begin);
    return node;
}

Node Parser::space(double em, std::size_t begin) {
    Node node;
    node.kind = Kind::Space;
    node.amount = em;
    node.source = since(begin);
    return node;
}

std::optional<Node> Parser::scripted() {
    skip();
    const std::size_t begin = at_;
    Node base;
    base.source = since(begin);
    if (!ahead("^") && !ahead("_")) {
        auto item = atom();
        if (!item) return std::nullopt;
        base = std::move(*item);
    }
    Node below, above;
    bool any = false, primed = false, straight = base.limits && base.kind == Kind::Symbol;
    for (;;) {
        skip();
        if (at_command("limits")) {
            at_ += 7;
            straight = true;
        } else if (at_command("nolimits")) {
            at_ += 9;
            straight = false;
        } else if (ahead("'")) {
            const std::size_t mark = at_;
            std::string primes;
            while (ahead("'")) primes += "′", ++at_;
            Node prime = symbol({primes}, mark);
            if (!empty(above)) throw Unknown{};
            above = std::move(prime);
            primed = true;
            any = true;
        } else if (ahead("^") || ahead("_")) {
            const bool up = text_[at_] == '^';
            Node& slot = up ? above : below;
            ++at_;
            Node script = argument();
            if (empty(script)) {
                any = true;
                continue;
            }
            if (!empty(slot) && !(up && primed)) throw Unknown{};  // two of a kind
            if (!empty(slot)) {
                primed = false;
                std::vector<Node> both;
                both.push_back(std::move(slot));
                both.push_back(std::move(script));
                const std::size_t first = both.front().source.begin - offset_;
                slot = row_of(std::move(both), since(first));
            } else {
                slot = std::move(script);
            }
            any = true;
        } else {
            break;
        }
    }
    if (!any || (empty(below) && empty(above))) return base;
    Node node;
    const bool brace = base.kind == Kind::Accent && (base.text == "⏞" || base.text == "⏟");
    node.kind = brace ? Kind::Stacked : Kind::Scripts;
    node.limits = straight;
    node.role = base.role;
    node.children = {std::move(base), std::move(below), std::move(above)};
    node.source = since(begin);
    return node;
}

Node Parser::argument() {
    const Deeper deeper(depth_);
    skip();
    if (at_ >= text_.size() || text_[at_] == '}' || text_[at_] == '&' || text_[at_] == '^' || text_[at_] == '_') throw Unknown{};
    if (ahead("{")) return group();
    const std::size_t begin = at_;
    if (is_digit(text_[at_])) {  // \frac12 takes one digit each
        ++at_;
        return symbol({text_.substr(begin, 1)}, begin);
    }
    auto item = atom();
    if (!item) throw Unknown{};
    return std::move(*item);
}

Node Parser::group() {
    expect("{");
    const auto face = face_;
    Node inside = row();
    face_ = face;
    expect("}");
    return inside;
}

Node Parser::in_face(std::optional<Face> face) {
    const auto before = face_;
    face_ = face;
    Node inside = argument();
    face_ = before;
    return inside;
}

std::optional<Node> Parser::atom() {
    const Deeper deeper(depth_);
    const std::size_t begin = at_;
    const char c = text_[at_];
    if (c == '{') return group();
    if (c == '\\') return of_command();
    if (c == '~') {
        ++at_;
        return space(0.25, begin);
    }
    if (c == '#' || c == '$' || c == '%') throw Unknown{};
    if (is_digit(c)) {
        // 1,000 and 1.5 are one number
        while (at_ < text_.size() && (is_digit(text_[at_]) || ((text_[at_] == '.' || (text_[at_] == ',' && thousands(at_))) && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))) ++at_;
        return symbol({text_.substr(begin, at_ - begin)}, begin);
    }
    do ++at_;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U);
    return symbol(character(text_.substr(begin, at_ - begin)), begin);
}

bool Parser::thousands(std::size_t comma) const {
    int digits = 0;
    while (comma + 1 + static_cast<std::size_t>(digits) < text_.size() && is_digit(text_[comma + 1 + static_cast<std::size_t>(digits)])) ++digits;
    return digits == 3;
}

std::string_view Parser::delimiter_token() {
    skip();
    if (at_ >= text_.size()) throw Unknown{};
    const std::string_view token = text_.substr(at_, text_[at_] == '\\' ? 1 + command().size() : 1);
    at_ += token.size();
    const auto found = delimiter(token);
    if (!found) throw Unknown{};
    return *found;
}

}  // namespace detail

namespace {

constexpr std::size_t kLongest = 8000;

}  // namespace

std::optional<Node> parse(std::string_view text, std::uint32_t offset) {
    if (text.size() > kLongest) return std::nullopt;
    try {
        return detail::Parser(text, offset).whole();
    } catch (const detail::Unknown&) {
        return std::nullopt;
    }
}

}  // namespace reasonscope::maths
