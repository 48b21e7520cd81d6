#include "evaluate/faithfulness.h"

#include <cstdlib>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <set>

#include "base/file.h"
#include "evaluate/calibrate.h"
#include "explain/method.h"
#include "reason/evidence.h"
#include "train/tasks.h"

namespace reasonscope {
namespace {

TEST(RankQuality, CountsTopAndPrecision) {
    const auto best = rank_quality(std::vector{3.0, 2.0, 1.0}, {true, true, false});
    EXPECT_DOUBLE_EQ(best.top1, 1.0);
    EXPECT_DOUBLE_EQ(best.ap, 1.0);
    const auto second = rank_quality(std::vector{3.0, 2.0, 1.0}, {false, true, false});
    EXPECT_DOUBLE_EQ(second.top1, 0.0);
    EXPECT_DOUBLE_EQ(second.ap, 0.5);
    const auto split = rank_quality(std::vector{4.0, 3.0, 2.0, 1.0}, {true, false, true, false});
    EXPECT_NEAR(split.ap, (1.0 + 2.0 / 3.0) / 2.0, 1e-12);
}

TEST(RankQuality, TiesAreLeftToChance) {
    const auto tied = rank_quality(std::vector{0.0, 0.0, 0.0, 0.0}, {true, false, false, false});
    EXPECT_GT(tied.top1, 0.0);
    EXPECT_LT(tied.top1, 0.7);
}

TEST(ChanceQuality, IsTheMeanOverAllOrders) {
    const std::vector<bool> parents{true, false, true, false, false};
    std::vector<double> scores{1, 2, 3, 4, 5};
    RankQuality mean;
    int orders = 0;
    do {
        const RankQuality one = rank_quality(scores, parents);
        mean.top1 += one.top1;
        mean.ap += one.ap;
        ++orders;
    } while (std::ranges::next_permutation(scores).found);
    EXPECT_NEAR(chance_quality(parents).top1, mean.top1 / orders, 1e-12);
    EXPECT_NEAR(chance_quality(parents).ap, mean.ap / orders, 1e-12);
    EXPECT_EQ(chance_quality({true}).ap, 1.0);
}

TEST(Bootstrap, HoldsTheMeanAndNarrowsWithMoreProblems) {
    std::vector<ProblemSum> few, many;
    for (int i = 0; i < 400; ++i) {
        const ProblemSum one{i % 2 == 0 ? 3.0 : 1.0, 4};  // half the problems three of four, half one of four
        if (i < 20) few.push_back(one);
        many.push_back(one);
    }
    const Interval wide = bootstrap_interval(few), narrow = bootstrap_interval(many);
    EXPECT_LT(wide.low, 0.5);
    EXPECT_GT(wide.high, 0.5);
    EXPECT_NEAR(narrow.high - narrow.low, 2 * 1.96 * 0.25 / std::sqrt(400.0), 0.01);  // the normal approximation
    EXPECT_LT(narrow.high - narrow.low, wide.high - wide.low);
    const std::vector<ProblemSum> same(5, ProblemSum{2, 2});
    EXPECT_EQ(bootstrap_interval(same).low, 1.0);
}

TEST(Bootstrap, DrawsModelsBeforeTheirProblems) {
    // Four models, each all right or all wrong on its many problems: what is known is four numbers.
    std::vector<ProblemSum> several, one;
    for (int i = 0; i < 400; ++i) {
        several.push_back({i % 4 < 2 ? 1.0 : 0.0, 1, i % 4});
        one.push_back({i % 4 < 2 ? 1.0 : 0.0, 1, 0});
    }
    const Interval wide = bootstrap_interval(several), narrow = bootstrap_interval(one);
    EXPECT_LE(wide.low, 0.25);
    EXPECT_GE(wide.high, 0.75);
    EXPECT_GT(narrow.low, 0.4);
    EXPECT_LT(narrow.high, 0.6);
}

TEST(FreshProblems, AreNeverThoseOfTheCalibration) {
    std::set<std::string> calibrated;
    for (const Problem& one : generate_problems(kCalibrationSeed, kCalibrationProblems)) calibrated.insert(one.prompt);
    const auto fresh = fresh_problems(kCalibrationSeed, 30);  // the same seed would repeat them
    EXPECT_EQ(fresh.size(), 30U);
    for (const Problem& one : fresh) EXPECT_FALSE(calibrated.contains(one.prompt)) << one.prompt;
    EXPECT_EQ(fresh_problems(5, 4)[3].prompt, fresh_problems(5, 9)[3].prompt);
}

/// The measurement that ships with the bundled model.
FaithfulnessResult bundled() {
    const auto text = read_file(std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "resources/models/r1-mini/reasonscope-faithfulness.json");
    const auto result = text ? parse_faithfulness(*text) : std::nullopt;
    EXPECT_TRUE(result);
    return result.value_or(FaithfulnessResult{});
}

TEST(BundledFaithfulness, MethodsAreRankedAsMeasured) {
    auto measured = bundled().methods;
    std::erase_if(measured, [](const NamedScore& one) { return one.name == kEvidenceMethod; });
    EXPECT_EQ(measured.size(), methods().size());
    std::ranges::sort(measured, std::greater<>{}, [](const NamedScore& one) { return one.score.top1 + one.score.ap; });
    for (std::size_t i = 0; i < measured.size(); ++i) EXPECT_EQ(method_rank(measured[i].name), static_cast<int>(i)) << measured[i].name;
}

TEST(BundledFaithfulness, DefaultsBeatEveryBaseline) {
    const FaithfulnessResult result = bundled();
    for (const std::string& name : {result.default_fast, result.default_tested}) {
        const auto found = std::ranges::find(result.methods, name, &NamedScore::name);
        ASSERT_NE(found, result.methods.end()) << name;
        EXPECT_GE(found->score.top1, 0.95) << name;
        EXPECT_GE(found->score.ap, 0.95) << name;
        for (const NamedScore& baseline : result.baselines) {
            EXPECT_GT(found->score.top1_range.low, baseline.score.top1_range.high) << name << " against " << baseline.name;
            EXPECT_GT(found->score.ap_range.low, baseline.score.ap_range.high) << name << " against " << baseline.name;
        }
    }
}

TEST(FaithfulnessMeasurement, CountsHeadsThatDidNotPassAsChance) {
    ::setenv("REASONSCOPE_RESOURCES", REASONSCOPE_SOURCE_DIR "/resources", 1);
    const auto folder = bundled_model_folder();
    if (!folder) GTEST_SKIP() << "resources/models/r1-mini is missing";
    LoadOptions load;
    load.untrained_seed = 5;
    const auto model = LoadedModel::load(*folder, load);
    ASSERT_TRUE(model) << model.error().message;
    FaithfulnessSettings settings;
    settings.text = ChainText::Solution;
    settings.curve_steps_per_chain = 0;
    FaithfulnessMeasurement measurement(settings);
    HeadCalibration none;
    none.tested = 40;
    none.receivers = {{LayerId(1), HeadId(0), 1.0F}};
    for (const Problem& problem : fresh_problems(3, 2)) {
        const Status added = measurement.add(*model, &none, problem, {});
        ASSERT_TRUE(added) << added.error().message;
    }
    const auto result = measurement.finish();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->headless, result->chains);
    const auto score = [](const std::vector<NamedScore>& all, std::string_view name) { return std::ranges::find(all, name, &NamedScore::name)->score; };
    const RankingScore heads = score(result->methods, kDefaultFastMethod), chance = score(result->baselines, "random");
    EXPECT_DOUBLE_EQ(heads.top1, chance.top1);
    EXPECT_DOUBLE_EQ(heads.ap, chance.ap);
    EXPECT_NEAR(heads.over_chance, 0.0, 1e-12);
    ASSERT_EQ(result->methods.back().name, kEvidenceMethod);
    EXPECT_GT(result->methods.back().score.seconds, 0.0);
    EXPECT_NEAR(result->methods.back().score.over_chance, result->methods.back().score.top1 - chance.top1, 1e-12);
}

TEST(SharedWords, CountsWordsAndNumbers) {
    EXPECT_EQ(shared_words("y = x + 7.", "So y is 7, not 17."), 2.0);
    EXPECT_EQ(shared_words("", "a"), 0.0);
}

/// A chain of a prompt of two facts and a question, and steps with these texts.
struct Chain {
    std::vector<Step> steps;
    std::vector<std::string> texts;
    void add(StepSource source, const char* text) {
        Step step;
        step.id = StepId(static_cast<int>(steps.size()));
        step.source = source;
        steps.push_back(step);
        texts.emplace_back(text);
    }
};

Problem problem() {
    Problem p;
    p.facts = {"x = 4.", "y = x + 7.", "What is y?"};
    p.steps = {{"Find y.", "plan", {"f2"}, {}},
               {"x = 4, so x is 4.", "compute", {"f0"}, {"s0"}},
               {"y = x + 7 = 4 + 7, so y is 11.", "compute", {"f1", "s1"}, {"s0"}},
               {"The answer is 11.", "conclude", {"s2"}, {}}};
    return p;
}

TEST(KnownSteps, TakesWhatTheModelWroteAsTheGeneratorDid) {
    Chain chain;
    for (const char* fact : {"x = 4. ", "y = x + 7. ", "What is y?"}) chain.add(StepSource::Prompt, fact);
    for (const char* step : {"Find y. ", "Hm. ", "x = 4, so x is 4. ", "y = x + 7 = 4 + 7, so y is 11. ", "The answer is 12."}) chain.add(StepSource::Thinking, step);
    chain.add(StepSource::Answer, "12");
    const auto known = known_steps(problem(), chain.steps, chain.texts);
    ASSERT_EQ(known.size(), 2U);  // the wrong conclusion is none of the generator's
    EXPECT_EQ(known[0].step, 5);
    EXPECT_EQ(known[0].parents, std::vector<int>{0});
    EXPECT_EQ(known[0].soft, std::vector<int>{3});
    EXPECT_EQ(known[1].step, 6);
    EXPECT_EQ(known[1].parents, (std::vector<int>{1, 5}));
}

TEST(KnownSteps, LeavesOutAStepWhoseParentIsMissing) {
    Chain chain;
    for (const char* fact : {"x = 4. ", "y = x + 7. ", "What is y?"}) chain.add(StepSource::Prompt, fact);
    for (const char* step : {"Find y. ", "y = x + 7 = 4 + 7, so y is 11. ", "x = 4, so x is 4. "}) chain.add(StepSource::Thinking, step);
    const auto known = known_steps(problem(), chain.steps, chain.texts);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].step, 5);
}

}  // namespace
}  // namespace reasonscope
