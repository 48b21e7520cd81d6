#include "ui/models/run_document.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

#include "reason/importance.h"

namespace reasonscope::ui {

QString one_line(const std::string& utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())).simplified(); }

QString step_label(StepId id) { return RunDocument::tr("Step #%1").arg(id.value); }

RunDocument::RunDocument(QObject* parent) : QObject(parent) {}

bool RunDocument::has_method(std::string_view method) const {
    return std::any_of(edges_.begin(), edges_.end(), [&](const Edge& edge) { return edge.method == method; });
}

void RunDocument::set_method(const std::string& method) {
    wished_method_ = method;
    if (method_ == method) return;
    method_ = method;
    emit steps_changed();
}

void RunDocument::choose_method() {
    if (!wished_method_.empty() && (has_method(wished_method_) || live_)) {
        method_ = has_method(wished_method_) ? wished_method_ : "attention";
    } else {
        method_ = edges_.empty() ? "attention" : preferred_method(edges_);
    }
}

ClaimState RunDocument::claims(StepId id) const {
    const StoredStep* stored = step(id);
    if (stored == nullptr || stored->step.source == StepSource::Prompt) return ClaimState::None;
    claims_.resize(steps_.size());
    auto& known = claims_[static_cast<std::size_t>(id.value)];
    if (!known) known = claim_state(stored->text);
    return *known;
}

const StoredStep* RunDocument::step(StepId id) const {
    const auto index = static_cast<std::size_t>(id.value);
    return id.value >= 0 && index < steps_.size() ? &steps_[index] : nullptr;
}

const TokenRow* RunDocument::token(TokenPos position) const {
    if (tokens_.empty()) return nullptr;
    const int index = position.value - tokens_.front().position.value;  // positions are contiguous
    return index >= 0 && index < static_cast<int>(tokens_.size()) ? &tokens_[static_cast<std::size_t>(index)] : nullptr;
}

std::vector<Edge> RunDocument::edges_of_method() const {
    std::vector<Edge> found;
    std::copy_if(edges_.begin(), edges_.end(), std::back_inserter(found),
                 [&](const Edge& edge) { return edge.method == method_; });
    return found;
}

std::vector<Edge> RunDocument::sources(StepId step) const {
    std::vector<Edge> found;
    std::copy_if(edges_.begin(), edges_.end(), std::back_inserter(found),
                 [&](const Edge& edge) { return edge.step == step && edge.method == method_; });
    std::stable_sort(found.begin(), found.end(), [](const Edge& a, const Edge& b) { return a.weight > b.weight; });
    return found;
}

std::vector<Edge> RunDocument::dependents(StepId step) const {
    std::vector<Edge> found;
    std::copy_if(edges_.begin(), edges_.end(), std::back_inserter(found),
                 [&](const Edge& edge) { return edge.source == step && edge.method == method_; });
    std::stable_sort(found.begin(), found.end(), [](const Edge& a, const Edge& b) { return a.weight > b.weight; });
    return found;
}

StepFigures RunDocument::figures(StepId id) const {
    StepFigures figures;
    const StoredStep* stored = step(id);
    if (stored == nullptr) return figures;
    double entropy = 0, log_probability = 0;
    int measured = 0;
    for (int position = stored->step.first.value; position < stored->step.last.value; ++position) {
        const TokenRow* row = token(TokenPos(position));
        if (row == nullptr || !row->generated) continue;
        ++figures.tokens;
        figures.milliseconds += row->milliseconds;
        if (row->probability <= 0) continue;  // imported text: nobody measured it
        ++measured;
        entropy += row->entropy;
        figures.max_entropy = std::max(figures.max_entropy, row->entropy);
        log_probability += std::log(std::max(row->probability, 1e-9F));
    }
    if (measured > 0) {
        figures.mean_entropy = static_cast<float>(entropy / measured);
        figures.probability = static_cast<float>(std::exp(log_probability / measured));
    }
    return figures;
}

std::optional<StepId> RunDocument::root() const {
    if (steps_.empty()) return std::nullopt;
    const auto answer = std::find_if(steps_.rbegin(), steps_.rend(),
                                     [](const StoredStep& stored) { return stored.step.source == StepSource::Answer; });
    return answer != steps_.rend() ? answer->step.id : steps_.back().step.id;
}

int RunDocument::channels() const {
    std::set<std::string_view> methods;
    for (const Edge& edge : edges_)
        if (edge.grade != EvidenceGrade::Labelled) methods.insert(edge.method);
    methods.erase(kEvidenceMethod);
    return static_cast<int>(methods.size());
}

std::vector<bool> RunDocument::abandoned() const {
    if (live_) return {};
    std::vector<Step> steps;
    for (const StoredStep& stored : steps_) steps.push_back(stored.step);
    return abandoned_steps(edges_of_method(), steps);
}

std::optional<StepId> RunDocument::most_important() const {
    constexpr double kSameFlow = 1e-6;  // float weights
    const auto top = root();
    if (!top) return std::nullopt;
    std::vector<double> flow(steps_.size(), 0.0);
    flow[static_cast<std::size_t>(top->value)] = 1.0;
    // Sources are earlier than the step that rests on them, so one pass from the end sees every step complete.
    std::vector<const Edge*> down;
    for (const Edge& edge : edges_)
        if (edge.method == method_ && edge.step <= *top) down.push_back(&edge);
    std::ranges::stable_sort(down, std::greater{}, [](const Edge* edge) { return edge->step; });
    for (const Edge* edge : down) flow[static_cast<std::size_t>(edge->source.value)] += flow[static_cast<std::size_t>(edge->step.value)] * edge->weight;
    const auto thought = [&flow](const StoredStep& stored) { return stored.step.source == StepSource::Thinking ? flow[static_cast<std::size_t>(stored.step.id.value)] : -1.0; };
    double most = 0;
    for (const StoredStep& stored : steps_) most = std::max(most, thought(stored));
    const auto last = std::find_if(steps_.rbegin(), steps_.rend(), [&](const StoredStep& stored) { return thought(stored) >= most - kSameFlow; });
    return last == steps_.rend() ? top : std::optional(last->step.id);
}

void RunDocument::clear() {
    const bool was_live = std::exchange(live_, false);
    run_.reset();
    tokens_.clear();
    steps_.clear();
    claims_.clear();
    edges_.clear();
    emit was_reset();
    if (was_live) emit live_changed(false);
}

void RunDocument::load(RunSummary run, std::vector<TokenRow> tokens, std::vector<StoredStep> steps,
                       std::vector<Edge> edges) {
    const bool was_live = std::exchange(live_, false);
    run_ = std::move(run);
    tokens_ = std::move(tokens);
    steps_ = std::move(steps);
    claims_.clear();
    edges_ = std::move(edges);
    choose_method();
    emit was_reset();
    if (was_live) emit live_changed(false);
}

void RunDocument::begin(RunId run, const RunStart& start) {
    RunSummary summary;
    summary.id = run;
    summary.start = start;
    summary.prompt_tokens = static_cast<int>(start.prompt_ids.size());
    run_ = std::move(summary);
    tokens_.clear();
    steps_.clear();
    claims_.clear();
    edges_.clear();
    for (std::size_t i = 0; i < start.prompt_ids.size() && i < start.prompt_spans.size(); ++i) {
        TokenRow row;
        row.position = TokenPos(static_cast<std::int32_t>(i));
        row.id = start.prompt_ids[i];
        row.text = std::string(slice(start.rendered_prompt, start.prompt_spans[i]));
        tokens_.push_back(std::move(row));
    }
    live_ = true;
    choose_method();
    emit was_reset();
    emit live_changed(true);
}

void RunDocument::append(const std::vector<TokenRow>& tokens) {
    if (!live_ || tokens.empty()) return;
    const int first = static_cast<int>(tokens_.size());
    tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
    run_->generated_tokens += static_cast<int>(tokens.size());
    emit tokens_appended(first);
}

void RunDocument::set_steps(std::vector<StoredStep> steps, std::vector<Edge> edges) {
    // A live run says all of its steps again with each new one: what was read in those before stays read.
    const auto same = [](const StoredStep& a, const StoredStep& b) { return a.step.source == b.step.source && a.text == b.text; };
    const auto kept = static_cast<std::size_t>(std::ranges::mismatch(steps_, steps, same).in1 - steps_.begin());
    if (claims_.size() > kept) claims_.resize(kept);
    steps_ = std::move(steps);
    edges_ = std::move(edges);
    choose_method();
    emit steps_changed();
}

void RunDocument::end_live() {
    if (!std::exchange(live_, false)) return;
    emit live_changed(false);
}

}  // namespace reasonscope::ui
