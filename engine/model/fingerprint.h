#pragma once
// What makes two runs comparable: the same configuration and the same weights, byte for byte.

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace reasonscope {

/// SHA-256, lower-case hex, over config.json followed by the weight files in name order: what
/// `cat config.json *.safetensors | sha256sum` prints, or `sha256sum` of a GGUF file. `hashed(n)` is told every few MiB how many bytes are done.
/// `files` are memory maps; their pages are released as they are read.
Result<std::string> fingerprint(std::string_view config_json, std::span<const std::span<const std::byte>> files,
                                const std::function<void(std::size_t)>& hashed, std::stop_token stop);

}  // namespace reasonscope
