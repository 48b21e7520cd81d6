#include <algorithm>

#include "reason/segment.h"
#include "reason/step_classifier.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

constexpr std::string_view kOpen = "<think>", kClose = "</think>";

ByteSpan trimmed(std::string_view text, std::size_t begin, std::size_t end) {
    end = std::max(begin, end);
    while (begin < end && is_space(text[begin])) ++begin;
    while (end > begin && is_space(text[end - 1])) --end;
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

bool ends_with_tag(std::string_view text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text.ends_with(kOpen);
}

/// The tag that opens a channel belongs to no section, so thinking that is only announced is empty.
ThinkMarks marks_of_channels(std::string_view transcript, std::span<const Token> tokens, const ThinkTokens& think, std::uint32_t completion_begin,
                             std::uint32_t end) {
    ThinkMarks marks;
    marks.begin = completion_begin;
    constexpr std::uint32_t kNone = ~0U;
    std::uint32_t tag = kNone, name = kNone, thought_end = kNone;  // where the last channel's tag and its name begin, and where thinking ended
    bool thought = false;
    for (const Token& token : tokens) {
        if (token.bytes.begin < completion_begin) continue;
        if (token.bytes.begin >= end) break;
        if (token.id == think.channel) {
            tag = token.bytes.begin;
            name = token.bytes.end;
            marks.opened = true;
            if (!thought) marks.begin = end;
        } else if (token.id == think.end && thought) {
            thought_end = token.bytes.begin;
        } else if (token.id == think.message && name != kNone) {
            if (transcript.substr(name, token.bytes.begin - name).starts_with("final")) {
                if (!thought) marks.begin = tag;
                marks.close = ByteSpan{thought_end != kNone ? thought_end : tag, token.bytes.end};
                return marks;
            }
            if (!thought) marks.begin = token.bytes.end;
            thought = true;
            name = thought_end = kNone;
        }
    }
    if (thought_end != kNone) marks.close = ByteSpan{thought_end, end};  // the next channel is being opened
    return marks;
}

}  // namespace

ThinkTokens think_tokens(const Tokenizer& tokenizer) {
    return {tokenizer.id_of(kOpen), tokenizer.id_of(kClose), tokenizer.id_of("<|channel|>"), tokenizer.id_of("<|message|>"), tokenizer.id_of("<|end|>")};
}

ThinkMarks marks_in_text(std::string_view transcript, std::uint32_t completion_begin, std::uint32_t end) {
    const std::string_view text = transcript.substr(0, end);
    const auto first = static_cast<std::uint32_t>(skip_spaces(text, completion_begin));
    const bool opened_here = starts_at(text, first, kOpen);
    ThinkMarks marks;
    marks.opened = opened_here || ends_with_tag(text.substr(0, completion_begin));
    marks.begin = opened_here ? first + static_cast<std::uint32_t>(kOpen.size()) : completion_begin;
    if (const auto close = text.find(kClose, marks.begin); close != std::string_view::npos) {
        const auto at = static_cast<std::uint32_t>(close);
        marks.close = ByteSpan{at, at + static_cast<std::uint32_t>(kClose.size())};
    }
    return marks;
}

ThinkMarks find_marks(std::string_view transcript, std::span<const Token> tokens, const ThinkTokens& think, ByteSpan user,
                      std::uint32_t completion_begin, std::uint32_t end) {
    if (think.channels()) return marks_of_channels(transcript, tokens, think, completion_begin, end);
    if (!think.close) return marks_in_text(transcript, completion_begin, end);
    const auto first = std::ranges::find_if(tokens, [&](const Token& t) { return t.bytes.begin >= completion_begin; });
    ThinkMarks marks;
    marks.begin = completion_begin;
    for (auto t = first; t != tokens.begin() && std::prev(t)->bytes.begin >= user.end; --t) {
        const auto id = std::prev(t)->id;
        if (id != think.open && id != think.close) continue;
        marks.opened = id == think.open;
        break;
    }
    if (!think.open) {  // an opening tag in a token with something else: "<think>\n"
        const ThinkMarks spelled = marks_in_text(transcript, completion_begin, end);
        marks.opened = spelled.opened;
        marks.begin = spelled.begin;
    }
    bool blank = true;  // nothing but white space so far
    for (auto t = first; t != tokens.end() && t->bytes.begin < end; ++t) {
        if (blank && t->id == think.open) {
            marks.opened = true;
            marks.begin = t->bytes.end;
        } else if (t->id == think.close && t->bytes.begin >= marks.begin) {
            marks.close = t->bytes;
            break;
        }
        blank = blank && skip_spaces(transcript.substr(0, t->bytes.end), t->bytes.begin) >= t->bytes.end;
    }
    return marks;
}

Sections find_sections(std::string_view transcript, ByteSpan user, const ThinkMarks& marks, std::uint32_t stop_text_begin) {
    const std::string_view text = transcript.substr(0, stop_text_begin);
    Sections sections;
    sections.prompt = user;
    if (marks.close) {
        sections.thinking = trimmed(text, marks.begin, marks.close->begin);
        sections.answer = trimmed(text, marks.close->end, text.size());
    } else if (marks.opened) {
        sections.thinking = trimmed(text, marks.begin, text.size());
        sections.answer = {stop_text_begin, stop_text_begin};
    } else {
        sections.thinking = {marks.begin, marks.begin};
        sections.answer = trimmed(text, marks.begin, text.size());
    }
    return sections;
}

std::vector<Step> make_steps(std::string_view transcript, const Sections& sections, std::span<const Token> tokens,
                             const StepClassifier* classifier) {
    std::vector<Step> steps;
    const auto add_section = [&](ByteSpan section, StepSource source) {
        for (const ByteSpan piece : segment(slice(transcript, section))) {
            Step step;
            step.source = source;
            step.bytes = {section.begin + piece.begin, section.begin + piece.end};
            steps.push_back(step);
        }
    };
    add_section(sections.prompt, StepSource::Prompt);
    add_section(sections.thinking, StepSource::Thinking);
    add_section(sections.answer, StepSource::Answer);

    // A token belongs to the step of its first byte that is not white space: " Use" opens the sentence that it begins.
    std::size_t at = 0;
    std::vector<Step> kept;
    for (Step& step : steps) {
        const auto key = [&](std::size_t t) { return token_key(transcript, tokens[t].bytes); };
        while (at < tokens.size() && key(at) < step.bytes.begin) ++at;
        step.first = TokenPos(static_cast<std::int32_t>(at));
        while (at < tokens.size() && key(at) < step.bytes.end) ++at;
        step.last = TokenPos(static_cast<std::int32_t>(at));
        if (step.first < step.last || kept.empty() || kept.back().source != step.source) {
            kept.push_back(step);
        } else {
            kept.back().bytes.end = step.bytes.end;  // one token holds several short sentences: they are one step
        }
    }
    std::erase_if(kept, [](const Step& step) { return step.first >= step.last; });

    std::vector<std::string_view> thinking;
    for (const Step& step : kept) {
        if (step.source == StepSource::Thinking) thinking.push_back(slice(transcript, step.bytes));
    }
    const auto classes = classify_thinking(thinking, classifier);
    auto next = classes.begin();
    for (std::size_t i = 0; i < kept.size(); ++i) {
        Step& step = kept[i];
        step.id = StepId(static_cast<std::int32_t>(i));
        const Classified found = step.source == StepSource::Thinking ? *next++ : classify(slice(transcript, step.bytes), step.source, 0);
        step.cls = found.cls;
        step.confidence = found.confidence;
        step.judge = step.source == StepSource::Thinking ? found.judge : StepJudge::Unknown;  // prompt and answer are told by where they stand
    }
    return kept;
}

std::uint32_t token_key(std::string_view transcript, ByteSpan token) {
    const std::string_view bytes = slice(transcript, token);
    const std::size_t at = skip_spaces(bytes, 0);
    return token.begin + static_cast<std::uint32_t>(at < bytes.size() ? at : 0);
}

}  // namespace reasonscope
