#include "pipeline/run_tracker.h"

#include <algorithm>
#include <utility>

#include "pipeline/step_classes.h"
#include "reason/cuts.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

constexpr std::string_view kOpen = "<think>", kClose = "</think>";

}  // namespace

RunTracker::RunTracker(const RenderedPrompt& prompt, std::vector<Token> prompt_tokens)
    : transcript_(prompt.text), tokens_(std::move(prompt_tokens)), begins_{TokenPos(0)}, user_(prompt.user) {
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
    const std::string_view text = transcript_;
    const std::size_t first = skip_spaces(text, completion_begin_);
    if (!opened_ && scan_from_ <= completion_begin_ && starts_at(text, first, kOpen)) {
        opened_ = true;
        wait_for_text(static_cast<std::uint32_t>(first + kOpen.size()));
    }
    if (closed_) return false;
    const std::size_t tag = text.find(kClose, scan_from_);
    if (tag == std::string_view::npos) return false;
    closed_ = true;
    open_segment(token_from(static_cast<std::uint32_t>(tag), static_cast<std::size_t>(begins_.back().value)));
    finished_until_ = static_cast<std::uint32_t>(tag + kClose.size());
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

Sections RunTracker::sections_until(std::uint32_t end) const { return find_sections(transcript_, user_, completion_begin_, end); }

std::vector<StoredStep> RunTracker::steps_until(std::uint32_t end) const {
    std::vector<StoredStep> stored;
    for (const Step& step : make_steps(transcript_, sections_until(end), tokens_, bundled_step_classifier().get())) {
        stored.push_back({step, std::string(slice(transcript_, step.bytes))});
    }
    return stored;
}

}  // namespace reasonscope
