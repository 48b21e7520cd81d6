#include "text/problem.h"

#include <nlohmann/json.hpp>

#include "base/file.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

Problem from_json(const Json& j) {
    Problem p;
    p.task = j.value("task", "");
    p.prompt = j.at("prompt").get<std::string>();
    p.answer = j.at("answer").get<std::string>();
    p.facts = j.value("facts", std::vector<std::string>{});
    for (const auto& s : j.value("steps", Json::array())) {
        p.steps.push_back({s.at("text").get<std::string>(), s.value("kind", ""), s.value("parents", std::vector<std::string>{}),
                           s.value("soft", std::vector<std::string>{})});
    }
    return p;
}

}  // namespace

std::string completion_text(const Problem& problem) {
    std::string text;
    for (const auto& s : problem.steps) text += (text.empty() ? "" : " ") + s.text;
    return text + "\n</think>\n\n" + problem.answer;
}

std::string to_json_line(const Problem& problem) {
    Json steps = Json::array();
    for (const auto& s : problem.steps)
        steps.push_back({{"text", s.text}, {"kind", s.kind}, {"parents", s.parents}, {"soft", s.soft}});
    return Json{{"task", problem.task}, {"prompt", problem.prompt}, {"answer", problem.answer}, {"facts", problem.facts}, {"steps", steps}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<Problem>> parse_problems(std::string_view jsonl) {
    std::vector<Problem> problems;
    int line = 0;
    while (!jsonl.empty()) {
        const auto end = jsonl.find('\n');
        const auto text = jsonl.substr(0, end);
        jsonl.remove_prefix(end == std::string_view::npos ? jsonl.size() : end + 1);
        ++line;
        if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        try {
            problems.push_back(from_json(Json::parse(text)));
        } catch (const nlohmann::json::exception&) {
            return bad_input("Line {} of the data set is not a problem object with \"prompt\" and \"answer\".", line);
        }
    }
    if (problems.empty()) return bad_input("The data set holds no problems.");
    return problems;
}

Result<std::vector<Problem>> load_problems(const std::filesystem::path& file) {
    return read_file(file).and_then([](const std::string& text) { return parse_problems(text); });
}

}  // namespace reasonscope
