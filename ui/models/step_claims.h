#pragma once
// What a step claims about numbers, as the window says it: in a word, and in a sentence.

#include <QString>
#include <string>

namespace reasonscope::ui {

enum class ClaimState { None, Verified, Wrong, NotCheckable };

/// Wrong when one of its sums is; not checkable when none of them can be worked out.
ClaimState claim_state(const std::string& step);
/// "2 of 2 sums hold.", "Wrong: 5 + 7 = 13. 1 of 2 sums holds."; empty without any claim.
QString claim_sentence(const std::string& step);

}  // namespace reasonscope::ui
