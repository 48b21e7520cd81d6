#include "text/unicode_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace reasonscope::text {
namespace {

constexpr char32_t kFirstInteresting = 0x300;  // below, one character alone is its own NFC
constexpr std::uint16_t kNone = 0xFFFF;        // utf8proc: no entry
constexpr std::uint16_t kComposesBackwards = 0x8000;

utf8proc_option_t options_of(const UnicodeForm& form) {
    int options = UTF8PROC_STABLE | (form.compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE);
    if (form.compatibility) options |= UTF8PROC_COMPAT;
    return static_cast<utf8proc_option_t>(options);
}

bool joins_backwards(char32_t c) {
    if ((c >= 0x1161 && c <= 0x1175) || (c >= 0x11A8 && c <= 0x11C2)) return true;  // Hangul vowels and finals
    const utf8proc_property_t* p = utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    return p->combining_class != 0 || (p->comb_index != kNone && p->comb_index >= kComposesBackwards);
}

/// Nothing before this character can change because of it or reorder with it.
bool starts_cluster(char32_t c, utf8proc_option_t options) {
    if (c < kFirstInteresting) return true;
    if (joins_backwards(c)) return false;
    if (utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->decomp_seqindex == kNone) return true;
    std::array<utf8proc_int32_t, 32> parts{};
    int boundary = 0;
    const auto n =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(), options, &boundary);
    return n <= 0 || !joins_backwards(static_cast<char32_t>(parts[0]));
}

std::string normalize_cluster(std::string_view cluster, utf8proc_option_t options) {
    std::vector<utf8proc_int32_t> points(cluster.size() * 4 + 4);
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(cluster.data());
    const auto size = static_cast<utf8proc_ssize_t>(cluster.size());
    auto n = utf8proc_decompose(bytes, size, points.data(), static_cast<utf8proc_ssize_t>(points.size()), options);
    if (n > static_cast<utf8proc_ssize_t>(points.size())) {
        points.resize(static_cast<std::size_t>(n));
        n = utf8proc_decompose(bytes, size, points.data(), n, options);
    }
    if (n >= 0) n = utf8proc_normalize_utf32(points.data(), n, options);
    std::string out;
    for (utf8proc_ssize_t i = 0; i < n; ++i)
        append_utf8(out, static_cast<char32_t>(points[static_cast<std::size_t>(i)]));
    return n < 0 ? std::string(cluster) : out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Piece to_unicode_form(const UnicodeForm& form, const Piece& piece, PieceStore& store) {
    if (is_ascii(piece.text)) return piece;
    const auto options = options_of(form);
    const char32_t inert_below = form.compose && !form.compatibility ? kFirstInteresting : 0x80;
    Rewriter out(piece, store);
    const std::string_view text = piece.text;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Sequence first = read_utf8(text, at);
        std::size_t end = at + first.length;
        bool alone = true;
        while (first.valid && end < text.size()) {
            const Utf8Sequence next = read_utf8(text, end);
            if (!next.valid || starts_cluster(next.code_point, options)) break;
            end += next.length;
            alone = false;
        }
        if (!first.valid || (alone && first.code_point < inert_below)) {
            out.keep(at, end);
        } else {
            const std::string_view cluster = text.substr(at, end - at);
            const std::string normal = normalize_cluster(cluster, options);
            if (normal == cluster)
                out.keep(at, end);
            else
                out.put(normal, at);
        }
        at = end;
    }
    return out.done();
}

Piece to_lowercase(const Piece& piece, PieceStore& store) {
    Rewriter out(piece, store);
    for (std::size_t at = 0; at < piece.text.size();) {
        const Utf8Sequence next = read_utf8(piece.text, at);
        std::string lower;
        if (next.valid && next.code_point == 0x130)
            lower = "i\xCC\x87";  // the one character whose lower case is two
        else if (next.valid)
            append_utf8(lower, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(next.code_point))));
        if (!next.valid || lower == piece.text.substr(at, next.length))
            out.keep(at, at + next.length);
        else
            out.put(lower, at);
        at += next.length;
    }
    return out.done();
}

bool is_white_space(char32_t c) {
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace reasonscope::text
