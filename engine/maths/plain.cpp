#include <array>

#include "maths/formula.h"

namespace reasonscope::maths {
namespace {

using Pairs = std::array<std::pair<std::string_view, std::string_view>, 19>;
constexpr Pairs kAbove = {{{"0", "⁰"}, {"1", "¹"}, {"2", "²"}, {"3", "³"}, {"4", "⁴"}, {"5", "⁵"}, {"6", "⁶"}, {"7", "⁷"}, {"8", "⁸"}, {"9", "⁹"}, {"+", "⁺"}, {"−", "⁻"}, {"(", "⁽"}, {")", "⁾"}, {"n", "ⁿ"}, {"i", "ⁱ"}, {"k", "ᵏ"}, {"m", "ᵐ"}, {"′", "′"}}};
constexpr Pairs kBelow = {{{"0", "₀"}, {"1", "₁"}, {"2", "₂"}, {"3", "₃"}, {"4", "₄"}, {"5", "₅"}, {"6", "₆"}, {"7", "₇"}, {"8", "₈"}, {"9", "₉"}, {"+", "₊"}, {"−", "₋"}, {"(", "₍"}, {")", "₎"}, {"n", "ₙ"}, {"i", "ᵢ"}, {"k", "ₖ"}, {"m", "ₘ"}, {"j", "ⱼ"}}};

std::string written(const Node& node);

bool none(const Node& node) { return node.kind == Kind::Row && node.children.empty(); }

/// Every character in its small form, or nothing.
std::string small(std::string_view text, const Pairs& forms) {
    std::string out;
    while (!text.empty()) {
        bool known = false;
        for (const auto& [plain, form] : forms) {
            if (!text.starts_with(plain)) continue;
            out += form;
            text.remove_prefix(plain.size());
            known = true;
            break;
        }
        if (!known) return {};
    }
    return out;
}

/// True for what needs no brackets beside "/" or under a root.
bool is_single(const Node& node) {
    if (node.kind == Kind::Symbol || node.kind == Kind::Fenced || node.kind == Kind::Boxed || node.kind == Kind::Text) return true;
    if (node.kind == Kind::Scripts) return is_single(node.children[0]);
    if (node.kind != Kind::Row) return node.kind == Kind::Styled && is_single(node.children[0]);
    for (const Node& child : node.children)
        if (child.kind != Kind::Symbol && child.kind != Kind::Scripts) return false;
        else if (child.role != Role::Ordinary) return false;
    return true;
}
std::string bracketed(const Node& node) {
    const std::string text = written(node);
    return is_single(node) ? text : "(" + text + ")";
}

std::string script(const Node& node, const Pairs& forms, std::string_view mark) {
    if (none(node)) return {};
    const std::string text = written(node);
    std::string tight;
    for (const char c : text)
        if (c != ' ') tight += c;
    if (std::string form = small(tight, forms); !form.empty()) return form;
    return std::string(mark) + (node.kind == Kind::Symbol ? text : "(" + text + ")");
}

std::string row(const Node& node) {
    std::string out;
    const Node* before = nullptr;
    for (const Node& child : node.children) {
        const bool stands = child.kind == Kind::Symbol || child.kind == Kind::Scripts || child.kind == Kind::Stacked;
        const bool wide = stands && (child.role == Role::Relation || (child.role == Role::Binary && before && before->role != Role::Binary && before->role != Role::Relation && before->role != Role::Open && before->role != Role::Punctuation));
        const bool spaced = wide || (before && before->role == Role::Function && child.role != Role::Open && child.kind != Kind::Fenced) ||
                            (stands && (child.role == Role::Large || child.role == Role::Function) && before && before->role == Role::Ordinary) || (before && before->role == Role::Large);
        if (spaced && !out.empty() && out.back() != ' ') out += ' ';
        out += written(child);
        if (wide || (stands && child.role == Role::Punctuation)) out += ' ';
        if (child.kind != Kind::Space) before = &child;
    }
    return out;
}

std::string table(const Node& node) {
    std::string out;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) out += i % static_cast<std::size_t>(node.columns) == 0 ? "; " : node.alignment == "rl" ? " " : ", ";
        out += written(node.children[i]);
    }
    return out;
}

std::string written(const Node& node) {
    switch (node.kind) {
        case Kind::Row: return row(node);
        case Kind::Symbol:
        case Kind::Text: return node.text;
        case Kind::Space: return node.amount >= 0.2 ? " " : "";
        case Kind::Fraction: return node.rule ? bracketed(node.children[0]) + "/" + bracketed(node.children[1]) : written(node.children[0]) + " over " + written(node.children[1]);
        case Kind::Root: {
            const std::string degree = node.children.size() > 1 ? written(node.children[1]) : "";
            return (degree.empty() ? "√" : degree == "3" ? "∛" : degree == "4" ? "∜" : script(node.children[1], kAbove, "^") + "√") + bracketed(node.children[0]);
        }
        case Kind::Scripts:
        case Kind::Stacked: {
            const std::string base = node.children[0].role == Role::Ordinary || node.children[0].kind != Kind::Symbol ? bracketed(node.children[0]) : written(node.children[0]);
            return base + script(node.children[1], kBelow, "_") + script(node.children[2], kAbove, "^");
        }
        case Kind::Fenced: return node.text + written(node.children[0]) + node.closing;
        case Kind::Table: return table(node);
        case Kind::Accent: {
            const std::string base = written(node.children[0]);
            static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kMarks = {{{"^", "\u0302"}, {"¯", "\u0304"}, {"~", "\u0303"}, {"→", "\u20D7"}, {"˙", "\u0307"}, {"¨", "\u0308"}}};
            for (const auto& [mark, combining] : kMarks)
                if (mark == node.text && node.children[0].kind == Kind::Symbol) return base + std::string(combining);
            return base;
        }
        case Kind::Boxed:
        case Kind::Struck:
        case Kind::Styled: return written(node.children[0]);
    }
    return {};
}

}  // namespace

std::string to_plain(const Node& tree) {
    std::string out;
    for (const char c : written(tree))
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace reasonscope::maths
