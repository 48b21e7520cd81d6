// Qwen2 and 2.5 (R1-Distill-Qwen).

#include "model/family.h"

namespace reasonscope::families {
namespace {

/// Queries, keys and values always have biases, the output never has.
void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c, 32);
    c.bias.qkv = true;
    read_optional_window(top, c);
}

}  // namespace

extern const Family qwen2;
const Family qwen2{"qwen2", read};

}  // namespace reasonscope::families
