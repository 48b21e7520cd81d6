#include "pipeline/branch.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/fidelity.h"
#include "pipeline/parts_out.h"
#include "pipeline/run_order.h"
#include "pipeline/run_record.h"
#include "pipeline/run_tracker.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr float kSiblingTemperature = 0.6F;  // what the makers of R1 recommend

struct ParentRun {
    RunSummary summary;
    std::vector<TokenRow> tokens;
    std::vector<StoredStep> steps;
    std::vector<BranchRow> branches;  // of the whole session
    [[nodiscard]] const BranchRow* own_branch() const {
        const auto found = std::ranges::find(branches, summary.id, &BranchRow::run);
        return found == branches.end() ? nullptr : &*found;
    }
};

Result<ParentRun> read_parent(const SessionReader& reader, RunId id) {
    ParentRun parent;
    auto summary = reader.run(id);
    if (!summary) return tl::unexpected(summary.error());
    parent.summary = std::move(*summary);
    if (parent.summary.state == RunState::Running) return bad_input("Run {} is still being written; stop it or wait.", id.value);
    auto tokens = reader.tokens(id, TokenPos(0), TokenPos(parent.summary.prompt_tokens + parent.summary.generated_tokens));
    if (!tokens) return tl::unexpected(tokens.error());
    parent.tokens = std::move(*tokens);
    auto steps = reader.steps(id);
    if (!steps) return tl::unexpected(steps.error());
    parent.steps = std::move(*steps);
    auto branches = reader.branches();
    if (!branches) return tl::unexpected(branches.error());
    parent.branches = std::move(*branches);
    return parent;
}

/// The prompt as this model is given it. The same model keeps the very tokens of the parent.
Status set_prompt(const LoadedModel& model, const ParentRun& parent, bool same_model, RunOrder& order) {
    const RunStart& start = parent.summary.start;
    std::vector<ChatMessage> messages;
    if (!start.system.empty()) messages.push_back({"system", start.system});
    messages.push_back({"user", start.prompt});
    auto rendered = model.chat->render(messages);
    if (!rendered) return tl::unexpected(rendered.error());
    order.rendered = std::move(*rendered);
    order.prompt = model.tokenizer->encode(order.rendered.text);
    if (!same_model) return {};
    if (order.rendered.text != start.rendered_prompt)
        return bad_input("The chat template of '{}' is not what it was when run {} was made; ask again instead.", start.model_name, parent.summary.id.value);
    order.prompt.clear();
    for (std::size_t i = 0; i < start.prompt_ids.size(); ++i) order.prompt.push_back({start.prompt_ids[i], start.prompt_spans[i]});
    return {};
}

std::uint64_t fresh_seed(const ParentRun& parent, const SessionReader& reader) {
    std::uint64_t highest = parent.summary.start.seed;
    for (const BranchRow& branch : parent.branches) {
        if (branch.parent != parent.summary.id) continue;
        if (const auto sibling = reader.run(branch.run)) highest = std::max(highest, sibling->start.seed);
    }
    return highest + 1;
}

GenerateSettings settings_for(const LoadedModel& model, const ParentRun& parent, const SessionReader& reader, const BranchRequest& request) {
    GenerateSettings settings = request.settings ? *request.settings : parse_settings(parent.summary.start.settings_json);
    settings.stop_ids = request.settings ? settings.stop_ids : std::vector<std::int32_t>{};
    if (!request.settings) settings.sampler.seed = parent.summary.start.seed;
    if (request.kind == BranchKind::Regenerate) {
        if (!request.settings && settings.sampler.temperature == 0) settings.sampler.temperature = kSiblingTemperature;
        if (!request.settings) settings.sampler.seed = fresh_seed(parent, reader);
    }
    if (request.seed) settings.sampler.seed = *request.seed;
    return usable_settings(model, std::move(settings));
}

/// The request with what is out told whole: inherited where nothing is said, and with the mean outputs that stand in.
Result<BranchRequest> with_parts(const LoadedModel& model, const SessionReader& reader, BranchRequest request, const std::optional<MadeWithout>& before,
                                 const std::stop_token& stop) {
    if (before && (!request.ablation || (!request.means_of && places_of(*request.ablation) == before->places))) {
        request.ablation = ablation_of(before->places);
        request.means_of = before->means_of;
    }
    if (!request.ablation) request.ablation.emplace();
    if (request.ablation->mode != KnockoutMode::MeanAblate || request.ablation->experts.empty()) {
        request.means_of.reset();
        return request;
    }
    if (!request.means_of || !reader.run(*request.means_of)) request.means_of = request.parent;
    if (const Status found = find_stand_ins(model, reader, *request.means_of, *request.ablation, stop); !found) return tl::unexpected(found.error());
    return request;
}

/// The segments of the shared tokens as this program would set them are those that are stored.
bool same_segments(const LoadedModel& model, const RunOrder& order, const SessionReader& reader, const std::vector<TokenRow>& tokens, RunId parent) {
    if (tokens.empty()) return true;
    RunTracker tracker(order.rendered, order.prompt, think_tokens(*model.tokenizer));
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) tracker.add(tokens[i].id, tokens[i].text, false);
    const auto stored = reader.segment_begins(parent, tokens.back().position);
    return stored && (stored->empty() || std::ranges::equal(*stored, tracker.begins()));
}

}  // namespace

Result<BranchResult> branch(const LoadedModel& model, SessionWriter& session, const SessionReader& reader, const BranchRequest& asked,
                            const AskEvents& events, std::stop_token stop) {
    const auto called = Clock::now();
    if (const Status flushed = session.flush(); !flushed) return tl::unexpected(flushed.error());
    const auto parent = read_parent(reader, asked.parent);
    if (!parent) return tl::unexpected(parent.error());
    const auto out_before = parent->own_branch() ? parse_without(parent->own_branch()->detail) : std::nullopt;
    auto resolved = with_parts(model, reader, asked, out_before, stop);
    if (!resolved) return tl::unexpected(resolved.error());
    const BranchRequest& request = *resolved;
    auto plan = plan_branch(*model.tokenizer, parent->tokens, parent->steps, request);
    if (!plan) return tl::unexpected(plan.error());
    const RunStart& past = parent->summary.start;
    const bool same_model = past.fingerprint == model.model->fingerprint();

    RunOrder order;
    if (const Status set = set_prompt(model, *parent, same_model, order); !set) return tl::unexpected(set.error());
    order.settings = settings_for(model, *parent, reader, request);
    order.explain_by_gradient = request.explain_by_gradient && order.settings.trace != TraceLevel::Off && request.ablation->empty();
    const std::vector<TokenRow> before(parent->tokens.begin() + parent->summary.prompt_tokens, parent->tokens.begin() + plan->position.value);

    BranchResult result;
    result.position = plan->position;
    result.forced = static_cast<int>(plan->forced.size());
    const bool same_numbers = same_model && past.dtype == name(model.model->dtype()) && out_before == parse_without(plan->detail);
    std::vector<std::int32_t> forced;
    if (same_numbers && same_segments(model, order, reader, before, request.parent)) {
        order.shared = SharedPrefix{&reader, request.parent, before};
        result.shared_tokens = static_cast<int>(before.size());
        order.continuation.draws_before = result.shared_tokens;
    } else if (same_model) {
        for (const TokenRow& token : before) forced.push_back(token.id);
    } else {
        std::string text;
        for (const TokenRow& token : before) text += token.text;
        for (const Token& token : model.tokenizer->encode(text)) forced.push_back(token.id);
    }
    result.replayed = static_cast<int>(forced.size());
    forced.insert(forced.end(), plan->forced.begin(), plan->forced.end());
    order.settings.max_tokens = std::max(order.settings.max_tokens - result.shared_tokens, static_cast<int>(forced.size()) + 1);
    order.continuation.forced = std::move(forced);
    order.continuation.ablation = *request.ablation;
    order.continuation.cache = model.prefixes.get();
    if (request.kind == BranchKind::Ban) {
        std::string text;
        for (const TokenRow& token : before) text += token.text;
        order.continuation.refuses = ban_phrases(*model.tokenizer, {request.text}, std::move(text));
    }
    if (const Status good = check_order(order, *model.model); !good) return tl::unexpected(good.error());

    order.start = run_start(*model.model, order.rendered, order.prompt);
    order.start.prompt = past.prompt;
    order.start.system = past.system;
    order.start.seed = order.settings.sampler.seed;
    const auto fidelity = known_fidelity(order.start.fingerprint, order.start.dtype);
    GenerateSettings told = order.settings;  // as for a run of its own: a branch of this branch starts from it
    told.max_tokens += result.shared_tokens;
    order.start.settings_json = settings_json(told, order.explain_by_gradient, fidelity ? fidelity_sentence(*fidelity) : "");
    order.branch = BranchRow{{}, request.parent, plan->position, std::string(name(request.kind)), plan->detail};

    bool started = false;
    AskEvents watched = events;
    watched.on_token = [&](const TokenRow& row, const TokenTrace& trace) {
        if (!started && row.position >= plan->position) {
            started = true;
            result.start_ms = std::chrono::duration<double, std::milli>(Clock::now() - called).count();
        }
        if (events.on_token) events.on_token(row, trace);
    };
    auto run = carry_out(model, session, order, watched, stop);
    if (!run) return tl::unexpected(run.error());
    result.run = std::move(*run);
    return result;
}

}  // namespace reasonscope
