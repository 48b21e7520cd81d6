#include "sample_session.h"

#include <algorithm>
#include <cmath>

#include "reason/segment.h"

namespace reasonscope::sample {
namespace {

/// A small fixed generator, so that fixtures never depend on a library's distribution.
class Noise {
public:
    double next() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state_ >> 33U) / static_cast<double>(1ULL << 31U);
    }

private:
    std::uint64_t state_ = 20240607;
};

/// Words with the space before them, as byte-level tokenizers cut.
std::vector<std::string> pieces(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] != ' ' && text[end] != '\n' && end - at < 7) ++end;
        out.push_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

struct Transcript {
    std::string text;
    std::vector<std::string> tokens;
    std::size_t prompt_tokens = 0;
    std::uint32_t completion_begin = 0, stop_begin = 0;
    ByteSpan user;
    void add(const std::string& part) {
        for (std::string& piece : pieces(part)) tokens.push_back(std::move(piece));
        text += part;
    }
    void add_special(const std::string& token) {
        tokens.push_back(token);
        text += token;
    }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(text.size()); }
};

std::string joined_question(const Story& story) {
    std::string out;
    for (const std::string& sentence : story.question) out += (out.empty() ? "" : " ") + sentence;
    return out;
}

Transcript transcript_of(const Story& story) {
    Transcript t;
    t.add_special("<｜begin▁of▁sentence｜>");
    t.add_special("<｜User｜>");
    t.user.begin = t.size();
    t.add(joined_question(story));
    t.user.end = t.size();
    t.add_special("<｜Assistant｜>");
    t.add_special("<think>\n");
    t.prompt_tokens = t.tokens.size();
    t.completion_begin = t.size();
    std::string thinking;
    for (const Thought& thought : story.thinking) thinking += (thinking.empty() ? "" : " ") + thought.text;
    t.add(thinking);
    if (!story.answer.empty()) {
        t.add_special("</think>\n");
        t.add(story.answer);
    }
    t.stop_begin = t.size();
    if (story.stop_reason == "stop") t.add_special("<｜end▁of▁sentence｜>");
    return t;
}

RouterTrace router(const Story& story, Noise& noise, double drift) {
    RouterTrace trace;
    trace.experts = story.experts;
    trace.top_k = 2;
    for (int layer = 1; layer < story.layers; ++layer) {
        trace.layers.push_back(layer);
        std::vector<float> scores;
        for (int e = 0; e < story.experts; ++e) {
            const double favourite = std::fmod(layer * 3 + drift * 5, story.experts);
            scores.push_back(static_cast<float>(0.15 + 0.5 * noise.next() + 0.45 * std::exp(-std::abs(e - favourite))));
        }
        std::vector<int> order(scores.size());
        for (std::size_t e = 0; e < order.size(); ++e) order[e] = static_cast<int>(e);
        std::ranges::stable_sort(order, [&](int a, int b) { return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)]; });
        const float a = scores[static_cast<std::size_t>(order[0])], b = scores[static_cast<std::size_t>(order[1])];
        trace.scores.insert(trace.scores.end(), scores.begin(), scores.end());
        trace.chosen.insert(trace.chosen.end(), {order[0], order[1]});
        trace.weights.insert(trace.weights.end(), {a / (a + b), b / (a + b)});
        trace.shared_share.push_back(static_cast<float>(0.3 + 0.2 * noise.next()));
    }
    return trace;
}

TokenRow row(const Transcript& t, std::size_t at, const Story& story, Noise& noise) {
    TokenRow token;
    token.position = TokenPos(static_cast<std::int32_t>(at));
    token.id = static_cast<std::int32_t>(16 + t.tokens[at].size() * 31 + static_cast<unsigned char>(t.tokens[at].back()));
    token.text = t.tokens[at];
    token.generated = at >= t.prompt_tokens;
    if (!token.generated) return token;
    token.milliseconds = 3.0 + 2.0 * noise.next();
    if (!story.traced) return token;
    const double doubt = noise.next();
    token.probability = static_cast<float>(doubt > 0.93 ? 0.45 + 0.3 * noise.next() : 1.0 - 0.04 * doubt * doubt);
    token.entropy = token.probability > 0.9F ? 0.02F + (1 - token.probability) * 3 : 0.7F + (1 - token.probability);
    const float rest = 1 - token.probability;
    token.alternatives = {{token.id, token.probability}, {7, rest * 0.7F}, {8, rest * 0.2F}};
    token.alternative_texts = {token.text, " so", " wait"};
    return token;
}

/// Classes of the fixture's own, so that its reports don't change whenever the product learns to classify better.
StepClass class_of(const Step& step, std::string_view text) {
    if (step.source == StepSource::Prompt) return StepClass::ProblemSetup;
    if (step.source == StepSource::Answer || text.starts_with("The answer")) return StepClass::FinalAnswerEmission;
    for (const auto& [lead, cls] : std::initializer_list<std::pair<std::string_view, StepClass>>{
             {"Find", StepClass::PlanGeneration}, {"I need", StepClass::PlanGeneration}, {"首先", StepClass::PlanGeneration}, {"Use", StepClass::FactRetrieval},
             {"There", StepClass::FactRetrieval}, {"It waits", StepClass::FactRetrieval}, {"Leg", StepClass::FactRetrieval}, {"Wait", StepClass::UncertaintyManagement},
             {"Perhaps", StepClass::UncertaintyManagement}, {"Maybe", StepClass::UncertaintyManagement}, {"Does", StepClass::UncertaintyManagement},
             {"Together", StepClass::ResultConsolidation}, {"So the", StepClass::ResultConsolidation}, {"Check", StepClass::SelfChecking}, {"No,", StepClass::SelfChecking},
             {"[click]", StepClass::Unknown}}) {
        if (text.starts_with(lead)) return cls;
    }
    return StepClass::ActiveComputation;
}

std::vector<StoredStep> steps_of(const Transcript& t, Sections& sections) {
    std::vector<Token> tokens;
    std::uint32_t at = 0;
    for (const std::string& text : t.tokens) {
        const auto end = at + static_cast<std::uint32_t>(text.size());
        tokens.push_back({.id = 0, .bytes = {at, end}});
        at = end;
    }
    sections = find_sections(t.text, t.user, marks_in_text(t.text, t.completion_begin, t.stop_begin), t.stop_begin);
    std::vector<StoredStep> steps;
    for (const Step& step : make_steps(t.text, sections, tokens)) {
        steps.push_back({step, std::string(slice(t.text, step.bytes))});
        steps.back().step.cls = class_of(step, steps.back().text);
        steps.back().step.confidence = 0.9F;
    }
    return steps;
}

/// Much weight on the true parents, a little noise elsewhere; `sharpness` tells the methods apart.
StepMatrix matrix_of(const Story& story, const std::vector<StoredStep>& steps, double sharpness, Noise& noise) {
    StepMatrix matrix(static_cast<int>(steps.size()));
    const int first = static_cast<int>(story.question.size());
    for (int r = 0; r < matrix.n; ++r) {
        const Step& step = steps[static_cast<std::size_t>(r)].step;
        if (step.source == StepSource::Prompt) continue;
        std::vector<int> parents = {r - 1};
        const auto i = static_cast<std::size_t>(r - first);
        if (r >= first && i < story.thinking.size()) parents = story.thinking[i].parents;
        for (int c = 0; c < r; ++c) {
            const bool parent = std::ranges::find(parents, c) != parents.end();
            matrix.at(r, c) = static_cast<float>((0.2 + 0.6 * noise.next()) * 0.2 + (parent ? sharpness * (0.8 + 0.4 * noise.next()) : 0.0));
        }
    }
    return matrix;
}

RunStart start_of(const Story& story, const Transcript& t) {
    RunStart start;
    start.prompt = joined_question(story);
    start.rendered_prompt = t.text.substr(0, t.completion_begin);
    start.settings_json = R"({"temperature":0,"top_k":0,"top_p":1,"min_p":0,"repetition_penalty":1,"max_tokens":1024,"trace":"full","seed":7})";
    start.seed = 7;
    start.dtype = "f32";
    start.device = "CPU, 2 threads";
    start.model_name = "r1-mini";
    start.model_path = "models/r1-mini";
    start.model_type = "deepseek_v3";
    start.fingerprint = "sha256:3f1c0f6f6c1be0f0a5a2b8f6d21cf2c9d50d7a4a8e1b3c7f9e2d4b6a8c0e1f23";
    start.model_json = R"({"layers":5,"heads":8,"experts":)" + std::to_string(story.experts) +
                       R"(,"experts_per_token":2,"first_dense_layers":1,"parameters":7012352,"active_parameters":3342336})";
    start.program_version = "0.1.0";
    std::uint32_t at = 0;
    for (std::size_t i = 0; i < t.prompt_tokens; ++i) {
        start.prompt_ids.push_back(static_cast<std::int32_t>(i + 16));
        start.prompt_spans.push_back({at, at + static_cast<std::uint32_t>(t.tokens[i].size())});
        at = start.prompt_spans.back().end;
    }
    return start;
}

Status write_rows(SessionWriter& session, RunId run, const Story& story, const Transcript& t) {
    Noise noise;
    for (std::size_t at = t.prompt_tokens; at < t.tokens.size(); ++at) {
        const TokenRow token = row(t, at, story, noise);
        const RouterTrace experts = story.traced && story.experts > 0 ? router(story, noise, static_cast<double>(at) / 40.0) : RouterTrace{};
        if (const Status added = session.add_token(run, token, {}, experts, {}); !added) return added;
    }
    Sections sections;
    const std::vector<StoredStep> steps = steps_of(t, sections);
    if (const Status set = session.set_steps(run, steps, slice(t.text, sections.thinking), slice(t.text, sections.answer)); !set) return set;
    if (!story.traced) return {};
    std::vector<Step> plain;
    for (const StoredStep& step : steps) plain.push_back(step.step);
    for (const auto& [method, sharpness] : {std::pair<std::string_view, double>{"attention", 0.5}, {"gradient", 1.6}}) {
        const StepMatrix matrix = matrix_of(story, steps, sharpness, noise);
        if (const Status set = session.set_edges(run, method, matrix, edges_from(matrix, plain, method, EvidenceGrade::Observed)); !set) return set;
    }
    return {};
}

}  // namespace

Result<RunId> write(SessionWriter& session, const Story& story) {
    const Transcript t = transcript_of(story);
    const auto run = session.begin_run(start_of(story, t));
    if (!run) return run;
    if (const Status rows = write_rows(session, *run, story, t); !rows) return tl::unexpected(rows.error());
    RunEnd end{.state = story.state, .stop_reason = story.stop_reason, .first_token_ms = 41, .seconds = 0.38, .tokens_per_second = 212.5};
    if (const Status ended = session.end_run(*run, end); !ended) return tl::unexpected(ended.error());
    if (const Status saved = session.flush(); !saved) return tl::unexpected(saved.error());
    return run;
}

}  // namespace reasonscope::sample
