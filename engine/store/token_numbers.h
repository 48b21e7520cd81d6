#pragma once
// Tokens of several runs as numbers that can be compared.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/records.h"

namespace reasonscope {

/// Two tokens get the same number when both id and text are equal. Ids alone say nothing between vocabularies, nor where a run was read from
/// a file that has none.
class TokenNumbers {
public:
    std::vector<std::int32_t> of(std::span<const TokenRow> tokens);

private:
    std::map<std::pair<std::int32_t, std::string>, std::int32_t> known_;
};

}  // namespace reasonscope
