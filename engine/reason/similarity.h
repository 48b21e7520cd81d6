#pragma once
// Whether two sentences say the same: cosine of their character trigrams weighted by TF-IDF, and equality of the numbers in them.

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace reasonscope {

/// Sentences at least so alike, with the same numbers, mean the same (the threshold of Thought Anchors, arXiv 2506.19143, for embeddings).
inline constexpr double kSameMeaning = 0.8;

class SentenceSimilarity {
public:
    /// Inverse document frequencies come from `corpus`: ln((1 + n) / (1 + n_g)) + 1 for a trigram in n_g of n sentences.
    explicit SentenceSimilarity(std::span<const std::string> corpus);

    /// In [0, 1]; letters count without case, white space as one space. Two empty sentences are alike.
    [[nodiscard]] double cosine(std::string_view a, std::string_view b) const;

    /// cosine() of at least `threshold` and the same numbers in the same order.
    [[nodiscard]] bool same_meaning(std::string_view a, std::string_view b, double threshold = kSameMeaning) const;

private:
    using Weights = std::unordered_map<std::string, double>;
    [[nodiscard]] Weights weights_of(std::string_view sentence) const;

    double sentences_ = 0;
    Weights documents_;  // how many sentences hold a trigram
};

/// "x = 3.5 and -2" -> {"3.5", "2"}: digits with at most one point between them.
std::vector<std::string> numbers_in(std::string_view text);

}  // namespace reasonscope
