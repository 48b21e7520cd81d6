#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "pipeline/branch.h"

namespace reasonscope {
namespace {

/// Where each token begins in the transcript, and its end behind the last.
std::vector<std::uint32_t> offsets(const std::vector<TokenRow>& tokens) {
    std::vector<std::uint32_t> at{0};
    for (const TokenRow& token : tokens) at.push_back(at.back() + static_cast<std::uint32_t>(token.text.size()));
    return at;
}

struct Parent {
    const std::vector<TokenRow>& tokens;
    const std::vector<StoredStep>& steps;
    std::vector<std::uint32_t> begins = offsets(tokens);
    std::string transcript;
    std::int32_t prompt = 0;  // tokens

    Parent(const std::vector<TokenRow>& t, const std::vector<StoredStep>& s) : tokens(t), steps(s) {
        for (const TokenRow& token : tokens) transcript += token.text;
        prompt = static_cast<std::int32_t>(std::ranges::count(tokens, false, &TokenRow::generated));
    }
    [[nodiscard]] std::uint32_t begin_of(TokenPos at) const { return begins[static_cast<std::size_t>(at.value)]; }
    [[nodiscard]] const StoredStep& step(StepId id) const { return steps[static_cast<std::size_t>(id.value)]; }
    [[nodiscard]] std::string_view between(std::uint32_t begin, std::uint32_t end) const { return slice(transcript, {begin, end}); }
    /// What the step's first token carries before the step itself.
    [[nodiscard]] std::string lead(const Step& step) const {
        const auto begin = begin_of(step.first);
        return begin < step.bytes.begin ? std::string(between(begin, step.bytes.begin)) : std::string();
    }
    /// White space behind the step that still belongs to none.
    [[nodiscard]] const StoredStep* last_thought() const {
        const StoredStep* last = nullptr;
        for (const StoredStep& s : steps)
            if (s.step.source == StepSource::Thinking) last = &s;
        return last;
    }
    [[nodiscard]] const StoredStep* first_answer() const {
        const auto found = std::ranges::find(steps, StepSource::Answer, [](const StoredStep& s) { return s.step.source; });
        return found == steps.end() ? nullptr : &*found;
    }
};

bool needs_step(BranchKind kind) {
    return kind == BranchKind::Edit || kind == BranchKind::Insert || kind == BranchKind::Delete || kind == BranchKind::DropThinking;
}
bool needs_text(BranchKind kind) {
    return kind == BranchKind::Edit || kind == BranchKind::Insert || kind == BranchKind::Force || kind == BranchKind::Ban;
}

Status check_request(const Parent& parent, const BranchRequest& request) {
    if (request.step && request.at) return bad_input("Name a token or a step to branch at, not both.");
    if (needs_step(request.kind) && !request.step) return bad_input("Name the step to {}.", name(request.kind));
    if (needs_text(request.kind) && request.text.empty()) return bad_input("The text to {} is empty; write something.", name(request.kind));
    if (request.kind == BranchKind::Knockout && (!request.ablation || request.ablation->empty())) return bad_input("Name the experts or heads to take out.");
    if (request.kind == BranchKind::Alternative && !request.token) return bad_input("Name the token to write instead.");
    if (request.step) {
        if (request.step->value < 0 || request.step->value >= static_cast<int>(parent.steps.size()))
            return bad_input("Run {} has no step {}; its steps are 0 to {}.", request.parent.value, request.step->value,
                             static_cast<int>(parent.steps.size()) - 1);
        if (parent.step(*request.step).step.source == StepSource::Prompt)
            return bad_input("Step {} is part of the prompt; ask another question instead.", request.step->value);
    }
    return {};
}

Result<TokenPos> place_of(const Parent& parent, const BranchRequest& request) {
    TokenPos at(parent.prompt);
    if (request.at) at = *request.at;
    if (request.step) at = request.kind == BranchKind::Answer ? parent.step(*request.step).step.last : parent.step(*request.step).step.first;
    const auto count = static_cast<std::int32_t>(parent.tokens.size());
    if (at.value < parent.prompt || at.value > count)
        return bad_input("Token {} of run {} was not written by the model; its own tokens are {} to {}.", at.value, request.parent.value,
                         parent.prompt, count - 1);
    return at;
}

/// The bytes that end thinking, as this run wrote them itself if it did.
Result<std::string> end_of_thinking(const Parent& parent, TokenPos at) {
    const StoredStep *thought = parent.last_thought(), *answer = parent.first_answer();
    if (answer && parent.begin_of(at) >= answer->step.bytes.begin) return bad_input("Thinking has ended before token {}.", at.value);
    if (!thought || !answer) {
        const bool channels = parent.transcript.find("<|channel|>", parent.begins[static_cast<std::size_t>(parent.prompt)]) != std::string::npos;
        return std::string(channels ? "<|end|><|start|>assistant<|channel|>final<|message|>" : "\n</think>\n\n");
    }
    return std::string(parent.between(thought->step.bytes.end, answer->step.bytes.begin));
}

Result<std::string> forced_text(const Parent& parent, const BranchRequest& request, TokenPos& at) {
    const StoredStep* step = request.step ? &parent.step(*request.step) : nullptr;
    const std::string lead = step && request.kind != BranchKind::Answer ? parent.lead(step->step) : std::string();
    switch (request.kind) {
        case BranchKind::Edit:
        case BranchKind::Insert:
        case BranchKind::Force: return lead + request.text;
        case BranchKind::Answer: {
            auto end = end_of_thinking(parent, at);
            // White space that is there already is not written twice.
            while (end && !end->empty() && at.value > 0 && std::string_view(" \n").find(end->front()) != std::string_view::npos &&
                   parent.begin_of(at) > 0 && parent.transcript[parent.begin_of(at) - 1] == end->front())
                end->erase(0, 1);
            return end;
        }
        case BranchKind::Delete: {
            const auto next = static_cast<std::size_t>(request.step->value) + 1;
            if (next >= parent.steps.size() || parent.steps[next].step.source != step->step.source) return lead;
            return lead + parent.steps[next].text;
        }
        case BranchKind::DropThinking: {
            if (step->step.source != StepSource::Thinking) return bad_input("Step {} is not part of the thinking.", request.step->value);
            const auto first = std::ranges::find(parent.steps, StepSource::Thinking, [](const StoredStep& s) { return s.step.source; });
            if (first->step.id == *request.step) return bad_input("No thinking stands before step {}; nothing can be dropped.", request.step->value);
            at = first->step.first;
            return parent.lead(first->step) + std::string(parent.between(step->step.bytes.begin, parent.last_thought()->step.bytes.end));
        }
        case BranchKind::Alternative:
        case BranchKind::Regenerate:
        case BranchKind::Ban:
        case BranchKind::Settings:
        case BranchKind::Knockout: break;
    }
    return std::string();
}

Result<std::vector<std::int32_t>> encode_exactly(const Tokenizer& tokenizer, const std::string& text) {
    std::vector<std::int32_t> ids;
    std::string back;
    for (const Token& token : tokenizer.encode(text)) {
        ids.push_back(token.id);
        back += tokenizer.bytes_of(token.id);
    }
    if (back != text) return bad_input("This model's tokenizer cannot write the text as it stands; change it (\"{}\" would come out).", back);
    return ids;
}

}  // namespace

std::string_view name(BranchKind kind) {
    constexpr std::array<std::string_view, 11> kNames = {"alternative", "edit", "insert", "delete", "regenerate",
                                                         "force", "ban", "answer", "drop-thinking", "settings", "knockout"};
    return kNames[static_cast<std::size_t>(kind)];
}

Result<BranchPlan> plan_branch(const Tokenizer& tokenizer, const std::vector<TokenRow>& tokens, const std::vector<StoredStep>& steps,
                               const BranchRequest& request) {
    const Parent parent(tokens, steps);
    if (auto good = check_request(parent, request); !good) return tl::unexpected(good.error());
    auto at = place_of(parent, request);
    if (!at) return tl::unexpected(at.error());
    const auto text = forced_text(parent, request, *at);
    if (!text) return tl::unexpected(text.error());
    auto forced = encode_exactly(tokenizer, *text);
    if (!forced) return tl::unexpected(forced.error());
    if (request.kind == BranchKind::Alternative) forced->assign(1, *request.token);

    nlohmann::ordered_json detail;
    if (request.step) detail["step"] = request.step->value;
    if (request.token) {
        detail["token"] = *request.token;
        detail["token_text"] = std::string(tokenizer.decode(std::vector{*request.token}));
    }
    if (request.kind == BranchKind::Alternative && at->value < static_cast<std::int32_t>(tokens.size())) {
        const TokenRow& taken = tokens[static_cast<std::size_t>(at->value)];
        detail["instead_of"] = std::string(tokenizer.decode(std::vector{taken.id}));
        for (const Alternative& other : taken.alternatives)
            if (other.id == *request.token) detail["probability"] = other.probability;
    }
    if (needs_text(request.kind)) detail["text"] = request.text;
    if (request.ablation && !request.ablation->empty()) {
        detail["without"] = describe(*request.ablation);
        if (!request.ablation->experts.empty() && request.ablation->mode != KnockoutMode::Reroute) detail["mode"] = std::string(name(request.ablation->mode));
        if (request.means_of) detail["means_of"] = request.means_of->value;
    }
    return BranchPlan{*at, std::move(*forced), detail.empty() ? "{}" : detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace reasonscope
