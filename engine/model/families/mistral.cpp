// Mistral.

#include "model/family.h"

namespace reasonscope::families {
namespace {

/// An absent window is 4096 keys, null is none.
void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c, 8);
    const int window = top.mentions("sliding_window") ? top.size({"sliding_window"}, 0, 1) : 4096;
    if (window > 0) c.windows.assign(static_cast<std::size_t>(c.layers), window);
}

}  // namespace

extern const Family mistral;
const Family mistral{"mistral", read};

}  // namespace reasonscope::families
