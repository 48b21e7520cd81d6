#include "generate/selection.h"

#include <algorithm>

namespace reasonscope {

void largest(std::span<const float> values, int k, std::vector<Ranked>& out) {
    out.clear();
    const auto wanted = std::min<std::size_t>(static_cast<std::size_t>(std::max(k, 0)), values.size());
    if (wanted == 0) return;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float value = values[i];
        if (out.size() == wanted) {
            if (!(value > out.back().value)) continue;
            out.pop_back();
        }
        auto at = out.end();
        while (at != out.begin() && value > std::prev(at)->value) --at;
        out.insert(at, {static_cast<std::int32_t>(i), value});
    }
}

std::vector<Ranked> largest(std::span<const float> values, int k) {
    std::vector<Ranked> out;
    largest(values, k, out);
    return out;
}

}  // namespace reasonscope
