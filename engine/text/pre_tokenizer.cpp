#include "text/pre_tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "text/normalizer.h"
#include "text/refusal.h"

namespace reasonscope::text {
namespace {

constexpr std::string_view kGpt2Split = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
// \w+|[^\w\s]+ as Rust's regex crate reads it: unlike Oniguruma's, its words include the two joiners.
constexpr std::string_view kWhitespaceWords = R"([\w\x{200C}\x{200D}]+|[^\w\x{200C}\x{200D}\s]+)";
constexpr std::string_view kPunctuation = R"([!-/:-@\[-`{-~\p{P}])";

SplitBehaviour read_behaviour(const nlohmann::json& json) {
    static constexpr std::array<std::pair<std::string_view, SplitBehaviour>, 5> kNames{
        {{"Isolated", SplitBehaviour::Isolated},
         {"Removed", SplitBehaviour::Removed},
         {"MergedWithPrevious", SplitBehaviour::MergedWithPrevious},
         {"MergedWithNext", SplitBehaviour::MergedWithNext},
         {"Contiguous", SplitBehaviour::Contiguous}}};
    const auto& name = json.get_ref<const std::string&>();
    for (const auto& [known, behaviour] : kNames)
        if (name == known) return behaviour;
    refuse("its split behaviour '{}' is unknown", name);
}

struct Span {
    std::size_t begin, end;
    bool match;
};

/// Matches and the gaps between them, covering the whole text.
void cover(const std::vector<Match>& matches, std::size_t size, bool invert, std::vector<Span>& spans) {
    std::size_t at = 0;
    for (const Match match : matches) {
        if (match.begin > at) spans.push_back({at, match.begin, invert});
        spans.push_back({match.begin, match.end, !invert});
        at = match.end;
    }
    if (at < size) spans.push_back({at, size, invert});
}

/// Joins neighbouring spans, in place, as the behaviour asks.
void join(SplitBehaviour behaviour, std::vector<Span>& spans) {
    if (behaviour == SplitBehaviour::Isolated || behaviour == SplitBehaviour::Removed) return;
    const bool backwards = behaviour == SplitBehaviour::MergedWithNext;
    if (backwards) std::reverse(spans.begin(), spans.end());
    std::size_t kept = 0;
    bool previous = false;
    for (const Span span : spans) {
        const bool joins = behaviour == SplitBehaviour::Contiguous ? span.match == previous : span.match && !previous;
        previous = span.match;
        if (joins && kept > 0) {
            Span& last = spans[kept - 1];
            last.begin = std::min(last.begin, span.begin);
            last.end = std::max(last.end, span.end);
        } else {
            spans[kept++] = span;
        }
    }
    spans.resize(kept);
    if (backwards) std::reverse(spans.begin(), spans.end());
}

/// Reused between pieces.
struct SplitSpace {
    std::vector<Match> matches;
    std::vector<Span> spans;
};

void split(const SplitStep& step, const Piece& piece, SplitSpace& space, std::vector<Piece>& out) {
    space.matches.clear();
    step.pattern.find_all(piece.text, piece.valid, space.matches);
    space.spans.clear();
    cover(space.matches, piece.text.size(), step.invert, space.spans);
    join(step.behaviour, space.spans);
    for (const Span& span : space.spans) {
        const bool removed = step.behaviour == SplitBehaviour::Removed && span.match;
        if (!removed && span.end > span.begin) out.push_back(piece.sub(span.begin, span.end));
    }
}

Piece metaspace(const MetaspaceStep& step, const Piece& piece, PieceStore& store) {
    using Scheme = MetaspaceStep::Scheme;
    Rewriter out(piece, store);
    const char first = piece.text.front();
    const bool wanted = step.prepend == Scheme::Always || (step.prepend == Scheme::First && piece.origin(0) == 0);
    if (wanted && first != ' ' && !piece.text.starts_with(step.replacement)) out.put(step.replacement, 0);
    for (std::size_t i = 0; i < piece.text.size(); ++i) {
        if (piece.text[i] == ' ')
            out.put(step.replacement, i);
        else
            out.keep(i, i + 1);
    }
    return out.done();
}

}  // namespace

PreTokenizer PreTokenizer::read(const nlohmann::json& json) {
    PreTokenizer pre;
    if (!json.is_null()) pre.add(json);
    return pre;
}

void PreTokenizer::add_split(std::string_view pattern, SplitBehaviour behaviour, bool invert) {
    steps_.emplace_back(SplitStep{Regex::compile(pattern), behaviour, invert});
}

void PreTokenizer::add(const nlohmann::json& json) {
    const auto& type = json.at("type").get_ref<const std::string&>();
    if (type == "Sequence") {
        for (const auto& step : json.at("pretokenizers")) add(step);
        return;
    }
    if (byte_level_) refuse("its pre-tokenizer '{}' comes after ByteLevel, which is not supported", type);
    if (type == "Split") {
        steps_.emplace_back(SplitStep{read_pattern(json.at("pattern")), read_behaviour(json.at("behavior")),
                                      json.value("invert", false)});
    } else if (type == "ByteLevel") {
        add_byte_level(json);
    } else if (type == "Metaspace") {
        add_metaspace(json);
    } else if (type == "Digits") {
        add_split("\\p{N}",
                  json.value("individual_digits", false) ? SplitBehaviour::Isolated : SplitBehaviour::Contiguous);
    } else if (type == "Whitespace") {
        add_split(kWhitespaceWords, SplitBehaviour::Removed, true);
    } else if (type == "WhitespaceSplit") {
        add_split("\\s", SplitBehaviour::Removed);
    } else if (type == "Punctuation") {
        add_split(kPunctuation,
                  json.contains("behavior") ? read_behaviour(json["behavior"]) : SplitBehaviour::Isolated);
    } else if (type == "CharDelimiterSplit") {
        add_split(Regex::escape(json.at("delimiter").get_ref<const std::string&>()), SplitBehaviour::Removed);
    } else {
        refuse("its pre-tokenizer '{}' is not supported", type);
    }
}

void PreTokenizer::add_byte_level(const nlohmann::json& json) {
    if (json.value("add_prefix_space", true)) steps_.emplace_back(PrefixSpaceStep{});
    if (json.value("use_regex", true)) add_split(kGpt2Split, SplitBehaviour::Isolated);
    byte_level_ = true;
}

void PreTokenizer::add_metaspace(const nlohmann::json& json) {
    using Scheme = MetaspaceStep::Scheme;
    MetaspaceStep step{json.value("replacement", "\u2581"), Scheme::Always};
    const auto scheme = json.value("prepend_scheme", json.value("add_prefix_space", true) ? "always" : "never");
    if (scheme != "always" && scheme != "first" && scheme != "never")
        refuse("its prepend scheme '{}' is unknown", scheme);
    step.prepend = scheme == "always" ? Scheme::Always : scheme == "first" ? Scheme::First : Scheme::Never;
    const std::string replacement = step.replacement;
    steps_.emplace_back(std::move(step));
    if (json.value("split", true)) add_split(Regex::escape(replacement), SplitBehaviour::MergedWithNext);
}

void PreTokenizer::cut(const Piece& piece, std::vector<Piece>& pieces, PieceStore& store) const {
    pieces.clear();
    if (!piece.text.empty()) pieces.push_back(piece);
    thread_local std::vector<Piece> before;
    thread_local SplitSpace space;
    for (const Step& step : steps_) {
        if (const auto* split_step = std::get_if<SplitStep>(&step)) {
            before.swap(pieces);
            pieces.clear();
            for (const Piece& p : before) split(*split_step, p, space, pieces);
        } else if (const auto* metaspace_step = std::get_if<MetaspaceStep>(&step)) {
            for (Piece& p : pieces) p = metaspace(*metaspace_step, p, store);
        } else {
            for (Piece& p : pieces)
                if (!p.text.starts_with(' ')) p = prepend(p, " ", store);
        }
    }
}

}  // namespace reasonscope::text
