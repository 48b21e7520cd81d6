// experts, explain --knockout, evidence and the way of a report back into a session, on the command line, with what they refuse.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kModel = REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini";

Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), REASONSCOPE_BINARY);
    return run_program(arguments);
}

/// The bundled model with another context length: another model by its fingerprint.
fs::path other_model(const TempFolder& folder) {
    const fs::path out = folder / "other";
    fs::create_directories(out);
    for (const char* name : {"generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}) fs::create_symlink(kModel / name, out / name);
    auto config = Json::parse(std::ifstream(kModel / "config.json"));
    config["max_position_embeddings"] = config["max_position_embeddings"].get<int>() / 2;
    std::ofstream(out / "config.json") << config.dump();
    return out;
}

class ExpertsCommand : public testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(kModel / "config.json")) GTEST_SKIP() << "the bundled model is not there";
        const auto asked = run({"ask", "x = 4. y = x + 7. What is y?", "--model", kModel.string(), "--session", session});
        ASSERT_EQ(asked.status, 0) << asked.err;
    }
    void expect_refused(std::vector<std::string> arguments, std::string_view words) const {
        const auto done = run(std::move(arguments));
        EXPECT_EQ(done.status, 2) << done.err;
        EXPECT_NE(done.err.find(words), std::string::npos) << done.err;
        EXPECT_TRUE(done.out.empty()) << done.out;
        EXPECT_EQ(run({"sessions", "check", session}).status, 0);
    }
    TempFolder folder;
    std::string session = (folder / "s.db").string();
};

TEST_F(ExpertsCommand, ShowsLoadsThatAreTheRouters) {
    const auto done = run({"experts", "--session", session, "--run", "1", "--shuffles", "49", "--json"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto json = Json::parse(done.out);
    EXPECT_EQ(json["experts"], 8);
    EXPECT_EQ(json["experts_per_token"], 2);
    EXPECT_EQ(json["shuffles"], 49);
    const auto tokens = json["tokens"].get<int>();
    ASSERT_EQ(json["whole_run"]["layers"].size(), json["layers"].size());
    for (const Json& layer : json["whole_run"]["layers"]) {
        int sum = 0;
        for (const Json& n : layer["count"]) sum += n.get<int>();
        EXPECT_EQ(sum, 2 * tokens);
        EXPECT_GT(layer["router_entropy"].get<double>(), 0.0);
    }
    EXPECT_EQ(json["likeness"].size(), json["steps"].size());
    EXPECT_EQ(json["top_tokens"].size(), json["layers"].size() * 8);
    EXPECT_EQ(run({"experts", "--session", session, "--run", "1", "--shuffles", "49", "--json"}).out, done.out) << "the same seed, the same numbers";
    expect_refused({"experts", "--session", session, "--run", "7"}, "has no run 7");
}

TEST_F(ExpertsCommand, AKnockOutIsKeptWithTheRun) {
    const auto done = run({"explain", "--session", session, "--run", "1", "--model", kModel.string(), "--knockout", "2:5,2:3", "--json"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto json = Json::parse(done.out);
    EXPECT_EQ(json["knockout"]["experts"], Json::parse("[[2,5],[2,3]]"));
    EXPECT_EQ(json["control"]["knockout"]["experts"].size(), 2U);
    ASSERT_EQ(run({"report", "--session", session, "--run", "1", (folder / "r.json").string()}).status, 0);
    const auto report = Json::parse(std::ifstream(folder / "r.json"));
    const auto kept = std::ranges::find_if(report["results"], [](const Json& result) { return result["kind"] == "knockout"; });
    ASSERT_NE(kept, report["results"].end());
    EXPECT_EQ((*kept)["key"], "reroute 2:3,2:5");
    EXPECT_EQ((*kept)["value"]["effect"], json["effect"]);
    const std::vector<std::string> base = {"explain", "--session", session, "--run", "1", "--model", kModel.string()};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), base.begin(), base.end());
        return more;
    };
    expect_refused(with({"--knockout", "99:0"}), "There is no layer 99");
    expect_refused(with({"--knockout", "2:99"}), "There is no expert 99");
    expect_refused(with({"--knockout", "0:1"}), "has no experts");
    expect_refused(with({"--knockout", "2"}), "LAYER:NUMBER");
    expect_refused(with({"--knockout", "2:1", "--knockout-mode", "vanish"}), "reroute, ablate or mean-ablate");
    expect_refused(with({"--step", "99", "--method", "gradient"}), "has no step 99");
    expect_refused(with({"--method", "guess"}), "There is no method 'guess'");
}

TEST_F(ExpertsCommand, AnotherModelIsRefused) {
    const auto other = other_model(folder).string();
    expect_refused({"explain", "--session", session, "--run", "1", "--model", other, "--knockout", "2:3"}, "was made by another model");
    expect_refused({"explain", "--session", session, "--run", "1", "--model", other, "--method", "gradient"}, "was made by another model");
}

TEST_F(ExpertsCommand, EvidenceCombinesWhatIsStored) {
    const auto done = run({"explain", "--session", session, "--run", "1", "--method", "evidence", "--json"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto json = Json::parse(done.out);
    ASSERT_GT(json["edges"].size(), 2U);
    for (const Json& edge : json["edges"]) EXPECT_EQ(edge["evidence"], "observed") << "nothing was tested";
    ASSERT_EQ(run({"explain", "--session", session, "--run", "1", "--model", kModel.string(), "--method", "suppression"}).status, 0);
    const auto shown = Json::parse(run({"sessions", "show", session, "--run", "1", "--json"}).out);
    EXPECT_TRUE(std::ranges::any_of(shown["edges"], [](const Json& edge) { return edge["method"] == "evidence" && edge["grade"] == "tested"; })) << "it follows a method that is run later";
    expect_refused({"explain", "--session", session, "--run", "1", "--method", "evidence", "--step", "99"}, "has no step 99");
}

TEST_F(ExpertsCommand, AReportOpensAgainAndSaysTheSame) {
    ASSERT_EQ(run({"report", "--session", session, "--run", "1", (folder / "a.json").string()}).status, 0);
    const auto second = (folder / "t.db").string();
    const auto imported = run({"import", (folder / "a.json").string(), "--session", second, "--json"});
    ASSERT_EQ(imported.status, 0) << imported.err;
    EXPECT_EQ(Json::parse(imported.out)["runs"][0]["run"], 1);
    ASSERT_EQ(run({"report", "--session", second, "--run", "1", (folder / "b.json").string()}).status, 0);
    auto a = Json::parse(std::ifstream(folder / "a.json")), b = Json::parse(std::ifstream(folder / "b.json"));
    for (Json* json : {&a, &b}) (*json)["run"].erase("created");
    EXPECT_EQ(a, b);
    EXPECT_EQ(run({"sessions", "check", second}).status, 0);
    EXPECT_EQ(run({"experts", "--session", second, "--run", "1"}).status, 0);
    const auto no_model = run({"explain", "--session", second, "--run", "1", "--knockout", "2:3"});
    EXPECT_EQ(no_model.status, 2);
    EXPECT_NE(no_model.err.find("was imported and has no model"), std::string::npos) << no_model.err;
    // With the very model it was made by it is a run like any other.
    EXPECT_EQ(run({"explain", "--session", second, "--run", "1", "--model", kModel.string(), "--method", "gradient"}).status, 0);
    std::ofstream(folder / "broken.json") << "{}";
    const auto refused = run({"import", (folder / "broken.json").string(), "--session", second});
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
}

}  // namespace
}  // namespace reasonscope::test
