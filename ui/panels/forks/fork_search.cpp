#include "ui/panels/forks/fork_search.h"

#include <algorithm>

#include "ui/panels/common/model_work.h"

namespace reasonscope::ui {
namespace {

const std::string kForks = "forks";

std::string key_of(ForkSearch::Where where) {
    ProbeRequest request;
    request.step = where;
    return probe_key(request);
}

}  // namespace

ForkSearch::ForkSearch(const PanelContext& context, QObject* parent) : QObject(parent), context_(context) {
    connect(&context_.document, &RunDocument::was_reset, this, &ForkSearch::forget);
    connect(&context_.document, &RunDocument::live_changed, this, &ForkSearch::changed);
    connect(&context_.library, &Library::opened, this, &ForkSearch::load);
    connect(&context_.engine, &Engine::model_loaded, this, &ForkSearch::changed);
    connect(&context_.engine, &Engine::model_unloaded, this, &ForkSearch::changed);
    connect(&context_.engine, &Engine::probe_partial, this, [this](RunId run, const QString& name, const std::string& json) {
        if (name.toStdString() == kForks) take_partial(run, json);
    });
    connect(&context_.engine, &Engine::probe_progress, this, [this](const QString& name, const Progress& progress) {
        if (name.toStdString() == kForks && running() != nullptr) emit progressed(progress);
    });
    connect(&context_.engine, &Engine::probed, this, [this](RunId, const QString& name) {
        if (name.toStdString() == kForks) load();
    });
    connect(&context_.engine, &Engine::probes_changed, this, [this] {
        if (running() == nullptr && partial_) load();  // of what was stopped or failed nothing else tells
        emit changed();
    });
}

void ForkSearch::forget() {
    stored_.clear();
    partial_.reset();
    gather();
    load();
}

void ForkSearch::load() {
    const auto& run = context_.document.run();
    if (!run || context_.document.live()) return;
    context_.library.query<std::map<std::string, Forks>>(
        QStringLiteral("forks"), this, [run = run->id](const SessionReader& reader) { return stored_forks(reader, run); },
        [this, run = run->id](Result<std::map<std::string, Forks>> found) {
            if (!found || !context_.document.run() || context_.document.run()->id != run) return;
            stored_ = std::move(*found);
            if (running() == nullptr) partial_.reset();
            gather();
        });
}

void ForkSearch::take_partial(RunId run, const std::string& json) {
    if (!context_.document.run() || context_.document.run()->id != run) return;
    auto found = parse_forks(json);
    if (!found) return;
    partial_ = std::move(*found);
    gather();
}

/// Each token once; what was found last stands for it.
void ForkSearch::gather() {
    std::map<TokenPos, Fork> by_token;
    for (const auto& [key, found] : stored_)
        for (const Fork& fork : found.forks) by_token.insert_or_assign(fork.position, fork);
    if (partial_)
        for (const Fork& fork : partial_->forks) by_token.insert_or_assign(fork.position, fork);
    forks_.clear();
    for (auto& [position, fork] : by_token) forks_.push_back(std::move(fork));
    std::ranges::stable_sort(forks_, matters_more);
    emit changed();
}

std::vector<ForkMark> ForkSearch::marks() const {
    std::vector<ForkMark> marks;
    for (const Fork& fork : forks_) marks.push_back({fork.position, static_cast<float>(fork.change())});
    std::ranges::sort(marks, {}, &ForkMark::at);
    return marks;
}

const Forks* ForkSearch::found(Where where) const {
    const ProbeTask* task = running();
    if (task != nullptr && partial_ && task->request.step == where) return &*partial_;
    const auto found = stored_.find(key_of(where));
    return found == stored_.end() ? nullptr : &found->second;
}

const StepConfidence* ForkSearch::confidence(StepId step) const {
    const auto in = [&](const Forks& found) -> const StepConfidence* {
        const auto one = std::ranges::find(found.confidence, step, &StepConfidence::step);
        return one == found.confidence.end() ? nullptr : &*one;
    };
    if (partial_)
        if (const StepConfidence* one = in(*partial_)) return one;
    for (const auto& [key, found] : stored_)
        if (const StepConfidence* one = in(found)) return one;
    return nullptr;
}

const ProbeTask* ForkSearch::running() const {
    const ProbeTask* task = context_.engine.probing(kForks);
    return task != nullptr && context_.document.run() && task->run == context_.document.run()->id ? task : nullptr;
}

QString ForkSearch::why_not() const {
    if (const QString why = why_no_model(context_); !why.isEmpty()) return why;
    if (context_.document.run()->answer.empty()) return tr("The run has no answer, so there is nothing that another word could have changed.");
    const ProbeTask* task = context_.engine.probing(kForks);
    return task != nullptr && running() == nullptr ? tr("Run %1 is being looked through; this one can be when that is done.").arg(task->run.value) : QString();
}

QString ForkSearch::cost(Where) const {
    const auto& run = context_.document.run();
    if (!run) return {};
    return cost_text(context_.document, forks_cost(run->prompt_tokens, run->prompt_tokens + run->generated_tokens, {}));
}

void ForkSearch::start(Where where) {
    if (!why_not().isEmpty() || running() != nullptr) return;
    ProbeRequest request;
    request.step = where;
    request.keep = true;
    context_.engine.probe(context_.document.run()->id, kForks, request);
}

void ForkSearch::stop() { context_.engine.stop_probe(kForks); }

}  // namespace reasonscope::ui
