// The commands of TeX's mathematics mode that hold something or lay it out; those that stand for one symbol are in symbols.cpp.

#include <array>

#include "maths/parser.h"

namespace reasonscope::maths::detail {

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

}  // namespace reasonscope::maths::detail
