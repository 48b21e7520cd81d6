#include "app/cli/probe_output.h"

#include <algorithm>

#include "app/cli/output.h"

namespace reasonscope::cli {
namespace {

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

std::string answer_of(const Json& entry) {
    const auto answer = entry.at("answer").get<std::string>();
    return answer.empty() ? "no answer" : one_line(answer);
}

std::string resampling(const Json& json, const std::vector<StoredStep>& steps) {
    std::string text = fmt::format("{:>3} {}\n", json.at("step").get<int>(), one_line(steps.at(json.at("step").get<std::size_t>()).text));
    text += fmt::format("    importance {:+.3f}, 95 % interval {:+.3f} to {:+.3f}, divergence {:.3f} nats, {} continuations\n", json.at("importance").get<double>(),
                        json.at("interval")[0].get<double>(), json.at("interval")[1].get<double>(), json.at("divergence").get<double>(), json.at("n").get<int>());
    text += fmt::format("    the answer '{}' comes {} of {} times with the step, {} of {} times with another in its place\n", answer_of(json),
                        json.at("kept_right").get<int>(), json.at("kept").get<int>(), json.at("replaced_right").get<int>(), json.at("replaced").get<int>());
    if (json.at("replaced").get<int>() == 0) text += "    the model never wrote anything else in the step's place, so nothing is known of its worth\n";
    for (const Json& example : json.at("examples")) text += fmt::format("    instead: {} -> {}\n", one_line(example.at("text").get<std::string>()), answer_of(example));
    return text;
}

std::string curve(const Json& json, const std::vector<StoredStep>& steps) {
    std::string text = fmt::format("Probability of '{}' when thinking is cut after each step\n", one_line(json.at("answer").get<std::string>()));
    for (const Json& point : json.at("points")) {
        const bool first = point.at("step").is_null();
        text += fmt::format("{:>3}  {:>6.2f} %  log p {:>8.3f}  {:+8.3f}  {}\n", first ? "" : fmt::format("{}", point.at("step").get<int>()),
                            100 * point.at("probability").get<double>(), point.at("log_p").get<double>(), point.at("gain").get<double>(),
                            first ? "before the first thought" : one_line(steps.at(point.at("step").get<std::size_t>()).text));
    }
    return text;
}

std::string forks(const Json& json) {
    std::string text = fmt::format("The run's answer: {}\n", answer_of(json));
    for (const Json& fork : json.at("forks")) {
        text += fmt::format("token {} in step {}: entropy {:.3f} nats, margin {:.3f}, varentropy {:.3f}; {:.1f} % lead to another answer\n", fork.at("position").get<int>(),
                            fork.at("step").get<int>(), fork.at("entropy").get<double>(), fork.at("margin").get<double>(), fork.at("varentropy").get<double>(),
                            100 * fork.at("change").get<double>());
        for (const Json& branch : fork.at("branches")) {
            text += fmt::format("  {} {:>5.1f} %  '{}'  -> {}   {}\n", branch.at("taken").get<bool>() ? "*" : " ", 100 * branch.at("probability").get<double>(),
                                one_line(branch.at("token").get<std::string>()), answer_of(branch), one_line(branch.at("sentence").get<std::string>()));
        }
    }
    return json.at("forks").empty() ? text + "The model was sure of every token.\n" : text;
}

}  // namespace

std::string probe_text(std::string_view name, std::string_view json_text, const std::vector<StoredStep>& steps) {
    const Json json = Json::parse(json_text);
    if (name == "resampling") return resampling(json, steps);
    if (name == "answer-curve") return curve(json, steps);
    return forks(json);
}

}  // namespace reasonscope::cli
