#pragma once

#include <map>
#include <string>

#include "model/gguf_model.h"

namespace reasonscope::detail {

/// Every tensor of the file under its Hugging Face name; tensors of layers that guess further tokens and precomputed rotary tables are left out.
/// Errors: BadInput, one sentence.
Result<std::map<std::string, GgufWeight>> name_weights(const GgufFile& file, const GgufDescription& description);

}  // namespace reasonscope::detail
