#include <algorithm>
#include <cmath>
#include <random>
#include <regex>

#include "reason/segment.h"
#include "reason/tree.h"
#include "tests/ui/support/script.h"

namespace reasonscope::ui::test {
namespace {

constexpr int kLayers = 5, kHeads = 6, kTopK = 4, kExperts = 8, kExpertsUsed = 2;
constexpr const char* kEnd = "<｜end▁of▁sentence｜>";

std::vector<std::string> pieces(const std::string& text) {
    static const std::regex word("<[^<> ]*>| ?[A-Za-z]+| ?[0-9]| ?[^ \nA-Za-z0-9<]|\n| ");
    std::vector<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it) found.push_back(it->str());
    return found;
}

class Player {
public:
    Player(const Script& script, SessionWriter& session, const AskEvents& events) : script_(script), session_(session), events_(events), random_(7) {
        rendered_ = "<｜begin▁of▁sentence｜><｜User｜>" + script.prompt + "<｜Assistant｜><think>\n";
        for (const auto& step : script.thinking) completion_ += (completion_.empty() ? "" : " ") + step.text;
        completion_ += "\n</think>\n\n" + script.answer + kEnd;
    }

    Result<AskResult> run(const Pause& pause, const std::stop_token& stop) {
        if (const Status begun = begin(); !begun) return tl::unexpected(begun.error());
        AskResult result;
        result.run = run_;
        RunEnd end;
        end.stop_reason = "stop";
        for (const std::string& piece : pieces(completion_)) {
            pause();
            if (stop.stop_requested()) {
                end.state = RunState::Cancelled;
                end.stop_reason = "cancelled";
                result.generation.reason = StopReason::Cancelled;
                break;
            }
            if (const Status added = add(piece); !added) return tl::unexpected(added.error());
        }
        if (const Status told = tell_steps(true); !told) return tl::unexpected(told.error());
        end.first_token_ms = 41;
        end.seconds = static_cast<double>(tokens_.size()) / 210;
        end.tokens_per_second = 212.4;
        if (const Status ended = session_.end_run(run_, end); !ended) return tl::unexpected(ended.error());
        result.answer = script_.answer;
        return result;
    }

private:
    Status begin() {
        RunStart start;
        start.prompt = script_.prompt;
        start.rendered_prompt = rendered_;
        start.settings_json = R"({"temperature":0.0,"top_k":0,"top_p":1.0,"seed":0,"max_tokens":1024,"trace":"full"})";
        start.dtype = "f32";
        start.device = "CPU, 2 threads";
        start.model_name = "r1-mini";
        start.model_path = "resources/models/r1-mini";
        start.model_type = "deepseek_v3";
        start.fingerprint = std::string(64, 'a');
        start.model_json = R"({"layers":5,"heads":6,"context":1024,"experts":8,"experts_per_token":2,"first_dense_layers":1,)"
                           R"("shared_experts":1,"parameters":6900000,"active_parameters":2900000})";
        start.program_version = REASONSCOPE_VERSION;
        std::uint32_t at = 0;
        for (const std::string& piece : pieces(rendered_)) {
            const Token token{static_cast<std::int32_t>(start.prompt_ids.size() % 700), {at, at + static_cast<std::uint32_t>(piece.size())}};
            at = token.bytes.end;
            tokens_.push_back(token);
            start.prompt_ids.push_back(token.id);
            start.prompt_spans.push_back(token.bytes);
        }
        transcript_ = rendered_;
        auto run = session_.begin_run(start);
        if (!run) return tl::unexpected(run.error());
        run_ = *run;
        begins_ = {TokenPos(0)};
        for (const Step& step : steps()) {
            if (step.first.value > 0 && step.first > begins_.back()) begins_.push_back(step.first);
        }
        prompt_tokens_ = tokens_.size();
        if (events_.on_start) events_.on_start(run_, start);
        return {};
    }

    Status add(const std::string& piece) {
        const auto begin = static_cast<std::uint32_t>(transcript_.size());
        const Token token{static_cast<std::int32_t>(std::hash<std::string>{}(piece) % 700), {begin, begin + static_cast<std::uint32_t>(piece.size())}};
        const TokenPos position(static_cast<std::int32_t>(tokens_.size()));
        TokenTrace trace;
        trace.position = position;
        trace.id = token.id;
        trace.attention = attention(position);
        trace.router = router();
        // Digits after an operator and the words that open a sentence are where a model hesitates.
        const bool opens = piece.size() > 1 && piece[0] == ' ' && std::isupper(static_cast<unsigned char>(piece[1])) != 0;
        const double doubt = opens ? uniform(0.2, 0.6) : std::isdigit(static_cast<unsigned char>(piece.back())) != 0 ? uniform(0.02, 0.3) : uniform(0.0, 0.05);
        trace.probability = static_cast<float>(1 - doubt);
        trace.entropy = static_cast<float>(doubt * 2.3);
        trace.milliseconds = uniform(4.0, 5.5) + (opens ? 1.5 : 0);
        TokenRow row{position, token.id, piece, true, trace.probability, trace.entropy, trace.milliseconds, {}, {}};
        static const std::vector<std::string> others = {" So", " Then", " Check", " 4", " 7", " y", " From", " Back", " no"};
        row.alternatives = {{token.id, trace.probability}};
        row.alternative_texts = {piece};
        double left = doubt;
        for (int i = 0; i < 4; ++i) {
            const std::size_t pick = (static_cast<std::size_t>(position.value) + static_cast<std::size_t>(i) * 2) % others.size();
            row.alternatives.push_back({static_cast<std::int32_t>(720 + pick), static_cast<float>(left * 0.6)});
            row.alternative_texts.push_back(others[pick]);
            left *= 0.4;
        }
        trace.alternatives = row.alternatives;
        tokens_.push_back(token);
        transcript_ += piece;
        if (const Status added = session_.add_token(run_, row, trace.attention, trace.router, begins_); !added) return added;
        if (events_.on_token) events_.on_token(row, trace);
        if (piece == "." || piece == "?" || piece == "\n") return tell_steps(false);
        return {};
    }

    std::vector<Step> steps() const {
        const auto user = static_cast<std::uint32_t>(rendered_.find(script_.prompt));
        const auto end = static_cast<std::uint32_t>(transcript_.size() - (transcript_.ends_with(kEnd) ? std::string(kEnd).size() : 0));
        const Sections sections = find_sections(transcript_, {user, user + static_cast<std::uint32_t>(script_.prompt.size())},
                                                marks_in_text(transcript_, static_cast<std::uint32_t>(rendered_.size()), end), end);
        return make_steps(transcript_, sections, tokens_);
    }

    const std::vector<int>* parents_of(int step) const {
        const int thinking = step - script_.prompt_steps, count = static_cast<int>(script_.thinking.size());
        if (thinking < 0 || thinking > count) return nullptr;
        return thinking == count ? &script_.answer_parents : &script_.thinking[static_cast<std::size_t>(thinking)].parents;
    }

    StepMatrix matrix(const std::vector<Step>& steps, double noise) {
        StepMatrix weights(static_cast<int>(steps.size()));
        for (int r = script_.prompt_steps; r < weights.n; ++r) {
            for (int c = 0; c < r; ++c) weights.at(r, c) = static_cast<float>(noise * uniform(0.2, 1.0));
            const auto* parents = parents_of(r);
            double share = 1;
            for (const int parent : parents != nullptr ? *parents : std::vector<int>{}) {
                if (parent < r) weights.at(r, parent) = static_cast<float>(share * uniform(0.85, 1.0));
                share *= 0.55;
            }
        }
        return weights;
    }

    Status tell_steps(bool last) {
        const auto found = steps();
        std::vector<StoredStep> stored;
        for (const Step& step : found) stored.push_back({step, std::string(slice(transcript_, step.bytes))});
        if (!found.empty() && found.back().last.value > begins_.back().value) {
            const TokenPos next(static_cast<std::int32_t>(tokens_.size()));
            if (next > begins_.back()) begins_.push_back(next);
        }
        const StepMatrix looked = matrix(found, 0.12);
        auto edges = edges_from(looked, found, "attention", EvidenceGrade::Observed);
        const std::string thinking = completion_.substr(0, completion_.find("\n</think>"));
        if (const Status set = session_.set_steps(run_, stored, thinking, last ? script_.answer : ""); !set) return set;
        if (const Status set = session_.set_edges(run_, "attention", looked, edges); !set) return set;
        if (events_.on_steps) events_.on_steps(stored, edges);
        if (last) {
            const StepMatrix depended = matrix(found, 0.04);
            return session_.set_edges(run_, "gradient", depended, edges_from(depended, found, "gradient", EvidenceGrade::Observed));
        }
        return {};
    }

    AttentionTrace attention(TokenPos position) {
        AttentionTrace trace;
        trace.layers = kLayers;
        trace.heads = kHeads;
        trace.top_k = kTopK;
        trace.segments = static_cast<int>(begins_.size());
        const int rows = kLayers * kHeads;
        for (int row = 0; row < rows; ++row) {
            // Some heads look far back, most look close by.
            const double reach = (row * 7 % 11) / 11.0;
            std::vector<double> mass(begins_.size());
            double sum = 0;
            for (std::size_t s = 0; s < mass.size(); ++s) {
                const double place = mass.size() > 1 ? static_cast<double>(s) / static_cast<double>(mass.size() - 1) : 1;
                mass[s] = std::exp(-6 * std::abs(place - reach)) + uniform(0, 0.15);
                sum += mass[s];
            }
            for (const double m : mass) trace.segment_mass.push_back(static_cast<float>(m / sum));
            for (int k = 0; k < kTopK; ++k) {
                trace.top_positions.push_back(std::max(0, static_cast<int>(reach * position.value) - k));
                trace.top_weights.push_back(0.3F / static_cast<float>(k + 1));
            }
        }
        return trace;
    }

    RouterTrace router() {
        RouterTrace trace;
        trace.experts = kExperts;
        trace.top_k = kExpertsUsed;
        for (int layer = 1; layer < kLayers; ++layer) {
            trace.layers.push_back(layer);
            std::vector<std::pair<double, int>> scores;
            for (int e = 0; e < kExperts; ++e) {
                const double taste = 0.5 + 0.45 * std::sin(layer * 2.1 + e * 1.7);
                const double score = std::clamp(taste * uniform(0.5, 1.0), 0.01, 0.99);
                trace.scores.push_back(static_cast<float>(score));
                scores.emplace_back(-score, e);
            }
            std::sort(scores.begin(), scores.end());
            const double both = scores[0].first + scores[1].first;
            for (int k = 0; k < kExpertsUsed; ++k) {
                trace.chosen.push_back(scores[static_cast<std::size_t>(k)].second);
                trace.weights.push_back(static_cast<float>(scores[static_cast<std::size_t>(k)].first / both));
            }
            trace.shared_share.push_back(static_cast<float>(uniform(0.3, 0.45)));
        }
        return trace;
    }

    double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(random_()) / 4294967295.0); }

    const Script& script_;
    SessionWriter& session_;
    const AskEvents& events_;
    std::mt19937 random_;
    std::string rendered_, completion_, transcript_;
    std::vector<Token> tokens_;
    std::vector<TokenPos> begins_;
    std::size_t prompt_tokens_ = 0;
    RunId run_;
};

}  // namespace

Result<AskResult> play(const Script& script, SessionWriter& session, const AskEvents& events, const Pause& pause, std::stop_token stop) {
    return Player(script, session, events).run(pause, stop);
}

Status write_sample_session(const std::filesystem::path& file) {
    auto session = SessionWriter::open(file);
    if (!session) return tl::unexpected(session.error());
    for (const Script& script : {words_script(), chain_script(), maze_script()}) {
        const auto played = play(script, **session, {}, [] {}, {});
        if (!played) return tl::unexpected(played.error());
    }
    return (*session)->flush();
}

}  // namespace reasonscope::ui::test
