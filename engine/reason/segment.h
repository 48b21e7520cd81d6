#pragma once
// Text to steps (Thought Anchors splitter, kept lossless): cut after . ? ! when a space or newline follows and at blank lines;
// decimals, abbreviations, LaTeX, code fences and list numbers are protected; tiny pieces merge into the next.

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
};
Classified classify(std::string_view step_text, StepSource source, double position);

/// Finds thinking and answer in a transcript: thinking = text up to the first "</think>" after `completion_begin`, minus an
/// optional leading "<think>" (also when the template already opened it). Without a closer all is thinking if a tag opened it, else
/// all is answer. Thinking and answer carry no white space at either end; that white space, like the tags, belongs to no section.
/// `stop_text_begin` is where trailing special tokens start (end of the answer).
Sections find_sections(std::string_view transcript, ByteSpan user, std::uint32_t completion_begin, std::uint32_t stop_text_begin);

/// Where a token counts as standing: its first byte that is not white space (its first byte when all is white space), because
/// byte-level tokenizers glue the space before a word to the word: " Use" opens a sentence, it does not end the one before.
std::uint32_t token_key(std::string_view transcript, ByteSpan token);

/// Steps of the whole transcript in order: prompt sentences, thinking, answer. `tokens` tile the transcript; a token belongs to the
/// step that holds its token_key. A sentence without a token of its own joins the one before it. Thinking steps get the classes of
/// classify_thinking(); without a classifier the rules decide.
std::vector<Step> make_steps(std::string_view transcript, const Sections& sections, std::span<const Token> tokens,
                             const StepClassifier* classifier = nullptr);

}  // namespace reasonscope
