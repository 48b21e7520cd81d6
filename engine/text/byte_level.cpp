#include "text/byte_level.h"

#include <array>

#include "text/utf8.h"

namespace reasonscope::text {
namespace {

struct Table {
    std::array<std::string, 256> character;
    std::array<std::int16_t, 324> byte{};  // by code point; -1: stands for no byte
    Table() {
        // Printable Latin-1 stands for itself; the other 68 bytes take the code points from 256 on, in order.
        byte.fill(-1);
        char32_t next = 256;
        for (unsigned b = 0; b < 256; ++b) {
            const bool printable = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            const char32_t c = printable ? b : next++;
            append_utf8(character[b], c);
            byte[c] = static_cast<std::int16_t>(b);
        }
    }
};

const Table& table() {
    static const Table instance;
    return instance;
}

}  // namespace

std::string_view byte_level_character(std::uint8_t byte) {
    return table().character[byte];
}

std::string to_byte_level(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += byte_level_character(static_cast<std::uint8_t>(c));
    return out;
}

std::optional<std::string> from_byte_level(std::string_view spelled) {
    std::string out;
    for (std::size_t at = 0; at < spelled.size();) {
        const Utf8Sequence next = read_utf8(spelled, at);
        const auto& byte = table().byte;
        if (!next.valid || next.code_point >= byte.size() || byte[next.code_point] < 0) return std::nullopt;
        out += static_cast<char>(byte[next.code_point]);
        at += next.length;
    }
    return out;
}

}  // namespace reasonscope::text
