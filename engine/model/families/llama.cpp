// Llama 2 and 3, and what is built like them (R1-Distill-Llama).

#include "model/family.h"

namespace reasonscope::families {
namespace {

void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c);
    c.bias.qkv = c.bias.output = top.flag({"attention_bias"}, false);
    c.bias.mlp = top.flag({"mlp_bias"}, false);
}

}  // namespace

extern const Family llama;
const Family llama{"llama", read};

}  // namespace reasonscope::families
