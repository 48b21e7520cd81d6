#pragma once
// An engine that plays scripts instead of running a model, so that window tests run everywhere and end when they say so.

#include <chrono>
#include <thread>

#include "tests/ui/support/script.h"
#include "ui/jobs/backend.h"

namespace reasonscope::ui::test {

class ScriptedBackend : public EngineBackend {
public:
    explicit ScriptedBackend(std::chrono::milliseconds per_token = std::chrono::milliseconds(1)) : per_token_(per_token) {}

    Result<ModelInfo> load_model(const std::filesystem::path& folder, const ProgressFn& progress, std::stop_token) override {
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
    Status remove_run(RunId run) override { return writer_->remove_run(run); }

private:
    std::chrono::milliseconds per_token_;
    std::unique_ptr<SessionWriter> writer_;
};

}  // namespace reasonscope::ui::test
