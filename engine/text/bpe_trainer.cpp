#include "text/bpe_trainer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "text/added_tokens.h"
#include "text/byte_level.h"
#include "text/pre_tokenizer.h"
#include "text/refusal.h"
#include "text/utf8.h"

namespace reasonscope {

using namespace text;

namespace {

using Json = nlohmann::ordered_json;
using Pair = std::pair<std::int32_t, std::int32_t>;

struct Word {
    std::vector<std::int32_t> ids;
    std::int64_t count = 0;
};

Json split_json(const std::string& regex) {
    return {{"type", "Split"}, {"pattern", {{"Regex", regex}}}, {"behavior", "Isolated"}, {"invert", false}};
}

Json byte_level_json() {
    return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", false}};
}

std::vector<AddedToken> added_tokens(const TokenizerTraining& training) {
    std::vector<AddedToken> tokens;
    const auto add = [&](const std::string& content, bool special) {
        if (content.empty() || !is_valid_utf8(content))
            refuse("the added token '{}' is not a text", replace_invalid_utf8(content));
        if (std::any_of(tokens.begin(), tokens.end(), [&](const AddedToken& t) { return t.content == content; }))
            refuse("the added token '{}' is given twice", content);
        tokens.push_back({.content = content, .special = special});
    };
    for (const auto& content : training.special_tokens) add(content, true);
    for (const auto& content : training.plain_added_tokens) add(content, false);
    return tokens;
}

/// The distinct pieces of the texts, as bytes, in a fixed order.
std::vector<Word> count_words(const TokenizerTraining& training, const std::vector<AddedToken>& added) {
    const auto pre = PreTokenizer::read(
        {{"type", "Sequence"}, {"pretokenizers", {split_json(training.split_regex), byte_level_json()}}});
    AddedTokenFinder finder;
    for (const AddedToken& token : added) finder.add(token.content, token);
    finder.finish();
    std::map<std::string, std::int64_t, std::less<>> counts;
    std::vector<AddedTokenFinder::Found> found;
    std::vector<Piece> pieces;
    PieceStore store;
    for (const std::string& text : training.texts) {
        const Piece whole{text, nullptr, 0, is_valid_utf8(text)};
        finder.find(text, found);
        found.push_back({text.size(), text.size(), 0});
        std::size_t at = 0;
        for (const auto& token : found) {
            pre.cut(whole.sub(at, token.begin), pieces, store);
            for (const Piece& piece : pieces) {
                const auto known = counts.find(piece.text);
                known == counts.end() ? void(counts.emplace(piece.text, 1)) : void(++known->second);
            }
            at = token.end;
        }
    }
    std::vector<Word> words;
    for (const auto& [bytes, count] : counts) {
        Word& word = words.emplace_back();
        word.count = count;
        for (const char c : bytes) word.ids.push_back(static_cast<std::uint8_t>(c));
    }
    return words;
}

/// How often each pair of neighbours occurs, kept up to date while pairs merge.
class PairCounts {
public:
    explicit PairCounts(std::vector<Word>& words) : words_(words) {
        for (std::size_t w = 0; w < words.size(); ++w) count(w, +1);
    }

    /// The most frequent pair, or nothing when none occurs twice.
    [[nodiscard]] const Pair* best() const {
        const std::pair<const Pair, Occurrences>* best = nullptr;
        for (const auto& entry : pairs_)
            if (!best || entry.second.count > best->second.count) best = &entry;
        return best && best->second.count > 1 ? &best->first : nullptr;
    }

    void merge(Pair pair, std::int32_t result) {
        const std::set<std::size_t> touched = pairs_.at(pair).words;
        for (const std::size_t w : touched) {
            count(w, -1);
            auto& ids = words_[w].ids;
            std::size_t kept = 0;
            for (std::size_t i = 0; i < ids.size(); ++i) {
                const bool here = i + 1 < ids.size() && ids[i] == pair.first && ids[i + 1] == pair.second;
                ids[kept++] = here ? result : ids[i];
                i += here;
            }
            ids.resize(kept);
            count(w, +1);
        }
    }

private:
    struct Occurrences {
        std::int64_t count = 0;
        std::set<std::size_t> words;
    };

    void count(std::size_t w, int sign) {
        const Word& word = words_[w];
        for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) {
            const Pair pair{word.ids[i], word.ids[i + 1]};
            Occurrences& o = pairs_[pair];
            o.count += sign * word.count;
            sign > 0 ? void(o.words.insert(w)) : void(o.words.erase(w));
            if (o.count == 0) pairs_.erase(pair);
        }
    }

    std::vector<Word>& words_;
    std::map<Pair, Occurrences> pairs_;  // ordered: of equally frequent pairs the first has the smaller ids
};

Json tokenizer_json(const TokenizerTraining& training) {
    const std::vector<AddedToken> added = added_tokens(training);
    const auto room = static_cast<std::int64_t>(training.vocab_size) - static_cast<std::int64_t>(added.size());
    if (room < 256)
        refuse("a vocabulary of {} has no room for 256 bytes and {} added tokens", training.vocab_size, added.size());
    std::vector<Word> words = count_words(training, added);
    PairCounts counts(words);
    std::vector<std::string> literals;
    for (unsigned b = 0; b < 256; ++b) literals.emplace_back(byte_level_character(static_cast<std::uint8_t>(b)));
    Json merges = Json::array();
    std::unordered_map<std::string, std::int32_t> known;
    while (static_cast<std::int64_t>(literals.size()) < room) {
        const Pair* best = counts.best();
        if (!best) break;
        const Pair pair = *best;
        const std::string &left = literals[static_cast<std::size_t>(pair.first)],
                          &right = literals[static_cast<std::size_t>(pair.second)];
        merges.push_back(left + " " + right);
        // Two ways to build the same token share its id, as the format wants.
        const auto [token, is_new] = known.emplace(left + right, static_cast<std::int32_t>(literals.size()));
        if (is_new) literals.push_back(token->first);
        counts.merge(pair, token->second);
    }
    Json vocab = Json::object(), added_json = Json::array();
    std::size_t id = 0;
    for (const std::string& literal : literals) vocab[literal] = id++;
    for (const AddedToken& token : added) {
        if (known.contains(token.content))
            refuse("the added token '{}' was also learned from the texts", token.content);
        added_json.push_back({{"id", id++},
                              {"content", token.content},
                              {"single_word", false},
                              {"lstrip", false},
                              {"rstrip", false},
                              {"normalized", false},
                              {"special", token.special}});
    }
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", added_json},
            {"normalizer", nullptr},
            {"pre_tokenizer",
             {{"type", "Sequence"}, {"pretokenizers", {split_json(training.split_regex), byte_level_json()}}}},
            {"post_processor", nullptr},
            {"decoder", byte_level_json()},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", nullptr},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", false},
              {"byte_fallback", false},
              {"ignore_merges", false},
              {"vocab", vocab},
              {"merges", merges}}}};
}

}  // namespace

Result<std::string> train_tokenizer(const TokenizerTraining& training) {
    try {
        return tokenizer_json(training).dump(1) + "\n";
    } catch (const nlohmann::json::exception&) {
        return bad_input("The tokenizer cannot be trained: its split pattern is not UTF-8.");
    } catch (const Refusal& problem) {
        return bad_input("The tokenizer cannot be trained: {}.", problem.what());
    }
}

}  // namespace reasonscope
