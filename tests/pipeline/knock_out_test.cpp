// Knock-outs and combined evidence of a stored run: kept under one key, and nothing is left of what was stopped or refused.

#include "pipeline/knock_out.h"

#include <gtest/gtest.h>

#include "pipeline/ask.h"
#include "pipeline/evidence.h"
#include "reason/evidence.h"
#include "store/method_products.h"
#include "tests/support/scripted_model.h"

namespace reasonscope {
namespace {

class KnockOut : public testing::Test {
protected:
    void SetUp() override {
        auto loaded = LoadedModel::load(script.path(), test::cpu_f32());
        ASSERT_TRUE(loaded) << loaded.error().message;
        model = std::move(*loaded);
        writer = std::move(SessionWriter::open(file).value());
        AskRequest request;
        request.prompt = "x = 4. y = x + 7. z = y * 2. What is z?";
        request.settings = default_settings(*model.model);
        request.explain_by_gradient = false;
        auto asked = ask(model, *writer, request, {}, {});
        ASSERT_TRUE(asked) << asked.error().message;
        run = asked->run;
        reader = std::move(SessionReader::open(file).value());
        knockout.heads = {{LayerId(0), HeadId(1)}, {LayerId(0), HeadId(0)}};
    }
    void TearDown() override { EXPECT_TRUE(reader->check().value().empty()); }

    test::ScriptedModel script;
    test::TempFolder folder;
    std::filesystem::path file = folder / "s.db";
    LoadedModel model;
    std::unique_ptr<SessionWriter> writer;
    std::unique_ptr<SessionReader> reader;
    RunId run;
    Knockout knockout;
};

TEST_F(KnockOut, IsKeptUnderOneKeyAndTheSameEveryTime) {
    const auto first = knock_out_and_store(model, *writer, *reader, run, knockout, {}, {});
    ASSERT_TRUE(first) << first.error().message;
    const auto second = knock_out_and_store(model, *writer, *reader, run, knockout, {}, {});
    ASSERT_TRUE(second);
    const auto stored = reader->results(run, kKnockoutKind).value();
    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored[0].key, "heads 0:0,0:1");
    const auto record = parse_knockout(stored[0].json);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->effect.divergence, first->effect.divergence);
    EXPECT_EQ(first->effect.answer_change, second->effect.answer_change) << "the model is as it was";
    EXPECT_EQ(record->effect.divergence.size(), reader->steps(run)->size());
}

TEST_F(KnockOut, StoppedOrRefusedItLeavesNothing) {
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = knock_out_and_store(model, *writer, *reader, run, knockout, {}, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    // A stop that comes with the last word of progress.
    std::stop_source late;
    const auto at_the_end = knock_out_and_store(model, *writer, *reader, run, knockout, [&](const Progress& p) { if (p.fraction > 0.5) late.request_stop(); }, late.get_token());
    ASSERT_FALSE(at_the_end);
    EXPECT_EQ(at_the_end.error().kind, ErrorKind::Cancelled);
    knockout.heads = {{LayerId(0), HeadId(999)}};
    EXPECT_EQ(knock_out_and_store(model, *writer, *reader, run, knockout, {}, {}).error().kind, ErrorKind::BadInput);
    EXPECT_EQ(knock_out_and_store(model, *writer, *reader, RunId(9), knockout, {}, {}).error().kind, ErrorKind::BadInput);
    EXPECT_TRUE(reader->results(run)->empty());
}

TEST_F(KnockOut, EvidenceNeedsTwoMethodsAndFollowsThem) {
    const auto alone = combine_evidence(*writer, *reader, run);
    ASSERT_FALSE(alone);
    EXPECT_NE(alone.error().message.find("was explained by attention so far"), std::string::npos) << alone.error().message;
    ASSERT_TRUE(explain(model, *writer, *reader, run, {}, "gradient", {}, {}));
    EXPECT_EQ(reader->methods(run)->size(), 2U) << "nobody asked for evidence yet";
    ASSERT_TRUE(explain(model, *writer, *reader, run, {}, kEvidenceMethod, {}, {}));
    const auto observed = reader->edges(run, kEvidenceMethod);
    for (const Edge& edge : *observed) EXPECT_EQ(edge.grade, EvidenceGrade::Observed);
    ASSERT_TRUE(explain(model, *writer, *reader, run, {}, "suppression", {}, {}));
    bool tested = false;
    const auto with_test = reader->edges(run, kEvidenceMethod);
    for (const Edge& edge : *with_test) tested |= edge.grade == EvidenceGrade::Tested;
    EXPECT_TRUE(tested);
}

TEST(SuppressionProducts, AreSaidWhereTheyWereRounded) {
    const test::ScriptedModel script(test::kScript, 256, "llama-scaled-biased");
    const auto model = LoadedModel::load(script.path(), test::cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    test::TempFolder folder;
    const auto file = folder.path() / "s.db";
    const auto writer = std::move(SessionWriter::open(file).value());
    AskRequest request;
    request.prompt = "x = 4. y = x + 7. z = y * 2. What is z?";
    request.settings = default_settings(*model->model);
    request.explain_by_gradient = false;
    const auto asked = ask(*model, *writer, request, {}, {});
    ASSERT_TRUE(asked) << asked.error().message;
    const auto reader = std::move(SessionReader::open(file).value());
    const auto said = [&](SuppressionPrecision precision) {
        EXPECT_TRUE(explain(*model, *writer, *reader, asked->run, {}, "suppression", {}, {}, precision));
        const auto results = reader->results(asked->run, kProductsKind).value();
        return results.empty() ? std::string() : results[0].key + ": " + results[0].json;
    };
    EXPECT_EQ(said(SuppressionPrecision::Chosen), "") << "short work is exact";
    const auto exact = reader->matrix(asked->run, "suppression").value();
    EXPECT_EQ(said(SuppressionPrecision::Rounded), R"(suppression: {"products":"rounded differences"})");
    const auto rounded = reader->matrix(asked->run, "suppression").value();
    ASSERT_TRUE(exact && rounded);
    for (std::size_t i = 0; i < exact->w.size(); ++i) EXPECT_NEAR(rounded->w[i], exact->w[i], 1e-4);
    EXPECT_EQ(said(SuppressionPrecision::Exact), R"(suppression: {"products":"exact"})");
}

}  // namespace
}  // namespace reasonscope
