#include "reason/utf8.h"

namespace reasonscope {

std::size_t incomplete_tail(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xC0U) == 0x80U) continue;  // a continuation byte: its leader stands further left
        const std::size_t length = byte >= 0xF0U && byte < 0xF8U ? 4 : byte >= 0xE0U && byte < 0xF0U ? 3 : byte >= 0xC2U && byte < 0xE0U ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

}  // namespace reasonscope
