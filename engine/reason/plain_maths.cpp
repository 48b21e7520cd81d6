#include "reason/plain_maths.h"

#include <array>

#include "reason/utf8.h"

namespace reasonscope {
namespace {

struct Sign {
    std::string_view written, plain;
};

/// Longer spellings before their beginnings. Curly brackets group as round ones do.
constexpr std::array kSigns = {
    Sign{"×", "*"},        Sign{"·", "*"},       Sign{"÷", "/"},       Sign{"−", "-"},      Sign{"–", "-"},       Sign{"≈", "~"},      Sign{"\\times", "*"},
    Sign{"\\cdot", "*"},   Sign{"\\div", "/"},   Sign{"\\approx", "~"}, Sign{"\\left(", "("}, Sign{"\\right)", ")"}, Sign{"\\boxed{", "("}, Sign{"\\(", "\2"},
    Sign{"\\[", "\2"},     Sign{"\\)", "\3"},    Sign{"\\]", "\3"},    Sign{"\\,", " "},    Sign{"\\;", " "},     Sign{"\\!", ""},     Sign{"\\ ", " "},
    Sign{"\\sqrt{", "\4("}, Sign{"√", "\4"},
    Sign{"\\%", "%"},      Sign{"\\$", " "},     Sign{"{,}", ","},     Sign{"$", " "},      Sign{"{", "("},       Sign{"}", ")"},      Sign{"**", ""}};

class Reader {
public:
    explicit Reader(std::string_view source) : source_(source) {}

    PlainMaths read() {
        while (at_ < source_.size()) take();
        made_.from.push_back(static_cast<std::uint32_t>(source_.size()));
        return std::move(made_);
    }

private:
    void put(std::string_view plain) {
        for (const char c : plain) {
            made_.text += c;
            made_.from.push_back(static_cast<std::uint32_t>(at_));
        }
    }
    void take() {
        if (const char c = source_[at_]; is_lower(c) || is_upper(c) || is_digit(c) || c == ' ') {  // most of a text: no sign begins so
            put(source_.substr(at_, 1));
            ++at_;
            return;
        }
        for (const std::string_view fraction : {"\\frac{", "\\dfrac{", "\\tfrac{"}) {
            if (starts_at(source_, at_, fraction) && take_fraction(fraction)) return;
        }
        for (const auto& [written, plain] : kSigns) {
            if (!starts_at(source_, at_, written)) continue;
            if (is_letter(written.back()) && at_ + written.size() < source_.size() && is_letter(source_[at_ + written.size()]) && written.front() == '\\') continue;
            put(plain);
            at_ += written.size();
            return;
        }
        if (source_[at_] == '\\') {
            put(std::string_view(&kUnknown, 1));
            ++at_;
            while (at_ < source_.size() && is_letter(source_[at_])) ++at_;
            return;
        }
        put(source_.substr(at_, 1));
        ++at_;
    }
    /// "\frac{a}{b}" as "((a)/(b))". Nested ones are read by the ordinary way, since only brackets are put in.
    bool take_fraction(std::string_view opening) {
        const std::size_t top = at_ + opening.size() - 1, top_end = closing(top);
        if (top_end == std::string_view::npos || top_end + 1 >= source_.size() || source_[top_end + 1] != '{') return false;
        const std::size_t bottom = top_end + 1, bottom_end = closing(bottom);
        if (bottom_end == std::string_view::npos || ++depth_ > kDeepest) return false;
        put("((");
        read_to(top + 1, top_end);
        put(")/(");
        read_to(bottom + 1, bottom_end);
        put("))");
        at_ = bottom_end + 1;
        --depth_;
        return true;
    }
    void read_to(std::size_t begin, std::size_t end) {
        for (at_ = begin; at_ < end;) take();
    }
    /// The brace that closes the one at `open`.
    [[nodiscard]] std::size_t closing(std::size_t open) const {
        int depth = 0;
        for (std::size_t i = open; i < source_.size() && i < open + kLongest; ++i) {
            depth += source_[i] == '{' ? 1 : source_[i] == '}' ? -1 : 0;
            if (depth == 0) return i;
        }
        return std::string_view::npos;
    }

    static constexpr std::size_t kLongest = 400;  // bytes of one side of a fraction: keeps the reading linear
    static constexpr int kDeepest = 8;
    std::string_view source_;
    PlainMaths made_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

PlainMaths plain_maths(std::string_view source) { return Reader(source).read(); }

}  // namespace reasonscope
