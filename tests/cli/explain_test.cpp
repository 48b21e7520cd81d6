// The command line of the probes and the lens, on the bundled model: what they print and store, and how they refuse.

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

using nlohmann::json;

class ExplainCommand : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini/config.json")) GTEST_SKIP() << "the bundled model is not there";
        const auto asked = run({"ask", "x = 4. y = x + 7. What is y?"});
        ASSERT_EQ(asked.status, 0) << asked.err;
    }
    test::Finished run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), REASONSCOPE_BINARY);
        arguments.insert(arguments.end(), {"--session", file_});
        return test::run_program(arguments);
    }
    json result(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"explain", "--run", "1", "--json", "--method"});
        const auto done = run(arguments);
        EXPECT_EQ(done.status, 0) << done.err;
        return done.status == 0 ? json::parse(done.out) : json();
    }
    void expect_refused(const std::vector<std::string>& arguments, std::string_view words) {
        const auto done = run(arguments);
        EXPECT_EQ(done.status, 2) << done.err;
        EXPECT_TRUE(done.out.empty()) << done.out;
        EXPECT_NE(done.err.find(words), std::string::npos) << done.err;
    }

private:
    test::TempFolder folder_;
    std::string file_ = (folder_ / "s.db").string();
};

TEST_F(ExplainCommand, TheAnswerCurveEndsSure) {
    const auto found = result({"answer-curve"});
    EXPECT_EQ(found["method"], "answer-curve");
    const auto& points = found["result"]["points"];
    ASSERT_GT(points.size(), 3U);
    EXPECT_TRUE(points.front()["step"].is_null());
    EXPECT_GT(points.back()["probability"].get<double>(), 0.99);
    EXPECT_LT(points.front()["probability"].get<double>(), 0.5);
}

TEST_F(ExplainCommand, ResamplingTellsHowSureItIs) {
    const auto found = result({"resampling", "--step", "5", "--samples", "8"})["result"];
    EXPECT_EQ(found["n"], 16);
    EXPECT_EQ(found["kept"].get<int>() + found["replaced"].get<int>(), 16);
    EXPECT_LE(found["interval"][0].get<double>(), found["importance"].get<double>());
    EXPECT_GE(found["interval"][1].get<double>(), found["importance"].get<double>());
    EXPECT_NEAR(found["settings"]["temperature"].get<double>(), 0.6, 1e-6);
}

TEST_F(ExplainCommand, ForksAndTheNewMethodsAnswer) {
    const auto forks = result({"forks"})["result"];
    EXPECT_EQ(forks["answer"], "11");
    EXPECT_GT(forks["confidence"].size(), 3U);
    for (const char* method : {"attnlrp", "cp-lrp", "flow-routes"}) EXPECT_GT(result({method})["edges"].size(), 3U) << method;
}

TEST_F(ExplainCommand, TheLensEndsWithWhatWasWritten) {
    const auto done = run({"lens", "--run", "1", "--position", "30", "--count", "3", "--top", "2", "--json"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto tokens = json::parse(done.out)["tokens"];
    ASSERT_EQ(tokens.size(), 3U);
    for (const auto& token : tokens) {
        EXPECT_EQ(token["layers"].back()["top"][0]["id"], token["token"]["id"]);
        EXPECT_EQ(token["layers"].back()["rank"], 0);
        EXPECT_NEAR(token["layers"].back()["divergence"].get<double>(), 0, 1e-9);
        EXPECT_LT(token["settled"].get<std::size_t>(), token["layers"].size());
    }
    expect_refused({"lens", "--run", "1", "--position", "0"}, "they are 1 to");
    expect_refused({"lens", "--run", "1", "--position", "99999"}, "they are 1 to");
    expect_refused({"lens", "--run", "7", "--position", "3"}, "7");
}

TEST_F(ExplainCommand, RefusesInOneSentence) {
    expect_refused({"explain", "--run", "1", "--method", "resampling"}, "--step");
    expect_refused({"explain", "--run", "1", "--method", "resampling", "--step", "0"}, "part of the prompt");
    expect_refused({"explain", "--run", "1", "--method", "answer-curve", "--step", "5"}, "whole run");
    expect_refused({"explain", "--run", "1", "--method", "forks", "--position", "2"}, "not written by the model");
    expect_refused({"explain", "--run", "1", "--method", "resampling", "--step", "5", "--temperature", "0"}, "temperature above 0");
    expect_refused({"explain", "--run", "1", "--method", "resampling", "--step", "5", "--top-p", "2"}, "top-p");
    expect_refused({"explain", "--run", "1", "--method", "gradient", "--samples", "5"}, "belong to the methods");
}

}  // namespace
}  // namespace reasonscope
