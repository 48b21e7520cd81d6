#include "pipeline/run_order.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "explain/method.h"
#include "pipeline/faithfulness.h"
#include "pipeline/head_calibration.h"
#include "pipeline/run_tracker.h"
#include "reason/attention_mass.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

/// The trace sink of one run: stores every token as it comes and keeps the steps up to date.
class RunRecorder final : public TraceSink {
public:
    RunRecorder(const LoadedModel& model, SessionWriter& session, const RunOrder& order, const AskEvents& events,
                RunTracker tracker, std::stop_source& halt)
        : model_(model), session_(session), order_(order), events_(events), tracker_(std::move(tracker)), halt_(halt) {}

    RunId run;

    std::span<const TokenPos> segment_begins() override { return tracker_.begins(); }

    void on_token(const TokenTrace& token) override {
        if (!status_) return;
        take_shared_attention();
        TokenRow row;
        row.position = token.position;
        row.id = token.id;
        row.text = model_.tokenizer->bytes_of(token.id);
        row.generated = true;
        row.probability = token.probability;
        row.entropy = token.entropy;
        row.milliseconds = token.milliseconds;
        row.alternatives = token.alternatives;
        for (const Alternative& other : token.alternatives) row.alternative_texts.emplace_back(model_.tokenizer->bytes_of(other.id));
        keep(session_.add_token(run, row, token.attention, token.router, tracker_.begins()));
        mass_.add(token, tracker_.begins());
        const bool stops = std::ranges::find(order_.settings.stop_ids, token.id) != order_.settings.stop_ids.end();
        const bool step_done = tracker_.add(token.id, row.text, stops);
        if (events_.on_token) events_.on_token(row, token);
        if (events_.on_progress) events_.on_progress({-1.0, -1.0, "Thinking"});
        if (step_done) publish(tracker_.finished_steps());
    }

    /// Follows the tokens that are shared with another run; they are stored already.
    void share() {
        for (const TokenRow& row : order_.shared->tokens) {
            shared_begins_.push_back(tracker_.begins().size());
            tracker_.add(row.id, row.text, false);
            if (!events_.on_token) continue;
            TokenTrace trace;
            trace.position = row.position;
            trace.id = row.id;
            events_.on_token(row, trace);
        }
    }

    /// Stores and announces all steps with their attention edges.
    Status finish() {
        take_shared_attention();
        const auto steps = tracker_.steps();
        const Sections sections = tracker_.sections();
        thinking = slice(tracker_.transcript(), sections.thinking);
        answer = slice(tracker_.transcript(), sections.answer);
        keep(session_.set_steps(run, steps, thinking, answer));
        const auto plain = plain_steps(steps);
        if (!mass_.empty()) {
            const StepMatrix matrix = mass_.matrix(plain, MassScale::Density);
            attention_edges = edges_from(matrix, plain, "attention", EvidenceGrade::Observed);
            keep(session_.set_edges(run, "attention", matrix, attention_edges));
        }
        if (events_.on_steps) events_.on_steps(steps, attention_edges);
        return status_;
    }

    static std::vector<Step> plain_steps(const std::vector<StoredStep>& stored) {
        std::vector<Step> steps;
        for (const StoredStep& one : stored) steps.push_back(one.step);
        return steps;
    }

    [[nodiscard]] const Status& status() const { return status_; }
    [[nodiscard]] const AttentionMass& mass() const { return mass_; }
    [[nodiscard]] const RunTracker& tracker() const { return tracker_; }

    std::string thinking, answer;
    std::vector<Edge> attention_edges;

private:
    /// The first error stays and stops the run.
    void keep(Status status) {
        if (status || !status_) return;
        status_ = std::move(status);
        halt_.request_stop();
    }

    /// Reading it takes as long as some tokens do, so it waits until the first new token is there.
    void take_shared_attention() {
        const auto waiting = std::exchange(shared_begins_, {});
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            const auto attention = order_.shared->reader->attention(order_.shared->parent, order_.shared->tokens[i].position);
            if (!attention) return keep(tl::unexpected(attention.error()));
            mass_.add(order_.shared->tokens[i].position, *attention, tracker_.begins().first(waiting[i]));
        }
    }

    /// A step was completed: the session gets the steps at most once a second, the listener always.
    void publish(const std::vector<StoredStep>& steps) {
        const auto now = Clock::now();
        if (now - stored_at_ > std::chrono::seconds(1)) {
            stored_at_ = now;
            keep(session_.set_steps(run, steps, {}, {}));
        }
        if (!events_.on_steps) return;
        const auto plain = plain_steps(steps);
        const auto edges = mass_.empty() ? std::vector<Edge>{} : edges_from(mass_.matrix(plain, MassScale::Density), plain, "attention", EvidenceGrade::Observed);
        events_.on_steps(steps, edges);
    }

    const LoadedModel& model_;
    SessionWriter& session_;
    const RunOrder& order_;
    const AskEvents& events_;
    RunTracker tracker_;
    std::stop_source& halt_;
    AttentionMass mass_;
    std::vector<std::size_t> shared_begins_;  // segments known before each shared token whose attention is still to be read
    Status status_;
    Clock::time_point stored_at_ = Clock::now();
};

/// Edges by the model's calibrated heads, which cost nothing beyond the trace; only where the heads are known and were traced one by one.
Status add_calibrated(const LoadedModel& model, SessionWriter& session, const RunRecorder& recorder, AskResult& result, std::stop_token stop) {
    const auto heads = stored_head_calibration(*model.model);
    if (!heads || recorder.mass().empty()) return {};
    const auto steps = RunRecorder::plain_steps(result.steps);
    const Method& method = *find_method(kDefaultFastMethod);
    const auto matrix = run_method(method, {nullptr, {}, steps, &recorder.mass(), &*heads}, {}, {}, stop);
    if (!matrix) {
        if (matrix.error().kind != ErrorKind::Cancelled) result.notes.push_back(fmt::format("Edges by calibrated heads were left out: {}", matrix.error().message));
        return {};
    }
    const auto edges = edges_from(*matrix, steps, method.name, method.grade);
    if (const Status stored = session.set_edges(result.run, method.name, *matrix, edges); !stored) return stored;
    result.edges.insert(result.edges.end(), edges.begin(), edges.end());
    return session.flush();
}

/// Gradient edges of a finished run. They are an extra: when they cannot be had, a note says why.
void add_gradient(const LoadedModel& model, SessionWriter& session, const AskEvents& events, const RunRecorder& recorder,
                  AskResult& result, std::stop_token stop) {
    std::vector<std::int32_t> ids;
    for (const Token& token : recorder.tracker().tokens()) ids.push_back(token.id);
    const auto steps = RunRecorder::plain_steps(result.steps);
    const Method& method = *find_method("gradient");
    const auto matrix = run_method(method, {model.model.get(), ids, steps}, {}, events.on_progress, stop);
    if (!matrix) {
        result.notes.push_back(fmt::format("Gradient edges were left out: {}", matrix.error().message));
        return;
    }
    auto edges = edges_from(*matrix, steps, method.name, method.grade);
    if (const Status stored = session.set_edges(result.run, method.name, *matrix, edges); !stored) {
        result.notes.push_back(fmt::format("Gradient edges were not stored: {}", stored.error().message));
        return;
    }
    result.edges.insert(result.edges.end(), edges.begin(), edges.end());
}

bool has_thoughts(const std::vector<StoredStep>& steps) {
    return std::ranges::any_of(steps, [](const StoredStep& stored) { return stored.step.source != StepSource::Prompt; });
}

}  // namespace

Status check_order(const RunOrder& order, const Model& model) {
    const ModelConfig& config = model.config();
    const std::span<const Token> tokens = order.prompt;
    if (order.settings.max_tokens < 1) return bad_input("The number of new tokens must be at least 1.");
    if (static_cast<int>(tokens.size()) >= config.context) {
        return bad_input("The prompt has {} tokens, but the model's context holds {}; shorten the prompt.", tokens.size(), config.context);
    }
    for (const Token& token : tokens) {
        if (token.id < 0 || token.id >= config.vocab_size) {
            return bad_input("The tokenizer of '{}' gives token {}, but the model knows {} tokens; the folder's files do not belong together.",
                             model.folder().string(), token.id, config.vocab_size);
        }
    }
    return check(order.continuation.ablation, config);
}

Result<AskResult> carry_out(const LoadedModel& model, SessionWriter& session, const RunOrder& order, const AskEvents& events, std::stop_token stop) {
    std::stop_source halt;
    const std::stop_callback chain(stop, [&halt] { halt.request_stop(); });
    RunRecorder recorder(model, session, order, events, RunTracker(order.rendered, order.prompt, think_tokens(*model.tokenizer)), halt);
    const auto run = order.branch ? session.begin_branch(order.start, *order.branch, order.shared.has_value()) : session.begin_run(order.start);
    if (!run) return tl::unexpected(run.error());
    recorder.run = *run;
    const auto faithfulness = known_faithfulness(order.start.fingerprint, model.model->folder());
    if (const Status noted = note_faithfulness(session, *run, faithfulness); !noted) return tl::unexpected(noted.error());
    if (events.on_start) events.on_start(*run, order.start);

    std::vector<std::int32_t> before = order.start.prompt_ids;
    if (order.shared) {
        recorder.share();
        for (const TokenRow& token : order.shared->tokens) before.push_back(token.id);
    }
    const auto generated = generate(*model.model, before, order.settings, &recorder, halt.get_token(), order.continuation);
    const Status stored = recorder.finish();
    RunEnd end;
    if (!stored || !generated) {
        const Error error = !stored ? stored.error() : generated.error();
        end.state = RunState::Failed;
        end.stop_reason = error.message;
        // The session itself may be what failed; the first error is the one to tell.
        if (session.end_run(*run, end)) (void)session.flush();
        return tl::unexpected(error);
    }
    end.state = generated->reason == StopReason::Cancelled ? RunState::Cancelled : RunState::Done;
    end.stop_reason = name(generated->reason);
    end.first_token_ms = generated->first_token_ms;
    end.seconds = generated->seconds;
    end.tokens_per_second = generated->tokens_per_second;
    if (const Status closed = session.end_run(*run, end); !closed) return tl::unexpected(closed.error());
    if (const Status saved = session.flush(); !saved) return tl::unexpected(saved.error());

    AskResult result;
    result.run = *run;
    result.generation = *generated;
    result.sections = recorder.tracker().sections();
    result.prompt = slice(recorder.tracker().transcript(), result.sections.prompt);
    result.thinking = recorder.thinking;
    result.answer = recorder.answer;
    result.steps = recorder.tracker().steps();
    result.edges = recorder.attention_edges;
    if (order.settings.trace == TraceLevel::Full && has_thoughts(result.steps)) {
        if (const Status added = add_calibrated(model, session, recorder, result, stop); !added) return tl::unexpected(added.error());
    }
    if (order.explain_by_gradient && end.state == RunState::Done && has_thoughts(result.steps)) {
        add_gradient(model, session, events, recorder, result, stop);
        if (const Status saved = session.flush(); !saved) return tl::unexpected(saved.error());
    }
    return result;
}

}  // namespace reasonscope
