#include "ui/shell/palette/fuzzy.h"

#include <algorithm>
#include <limits>

namespace reasonscope::ui {
namespace {

constexpr int kLetter = 10, kWordStart = 16, kRun = 14, kFirst = 8, kGapCost = 1, kMostGapCost = 12;
constexpr int kNone = std::numeric_limits<int>::min() / 2;

bool starts_word(const QString& text, qsizetype at) {
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

}  // namespace

std::optional<FuzzyMatch> fuzzy_match(const QString& question, const QString& text) {
    QString letters;
    for (const QChar c : question) {
        if (!c.isSpace()) letters += c.toCaseFolded();
    }
    const auto n = static_cast<std::size_t>(letters.size()), m = static_cast<std::size_t>(text.size());
    if (n == 0) return FuzzyMatch{};
    if (m < n) return std::nullopt;
    // best[i * m + j]: the best score of the first i + 1 letters when letter i is matched at j.
    std::vector<int> best(n * m, kNone), from(n * m, -1);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i; j < m; ++j) {
            if (text[static_cast<qsizetype>(j)].toCaseFolded() != letters[static_cast<qsizetype>(i)]) continue;
            const int here = kLetter + (starts_word(text, static_cast<qsizetype>(j)) ? kWordStart : 0) + (j == 0 ? kFirst : 0);
            if (i == 0) {
                best[j] = here - std::min(static_cast<int>(j) * kGapCost, kMostGapCost);
                continue;
            }
            for (std::size_t k = i - 1; k < j; ++k) {
                const int before = best[(i - 1) * m + k];
                if (before == kNone) continue;
                const int gap = static_cast<int>(j - k) - 1;
                const int score = before + here + (gap == 0 ? kRun : -std::min(gap * kGapCost, kMostGapCost));
                if (score > best[i * m + j]) {
                    best[i * m + j] = score;
                    from[i * m + j] = static_cast<int>(k);
                }
            }
        }
    }
    const auto last = best.begin() + static_cast<std::ptrdiff_t>((n - 1) * m);
    const auto end = std::max_element(last, best.end());
    if (*end == kNone) return std::nullopt;
    FuzzyMatch match{*end, std::vector<int>(n)};
    int at = static_cast<int>(end - last);
    for (std::size_t i = n; i-- > 0; at = from[(i)*m + static_cast<std::size_t>(at)]) match.places[i] = at;
    return match;
}

}  // namespace reasonscope::ui
