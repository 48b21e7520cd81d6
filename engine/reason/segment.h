#pragma once
// Text to steps (Thought Anchors splitter, kept lossless): cut after . ? ! when a space or newline follows and at blank lines;
// decimals, abbreviations, LaTeX, code fences and list numbers are protected; tiny pieces merge into the next.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "reason/step.h"
#include "text/tokenizer.h"

namespace reasonscope {

class StepClassifier;  // reason/step_classifier.h

/// Spans tile `text` exactly (trailing white space belongs to the step before it). Empty text gives no spans.
std::vector<ByteSpan> segment(std::string_view text);

/// Rule-based class of one step; `position` in [0,1] is its place in the thinking.
struct Classified {
    StepClass cls = StepClass::Unknown;
    float confidence = 0;
    StepJudge judge = StepJudge::Rules;
};
Classified classify(std::string_view step_text, StepSource source, double position);

/// The ids of the tokens that open and close thinking. Without a closing one, or channels, the tags are looked for in the text.
struct ThinkTokens {
    std::optional<std::int32_t> open = {}, close = {};
    /// gpt-oss's response format (Harmony): <|channel|>NAME<|message|>TEXT<|end|>. What stands in the channel "final" is the answer, what
    /// stands in the others before it is thinking.
    std::optional<std::int32_t> channel = {}, message = {}, end = {};
    [[nodiscard]] bool channels() const { return channel && message && !close; }
};
/// "<think>" and "</think>", or the tags of channels, where the tokenizer has them as tokens of their own.
ThinkTokens think_tokens(const Tokenizer& tokenizer);

/// Where thinking begins and ends in a transcript.
struct ThinkMarks {
    bool opened = false;            // by the template, or by the first thing that the model wrote
    std::uint32_t begin = 0;        // behind the opening tag, or where the completion begins
    std::optional<ByteSpan> close;  // the closing tag; with channels, from the end of thinking to where the answer begins
};
/// Tags as the model spells them: "<think>" at the prompt's very end or the completion's beginning, then the first "</think>".
ThinkMarks marks_in_text(std::string_view transcript, std::uint32_t completion_begin, std::uint32_t end);
/// The same by token ids (marks_in_text when there are none): tags that a person or the model only spells out do not count, and
/// in the prompt behind the person's words the last tag decides, so that a template may open thinking, or open and close it. A tokenizer without an opening token has that tag looked for in the text.
ThinkMarks find_marks(std::string_view transcript, std::span<const Token> tokens, const ThinkTokens& think, ByteSpan user,
                      std::uint32_t completion_begin, std::uint32_t end);

/// Thinking = text between the marks, answer = text behind the closing one. Without it all is thinking if thinking was opened, else all
/// is answer. Neither carries white space at its ends; that white space, like the tags, belongs to no section. `stop_text_begin` is where
/// trailing special tokens start (end of the answer).
Sections find_sections(std::string_view transcript, ByteSpan user, const ThinkMarks& marks, std::uint32_t stop_text_begin);

/// Where a token counts as standing: its first byte that is not white space (its first byte when all is white space), because
/// byte-level tokenizers glue the space before a word to the word: " Use" opens a sentence, it does not end the one before.
std::uint32_t token_key(std::string_view transcript, ByteSpan token);

/// Steps of the whole transcript in order: prompt sentences, thinking, answer. `tokens` tile the transcript; a token belongs to the
/// step that holds its token_key. A sentence without a token of its own joins the one before it. Thinking steps get the classes of
/// classify_thinking(); without a classifier the rules decide.
std::vector<Step> make_steps(std::string_view transcript, const Sections& sections, std::span<const Token> tokens,
                             const StepClassifier* classifier = nullptr);

}  // namespace reasonscope
