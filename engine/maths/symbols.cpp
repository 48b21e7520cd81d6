#include "maths/symbols.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace reasonscope::maths {
namespace {

using Symbols = std::unordered_map<std::string_view, SymbolInfo>;

void add(Symbols& table, Role role, std::initializer_list<std::pair<std::string_view, std::string_view>> symbols, Face face = Face::Upright, bool limits = false) {
    for (const auto& [command, text] : symbols) table[command] = {text, role, face, limits};
}

Symbols make_symbols() {
    Symbols t;
    add(t, Role::Ordinary,
        {{"alpha", "α"}, {"beta", "β"}, {"gamma", "γ"}, {"delta", "δ"}, {"epsilon", "ϵ"}, {"varepsilon", "ε"}, {"zeta", "ζ"}, {"eta", "η"}, {"theta", "θ"},
         {"vartheta", "ϑ"}, {"iota", "ι"}, {"kappa", "κ"}, {"lambda", "λ"}, {"mu", "μ"}, {"nu", "ν"}, {"xi", "ξ"}, {"omicron", "ο"}, {"pi", "π"}, {"varpi", "ϖ"},
         {"rho", "ρ"}, {"varrho", "ϱ"}, {"sigma", "σ"}, {"varsigma", "ς"}, {"tau", "τ"}, {"upsilon", "υ"}, {"phi", "ϕ"}, {"varphi", "φ"}, {"chi", "χ"}, {"psi", "ψ"},
         {"omega", "ω"}, {"ell", "ℓ"}, {"imath", "ı"}, {"jmath", "ȷ"}},
        Face::Italic);
    add(t, Role::Ordinary,
        {{"Gamma", "Γ"}, {"Delta", "Δ"}, {"Theta", "Θ"}, {"Lambda", "Λ"}, {"Xi", "Ξ"}, {"Pi", "Π"}, {"Sigma", "Σ"}, {"Upsilon", "Υ"}, {"Phi", "Φ"}, {"Psi", "Ψ"},
         {"Omega", "Ω"}, {"infty", "∞"}, {"partial", "∂"}, {"nabla", "∇"}, {"hbar", "ℏ"}, {"Re", "ℜ"}, {"Im", "ℑ"}, {"aleph", "ℵ"}, {"wp", "℘"}, {"emptyset", "∅"},
         {"varnothing", "∅"}, {"forall", "∀"}, {"exists", "∃"}, {"nexists", "∄"}, {"neg", "¬"}, {"lnot", "¬"}, {"top", "⊤"}, {"bot", "⊥"}, {"angle", "∠"},
         {"measuredangle", "∡"}, {"triangle", "△"}, {"square", "□"}, {"Box", "□"}, {"blacksquare", "■"}, {"diamond", "⋄"}, {"degree", "°"}, {"prime", "′"}, {"dots", "…"}, {"ldots", "…"},
         {"dotsc", "…"}, {"dotso", "…"}, {"cdots", "⋯"}, {"dotsb", "⋯"}, {"dotsm", "⋯"}, {"dotsi", "⋯"}, {"vdots", "⋮"}, {"ddots", "⋱"}, {"checkmark", "✓"}, {"star", "⋆"},
         {"bigstar", "★"}, {"sharp", "♯"}, {"flat", "♭"}, {"natural", "♮"}, {"dagger", "†"}, {"ddagger", "‡"}, {"S", "§"}, {"pounds", "£"}, {"euro", "€"}, {"yen", "¥"},
         {"textdegree", "°"}, {"backslash", "\\"}, {"%", "%"}, {"$", "$"}, {"#", "#"}, {"&", "&"}, {"_", "_"}, {"|", "‖"}, {"Vert", "‖"}, {"vert", "|"}, {"therefore", "∴"},
         {"because", "∵"}, {"clubsuit", "♣"}, {"diamondsuit", "♢"}, {"heartsuit", "♡"}, {"spadesuit", "♠"}, {"surd", "√"}, {"colon", ":"}, {"qed", "∎"}, {"lq", "‘"}, {"rq", "’"}});
    add(t, Role::Binary,
        {{"times", "×"}, {"cdot", "⋅"}, {"div", "÷"}, {"pm", "±"}, {"mp", "∓"}, {"ast", "∗"}, {"circ", "∘"}, {"bullet", "•"}, {"oplus", "⊕"}, {"ominus", "⊖"},
         {"otimes", "⊗"}, {"oslash", "⊘"}, {"odot", "⊙"}, {"cap", "∩"}, {"cup", "∪"}, {"sqcap", "⊓"}, {"sqcup", "⊔"}, {"uplus", "⊎"}, {"wedge", "∧"}, {"land", "∧"},
         {"vee", "∨"}, {"lor", "∨"}, {"setminus", "∖"}, {"smallsetminus", "∖"}, {"bmod", "mod"}, {"amalg", "⨿"}, {"wr", "≀"}, {"ltimes", "⋉"}, {"rtimes", "⋊"},
         {"centerdot", "⋅"}, {"triangleleft", "◁"}, {"triangleright", "▷"}, {"bigtriangleup", "△"}});
    add(t, Role::Relation,
        {{"leq", "≤"}, {"le", "≤"}, {"leqslant", "⩽"}, {"geq", "≥"}, {"ge", "≥"}, {"geqslant", "⩾"}, {"neq", "≠"}, {"ne", "≠"}, {"approx", "≈"}, {"thickapprox", "≈"},
         {"equiv", "≡"}, {"cong", "≅"}, {"sim", "∼"}, {"simeq", "≃"}, {"propto", "∝"}, {"ll", "≪"}, {"gg", "≫"}, {"in", "∈"}, {"notin", "∉"}, {"ni", "∋"}, {"subset", "⊂"},
         {"subseteq", "⊆"}, {"subsetneq", "⊊"}, {"supset", "⊃"}, {"supseteq", "⊇"}, {"supsetneq", "⊋"}, {"mid", "∣"}, {"nmid", "∤"}, {"parallel", "∥"}, {"nparallel", "∦"}, {"perp", "⊥"},
         {"to", "→"}, {"rightarrow", "→"}, {"longrightarrow", "⟶"}, {"leftarrow", "←"}, {"gets", "←"}, {"longleftarrow", "⟵"}, {"leftrightarrow", "↔"},
         {"longleftrightarrow", "⟷"}, {"Rightarrow", "⇒"}, {"Longrightarrow", "⟹"}, {"implies", "⟹"}, {"impliedby", "⟸"}, {"Leftarrow", "⇐"}, {"Longleftarrow", "⟸"},
         {"Leftrightarrow", "⇔"}, {"Longleftrightarrow", "⟺"}, {"iff", "⟺"}, {"mapsto", "↦"}, {"longmapsto", "⟼"}, {"uparrow", "↑"}, {"downarrow", "↓"}, {"updownarrow", "↕"},
         {"nearrow", "↗"}, {"searrow", "↘"}, {"swarrow", "↙"}, {"nwarrow", "↖"}, {"hookrightarrow", "↪"}, {"rightharpoonup", "⇀"}, {"rightleftharpoons", "⇌"}, {"rightsquigarrow", "⇝"}, {"leadsto", "⇝"},
         {"prec", "≺"}, {"preceq", "⪯"}, {"succ", "≻"}, {"succeq", "⪰"}, {"asymp", "≍"}, {"doteq", "≐"}, {"triangleq", "≜"}, {"coloneqq", "≔"}, {"vdash", "⊢"}, {"models", "⊨"}, {"lt", "<"}, {"gt", ">"}});
    add(t, Role::Large, {{"sum", "∑"}, {"prod", "∏"}, {"coprod", "∐"}, {"bigcup", "⋃"}, {"bigcap", "⋂"}, {"bigoplus", "⨁"}, {"bigotimes", "⨂"}, {"bigvee", "⋁"}, {"bigwedge", "⋀"}, {"bigsqcup", "⨆"}}, Face::Upright, true);
    add(t, Role::Large, {{"int", "∫"}, {"iint", "∬"}, {"iiint", "∭"}, {"oint", "∮"}});
    add(t, Role::Function,
        {{"sin", "sin"}, {"cos", "cos"}, {"tan", "tan"}, {"cot", "cot"}, {"sec", "sec"}, {"csc", "csc"}, {"arcsin", "arcsin"}, {"arccos", "arccos"}, {"arctan", "arctan"},
         {"sinh", "sinh"}, {"cosh", "cosh"}, {"tanh", "tanh"}, {"coth", "coth"}, {"ln", "ln"}, {"log", "log"}, {"lg", "lg"}, {"exp", "exp"}, {"arg", "arg"}, {"deg", "deg"},
         {"dim", "dim"}, {"hom", "hom"}, {"ker", "ker"}, {"mod", "mod"}});
    add(t, Role::Function, {{"lim", "lim"}, {"limsup", "lim sup"}, {"liminf", "lim inf"}, {"max", "max"}, {"min", "min"}, {"sup", "sup"}, {"inf", "inf"}, {"gcd", "gcd"}, {"det", "det"}, {"Pr", "Pr"}, {"argmax", "arg max"}, {"argmin", "arg min"}, {"lcm", "lcm"}},
        Face::Upright, true);
    add(t, Role::Open, {{"{", "{"}, {"lbrace", "{"}, {"langle", "⟨"}, {"lfloor", "⌊"}, {"lceil", "⌈"}, {"lbrack", "["}, {"lvert", "|"}, {"lVert", "‖"}, {"lparen", "("}});
    add(t, Role::Close, {{"}", "}"}, {"rbrace", "}"}, {"rangle", "⟩"}, {"rfloor", "⌋"}, {"rceil", "⌉"}, {"rbrack", "]"}, {"rvert", "|"}, {"rVert", "‖"}, {"rparen", ")"}});
    return t;
}

}  // namespace

std::optional<SymbolInfo> symbol_command(std::string_view command) {
    static const Symbols table = make_symbols();
    const auto found = table.find(command);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

SymbolInfo character(std::string_view utf8) {
    static constexpr std::string_view kBinary = "+ − ± × · ⋅ ÷ ∗ ∘ ∩ ∪ ∧ ∨ ⊕ ⊗", kRelation = "= < > ≤ ≥ ≠ ≈ ≡ ∈ ∉ ⊂ ⊆ ∣ → ← ⇒ ⇔ ↔ ∼ ≅ ∝ ⟹ : ∥ ⊥";
    const auto within = [&](std::string_view list) {
        for (std::size_t at = 0; at < list.size(); at = std::min(list.size(), list.find(' ', at)) + 1)
            if (list.substr(at, list.find(' ', at) - at) == utf8) return true;
        return false;
    };
    if (utf8 == "-") return {"−", Role::Binary};
    if (utf8 == "*") return {"∗", Role::Binary};
    if (utf8 == "(" || utf8 == "[") return {utf8, Role::Open};
    if (utf8 == ")" || utf8 == "]" || utf8 == "!") return {utf8, Role::Close};
    if (utf8 == "," || utf8 == ";") return {utf8, Role::Punctuation};
    if (within(kBinary)) return {utf8, Role::Binary};
    if (within(kRelation)) return {utf8, Role::Relation};
    if (utf8 == "∑" || utf8 == "∏") return {utf8, Role::Large, Face::Upright, true};
    if (utf8 == "∫") return {utf8, Role::Large};
    const bool latin = utf8.size() == 1 && ((utf8[0] >= 'a' && utf8[0] <= 'z') || (utf8[0] >= 'A' && utf8[0] <= 'Z'));
    const bool greek = utf8.size() == 2 && utf8 >= "α" && utf8 <= "ω";
    return {utf8, Role::Ordinary, latin || greek ? Face::Italic : Face::Upright};
}

std::optional<AccentInfo> accent_command(std::string_view command) {
    static const std::unordered_map<std::string_view, AccentInfo> table = {
        {"hat", {"^"}},      {"widehat", {"^"}},   {"bar", {"¯"}},        {"overline", {"¯"}},        {"tilde", {"~"}},        {"widetilde", {"~"}}, {"vec", {"→"}},
        {"overrightarrow", {"→"}}, {"dot", {"˙"}}, {"ddot", {"¨"}}, {"check", {"ˇ"}}, {"acute", {"´"}}, {"grave", {"`"}}, {"underline", {"_", true}},
        {"overbrace", {"⏞"}}, {"underbrace", {"⏟", true}}, {"overarc", {"⏜"}}, {"wideparen", {"⏜"}}};
    const auto found = table.find(command);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string_view> delimiter(std::string_view token) {
    if (token == ".") return "";
    static const std::unordered_map<std::string_view, std::string_view> table = {
        {"(", "("}, {")", ")"}, {"[", "["}, {"]", "]"}, {"|", "|"}, {"/", "/"}, {"<", "⟨"}, {">", "⟩"}, {"\\{", "{"}, {"\\}", "}"}, {"\\lbrace", "{"}, {"\\rbrace", "}"},
        {"\\|", "‖"}, {"\\Vert", "‖"}, {"\\lVert", "‖"}, {"\\rVert", "‖"}, {"\\vert", "|"}, {"\\lvert", "|"}, {"\\rvert", "|"}, {"\\mid", "|"}, {"\\langle", "⟨"}, {"\\rangle", "⟩"}, {"\\lfloor", "⌊"},
        {"\\rfloor", "⌋"}, {"\\lceil", "⌈"}, {"\\rceil", "⌉"}, {"\\lbrack", "["}, {"\\rbrack", "]"}, {"\\lparen", "("}, {"\\rparen", ")"}, {"\\backslash", "\\"}, {"\\uparrow", "↑"}, {"\\downarrow", "↓"}};
    const auto found = table.find(token);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

std::string_view double_struck(char letter) {
    static constexpr std::array<std::string_view, 26> kCapitals = {"𝔸", "𝔹", "ℂ", "𝔻", "𝔼", "𝔽", "𝔾", "ℍ", "𝕀", "𝕁", "𝕂", "𝕃", "𝕄", "ℕ", "𝕆", "ℙ", "ℚ", "ℝ", "𝕊", "𝕋", "𝕌", "𝕍", "𝕎", "𝕏", "𝕐", "ℤ"};
    if (letter == '1') return "𝟙";
    return letter >= 'A' && letter <= 'Z' ? kCapitals[static_cast<std::size_t>(letter - 'A')] : std::string_view();
}

}  // namespace reasonscope::maths
