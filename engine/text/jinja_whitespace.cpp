#include "text/jinja_whitespace.h"

#include <algorithm>
#include <utility>

namespace reasonscope::text {
namespace {

constexpr std::string_view kSpace = " \t\n\r\v\f";

/// Jinja reads every line end as \n and forgets the last one.
std::string normalize_lines(std::string_view source) {
    std::string out;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n') continue;
        out += source[i] == '\r' ? '\n' : source[i];
    }
    if (out.ends_with('\n')) out.pop_back();
    return out;
}

class Resolver {
public:
    explicit Resolver(std::string_view source) : in_(source) {}

    std::string run() {
        while (at_ < in_.size()) {
            const std::size_t open = next_open();
            std::string_view text = in_.substr(at_, open - at_);
            if (open == in_.size() || !read_tag(open)) {
                out_ += in_.substr(at_);
                break;
            }
            out_ += trim_end(text);
            if (names("raw") && raw_block()) continue;
            write_tag(open);
            after_tag();
        }
        return std::move(out_);
    }

private:
    struct Tag {
        char kind = 0;                   // '{', '%' or '#': the second character of the opening
        char left = 0, right = 0;        // '-', '+' or nothing
        std::size_t begin = 0, end = 0;  // of the content
        std::size_t past = 0;            // behind the closing
    };

    std::size_t next_open() const {
        for (std::size_t i = at_; i + 1 < in_.size(); ++i)
            if (in_[i] == '{' && (in_[i + 1] == '{' || in_[i + 1] == '%' || in_[i + 1] == '#')) return i;
        return in_.size();
    }

    static bool is_mark(char c) { return c == '-' || c == '+'; }
    bool closes_at(std::size_t i) const {
        const char first = tag_.kind == '{' ? '}' : tag_.kind;
        return i + 1 < in_.size() && in_[i] == first && in_[i + 1] == '}';
    }

    /// Fills tag_; false if the tag never closes.
    bool read_tag(std::size_t open) {
        tag_ = {};
        tag_.kind = in_[open + 1];
        std::size_t i = open + 2;
        if (i < in_.size() && is_mark(in_[i])) tag_.left = in_[i++];
        tag_.begin = i;
        int depth = 0;  // of brackets: a closing inside them belongs to a dictionary
        for (; i < in_.size(); ++i) {
            const char c = in_[i];
            if (depth == 0 && is_mark(c) && closes_at(i + 1)) return close(i, c, i + 3);
            if (depth == 0 && closes_at(i)) return close(i, 0, i + 2);
            if (tag_.kind == '#') continue;
            if (c == '\'' || c == '"') i = end_of_string(i);
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c == ')' || c == ']' || c == '}') --depth;
        }
        return false;
    }
    bool close(std::size_t end, char mark, std::size_t past) {
        tag_.end = end;
        tag_.right = mark;
        tag_.past = past;
        return true;
    }
    /// The closing quote of the string that opens at `i`, or the end of the source.
    std::size_t end_of_string(std::size_t i) const {
        const char quote = in_[i];
        for (++i; i < in_.size() && in_[i] != quote; ++i)
            if (in_[i] == '\\') ++i;
        return i;
    }

    std::string_view trim_end(std::string_view text) const {
        if (tag_.left == '-') return text.substr(0, text.find_last_not_of(kSpace) + 1);
        if (tag_.left == '+' || tag_.kind == '{') return text;
        const std::size_t line = text.rfind('\n') + 1;  // npos + 1 is 0: the text has no line of its own
        const bool blank = text.find_first_not_of(kSpace, line) == std::string_view::npos;
        return blank && (line > 0 || line_starts_) ? text.substr(0, line) : text;
    }

    bool names(std::string_view word) const {
        const std::string_view inside = in_.substr(tag_.begin, tag_.end - tag_.begin);
        const auto begin = inside.find_first_not_of(kSpace);
        if (tag_.kind != '%' || begin == std::string_view::npos) return false;
        return inside.substr(begin, inside.find_last_not_of(kSpace) + 1 - begin) == word;
    }

    /// What stands between raw and endraw becomes one text in quotes. False if it never ends; then nothing is read.
    bool raw_block() {
        const Tag opening = tag_;
        const std::size_t before = at_;
        const bool line_started = line_starts_;
        after_tag();
        for (std::size_t open = in_.find("{%", at_); open != std::string_view::npos; open = in_.find("{%", open + 2)) {
            if (!read_tag(open) || !names("endraw")) continue;
            out_ += "{{ '";
            for (const char c : trim_end(in_.substr(at_, open - at_))) {
                if (c == '\\' || c == '\'') out_ += '\\';
                out_ += c;
            }
            out_ += "' }}";
            after_tag();
            return true;
        }
        tag_ = opening;
        at_ = before;
        line_starts_ = line_started;
        return false;
    }

    void write_tag(std::size_t open) {
        if (tag_.kind == '#') {
            // Text on both sides must not join into an opening.
            if (out_.ends_with('{')) out_ += "{{ '' }}";
            return;
        }
        (out_ += in_.substr(open, 2)) += ' ';
        // Line ends that were taken away stand inside the tag, where they mean nothing, so that failures name the line of the source.
        source_lines_ += count_lines(in_.substr(counted_, open - counted_));
        counted_ = open;
        written_lines_ += count_lines(std::string_view(out_).substr(written_));
        out_.append(source_lines_ > written_lines_ ? source_lines_ - written_lines_ : 0, '\n');
        written_lines_ = std::max(source_lines_, written_lines_);
        written_ = out_.size();
        out_ += in_.substr(tag_.begin, tag_.end - tag_.begin);
        (out_ += ' ') += tag_.kind == '{' ? "}}" : "%}";
    }

    void after_tag() {
        at_ = tag_.past;
        if (tag_.right == '-') {
            while (at_ < in_.size() && kSpace.find(in_[at_]) != std::string_view::npos) ++at_;
        } else if (tag_.right != '+' && tag_.kind != '{' && at_ < in_.size() && in_[at_] == '\n') {
            ++at_;
        }
        line_starts_ = in_[at_ - 1] == '\n';
    }

    std::string_view in_;
    std::size_t at_ = 0;
    bool line_starts_ = true;
    static std::size_t count_lines(std::string_view text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

    Tag tag_;
    std::string out_;
    std::size_t counted_ = 0, source_lines_ = 0;  // of in_
    std::size_t written_ = 0, written_lines_ = 0;  // of out_
};

}  // namespace

std::string resolve_whitespace(std::string_view source) {
    const std::string lines = normalize_lines(source);
    return Resolver(lines).run();
}

}  // namespace reasonscope::text
