// A recursive descent over TeX's mathematics mode. Anything that it does not know ends it: half a formula would be a wrong one.

#include <array>
#include <stdexcept>

#include "maths/symbols.h"

namespace reasonscope::maths {
namespace {

constexpr std::size_t kLongest = 8000;
constexpr int kDeepest = 60;

struct Unknown {};  // caught in parse()

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

Node row_of(std::vector<Node> children, ByteSpan source) {
    if (children.size() == 1) return std::move(children.front());
    Node row;
    row.source = source;
    row.children = std::move(children);
    return row;
}

class Parser {
public:
    Parser(std::string_view text, std::uint32_t offset) : text_(text), offset_(offset) {}

    Node whole() {
        Node tree = lines("");
        skip();
        if (at_ != text_.size()) throw Unknown{};
        return tree;
    }

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
    void expect(std::string_view what) {
        skip();
        if (!ahead(what)) throw Unknown{};
        at_ += what.size();
    }
    /// The command at the backslash ahead, without it.
    std::string_view command() const {
        std::size_t end = at_ + 1;
        while (end < text_.size() && is_letter(text_[end])) ++end;
        if (end == at_ + 1) {
            if (end >= text_.size()) throw Unknown{};
            ++end;
        }
        return text_.substr(at_ + 1, end - at_ - 1);
    }
    [[nodiscard]] bool at_command(std::string_view name) const { return at_ < text_.size() && text_[at_] == '\\' && command() == name; }

    /// The raw text of a {group}, for words and names.
    std::string_view words() {
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

    bool ends(std::string_view closing) {
        skip();
        if (at_ >= text_.size()) return true;
        if (text_[at_] == '}' || text_[at_] == '&') return true;
        if (closing == "]" && text_[at_] == ']') return true;
        if (text_[at_] != '\\') return false;
        const std::string_view next = command();
        return next == "\\" || next == "cr" || next == "right" || next == "end" || next == "newline";
    }

    /// Items up to what ends a row; the end stays.
    Node row(std::string_view closing = {}) {
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

    /// Rows that "\\" parts, as a table when there are several or "&" stands in one.
    Node lines(std::string_view alignment) {
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

    static bool empty(const Node& node) { return node.kind == Kind::Row && node.children.empty(); }

    Node fraction(Node over, Node under, bool rule, std::size_t begin) {
        Node node;
        node.kind = Kind::Fraction;
        node.rule = rule;
        node.children = {std::move(over), std::move(under)};
        node.source = since(begin);
        return node;
    }
    Node fence(std::string_view open, std::string_view close, Node inside, std::size_t begin) {
        Node node;
        node.kind = Kind::Fenced;
        node.text = open;
        node.closing = close;
        node.children = {std::move(inside)};
        node.source = since(begin);
        return node;
    }
    Node wrapped(Kind kind, Node inside, std::size_t begin) {
        Node node;
        node.kind = kind;
        node.children = {std::move(inside)};
        node.source = since(begin);
        return node;
    }
    Node symbol(const SymbolInfo& info, std::size_t begin) {
        Node node;
        node.kind = Kind::Symbol;
        node.text = info.text;
        node.role = info.role;
        node.face = face_ && info.role == Role::Ordinary ? *face_ : info.face;
        node.limits = info.limits;
        node.source = since(begin);
        return node;
    }
    Node space(double em, std::size_t begin) {
        Node node;
        node.kind = Kind::Space;
        node.amount = em;
        node.source = since(begin);
        return node;
    }

    /// An item with what stands below and above it; nothing for a command that shows nothing.
    std::optional<Node> scripted() {
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

    /// One argument of a command: a group or a single item.
    Node argument() {
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
    Node group() {
        expect("{");
        const auto face = face_;
        Node inside = row();
        face_ = face;
        expect("}");
        return inside;
    }
    Node in_face(std::optional<Face> face) {
        const auto before = face_;
        face_ = face;
        Node inside = argument();
        face_ = before;
        return inside;
    }

    std::optional<Node> atom() {
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
    [[nodiscard]] bool thousands(std::size_t comma) const {
        int digits = 0;
        while (comma + 1 + static_cast<std::size_t>(digits) < text_.size() && is_digit(text_[comma + 1 + static_cast<std::size_t>(digits)])) ++digits;
        return digits == 3;
    }

    std::string_view delimiter_token() {
        skip();
        if (at_ >= text_.size()) throw Unknown{};
        const std::string_view token = text_.substr(at_, text_[at_] == '\\' ? 1 + command().size() : 1);
        at_ += token.size();
        const auto found = delimiter(token);
        if (!found) throw Unknown{};
        return *found;
    }

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

Node Parser::text_words(std::string_view name, std::size_t begin) {
    const std::string_view inside = words();
    Node node;
    node.kind = Kind::Text;
    node.face = name == "textbf" ? Face::Bold : name == "textit" || name == "emph" ? Face::Italic : Face::Upright;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const char c = inside[i];
        if (c == '$' || c == '{' || c == '}') {
            // Mathematics inside words: the source says it better than half of it would.
            throw Unknown{};
        }
        if (c == '\\') {
            if (i + 1 < inside.size() && std::string_view("%$#&_{} ,").find(inside[i + 1]) != std::string_view::npos) {
                node.text += inside[++i] == ',' ? ' ' : inside[i];
                continue;
            }
            throw Unknown{};
        }
        node.text += c == '\n' || c == '~' ? ' ' : c;
    }
    node.source = since(begin);
    return node;
}

std::optional<Node> Parser::environment(std::size_t begin) {
    const std::string_view name = words();
    std::string alignment = "c";
    std::string_view open, close;
    const std::string_view bare = name.ends_with('*') ? name.substr(0, name.size() - 1) : name;
    if (bare == "array") {
        const std::string_view columns = words();
        alignment.clear();
        for (const char c : columns)
            if (c == 'l' || c == 'c' || c == 'r') alignment += c;
            else if (c != '|' && c != ' ') throw Unknown{};
        if (alignment.empty()) throw Unknown{};
    } else if (bare == "cases" || bare == "dcases" || bare == "rcases") {
        alignment = "l";
        (bare == "rcases" ? close : open) = bare == "rcases" ? "}" : "{";
    } else if (bare == "pmatrix") {
        open = "(", close = ")";
    } else if (bare == "bmatrix") {
        open = "[", close = "]";
    } else if (bare == "Bmatrix") {
        open = "{", close = "}";
    } else if (bare == "vmatrix") {
        open = close = "|";
    } else if (bare == "Vmatrix") {
        open = close = "‖";
    } else if (bare == "aligned" || bare == "align" || bare == "split" || bare == "alignedat" || bare == "eqnarray") {
        alignment.clear();
        if (bare == "alignedat") (void)words();
    } else if (bare != "matrix" && bare != "smallmatrix" && bare != "gathered" && bare != "gather" && bare != "equation") {
        throw Unknown{};
    }
    Node inside = lines(alignment);
    expect("\\end");
    if (words() != name) throw Unknown{};
    if (!open.empty() || !close.empty()) return fence(open, close, std::move(inside), begin);
    return inside;
}

std::optional<Node> Parser::structure(std::string_view name, std::size_t begin) {
    if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "cfrac" || name == "binom" || name == "dbinom" || name == "tbinom") {
        const bool rule = !name.ends_with("binom");
        Node over = argument();
        Node node = fraction(std::move(over), argument(), rule, begin);
        if (!rule) node = fence("(", ")", std::move(node), begin);
        if (name[0] != 'd' && name[0] != 't' && name[0] != 'c') return node;
        node = wrapped(Kind::Styled, std::move(node), begin);
        node.display = name[0] != 't';
        return node;
    }
    if (name == "sqrt") {
        Node degree;
        skip();
        if (ahead("[")) {
            ++at_;
            degree = row("]");
            expect("]");
        }
        Node node = wrapped(Kind::Root, argument(), begin);
        if (!empty(degree)) node.children.push_back(std::move(degree));
        return node;
    }
    if (name == "boxed" || name == "fbox") {
        if (name == "fbox") return wrapped(Kind::Boxed, text_words("text", begin), begin);
        return wrapped(Kind::Boxed, argument(), begin);
    }
    if (name == "cancel" || name == "bcancel" || name == "xcancel" || name == "not") {
        if (name == "not") {
            skip();
            if (ahead("=")) {
                ++at_;
                return symbol({"≠", Role::Relation}, begin);
            }
            if (at_command("in")) {
                at_ += 3;
                return symbol({"∉", Role::Relation}, begin);
            }
            throw Unknown{};
        }
        return wrapped(Kind::Struck, argument(), begin);
    }
    if (name == "overset" || name == "stackrel" || name == "underset") {
        Node mark = argument();
        Node base = argument();
        Node node;
        node.kind = Kind::Stacked;
        node.role = name == "stackrel" ? Role::Relation : base.role;
        node.children = {std::move(base), Node{}, Node{}};
        node.children[name == "underset" ? 1 : 2] = std::move(mark);
        node.source = since(begin);
        return node;
    }
    if (name == "substack") {
        expect("{");
        Node inside = lines("c");
        expect("}");
        return inside;
    }
    if (name == "xrightarrow" || name == "xleftarrow") {
        Node node;
        node.kind = Kind::Stacked;
        node.role = Role::Relation;
        node.children = {symbol({name == "xrightarrow" ? "⟶" : "⟵", Role::Relation}, begin), Node{}, argument()};
        node.source = since(begin);
        return node;
    }
    if (name == "pmod" || name == "pod") {
        std::vector<Node> inside;
        Node modulus = argument();
        if (name == "pmod") {
            inside.push_back(symbol({"mod", Role::Function}, begin));
            inside.push_back(space(0.3, begin));
        }
        inside.push_back(std::move(modulus));
        std::vector<Node> items;
        items.push_back(space(0.6, begin));
        items.push_back(fence("(", ")", row_of(std::move(inside), since(begin)), begin));
        return row_of(std::move(items), since(begin));
    }
    return std::nullopt;
}

std::optional<Node> Parser::of_command() {
    const std::size_t begin = at_;
    const std::string_view name = command();
    at_ += 1 + name.size();
    static constexpr std::array<std::pair<std::string_view, double>, 13> kSpaces = {
        {{",", 0.17}, {":", 0.22}, {">", 0.22}, {";", 0.28}, {"!", -0.17}, {" ", 0.25}, {"\n", 0.25}, {"quad", 1}, {"qquad", 2}, {"thinspace", 0.17}, {"enspace", 0.5}, {"space", 0.25}, {"medspace", 0.22}}};
    for (const auto& [space_name, em] : kSpaces)
        if (name == space_name) return space(em, begin);
    for (const std::string_view silent : {"displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag", "left.", "allowbreak", "/", "mathstrut", "hfill", "noindent", "centering", "rm"})
        if (name == silent) return std::nullopt;
    for (const std::string_view words_command : {"text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "emph", "hbox"})
        if (name == words_command) return text_words(name, begin);
    if (name == "tag") {
        std::vector<Node> items;
        items.push_back(space(2, begin));
        items.push_back(fence("(", ")", text_words("text", begin), begin));
        return row_of(std::move(items), since(begin));
    }
    if (name == "operatorname" || name == "mathop") {
        if (ahead("*")) ++at_;
        Node node = text_words("text", begin);
        node.kind = Kind::Symbol;
        node.role = Role::Function;
        return node;
    }
    if (name == "mathrm" || name == "mathsf" || name == "mathtt" || name == "mathnormal") return in_face(name == "mathnormal" ? std::nullopt : std::optional(Face::Upright));
    if (name == "mathit") return in_face(Face::Italic);
    if (name == "mathbf" || name == "boldsymbol" || name == "bm" || name == "mathcal" || name == "mathscr" || name == "mathfrak") return in_face(name == "mathbf" || name == "boldsymbol" || name == "bm" ? Face::Bold : Face::Italic);
    if (name == "mathbb" || name == "Bbb") {
        const std::size_t inside = at_;
        const std::string_view letters = ahead("{") ? words() : text_.substr(inside, 1);
        if (at_ == inside) at_ += letters.size();
        std::string struck;
        for (const char c : letters) {
            if (double_struck(c).empty()) throw Unknown{};
            struck += double_struck(c);
        }
        return symbol({struck}, begin);
    }
    if (name == "left") {
        const std::string_view open = delimiter_token();
        Node inside = lines("");
        expect("\\right");
        const std::string_view close = delimiter_token();
        return fence(open, close, std::move(inside), begin);
    }
    for (const std::string_view big : {"big", "Big", "bigg", "Bigg"}) {
        if (!name.starts_with(big) || name.size() > big.size() + 1) continue;
        const char side = name.size() == big.size() ? ' ' : name.back();
        if (side != ' ' && side != 'l' && side != 'r' && side != 'm') continue;
        const std::string_view mark = delimiter_token();
        const bool opens = side == 'l' || (side == ' ' && (mark == "(" || mark == "[" || mark == "{")), closes = side == 'r' || (side == ' ' && (mark == ")" || mark == "]" || mark == "}"));
        return symbol({mark, opens ? Role::Open : closes ? Role::Close : side == 'm' ? Role::Relation : Role::Ordinary}, begin);
    }
    if (name == "middle") return symbol({delimiter_token(), Role::Relation}, begin);
    if (name == "begin") return environment(begin);
    if (const auto accent = accent_command(name)) {
        Node node = wrapped(Kind::Accent, argument(), begin);
        node.text = accent->mark;
        node.below = accent->below;
        return node;
    }
    if (auto node = structure(name, begin)) return node;
    if (const auto known = symbol_command(name)) return symbol(*known, begin);
    throw Unknown{};
}

}  // namespace

std::optional<Node> parse(std::string_view text, std::uint32_t offset) {
    if (text.size() > kLongest) return std::nullopt;
    try {
        return Parser(text, offset).whole();
    } catch (const Unknown&) {
        return std::nullopt;
    }
}

}  // namespace reasonscope::maths
