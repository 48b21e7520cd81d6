#include "pipeline/faithfulness.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

FaithfulnessResult sample() {
    FaithfulnessResult r;
    r.fingerprint = "abc";
    r.measured = "2026-01-02T03:04:05Z";
    r.seed = 31;
    r.problems = 200;
    r.chains = 199;
    r.n = 716;
    r.curves = 12;
    r.far_curves = 3;
    r.default_fast = "calibrated-heads";
    r.default_tested = "exchange";
    RankingScore s;
    s.top1 = 0.972;
    s.top1_range = {0.95, 0.99};
    s.ap = 0.96;
    s.strict_top1 = 0.8;
    s.far_deletion_auc = -3;
    s.mass_top1 = 0.7;
    s.over_chance = 0.73;
    s.over_chance_range = {0.71, 0.75};
    r.methods = {{"calibrated-heads", "observed", s}};
    s.top1 = 0.982;
    r.methods.push_back({"exchange", "tested", s});
    s.top1 = 0.24;
    s.mass_top1 = s.mass_ap = 0;  // of methods alone
    r.baselines = {{"random", "", s}};
    return r;
}

TEST(Faithfulness, ComesBackAsItWas) {
    const auto back = parse_faithfulness(to_json(sample()));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(sample()));
    EXPECT_FALSE(parse_faithfulness("{}"));
    EXPECT_FALSE(parse_faithfulness("no json"));
}

TEST(Faithfulness, AMeanOverNoCurvesIsNoNumber) {
    FaithfulnessResult r = sample();
    EXPECT_NE(to_json(r).find("\"far\": {\n        \"deletion_auc\": -3.0"), std::string::npos) << to_json(r);
    r.far_curves = 0;
    for (NamedScore& one : r.methods) one.score.far_deletion_auc = 0;
    for (NamedScore& one : r.baselines) one.score.far_deletion_auc = 0;
    EXPECT_NE(to_json(r).find("\"far\": {\n        \"deletion_auc\": null,\n        \"insertion_auc\": null"), std::string::npos) << to_json(r);
    EXPECT_EQ(to_json(r).find("\n      \"deletion_auc\": null"), std::string::npos) << "there are curves, but no far ones";
    EXPECT_NE(to_table(r).find("  -       - "), std::string::npos) << to_table(r);
    const auto back = parse_faithfulness(to_json(r));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(r));
    r.curves = 0;
    EXPECT_NE(to_json(r).find("\n      \"deletion_auc\": null"), std::string::npos);
}

TEST(Faithfulness, NamesTheMethodsAboveChance) {
    FaithfulnessResult r = sample();
    EXPECT_EQ(above_chance(r), (std::vector<std::string>{"calibrated-heads", "exchange"}));
    EXPECT_NE(to_table(r).find("Above chance: calibrated-heads, exchange."), std::string::npos);
    for (NamedScore& one : r.methods) one.score.over_chance_range.low = -0.01;
    r.headless = 199;
    EXPECT_TRUE(above_chance(r).empty());
    EXPECT_NE(to_table(r).find("No method is above chance."), std::string::npos);
    EXPECT_NE(to_table(r).find("No head passed the calibration in 199 of 199 chains"), std::string::npos);
}

TEST(Faithfulness, ShowsStrictFiguresBesideTheSoftOnes) {
    FaithfulnessResult r = sample();
    r.methods[0].score.strict_top1 = 0.771;
    r.methods[0].score.strict_ap = 0.868;
    EXPECT_NE(to_table(r).find("0.771 0.868"), std::string::npos) << to_table(r);
    EXPECT_NE(to_json(r).find("\"strict\""), std::string::npos);
}

TEST(Faithfulness, SaysHowFarToTrustTheDefaults) {
    const Trust trust = trust_in(sample());
    ASSERT_TRUE(trust.fast && trust.tested && trust.chance);
    EXPECT_EQ(trust.fast->method, "calibrated-heads");
    EXPECT_EQ(trust.tested->method, "exchange");
    EXPECT_EQ(trust.fast->top1, sample().methods[0].score.top1);
    EXPECT_EQ(trust.steps, 716);
    EXPECT_EQ(trust.problems, 200);
    EXPECT_EQ(parse_trust(to_json(trust)), trust);
    EXPECT_EQ(parse_trust(to_json(trust_in({}))), trust_in({})) << "nothing was measured";
    EXPECT_FALSE(parse_trust(R"({"sentence":"as before"})"));
    FaithfulnessResult headless = sample();
    headless.headless = headless.chains;
    EXPECT_FALSE(trust_in(headless).fast) << "it named nothing";
    EXPECT_TRUE(trust_in(headless).tested);
}

TEST(Faithfulness, IsKeptPerModelAndTheOwnMeasurementWins) {
    const test::TempFolder data, folder;
    const char* before = std::getenv("XDG_DATA_HOME");
    const std::string kept = before ? before : "";
    ::setenv("XDG_DATA_HOME", data.path().c_str(), 1);
    FaithfulnessResult shipped = sample();
    shipped.seed = 1;
    ASSERT_TRUE(write_file(folder / "reasonscope-faithfulness.json", to_json(shipped)));
    ASSERT_TRUE(known_faithfulness("abc", folder.path()));
    EXPECT_EQ(known_faithfulness("abc", folder.path())->seed, 1U);
    EXPECT_FALSE(known_faithfulness("other", folder.path())) << "another model's weights";
    ASSERT_TRUE(store_faithfulness(sample()));
    EXPECT_EQ(known_faithfulness("abc", folder.path())->seed, 31U);
    EXPECT_FALSE(store_faithfulness({}));
    before ? ::setenv("XDG_DATA_HOME", kept.c_str(), 1) : ::unsetenv("XDG_DATA_HOME");
}

TEST(Faithfulness, IsKnownOfARunThatWasAskedBefore) {
    const test::TempFolder data;
    const char* before = std::getenv("XDG_DATA_HOME");
    const std::string kept = before ? before : "";
    ::setenv("XDG_DATA_HOME", data.path().c_str(), 1);
    const auto writer = SessionWriter::open(data / "s.db");
    ASSERT_TRUE(writer) << writer.error().message;
    RunStart start;
    start.fingerprint = "abc";
    const auto run = (*writer)->begin_run(start);
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_TRUE((*writer)->flush());
    const auto reader = SessionReader::open(data / "s.db");
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_FALSE(known_trust(**reader, *run));
    ASSERT_TRUE(store_faithfulness(sample()));
    EXPECT_EQ(known_trust(**reader, *run), trust_in(sample()));
    EXPECT_FALSE(known_trust(**reader, RunId(77)));
    before ? ::setenv("XDG_DATA_HOME", kept.c_str(), 1) : ::unsetenv("XDG_DATA_HOME");
}

}  // namespace
}  // namespace reasonscope
