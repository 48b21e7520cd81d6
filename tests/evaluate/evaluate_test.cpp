#include "evaluate/evaluate.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/scripted_model.h"

namespace reasonscope {
namespace {

/// Two problems that the scripted model answers with 22: one rightly, one wrongly.
std::vector<Problem> problems() {
    Problem right;
    right.task = "chain";
    right.prompt = "What is z?";
    right.answer = "22";
    right.steps = {{"Find z.", "plan", {}, {}}, {"So y = 4 + 7 = 11.", "compute", {}, {}}};
    Problem wrong = right;
    wrong.task = "words";
    wrong.answer = "23";
    wrong.steps[1].text = "So y = 4 + 8 = 12.";
    return {right, wrong};
}

struct Loaded : testing::Test {
    test::ScriptedModel script;
    LoadedModel model = [this] {
        auto loaded = LoadedModel::load(script.path(), test::cpu_f32());
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
};
using Evaluate = Loaded;

TEST_F(Evaluate, ScoresAnswersAndSteps) {
    const auto all = problems();
    std::string said;
    const auto result = evaluate(model, all, {}, [&](const Progress& p) { said = p.what; }, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(said, "2 of 2, 0.500 right");
    const auto json = nlohmann::json::parse(to_json(*result));
    EXPECT_EQ(json["n"], 2);
    EXPECT_EQ(json["logical_accuracy"], 0.5);
    EXPECT_EQ(json["step_completeness"], 0.5);
    EXPECT_EQ(json["by_task"]["chain"]["logical_accuracy"], 1.0);
    EXPECT_EQ(json["by_task"]["words"]["step_completeness"], 0.0);
    EXPECT_EQ(json["wrong_claims"], 0);
    for (const char* key : {"first_token_ms", "tokens_per_second", "seconds_per_answer"}) EXPECT_GT(json["latency"][key].get<double>(), 0.0) << key;
    EXPECT_NE(to_table(*result).find("chain"), std::string::npos);
}

TEST_F(Evaluate, RefusesAnEmptySetAndNamesABadProblem) {
    EXPECT_FALSE(evaluate(model, {}, {}, {}, {}));
    auto all = problems();
    all[1].prompt = std::string(1000, 'q');
    const auto refused = evaluate(model, all, {}, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
    EXPECT_TRUE(refused.error().message.starts_with("Problem 2: ")) << refused.error().message;
}

TEST_F(Evaluate, Stops) {
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = evaluate(model, problems(), {}, {}, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace reasonscope
