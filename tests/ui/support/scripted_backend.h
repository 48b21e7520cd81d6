#pragma once
// An engine that plays scripts instead of running a model, so that window tests run everywhere and end when they say so.

#include <chrono>
#include <thread>

#include "tests/ui/support/script.h"
#include "explain/forks.h"
#include "explain/resampling.h"
#include "ui/jobs/backend.h"

namespace reasonscope::ui::test {

class ScriptedBackend : public EngineBackend {
public:
    /// `per_pause`: between what a probe finds; else as between tokens.
    explicit ScriptedBackend(std::chrono::milliseconds per_token = std::chrono::milliseconds(1), std::optional<std::chrono::milliseconds> per_pause = {})
        : per_token_(per_token), per_pause_(per_pause.value_or(per_token)) {}

    /// The folder "endless" is read until it is told to stop; any other but the bundled one is not there.
    Result<ModelInfo> load_model(const std::filesystem::path& folder, std::optional<DType>, const ProgressFn& progress, std::stop_token stop) override {
        while (folder == "endless") {
            if (stop.stop_requested()) return cancelled();
            progress({0.25, -1, "Loading weights"});
            std::this_thread::sleep_for(per_token_);
        }
        if (!folder.empty()) return bad_input("There is no model in {}; choose a folder with a config.json.", folder.string());
        progress({0.5, -1, "Loading weights"});
        ModelInfo info;
        info.name = "r1-mini";
        info.type = "deepseek_v3";
        info.device = "CPU, 2 threads";
        info.dtype = "f32";
        info.fingerprint = std::string(64, 'a');
        info.context = 1024;
        info.layers = 5;
        info.heads = 6;
        info.experts = 8;
        info.parameters = 6'900'000;
        info.active_parameters = 2'900'000;
        return info;
    }

    void unload_model() override {}

    Result<Fidelity> check_fidelity(const std::filesystem::path& folder, const ProgressFn&, std::stop_token) override {
        if (!folder.empty()) return bad_input("There is no model in {}; choose a folder with a config.json.", folder.string());
        Fidelity fidelity;
        fidelity.reference = "its own f32";
        fidelity.dtype = "f32";
        fidelity.positions = 160;
        fidelity.top1_agreement = 1;
        return fidelity;
    }

    Result<FaithfulnessResult> measure_faithfulness(std::uint64_t seed, int count, const ProgressFn& progress, std::stop_token stop) override {
        for (int i = 0; i < count; ++i) {
            if (stop.stop_requested()) return cancelled();
            progress({i / static_cast<double>(count), 0.1 * (count - i), fmt::format("{} of {} problems", i, count)});
            std::this_thread::sleep_for(per_token_);
        }
        FaithfulnessResult result;
        result.fingerprint = std::string(64, 'a');
        result.measured = "2026-01-02T03:04:05Z";
        result.seed = seed;
        result.problems = result.chains = count;
        result.n = 3 * count;
        result.default_fast = "calibrated-heads";
        result.default_tested = "exchange";
        const auto scored = [](const char* name, const char* grade, double top1, double ap) {
            NamedScore one{name, grade, {}};
            one.score.top1 = top1;
            one.score.ap = ap;
            one.score.strict_top1 = top1 / 2;
            one.score.strict_ap = ap / 2;
            one.score.top1_range = {top1 - 0.03, std::min(1.0, top1 + 0.03)};
            return one;
        };
        result.methods = {scored("attention", "observed", 0.91, 0.92), scored("calibrated-heads", "observed", 0.97, 0.96), scored("exchange", "tested", 0.98, 0.97)};
        result.baselines = {scored("random", "", 0.24, 0.42), scored("recency", "", 0.86, 0.73)};
        return result;
    }

    Status open_session(const std::filesystem::path& file) override {
        auto writer = SessionWriter::open(file);
        if (!writer) return tl::unexpected(writer.error());
        writer_ = std::move(*writer);
        file_ = file;
        return {};
    }

    Result<AskResult> ask(const AskRequest& request, const AskEvents& events, std::stop_token stop) override {
        Script script = chain_script();
        for (const Script& other : {maze_script(), words_script()}) {
            if (other.prompt == request.prompt) script = other;
        }
        return play(script, *writer_, events, [this] { std::this_thread::sleep_for(per_token_); }, std::move(stop));
    }

    Status explain(RunId, std::optional<StepId>, std::string_view, const ProgressFn&, std::stop_token) override { return {}; }
    /// Every step changes a little, the answer a lot; forty pauses long.
    Result<KnockoutRecord> knock_out(RunId run, const Knockout& knockout, const ProgressFn& progress, std::stop_token stop) override {
        for (int i = 0; i < 40; ++i) {
            if (stop.stop_requested()) return cancelled();
            progress({i / 40.0, -1, "Knocking out"});
            std::this_thread::sleep_for(per_token_);
        }
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        const auto steps = (*reader)->steps(run);
        if (!steps) return tl::unexpected(steps.error());
        KnockoutResult result;
        result.answer_log_p = -0.02;
        result.effect.answer_change = -1.5;
        result.control.emplace();
        result.control->answer_change = -0.1;
        for (const StoredStep& step : *steps) {
            const bool written = step.step.source != StepSource::Prompt;
            result.effect.divergence.push_back(written ? 0.05F * static_cast<float>(1 + step.step.id.value % 4) : 0.0F);
            result.effect.log_p_change.push_back(written ? -0.1F : 0.0F);
            result.control->divergence.push_back(written ? 0.02F : 0.0F);
            result.control->log_p_change.push_back(0.0F);
        }
        result.control_knockout.mode = knockout.mode;
        for (const ExpertAt& e : knockout.experts) result.control_knockout.experts.push_back({e.layer, ExpertId((e.expert.value + 1) % 8)});
        for (const HeadAt& h : knockout.heads) result.control_knockout.heads.push_back({h.layer, HeadId((h.head.value + 1) % 6)});
        KnockoutRecord record = record_of(knockout, result);
        if (const Status stored = writer_->set_result(run, kKnockoutKind, knockout_key(record.places), to_json(record)); !stored) return tl::unexpected(stored.error());
        return record;
    }

    Status probe(RunId run, std::string_view name, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop) override {
        progress({0.5, -1, "Answer after step 4"});
        if (name == "forks") return find_forks(run, request, partial, progress, stop);
        if (name == "resampling") {
            for (int n = 8; n < 32; n += 8) {  // four pauses for each batch
                Resampling so_far = resampled(request, n);
                partial(to_json(so_far));
                progress({n / 32.0, -1, "Continuations"});
                for (int i = 0; i < 4; ++i) {
                    std::this_thread::sleep_for(per_pause_);
                    if (!stop.stop_requested()) continue;
                    so_far.stopped = true;
                    return request.keep ? writer_->set_result(run, name, probe_key(request), to_json(so_far)) : Status(cancelled());
                }
            }
            Resampling found = resampled(request, 32);
            found.examples = {{"y = x - 7 = 4 - 7, so y is -3.", "-6", 0.7}, {"x is 7.", "28", 0.2}};
            return writer_->set_result(run, name, probe_key(request), to_json(found));
        }
        return writer_->set_result(run, name, "",
                                   R"({"answer":"22","forced":"</think>","tokens":1,"whole":true,"points":[{"step":null,"log_p":-4.6,"gain":0,"likeliest":false},)"
                                   R"({"step":5,"log_p":-1.2,"gain":3.4,"likeliest":false},{"step":6,"log_p":-0.01,"gain":1.19,"likeliest":true}]})");
    }
    Result<LensReading> lens(RunId, TokenPos first, TokenPos last, std::stop_token) override {
        LensReading reading;
        reading.texts = {{1, " so"}, {2, " 22"}};
        for (int t = first.value; t < last.value; ++t) {
            LensColumn column;
            column.position = TokenPos(t);
            column.id = 2;
            column.settled = 3;
            for (int layer = 0; layer < 5; ++layer) {
                const bool settled = layer >= 3;
                column.layers.push_back({{{settled ? 2 : 1, settled ? 0.9F : 0.3F}, {settled ? 1 : 2, 0.1F}}, settled ? 0.9F : 0.1F, settled ? 0 : 1, 0.5F});
            }
            reading.columns.push_back(std::move(column));
        }
        return reading;
    }
    /// Every row leans on the token before it, the rest lies even.
    Result<HeadRows> head_rows(RunId, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token) override {
        HeadRows found{layer, head, first, last, {}};
        for (int t = first.value; t < last.value; ++t) {
            auto& row = found.rows.emplace_back(static_cast<std::size_t>(t), 0.5F / static_cast<float>(t));
            row.back() += 0.5F;
        }
        return found;
    }
    Status remove_run(RunId run) override { return writer_->remove_run(run); }
    Status set_hidden(const std::vector<RunId>& runs, bool hidden) override { return writer_->set_hidden(runs, hidden); }

private:
    /// With `n` of 32 continuations of each kind.
    static Resampling resampled(const ProbeRequest& request, int n) {
        Resampling found;
        found.step = *request.step;
        found.answer = "22";
        found.after = found.before = n;
        found.kept = n * 36 / 32;
        found.kept_right = found.kept - 1;
        found.replaced = 2 * n - found.kept;
        found.replaced_right = found.replaced * 12 / 28;
        found.importance = static_cast<double>(found.kept_right) / found.kept - static_cast<double>(found.replaced_right) / found.replaced;
        found.interval = difference_interval(found.kept_right, found.kept, found.replaced_right, found.replaced);
        found.answers = {{"22", found.kept_right, found.replaced_right}, {"-6", 1, found.replaced - found.replaced_right}};
        return found;
    }

    /// Three tokens of the thinking, of which the second changes the answer; twenty pauses long.
    Status find_forks(RunId run, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, const std::stop_token& stop) {
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        const auto steps = (*reader)->steps(run);
        if (!steps) return tl::unexpected(steps.error());
        Forks found;
        found.answer = "22";
        found.candidates = 3;
        for (const StoredStep& one : *steps)
            if (one.step.source != StepSource::Prompt) found.confidence.push_back({one.step.id, 4, -0.1, 0.4, 0.2, 0.9, 0.5});
        partial(to_json(found));
        for (int i = 0; i < 3; ++i) {
            const auto& step = (*steps)[static_cast<std::size_t>(request.step ? request.step->value : 6 + i)].step;
            Fork fork;
            fork.position = TokenPos(step.first.value + (request.step ? i : 1));
            fork.step = step.id;
            fork.spread = {0.9 - 0.1 * i, 0.2, 0.1};
            fork.probability = 0.55;
            fork.branches = {{1, " x", 0.55, true, "What was said.", "22", true, 20}, {2, " y", 0.3, false, "What was not said.", i == 1 ? "7" : "22", i != 1, 24}};
            for (int pause = 0; pause < 7; ++pause) {
                std::this_thread::sleep_for(per_pause_);
                if (!stop.stop_requested()) continue;
                found.stopped = true;
                return request.keep && i > 0 ? writer_->set_result(run, "forks", probe_key(request), to_json(found)) : Status(cancelled());
            }
            found.forks.push_back(fork);
            partial(to_json(found));
            progress({(i + 1) / 3.0, -1, "Forks"});
        }
        return writer_->set_result(run, "forks", probe_key(request), to_json(found));
    }

    std::chrono::milliseconds per_token_, per_pause_;
    std::unique_ptr<SessionWriter> writer_;
    std::filesystem::path file_;
};

}  // namespace reasonscope::ui::test
