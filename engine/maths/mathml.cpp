// MathML Core: no style attributes, which a strict content policy forbids; classes frame, strike and align (resources/report/report.css).

#include <fmt/format.h>

#include "maths/formula.h"

namespace reasonscope::maths {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

bool is_number(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

std::string element(const Node& node);

std::string symbol(const Node& node) {
    const std::string text = escaped(node.text);
    switch (node.role) {
        case Role::Binary:
        case Role::Relation:
        case Role::Punctuation: return "<mo>" + text + "</mo>";
        case Role::Large: return "<mo largeop=\"true\"" + std::string(node.limits ? " movablelimits=\"true\">" : ">") + text + "</mo>";
        case Role::Open:
        case Role::Close: return fmt::format("<mo stretchy=\"false\" form=\"{}\">{}</mo>", node.role == Role::Open ? "prefix" : "postfix", text);
        case Role::Function:
            return node.limits ? "<mo movablelimits=\"true\" lspace=\"0\" rspace=\"0.17em\">" + text + "</mo>" : "<mi>" + text + "</mi>";
        case Role::Ordinary: break;
    }
    if (text == "/" || text == "|" || text == "‖") return "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">" + text + "</mo>";
    if (is_number(text)) return node.face == Face::Bold ? "<mn class=\"mb\">" + text + "</mn>" : "<mn>" + text + "</mn>";
    // A single letter is italic unless it says otherwise.
    if (node.face == Face::Italic) return "<mi>" + text + "</mi>";
    return fmt::format("<mi{} mathvariant=\"normal\">{}</mi>", node.face == Face::Bold ? " class=\"mb\"" : "", text);
}

std::string row(const Node& node) {
    std::string out = "<mrow>";
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const Node& child = node.children[i];
        out += element(child);
        const bool names = child.role == Role::Function && (child.kind == Kind::Scripts || (child.kind == Kind::Symbol && !child.limits));
        if (names && i + 1 < node.children.size() && node.children[i + 1].role != Role::Open && node.children[i + 1].kind != Kind::Fenced) out += "<mspace width=\"0.17em\"></mspace>";
    }
    return out + "</mrow>";
}

bool none(const Node& node) { return node.kind == Kind::Row && node.children.empty(); }

std::string scripts(const Node& node, bool straight) {
    const Node &below = node.children[1], &above = node.children[2];
    const std::string_view name = none(above) ? (straight ? "munder" : "msub") : none(below) ? (straight ? "mover" : "msup") : straight ? "munderover" : "msubsup";
    return fmt::format("<{0}>{1}{2}{3}</{0}>", name, element(node.children[0]), none(below) ? "" : element(below), none(above) ? "" : element(above));
}

std::string table(const Node& node) {
    std::string out = "<mtable>";
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const auto column = i % static_cast<std::size_t>(node.columns);
        if (column == 0) out += "<mtr>";
        out += fmt::format("<mtd class=\"{}\">{}</mtd>", node.alignment[column], element(node.children[i]));
        if (column + 1 == static_cast<std::size_t>(node.columns)) out += "</mtr>";
    }
    return out + "</mtable>";
}

std::string element(const Node& node) {
    switch (node.kind) {
        case Kind::Row: return row(node);
        case Kind::Symbol: return symbol(node);
        case Kind::Text: return fmt::format("<mtext{}>{}</mtext>", node.face == Face::Bold ? " class=\"mb\"" : node.face == Face::Italic ? " class=\"it\"" : "", escaped(node.text));
        case Kind::Space: return fmt::format("<mspace width=\"{:g}em\"></mspace>", node.amount);
        case Kind::Fraction: return fmt::format("<mfrac{}>{}{}</mfrac>", node.rule ? "" : " linethickness=\"0\"", element(node.children[0]), element(node.children[1]));
        case Kind::Root:
            return node.children.size() == 1 ? "<msqrt>" + element(node.children[0]) + "</msqrt>" : "<mroot>" + element(node.children[0]) + element(node.children[1]) + "</mroot>";
        case Kind::Scripts: return scripts(node, node.limits);
        case Kind::Stacked: return scripts(node, true);
        case Kind::Fenced: {
            const auto fence = [](std::string_view mark, std::string_view form) {
                return mark.empty() ? std::string() : fmt::format("<mo fence=\"true\" stretchy=\"true\" symmetric=\"true\" form=\"{}\">{}</mo>", form, escaped(mark));
            };
            return "<mrow>" + fence(node.text, "prefix") + element(node.children[0]) + fence(node.closing, "postfix") + "</mrow>";
        }
        case Kind::Table: return table(node);
        case Kind::Accent:
            return fmt::format("<{0} accent{1}=\"true\">{2}<mo stretchy=\"true\">{3}</mo></{0}>", node.below ? "munder" : "mover", node.below ? "under" : "", element(node.children[0]), escaped(node.text));
        case Kind::Boxed: return "<mrow class=\"boxed\">" + element(node.children[0]) + "</mrow>";
        case Kind::Struck: return "<mrow class=\"struck\">" + element(node.children[0]) + "</mrow>";
        case Kind::Styled: return fmt::format("<mstyle displaystyle=\"{}\">{}</mstyle>", node.display, element(node.children[0]));
    }
    return {};
}

}  // namespace

std::string to_mathml(const Node& tree, bool display) { return fmt::format("<math{}>{}</math>", display ? " display=\"block\"" : "", element(tree)); }

}  // namespace reasonscope::maths
