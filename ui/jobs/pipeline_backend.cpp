#include "pipeline/evidence.h"
#include "evaluate/faithfulness.h"
#include "store/session.h"
#include "ui/jobs/backend.h"

namespace reasonscope::ui {
namespace {

ModelInfo describe(const LoadedModel& loaded) {
    const Model& model = *loaded.model;
    const ModelConfig& config = model.config();
    ModelInfo info;
    info.folder = model.folder();
    info.name = model.name();
    info.type = config.model_type;
    info.device = model.device_name();
    info.dtype = name(model.dtype());
    info.fingerprint = model.fingerprint();
    info.context = config.context;
    info.layers = config.layers;
    info.heads = config.heads;
    info.experts = config.moe.experts;
    info.parameters = config.parameters();
    info.active_parameters = config.active_parameters();
    info.defaults = default_settings(model);
    return info;
}

class PipelineBackend final : public EngineBackend {
public:
    Result<ModelInfo> load_model(const std::filesystem::path& folder, std::optional<DType> dtype, const ProgressFn& progress,
                                 std::stop_token stop) override {
        const auto wanted = model_or_bundled(folder);
        if (!wanted) return tl::unexpected(wanted.error());
        LoadOptions options;
        options.dtype = dtype;
        options.progress = progress;
        options.stop = std::move(stop);
        auto loaded = LoadedModel::load(*wanted, options);
        if (!loaded) return tl::unexpected(loaded.error());
        model_ = std::move(*loaded);
        return describe(*model_);
    }

    void unload_model() override { model_.reset(); }

    Result<Fidelity> check_fidelity(const std::filesystem::path& folder, const ProgressFn& progress, std::stop_token stop) override {
        const auto wanted = model_or_bundled(folder);
        if (!wanted) return tl::unexpected(wanted.error());
        return reasonscope::check_fidelity(*wanted, {}, progress, std::move(stop));
    }

    Result<FaithfulnessResult> measure_faithfulness(std::uint64_t seed, int count, const ProgressFn& progress, std::stop_token stop) override {
        constexpr int kCurveSteps = 1;  // of a chain: curves take most of the time
        if (!model_) return bad_input("No model is loaded yet; open one with File > Models.");
        auto result = reasonscope::measure_faithfulness(*model_, seed, count, kCurveSteps, progress, std::move(stop));
        if (!result) return result;
        if (const Status kept = store_faithfulness(*result); !kept) return tl::unexpected(kept.error());
        if (!writer_) return result;
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        if (const Status noted = note_faithfulness(*writer_, **reader, *result); !noted) return tl::unexpected(noted.error());
        return result;
    }

    Status open_session(const std::filesystem::path& file) override {
        if (file_ == file && writer_) return {};
        auto writer = SessionWriter::open(file);
        if (!writer) return tl::unexpected(writer.error());
        writer_ = std::move(*writer);
        file_ = file;
        return {};
    }

    Result<AskResult> ask(const AskRequest& request, const AskEvents& events, std::stop_token stop) override {
        if (const Status ready = need_model_and_session(); !ready) return tl::unexpected(ready.error());
        return reasonscope::ask(*model_, *writer_, request, events, std::move(stop));
    }

    Status explain(RunId run, std::optional<StepId> step, std::string_view method, const ProgressFn& progress,
                   std::stop_token stop) override {
        const bool stored_only = method == "evidence";  // made of what is stored: imported runs have it too
        if (const Status ready = stored_only ? need_session() : need_model_and_session(); !ready) return ready;
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        if (stored_only) return combine_evidence(*writer_, **reader, run);
        return reasonscope::explain(*model_, *writer_, **reader, run, step, method, progress, std::move(stop));
    }

    Result<KnockoutRecord> knock_out(RunId run, const Knockout& knockout, const ProgressFn& progress, std::stop_token stop) override {
        if (const Status ready = need_model_and_session(); !ready) return tl::unexpected(ready.error());
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        return knock_out_and_store(*model_, *writer_, **reader, run, knockout, progress, std::move(stop));
    }

    Status probe(RunId run, std::string_view name, const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress,
                 std::stop_token stop) override {
        if (const Status ready = need_model_and_session(); !ready) return ready;
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        const auto found = probe_run(*model_, *writer_, **reader, run, name, request, partial, progress, std::move(stop));
        if (!found) return tl::unexpected(found.error());
        return {};
    }

    Result<LensReading> lens(RunId run, TokenPos first, TokenPos last, std::stop_token stop) override {
        constexpr int kTop = 5;  // what a tooltip holds
        if (!model_) return bad_input("No model is loaded yet; open one with File > Models.");
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        return lens_run(*model_, **reader, run, first, last, kTop, std::move(stop));
    }

    Result<HeadRows> head_rows(RunId run, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token stop) override {
        if (!model_) return bad_input("No model is loaded yet; open one with File > Models.");
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        return head_run(*model_, **reader, run, layer, head, first, last, std::move(stop));
    }

    Status remove_run(RunId run) override {
        if (const Status ready = need_session(); !ready) return ready;
        return writer_->remove_run(run);
    }

    Result<BranchResult> branch(const BranchRequest& request, const AskEvents& events, std::stop_token stop) override {
        if (const Status ready = need_model_and_session(); !ready) return tl::unexpected(ready.error());
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        return reasonscope::branch(*model_, *writer_, **reader, request, events, std::move(stop));
    }

    Result<AnswerDistribution> resample(RunId run, TokenPos from, int samples, const ProgressFn& progress, std::stop_token stop) override {
        if (const Status ready = need_model_and_session(); !ready) return tl::unexpected(ready.error());
        const auto reader = SessionReader::open(file_);
        if (!reader) return tl::unexpected(reader.error());
        auto spread = resample_answers(*model_, **reader, run, from, samples, 1, progress, std::move(stop));
        if (!spread) return spread;
        if (const Status kept = writer_->set_result(run, "answers", fmt::format("token {}", from.value), to_json(*spread)); !kept)
            return tl::unexpected(kept.error());
        return spread;
    }

    Status set_hidden(const std::vector<RunId>& runs, bool hidden) override {
        if (!writer_) return bad_input("No session is open; open one with File > Open session.");
        return writer_->set_hidden(runs, hidden);
    }

    Status set_mark(const Mark& mark) override {
        if (const Status ready = need_session(); !ready) return ready;
        const auto id = writer_->set_mark(mark);
        return id ? Status{} : tl::unexpected(id.error());
    }

    Status remove_mark(std::int64_t id) override {
        if (const Status ready = need_session(); !ready) return ready;
        return writer_->remove_mark(id);
    }

private:
    Status need_model_and_session() const {
        if (!model_) return bad_input("No model is loaded yet; open one with File > Models.");
        return need_session();
    }

    Status need_session() const { return writer_ ? Status{} : bad_input("No session is open; open one with File > Open session."); }

    std::optional<LoadedModel> model_;
    std::unique_ptr<SessionWriter> writer_;
    std::filesystem::path file_;
};

}  // namespace

Result<BranchResult> EngineBackend::branch(const BranchRequest&, const AskEvents&, std::stop_token) { return bad_input("This engine cannot branch."); }
Result<AnswerDistribution> EngineBackend::resample(RunId, TokenPos, int, const ProgressFn&, std::stop_token) {
    return bad_input("This engine cannot write runs again.");
}
Result<HeadRows> EngineBackend::head_rows(RunId, LayerId, HeadId, TokenPos, TokenPos, std::stop_token) { return bad_input("This engine cannot read attention."); }
Status EngineBackend::set_hidden(const std::vector<RunId>&, bool) { return bad_input("This engine cannot hide runs."); }

Status EngineBackend::set_mark(const Mark&) { return bad_input("This engine keeps no marks."); }
Status EngineBackend::remove_mark(std::int64_t) { return bad_input("This engine keeps no marks."); }

std::unique_ptr<EngineBackend> make_pipeline_backend() { return std::make_unique<PipelineBackend>(); }

}  // namespace reasonscope::ui
