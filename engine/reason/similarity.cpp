#include "reason/similarity.h"

#include <cctype>
#include <cmath>

#include "reason/answer.h"

namespace reasonscope {
namespace {

std::unordered_map<std::string, double> trigrams(std::string_view sentence) {
    std::string text = " " + normalised(sentence) + " ";
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::unordered_map<std::string, double> counts;
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) counts[text.substr(i, 3)] += 1;
    return counts;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

SentenceSimilarity::SentenceSimilarity(std::span<const std::string> corpus) : sentences_(static_cast<double>(corpus.size())) {
    for (const std::string& sentence : corpus)
        for (const auto& [gram, count] : trigrams(sentence)) documents_[gram] += 1;
}

SentenceSimilarity::Weights SentenceSimilarity::weights_of(std::string_view sentence) const {
    Weights weights = trigrams(sentence);
    for (auto& [gram, weight] : weights) {
        const auto found = documents_.find(gram);
        weight *= std::log((1 + sentences_) / (1 + (found == documents_.end() ? 0 : found->second))) + 1;
    }
    return weights;
}

double SentenceSimilarity::cosine(std::string_view a, std::string_view b) const {
    const Weights left = weights_of(a), right = weights_of(b);
    double dot = 0, aa = 0, bb = 0;
    for (const auto& [gram, weight] : left) {
        aa += weight * weight;
        if (const auto other = right.find(gram); other != right.end()) dot += weight * other->second;
    }
    for (const auto& [gram, weight] : right) bb += weight * weight;
    if (aa == 0 || bb == 0) return aa == bb ? 1 : 0;
    return std::min(1.0, dot / std::sqrt(aa * bb));
}

bool SentenceSimilarity::same_meaning(std::string_view a, std::string_view b, double threshold) const {
    return numbers_in(a) == numbers_in(b) && cosine(a, b) >= threshold;
}

std::vector<std::string> numbers_in(std::string_view text) {
    std::vector<std::string> numbers;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        bool point = false;
        while (end < text.size() && (is_digit(text[end]) || (!point && text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1])))) point |= text[end++] == '.';
        numbers.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return numbers;
}

}  // namespace reasonscope
