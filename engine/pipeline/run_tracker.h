#pragma once
// Follows one run token by token: the transcript, its token spans, trace segments, and the steps so far. Knows no model and no store.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reason/segment.h"
#include "store/records.h"
#include "text/chat_template.h"

namespace reasonscope {

/// Trace segments are fine pieces that only ever get appended, and every step is a union of them (the last may carry tokens of
/// mere white space that follow the step): the sink (position 0) alone, template runs, prompt sentences, tags, and each place in the
/// completion where a sentence could begin.
class RunTracker {
public:
    RunTracker(const RenderedPrompt& prompt, std::vector<Token> prompt_tokens, ThinkTokens think);

    /// Adds a generated token with its raw bytes. True when it showed that the sentence before it is complete.
    bool add(std::int32_t id, std::string_view bytes, bool is_stop);

    /// Segment starts, strictly increasing, first is 0. Valid until the next add().
    [[nodiscard]] std::span<const TokenPos> begins() const { return begins_; }
    [[nodiscard]] const std::string& transcript() const { return transcript_; }
    [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }
    [[nodiscard]] Sections sections() const { return sections_until(stop_text_begin()); }

    /// Steps of everything so far.
    [[nodiscard]] std::vector<StoredStep> steps() const { return steps_until(stop_text_begin()); }
    /// Steps that later text cannot change: without the sentence that is being written.
    [[nodiscard]] std::vector<StoredStep> finished_steps() const { return steps_until(finished_until_); }

private:
    [[nodiscard]] std::uint32_t stop_text_begin() const;
    [[nodiscard]] Sections sections_until(std::uint32_t end) const;
    [[nodiscard]] std::vector<StoredStep> steps_until(std::uint32_t end) const;
    [[nodiscard]] std::size_t token_from(std::uint32_t byte, std::size_t first) const;
    void open_segment(std::size_t token);
    bool follow_tags();
    [[nodiscard]] ThinkMarks marks_until(std::uint32_t end) const;
    void wait_for_text(std::uint32_t byte);
    bool follow_sentences();

    std::string transcript_;
    std::vector<Token> tokens_;
    std::vector<std::uint32_t> keys_;  // token_key of each token
    std::vector<TokenPos> begins_;
    ByteSpan user_;
    ThinkTokens think_;
    std::uint32_t completion_begin_ = 0;
    std::uint32_t scan_from_ = 0;       // where the sentence that is being written begins
    std::uint32_t finished_until_ = 0;  // text before it makes complete steps
    bool waiting_ = true;               // the next token with text opens a segment (after the prompt, after a tag)
    bool text_behind_tag_ = false;  // the text behind a tag began inside the tag's own token
    bool opened_ = false;           // "<think>" was written by the model
    bool closed_ = false;               // "</think>" was seen
    bool stopped_ = false;              // the last token is a stop token
};

}  // namespace reasonscope
