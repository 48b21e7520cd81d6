#include "explain/answer_curve.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <nlohmann/json.hpp>

#include "generate/shared_prefix.h"
#include "reason/answer.h"
#include "reason/similarity.h"

namespace reasonscope {
namespace {

constexpr std::size_t kLongest = 64;  // scored tokens

/// What is put behind a cut: `forced` closes the thinking, `scored` is the answer.
struct Ending {
    std::vector<std::int32_t> forced, scored;
    std::string answer;
    bool whole = true;
};

std::vector<std::int32_t> ids_of(const Tokenizer& tokenizer, std::string_view text) {
    std::vector<std::int32_t> ids;
    for (const Token& token : tokenizer.encode(text)) ids.push_back(token.id);
    return ids;
}

int words_in(std::string_view text) {
    int words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
        words += !space && !inside ? 1 : 0;
        inside = !space;
    }
    return words;
}

/// How the last thought announces the answer; nothing when it does not, or says more than that.
std::optional<Ending> announcement(const WrittenRun& run, const Step& thought, const std::string& answer) {
    constexpr int kMostWords = 4;
    std::string text;
    std::vector<std::size_t> ends;  // of the thought's tokens, in its text
    for (int t = thought.first.value; t < thought.last.value; ++t) {
        text += run.tokenizer->bytes_of(run.ids[static_cast<std::size_t>(t)]);
        ends.push_back(text.size());
    }
    const std::size_t begin = text.rfind(answer);
    if (begin == std::string::npos) return std::nullopt;
    const std::string_view lead = std::string_view(text).substr(0, begin);
    if (!numbers_in(lead).empty() || words_in(lead) > kMostWords) return std::nullopt;
    Ending ending;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const std::int32_t id = run.ids[static_cast<std::size_t>(thought.first.value) + i];
        const std::size_t from = i == 0 ? 0 : ends[i - 1];
        if (ends[i] <= begin) ending.forced.push_back(id);
        else if (from < begin + answer.size()) ending.scored.push_back(id);
    }
    return ending;
}

Result<Ending> ending_of(const WrittenRun& run, const ReadBack& read) {
    const auto is = [](StepSource source) { return [source](const Step& step) { return step.source == source; }; };
    const auto answer = std::ranges::find_if(run.steps, is(StepSource::Answer));
    const auto thinking = std::find_if(run.steps.rbegin(), run.steps.rend(), is(StepSource::Thinking));
    if (answer == run.steps.end() || thinking == run.steps.rend()) return bad_input("The run has no thinking to cut: it holds an answer alone.");
    Ending ending;
    ending.forced.assign(run.ids.begin() + thinking->last.value, run.ids.begin() + answer->first.value);
    if (const auto box = boxed(read.answer)) {
        ending.scored = ids_of(*run.tokenizer, slice(read.answer, *box));
        const auto lead = ids_of(*run.tokenizer, "**Final Answer** \\boxed{");
        ending.forced.insert(ending.forced.end(), lead.begin(), lead.end());
    } else if (auto announced = announcement(run, *thinking, answer_key(read.answer))) {
        ending = std::move(*announced);
    } else {
        const auto end = std::ranges::max(run.steps, {}, &Step::last).last.value;
        ending.scored.assign(run.ids.begin() + answer->first.value, run.ids.begin() + end);
    }
    ending.whole = ending.scored.size() <= kLongest;
    if (!ending.whole) ending.scored.resize(kLongest);
    if (ending.scored.empty()) return bad_input("The run's answer is empty, so there is nothing to score.");
    ending.answer = run.tokenizer->decode(ending.scored);
    return ending;
}

}  // namespace

Result<AnswerCurve> answer_curve(const WrittenRun& run, const ProgressFn& progress, std::stop_token stop) {
    if (const Status good = check_answered(run); !good) return tl::unexpected(good.error());
    const auto ending = ending_of(run, read_back(run, run.ids));
    if (!ending) return tl::unexpected(ending.error());
    if (progress) progress({0.0, -1.0, "Reading the chain"});
    const auto chain = SharedPrefix::read(*run.model, run.ids, stop);
    if (!chain) return tl::unexpected(chain.error());
    AnswerCurve curve;
    curve.answer = ending->answer;
    curve.forced = run.tokenizer->decode(ending->forced);
    curve.tokens = static_cast<int>(ending->scored.size());
    curve.whole = ending->whole;
    std::vector<std::int32_t> tokens = ending->forced;
    tokens.insert(tokens.end(), ending->scored.begin(), ending->scored.end());
    const auto add = [&](std::optional<StepId> after, int prefix) -> Status {
        const auto scores = chain->score(prefix, tokens, stop);
        if (!scores) return tl::unexpected(scores.error());
        AnswerPoint point;
        point.after = after;
        point.likeliest = true;
        for (std::size_t i = ending->forced.size(); i < scores->size(); ++i) {
            point.log_p += (*scores)[i].log_p;
            point.likeliest = point.likeliest && (*scores)[i].likeliest;
        }
        if (!curve.points.empty()) point.gain = point.log_p - curve.points.back().log_p;
        curve.points.push_back(point);
        return {};
    };
    for (const Step& step : run.steps) {
        if (step.source != StepSource::Thinking) continue;
        if (curve.points.empty())
            if (const Status done = add(std::nullopt, step.first.value); !done) return tl::unexpected(done.error());
        if (const Status done = add(step.id, step.last.value); !done) return tl::unexpected(done.error());
        if (progress) progress({static_cast<double>(step.id.value + 1) / static_cast<double>(run.steps.size()), -1.0, fmt::format("Answer after step {}", step.id.value)});
    }
    return curve;
}

std::string to_json(const AnswerCurve& curve) {
    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (const AnswerPoint& p : curve.points) {
        nlohmann::ordered_json point = {{"step", nullptr}, {"log_p", p.log_p}, {"probability", std::exp(p.log_p)}, {"gain", p.gain}, {"likeliest", p.likeliest}};
        if (p.after) point["step"] = p.after->value;
        points.push_back(point);
    }
    const nlohmann::ordered_json json = {{"answer", curve.answer}, {"forced", curve.forced}, {"tokens", curve.tokens}, {"whole", curve.whole}, {"points", points}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<AnswerCurve> parse_answer_curve(std::string_view text) {
    try {
        const auto json = nlohmann::json::parse(text);
        AnswerCurve curve;
        curve.answer = json.at("answer").get<std::string>();
        curve.forced = json.at("forced").get<std::string>();
        curve.tokens = json.at("tokens").get<int>();
        curve.whole = json.at("whole").get<bool>();
        for (const auto& p : json.at("points")) {
            AnswerPoint point;
            if (!p.at("step").is_null()) point.after = StepId(p.at("step").get<int>());
            point.log_p = p.at("log_p").get<double>();
            point.gain = p.at("gain").get<double>();
            point.likeliest = p.at("likeliest").get<bool>();
            curve.points.push_back(point);
        }
        return curve;
    } catch (const nlohmann::json::exception&) {
        return bad_input("The stored answer curve is damaged; compute it again.");
    }
}

}  // namespace reasonscope
