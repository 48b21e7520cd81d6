#pragma once

#include <nlohmann/json.hpp>

#include "model/detail/gguf_keys.h"

namespace reasonscope::detail {

/// Hugging Face's rope_scaling object, null when nothing is scaled; complains to `keys` about what cannot be said there. Llama 3's scaling is
/// not in the metadata: its converter stores the finished factors as the tensor rope_freqs.weight.
nlohmann::json gguf_rope_scaling(GgufKeys& keys, double theta, std::int64_t rotary_dims);

}  // namespace reasonscope::detail
