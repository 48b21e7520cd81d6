#pragma once
// What makes two runs comparable: the same configuration and the same weights, byte for byte.

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/checkpoint.h"

namespace reasonscope {

/// SHA-256, lower-case hex, over config.json followed by the weight files in name order: what
/// `cat config.json *.safetensors | sha256sum` prints. `hashed(n)` is told every few MiB how many bytes are done.
Result<std::string> fingerprint(std::string_view config_json, const Checkpoint& checkpoint,
                                const std::function<void(std::size_t)>& hashed, std::stop_token stop);

}  // namespace reasonscope
