#pragma once
// How a stored method multiplied, where it has a choice: result kind kProductsKind, key the method, JSON {"products": ...}. Without such a result
// everything was exact. docs/session-format.md has the keys.

#include <string_view>

namespace reasonscope {

inline constexpr std::string_view kProductsKind = "products";
inline constexpr std::string_view kExactProducts = "exact", kRoundedProducts = "rounded differences";

}  // namespace reasonscope
