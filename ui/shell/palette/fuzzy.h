#pragma once
// Fuzzy matching for the command palette: the letters of the question in order, anywhere in the text.

#include <QString>
#include <optional>
#include <vector>

namespace reasonscope::ui {

struct FuzzyMatch {
    int score = 0;            // higher is better; comparable between texts for the same question
    std::vector<int> places;  // index of each matched letter
};

/// Unset when `text` does not hold the letters of `question` in this order. Case and blanks of the question don't matter. Starts of
/// words and runs of letters count more, letters left out in between count against; of all ways to match the best one is taken.
std::optional<FuzzyMatch> fuzzy_match(const QString& question, const QString& text);

}  // namespace reasonscope::ui
