#include "reason/align.h"

#include <algorithm>
#include <map>

namespace reasonscope {
namespace {

constexpr double kAlike = 0.3;

bool space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Each word with the white space behind it; white space in front belongs to the first.
std::vector<ByteSpan> words(std::string_view text) {
    std::vector<ByteSpan> out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto begin = at;
        while (at < text.size() && space(text[at])) ++at;
        while (at < text.size() && !space(text[at])) ++at;
        while (at < text.size() && space(text[at])) ++at;
        out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)});
    }
    return out;
}

std::string_view bare(std::string_view word) {
    while (!word.empty() && space(word.front())) word.remove_prefix(1);
    while (!word.empty() && space(word.back())) word.remove_suffix(1);
    return word;
}

void add_part(std::vector<DiffPart>& parts, ByteSpan bytes, bool same) {
    if (!parts.empty() && parts.back().same == same) parts.back().bytes.end = bytes.end;
    else parts.push_back({bytes, same});
}

/// Best sums from (i, j) to the ends; [i * (m + 1) + j].
template <class Gain>
std::vector<double> best_from(std::size_t n, std::size_t m, const Gain& gain) {
    std::vector<double> best((n + 1) * (m + 1), 0.0);
    for (std::size_t i = n; i-- > 0;)
        for (std::size_t j = m; j-- > 0;) {
            double here = std::max(best[(i + 1) * (m + 1) + j], best[i * (m + 1) + j + 1]);
            if (const double won = gain(i, j); won > 0) here = std::max(here, won + best[(i + 1) * (m + 1) + j + 1]);
            best[i * (m + 1) + j] = here;
        }
    return best;
}

}  // namespace

std::optional<int> first_difference(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    const auto [at, other] = std::ranges::mismatch(a, b);
    if (at == a.end() && other == b.end()) return std::nullopt;
    return static_cast<int>(at - a.begin());
}

double word_similarity(std::string_view a, std::string_view b) {
    std::map<std::string_view, int> left;
    int shared = 0, all = 0;
    for (const ByteSpan word : words(a)) ++left[bare(slice(a, word))], ++all;
    for (const ByteSpan word : words(b)) {
        ++all;
        auto found = left.find(bare(slice(b, word)));
        if (found == left.end() || found->second == 0) continue;
        --found->second;
        ++shared;
    }
    return all == 0 ? 1.0 : 2.0 * shared / all;
}

std::vector<StepPair> align_steps(std::span<const std::string> a, std::span<const std::string> b) {
    const auto n = a.size(), m = b.size();
    // Most of two branches is the same text: it is paired before anything is compared word by word.
    std::size_t head = 0;
    while (head < n && head < m && a[head] == b[head]) ++head;
    std::vector<double> alike((n - head) * (m - head));
    for (std::size_t i = head; i < n; ++i)
        for (std::size_t j = head; j < m; ++j) alike[(i - head) * (m - head) + (j - head)] = a[i] == b[j] ? 1.0 : word_similarity(a[i], b[j]);
    const auto gain = [&](std::size_t i, std::size_t j) {
        const double value = alike[i * (m - head) + j];
        return value >= kAlike ? value : 0.0;
    };
    const auto best = best_from(n - head, m - head, gain);
    const auto at = [&](std::size_t i, std::size_t j) { return best[i * (m - head + 1) + j]; };
    std::vector<StepPair> out;
    for (std::size_t i = 0; i < head; ++i) out.push_back({static_cast<int>(i), static_cast<int>(i), 1.0});
    std::size_t i = 0, j = 0;
    while (i < n - head || j < m - head) {
        const int left = static_cast<int>(i + head), right = static_cast<int>(j + head);
        if (i < n - head && j < m - head && gain(i, j) > 0 && at(i, j) == gain(i, j) + at(i + 1, j + 1)) {
            out.push_back({left, right, gain(i, j)});
            ++i, ++j;
        } else if (i < n - head && (j == m - head || at(i + 1, j) >= at(i, j + 1))) {
            out.push_back({left, -1, 0.0});
            ++i;
        } else {
            out.push_back({-1, right, 0.0});
            ++j;
        }
    }
    return out;
}

TextDiff diff_words(std::string_view a, std::string_view b) {
    const auto left = words(a), right = words(b);
    const auto same = [&](std::size_t i, std::size_t j) { return bare(slice(a, left[i])) == bare(slice(b, right[j])); };
    const auto best = best_from(left.size(), right.size(), [&](std::size_t i, std::size_t j) { return same(i, j) ? 1.0 : 0.0; });
    const auto at = [&](std::size_t i, std::size_t j) { return best[i * (right.size() + 1) + j]; };
    TextDiff out;
    std::size_t i = 0, j = 0;
    while (i < left.size() || j < right.size()) {
        if (i < left.size() && j < right.size() && same(i, j)) {
            add_part(out.a, left[i++], true);
            add_part(out.b, right[j++], true);
        } else if (i < left.size() && (j == right.size() || at(i + 1, j) >= at(i, j + 1))) {
            add_part(out.a, left[i++], false);
        } else {
            add_part(out.b, right[j++], false);
        }
    }
    return out;
}

namespace {

/// Appends one stretch: tokens [a0, a1) of one side against [b0, b1) of the other.
class TokenAligner {
public:
    TokenAligner(std::span<const std::int32_t> a, std::span<const std::int32_t> b) : a_(a), b_(b) {}

    void stretch(int a0, int a1, int b0, int b1) {
        constexpr std::size_t kMostPairs = 4'000'000;
        const auto n = static_cast<std::size_t>(a1 - a0), m = static_cast<std::size_t>(b1 - b0);
        if (n == 0 || m == 0 || n * m > kMostPairs) return gap(a0, a1, b0, b1);
        // length[i][j]: of the longest common subsequence of a[a0 + i ..] and b[b0 + j ..]
        std::vector<std::int32_t> length((n + 1) * (m + 1), 0);
        const auto at = [&](std::size_t i, std::size_t j) -> std::int32_t& { return length[i * (m + 1) + j]; };
        for (std::size_t i = n; i-- > 0;)
            for (std::size_t j = m; j-- > 0;)
                at(i, j) = token_a(a0, i) == token_b(b0, j) ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        std::size_t i = 0, j = 0, open_a = 0, open_b = 0;
        const auto close = [&] { gap(a0 + static_cast<int>(open_a), a0 + static_cast<int>(i), b0 + static_cast<int>(open_b), b0 + static_cast<int>(j)); };
        while (i < n && j < m) {
            if (token_a(a0, i) == token_b(b0, j)) {
                close();
                pairs.push_back({a0 + static_cast<int>(i), b0 + static_cast<int>(j), true});
                open_a = ++i;
                open_b = ++j;
            } else if (at(i + 1, j) >= at(i, j + 1)) {
                ++i;
            } else {
                ++j;
            }
        }
        i = n;
        j = m;
        close();
    }

    std::vector<TokenPair> pairs;

private:
    [[nodiscard]] std::int32_t token_a(int first, std::size_t i) const { return a_[static_cast<std::size_t>(first) + i]; }
    [[nodiscard]] std::int32_t token_b(int first, std::size_t j) const { return b_[static_cast<std::size_t>(first) + j]; }
    void gap(int a0, int a1, int b0, int b1) {
        for (; a0 < a1 || b0 < b1; ++a0, ++b0) {
            const TokenPair pair{a0 < a1 ? a0 : -1, b0 < b1 ? b0 : -1, false};
            const bool same = pair.a >= 0 && pair.b >= 0 && a_[static_cast<std::size_t>(pair.a)] == b_[static_cast<std::size_t>(pair.b)];
            pairs.push_back({pair.a, pair.b, same});
        }
    }
    std::span<const std::int32_t> a_, b_;
};

}  // namespace

std::vector<TokenPair> align_tokens(std::span<const std::int32_t> a, std::span<const std::int32_t> b, std::span<const TokenBlock> blocks) {
    const int common = static_cast<int>(std::ranges::mismatch(a, b).in1 - a.begin());
    TokenAligner aligner(a, b);
    for (int i = 0; i < common; ++i) aligner.pairs.push_back({i, i, true});
    int at_a = common, at_b = common;
    for (const TokenBlock& block : blocks) {
        const int first_a = std::max(at_a, block.first_a), first_b = std::max(at_b, block.first_b);
        if (block.last_a <= first_a && block.last_b <= first_b) continue;
        aligner.stretch(at_a, first_a, at_b, first_b);
        at_a = std::max(first_a, block.last_a);
        at_b = std::max(first_b, block.last_b);
        aligner.stretch(first_a, at_a, first_b, at_b);
    }
    aligner.stretch(at_a, static_cast<int>(a.size()), at_b, static_cast<int>(b.size()));
    return std::move(aligner.pairs);
}

}  // namespace reasonscope
