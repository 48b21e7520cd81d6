// `reasonscope import` on a folder of the thought-anchors form.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {
namespace {

struct Import : testing::Test {
    TempFolder folder;
    std::string session = (folder / "s.db").string();

    Import() {
        std::filesystem::create_directories(folder / "some-model" / "correct" / "problem_7");
        const std::string at = "some-model/correct/problem_7/";
        folder.write(at + "problem.json", R"({"problem":"What is 2 + 2?"})");
        folder.write(at + "base_solution.json", R"({"solution":"I need a sum. So 2 + 2 = 4.\n</think>\n\nIt is 4.","answer":"4"})");
        folder.write(at + "chunks_labeled.json",
                     R"([{"chunk":"I need a sum.","function_tags":["plan_generation"],"depends_on":[],"resampling_importance_accuracy":-0.25},)"
                     R"({"chunk":"So 2 + 2 = 4.\n</think>","function_tags":["active_computation"],"depends_on":["0"]},)"
                     R"({"chunk":"It is 4.","function_tags":["final_answer_emission"],"depends_on":[1]}])");
        folder.write(at + "step_importance_supp.json",
                     R"([{"source_chunk_idx":0,"target_impacts":[{"target_chunk_idx":1,"importance_score":1.5},{"target_chunk_idx":2,"importance_score":-0.5}]}])");
    }
    Finished run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), REASONSCOPE_BINARY);
        return run_program(arguments);
    }
};

TEST_F(Import, MakesARunToLookAt) {
    const auto imported = run({"import", folder.path().string(), "--session", session});
    ASSERT_EQ(imported.status, 0) << imported.err;
    EXPECT_EQ(run({"sessions", "check", session}).status, 0);
    const auto shown = nlohmann::json::parse(run({"sessions", "show", session, "--run", "1", "--json"}).out);
    EXPECT_EQ(shown["prompt"], "What is 2 + 2?");
    EXPECT_EQ(shown["model"], "some-model");
    EXPECT_EQ(shown["settings"]["importances"]["resampling_importance_accuracy"][0], -0.25);
    ASSERT_EQ(shown["steps"].size(), 4U);
    EXPECT_EQ(shown["steps"][1]["class"], "plan_generation");
    EXPECT_EQ(shown["steps"][3]["in"], "answer");
    int depends = 0, tested = 0;
    for (const auto& edge : shown["edges"]) {
        depends += edge["method"] == "depends-on" && edge["grade"] == "labelled" ? 1 : 0;
        tested += edge["method"] == "suppression" && edge["grade"] == "tested" && edge["step"] == 2 && edge["source"] == 1 ? 1 : 0;
    }
    EXPECT_EQ(depends, 2);
    EXPECT_EQ(tested, 1);
}

TEST_F(Import, TwoTracesPartWhereTheirSentencesDo) {
    const std::string other = "some-model/incorrect/problem_7/";
    std::filesystem::create_directories(folder / other);
    folder.write(other + "problem.json", R"({"problem":"What is 2 + 2?"})");
    folder.write(other + "base_solution.json", R"({"solution":"I need a sum. So 2 + 2 = 5.\n</think>\n\nIt is 5.","answer":"5"})");
    folder.write(other + "chunks_labeled.json", R"([{"chunk":"I need a sum.","function_tags":["plan_generation"],"depends_on":[]},)"
                                                R"({"chunk":"So 2 + 2 = 5.\n</think>","function_tags":["active_computation"],"depends_on":["0"]},)"
                                                R"({"chunk":"It is 5.","function_tags":["final_answer_emission"],"depends_on":[1]}])");
    ASSERT_EQ(run({"import", folder.path().string(), "--session", session}).status, 0);
    const auto compared = run({"compare", "--session", session, "--runs", "1,2", "--json"});
    ASSERT_EQ(compared.status, 0) << compared.err;
    const auto json = nlohmann::json::parse(compared.out);
    EXPECT_EQ(json["first_difference"], 2) << "the prompt and one sentence are shared";
    EXPECT_TRUE(json["a"]["mean_entropy"].is_null()) << "nobody measured it";
    EXPECT_TRUE(json["steps"][1]["entropy_a"].is_null());
    const auto said = run({"compare", "--session", session, "--runs", "1,2"});
    EXPECT_NE(said.out.find("They part at sentence 2.\n"), std::string::npos) << said.out;
    EXPECT_NE(said.out.find("Mean entropy - and - nats"), std::string::npos) << said.out;
}

TEST_F(Import, MethodsThatNeedAModelAreRefused) {
    ASSERT_EQ(run({"import", folder.path().string(), "--session", session}).status, 0);
    const auto refused = run({"explain", "--session", session, "--run", "1", "--method", "suppression"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.err, "reasonscope: Run 1 was imported and has no model; only what came with it can be shown.\n");
}

TEST_F(Import, AFolderWithoutTracesIsRefused) {
    const TempFolder empty;
    const auto refused = run({"import", empty.path().string(), "--session", session});
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
}

}  // namespace
}  // namespace reasonscope::test
