#pragma once
// Model families: how a config.json of one `model_type` describes the decoder. Adding a family is one file in families/ and its name in
// the list of family.cpp. Source: Hugging Face transformers' configuration classes, defaults included.

#include <span>
#include <string_view>

#include "model/config.h"
#include "model/config_reader.h"

namespace reasonscope {

struct Family {
    std::string_view model_type;
    /// Fills in what is the family's own: attention, experts, rotary positions. Sizes, vocabulary and context are read already.
    /// Problems go to top.complain().
    void (*read)(ConfigReader& top, ModelConfig& config);
};

/// nullptr when there is none.
const Family* find_family(std::string_view model_type);
/// "deepseek_v2, deepseek_v3, llama, ...", for messages.
std::string family_names();

// Parts that families share.

/// rope_parameters, or rope_theta with rope_scaling beside it.
RopeConfig read_rope(ConfigReader& top, int context);
/// Grouped attention: key-value heads (absent: `kv_heads`, or as many as heads when that is 0) and head_dim (absent: `head_dim`, or
/// hidden_size / heads when that is 0), and the rotary positions.
void read_grouped_attention(ConfigReader& top, ModelConfig& config, int kv_heads = 0, int head_dim = 0);
/// Qwen's windows: only with use_sliding_window, and then from layer max_window_layers on, or as layer_types says.
void read_optional_window(ConfigReader& top, ModelConfig& config);
/// Latent attention and the expert keys that DeepSeek-V2 and V3 share.
void read_deepseek(ConfigReader& top, ModelConfig& config);

}  // namespace reasonscope
