#include "store/token_numbers.h"

namespace reasonscope {

std::vector<std::int32_t> TokenNumbers::of(std::span<const TokenRow> tokens) {
    std::vector<std::int32_t> numbers;
    numbers.reserve(tokens.size());
    for (const TokenRow& token : tokens) numbers.push_back(known_.emplace(std::pair(token.id, token.text), static_cast<std::int32_t>(known_.size())).first->second);
    return numbers;
}

}  // namespace reasonscope
