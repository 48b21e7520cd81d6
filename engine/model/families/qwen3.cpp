// Qwen3, dense.

#include "model/family.h"

namespace reasonscope::families {
namespace {

/// Queries and keys are normalised per head before the rotation.
void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c, 32, 128);
    c.bias.qkv = c.bias.output = top.flag({"attention_bias"}, false);
    c.qk_norm = QkNorm::PerHead;
    read_optional_window(top, c);
}

}  // namespace

extern const Family qwen3;
const Family qwen3{"qwen3", read};

}  // namespace reasonscope::families
