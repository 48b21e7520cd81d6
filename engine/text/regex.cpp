#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/regex.h"

#include <pcre2.h>

#include <array>
#include <utility>

#include "text/refusal.h"
#include "text/unicode_additions.h"
#include "text/utf8.h"

namespace reasonscope::text {
namespace {

// Oniguruma's classes as PCRE2 sets: PCRE2's own \s adds U+180E and its \w lacks the marks.
constexpr std::string_view kSpace =
    R"(\t-\r\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE})";
constexpr std::string_view kHex = "0-9A-Fa-f";

using Code = std::shared_ptr<const pcre2_code>;
struct Compiled {
    Code code;
    std::string error;
};

Compiled compile_pcre2(std::string_view pattern) {
    int error = 0;
    PCRE2_SIZE at = 0;
    constexpr std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
    pcre2_code* code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error, &at, nullptr);
    if (code) return {Code(code, [](const pcre2_code* c) { pcre2_code_free(const_cast<pcre2_code*>(c)); }), {}};
    std::array<PCRE2_UCHAR, 160> message{};
    pcre2_get_error_message(error, message.data(), message.size());
    return {nullptr, reinterpret_cast<const char*>(message.data())};
}

/// Copies a pattern from Oniguruma's spelling into PCRE2's.
class Translator {
public:
    explicit Translator(std::string_view pattern) : in_(pattern) {}

    std::string run() {
        while (at_ < in_.size()) {
            const char c = in_[at_++];
            if (c == '\\' && at_ < in_.size())
                escaped(in_[at_++]);
            else if (in_class_)
                class_member(c);
            else if (c == '[')
                open_class();
            else
                out_ += c;
        }
        return std::move(out_);
    }

private:
    bool next_is(char c) const { return at_ < in_.size() && in_[at_] == c; }

    void open_class() {
        in_class_ = true;
        out_ += '[';
        if (next_is('^')) out_ += in_[at_++];
        if (next_is(']')) out_ += "\\]", ++at_;
    }

    void class_member(char c) {
        if (c == ']') in_class_ = false;
        if (c == '&' && next_is('&')) refuse("its pattern '{}' intersects character sets, which is not supported", in_);
        if (c == '[') {
            const auto end = next_is(':') ? in_.find(":]", at_) : std::string_view::npos;
            if (end == std::string_view::npos)
                refuse("its pattern '{}' nests character sets, which is not supported", in_);
            out_ += in_.substr(at_ - 1, end + 2 - (at_ - 1));
            at_ = end + 2;
            return;
        }
        out_ += c;
    }

    void set(std::string_view members, bool negated) {
        if (in_class_ && negated) refuse("its pattern '{}' negates a class inside a set, which is not supported", in_);
        if (in_class_)
            out_ += members;
        else
            (out_ += negated ? "[^" : "[").append(members) += ']';
    }

    void escaped(char c) {
        switch (c) {
            case 's':
                return set(kSpace, false);
            case 'w':
                return set(word(), false);
            case 'h':
                return set(kHex, false);
            // PCRE2's own \S inside a set differs on U+180E alone, a format character no tokenizer names.
            case 'S':
                return in_class_ ? void(out_ += "\\S") : set(kSpace, true);
            case 'W':
                return set(word(), true);
            case 'H':
                return set(kHex, true);
            case 'u':
                return code_unit();
            case 'p':
            case 'P':
                return property(c);
            default:
                (out_ += '\\') += c;
        }
    }

    void code_unit() {
        if (at_ + 4 > in_.size()) refuse("its pattern '{}' ends inside \\u", in_);
        ((out_ += "\\x{") += in_.substr(at_, 4)) += '}';
        at_ += 4;
    }

    static std::string word() {
        return std::string(kWord) + unicode_additions("Alphabetic") + unicode_additions("M") + unicode_additions("Nd");
    }

    void property(char c) {
        const auto end = in_.find('}', at_);
        if (!next_is('{') || end == std::string_view::npos) return void((out_ += '\\') += c);
        std::string_view name = in_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        bool negated = c == 'P';
        if (name.starts_with('^')) negated = !negated, name.remove_prefix(1);
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kLong{{{"Letter", "L"},
                                                                                             {"Number", "N"},
                                                                                             {"Mark", "M"},
                                                                                             {"Punctuation", "P"},
                                                                                             {"Punct", "P"},
                                                                                             {"Symbol", "S"},
                                                                                             {"Separator", "Z"},
                                                                                             {"Space", "White_Space"},
                                                                                             {"Alpha", "Alphabetic"}}};
        for (const auto& [theirs, ours] : kLong)
            if (name == theirs) name = ours;
        // A bare script name means Script to Oniguruma, Script_Extensions to PCRE2.
        const bool script = name.size() > 2 && compile_pcre2(fmt::format("\\p{{sc:{}}}", name)).code;
        const std::string property = fmt::format("{{{}{}}}", script ? "sc:" : "", name), added = unicode_additions(name);
        if (in_class_ && negated)
            out_ += "\\P" + property;  // the additions cannot be taken out again here; no known pattern does this
        else if (in_class_)
            out_ += "\\p" + property + added;
        else
            out_ += (negated ? "[^\\p" : "[\\p") + property + added + ']';
    }

    std::string_view in_;
    std::size_t at_ = 0;
    bool in_class_ = false;
    std::string out_;
};

/// Where PCRE2 writes a match; one per thread, reused.
struct MatchSpace {
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 4 * 1024 * 1024, nullptr);
    MatchSpace() { pcre2_jit_stack_assign(context, nullptr, stack); }
    MatchSpace(const MatchSpace&) = delete;
    MatchSpace& operator=(const MatchSpace&) = delete;
    ~MatchSpace() {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
};

}  // namespace

Regex Regex::compile(std::string_view pattern) {
    Compiled compiled = compile_pcre2(Translator(pattern).run());
    if (!compiled.code)
        refuse("its pattern '{}' is not a regular expression that can be used ({})", pattern, compiled.error);
    // Without JIT support on this processor the interpreter gives the same matches, slower.
    pcre2_jit_compile(const_cast<pcre2_code*>(compiled.code.get()), PCRE2_JIT_COMPLETE);
    return Regex(std::move(compiled.code));
}

std::string Regex::escape(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        if (std::string_view("\\^$.[]|()?*+{}-&#").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

void Regex::find_all(std::string_view text, bool valid, std::vector<Match>& matches) const {
    if (valid) return find_in_valid(text, 0, matches);
    for_each_utf8_run(text, [&](std::size_t begin, std::size_t end, bool run_valid) {
        if (run_valid) find_in_valid(text.substr(begin, end - begin), static_cast<std::uint32_t>(begin), matches);
    });
}

void Regex::find_in_valid(std::string_view text, std::uint32_t base, std::vector<Match>& matches) const {
    thread_local MatchSpace space;
    const PCRE2_SIZE* pair = pcre2_get_ovector_pointer(space.data);
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    PCRE2_SIZE last_end = PCRE2_UNSET;
    for (PCRE2_SIZE at = 0; at <= text.size();) {
        if (pcre2_match(code_.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK, space.data, space.context) < 0)
            return;
        const auto [begin, end] = std::pair(pair[0], pair[1]);
        if (begin == end && end == last_end) {  // an empty match right behind a match does not count
            at += at < text.size() ? read_utf8(text, at).length : 1;
            continue;
        }
        matches.push_back({base + static_cast<std::uint32_t>(begin), base + static_cast<std::uint32_t>(end)});
        at = last_end = end;
    }
}

}  // namespace reasonscope::text
