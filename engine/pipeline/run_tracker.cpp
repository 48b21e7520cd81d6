#include "pipeline/run_tracker.h"

#include <algorithm>
#include <utility>

#include "pipeline/step_classes.h"
#include "reason/cuts.h"
#include "reason/utf8.h"

namespace reasonscope {

RunTracker::RunTracker(const RenderedPrompt& prompt, std::vector<Token> prompt_tokens, ThinkTokens think)
    : transcript_(prompt.text), tokens_(std::move(prompt_tokens)), begins_{TokenPos(0)}, user_(prompt.user), think_(think) {
    completion_begin_ = scan_from_ = finished_until_ = static_cast<std::uint32_t>(transcript_.size());
    for (const Token& token : tokens_) keys_.push_back(token_key(transcript_, token.bytes));
    if (tokens_.size() > 1) open_segment(1);  // position 0 is the attention sink and stands alone
    for (const StoredStep& stored : steps_until(completion_begin_)) {
        open_segment(static_cast<std::size_t>(stored.step.first.value));
        const auto after = static_cast<std::size_t>(stored.step.last.value);
        if (after < tokens_.size()) open_segment(after);
    }
}

bool RunTracker::add(std::int32_t id, std::string_view bytes, bool is_stop) {
    const auto begin = static_cast<std::uint32_t>(transcript_.size());
    transcript_ += bytes;
    const Token token{id, {begin, static_cast<std::uint32_t>(transcript_.size())}};
    tokens_.push_back(token);
    keys_.push_back(token_key(transcript_, token.bytes));
    stopped_ = is_stop;
    const std::size_t index = tokens_.size() - 1;
    if (is_stop) {
        open_segment(index);
        const bool more = finished_until_ != begin;
        finished_until_ = begin;
        return more;
    }
    const bool has_text = skip_spaces(transcript_, begin) < transcript_.size();
    if (waiting_ && (has_text || text_behind_tag_)) {
        open_segment(index);
        waiting_ = false;
    }
    const bool tag = follow_tags();
    const bool sentence = follow_sentences();
    return tag || sentence;
}

/// The tags stand outside all steps: each begins a segment, and so does the text behind it.
bool RunTracker::follow_tags() {
    const Token& newest = tokens_.back();
    const bool may_end_tag = think_.channels() ? newest.id == think_.message
                             : think_.close ? newest.id == think_.open || newest.id == think_.close
                                            : slice(transcript_, newest.bytes).find('>') != std::string_view::npos;
    if (closed_ || !may_end_tag) return false;
    const ThinkMarks marks = marks_until(static_cast<std::uint32_t>(transcript_.size()));
    if (marks.begin > completion_begin_ && !opened_) {
        opened_ = true;
        wait_for_text(marks.begin);
    }
    if (!marks.close) return false;
    closed_ = true;
    open_segment(token_from(marks.close->begin, static_cast<std::size_t>(begins_.back().value)));
    finished_until_ = marks.close->end;
    wait_for_text(finished_until_);
    return true;
}

/// A tag ended at `byte`: the text behind it opens a segment, with the next token if that text began inside this one.
void RunTracker::wait_for_text(std::uint32_t byte) {
    scan_from_ = byte;
    waiting_ = true;
    text_behind_tag_ = skip_spaces(transcript_, byte) < transcript_.size();
}

bool RunTracker::follow_sentences() {
    bool found = false;
    const std::uint32_t base = scan_from_;
    const std::string_view whole = std::string_view(transcript_).substr(0, transcript_.size() - incomplete_tail(transcript_));
    for (const Cut& cut : candidate_cuts(whole.substr(std::min<std::size_t>(base, whole.size())))) {
        const std::uint32_t at = base + cut.at;
        const std::size_t token = token_from(at, static_cast<std::size_t>(begins_.back().value));
        if (token == tokens_.size()) break;  // the sentence begins inside the newest token: the next token opens the segment
        open_segment(token);
        scan_from_ = at;
        finished_until_ = at;
        found = true;
    }
    return found;
}

void RunTracker::open_segment(std::size_t token) {
    const TokenPos at(static_cast<std::int32_t>(token));
    if (begins_.back() < at) begins_.push_back(at);
}

/// First token from `first` on that counts as standing at `byte` or later.
std::size_t RunTracker::token_from(std::uint32_t byte, std::size_t first) const {
    while (first < keys_.size() && keys_[first] < byte) ++first;
    return first;
}

std::uint32_t RunTracker::stop_text_begin() const {
    return stopped_ ? tokens_.back().bytes.begin : static_cast<std::uint32_t>(transcript_.size());
}

ThinkMarks RunTracker::marks_until(std::uint32_t end) const { return find_marks(transcript_, tokens_, think_, user_, completion_begin_, end); }

Sections RunTracker::sections_until(std::uint32_t end) const { return find_sections(transcript_, user_, marks_until(end), end); }

std::vector<StoredStep> RunTracker::steps_until(std::uint32_t end) const {
    std::vector<StoredStep> stored;
    for (const Step& step : make_steps(transcript_, sections_until(end), tokens_, bundled_step_classifier().get())) {
        stored.push_back({step, std::string(slice(transcript_, step.bytes))});
    }
    return stored;
}

}  // namespace reasonscope
