#pragma once
// What the transcript says about one token when the pointer rests on it. Rich text.

#include <QString>
#include <vector>

#include "ui/views/data.h"

namespace reasonscope::ui {

/// What is known of the token's place; null where there is nothing.
struct TokenPlace {
    const StepBand* step = nullptr;
    const TextMark* mark = nullptr;
    const ForkMark* fork = nullptr;
};
QString token_tip(const TranscriptToken& token, const TokenPlace& place, const std::vector<TokenAlternative>& alternatives);

}  // namespace reasonscope::ui
