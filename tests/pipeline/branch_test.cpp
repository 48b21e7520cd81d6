// Branches of a run of R1-mini: what is shared, what is new, what the session keeps.

#include "pipeline/branch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/compare.h"
#include "pipeline/loaded_model.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

constexpr const char* kQuestion = "a = 2. b = a + 3. c = b * 2. What is c?";

class Branch : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (auto loaded = LoadedModel::load(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini", test::cpu_f32())) model = new LoadedModel(std::move(*loaded));
    }
    static void TearDownTestSuite() { delete std::exchange(model, nullptr); }

    void SetUp() override {
        if (!model) GTEST_SKIP() << "the bundled model is not here";
        writer = std::move(*SessionWriter::open(file));
        AskRequest request;
        request.prompt = kQuestion;
        request.settings = default_settings(*model->model);
        request.explain_by_gradient = false;
        const auto asked = ask(*model, *writer, request, {}, {});
        ASSERT_TRUE(asked) << asked.error().message;
        parent = *asked;
        reader = std::move(*SessionReader::open(file));
        summary = *reader->run(parent.run);
    }
    BranchRequest request(BranchKind kind) const {
        BranchRequest r;
        r.parent = parent.run;
        r.kind = kind;
        r.explain_by_gradient = false;
        return r;
    }
    BranchResult run(const BranchRequest& r) {
        auto result = branch(*model, *writer, *reader, r, {}, {});
        if (!result) throw std::runtime_error(result.error().message);
        return std::move(*result);
    }
    std::vector<TokenRow> tokens(RunId id) { return *reader->tokens(id, TokenPos(0), TokenPos(100000)); }
    StepId step_with(std::string_view text) const {
        for (const StoredStep& s : parent.steps)
            if (s.step.source == StepSource::Thinking && s.text.find(text) != std::string::npos) return s.step.id;
        throw std::runtime_error("no such step");
    }
    void expect_clean() {
        const auto problems = *reader->check();
        for (const std::string& problem : problems) ADD_FAILURE() << problem;
    }

    static inline LoadedModel* model = nullptr;
    test::TempFolder folder;
    std::filesystem::path file = folder / "s.db";
    std::unique_ptr<SessionWriter> writer;
    std::unique_ptr<SessionReader> reader;
    AskResult parent;
    RunSummary summary;
};

TEST_F(Branch, TheSameChoiceGivesTheSameRun) {
    auto r = request(BranchKind::Settings);
    r.at = TokenPos(summary.prompt_tokens + 20);
    const auto result = run(r);
    EXPECT_EQ(result.shared_tokens, 20);
    EXPECT_EQ(result.run.generation.reused, summary.prompt_tokens + 19);
    const auto a = tokens(parent.run), b = tokens(result.run.run);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].id, b[i].id);
        EXPECT_NEAR(a[i].entropy, b[i].entropy, 1e-4);
    }
    // Edges come from copied and from new attention alike.
    const auto edges = *reader->edges(result.run.run, "attention"), before = *reader->edges(parent.run, "attention");
    ASSERT_EQ(edges.size(), before.size());
    for (std::size_t i = 0; i < edges.size(); ++i) EXPECT_NEAR(edges[i].weight, before[i].weight, 2e-3);
    expect_clean();
}

TEST_F(Branch, SampledBranchesOfOneSeedStayInStep) {
    auto r = request(BranchKind::Regenerate);
    const auto sibling = run(r);
    BranchRequest again = request(BranchKind::Settings);
    again.parent = sibling.run.run;
    again.at = TokenPos(summary.prompt_tokens + 9);
    const auto result = run(again);
    std::vector<std::int32_t> a, b;
    for (const auto& t : tokens(sibling.run.run)) a.push_back(t.id);
    for (const auto& t : tokens(result.run.run)) b.push_back(t.id);
    EXPECT_EQ(a, b);
}

TEST_F(Branch, AnAlternativeStandsWhereItWasChosen) {
    const TokenPos at = parent.steps[static_cast<std::size_t>(step_with("so b is").value)].step.first;
    const auto before = tokens(parent.run);
    auto r = request(BranchKind::Alternative);
    r.at = at;
    r.token = before[static_cast<std::size_t>(at.value)].alternatives[1].id;
    const auto result = run(r);
    const auto after = tokens(result.run.run);
    for (int i = 0; i < at.value; ++i) EXPECT_EQ(before[static_cast<std::size_t>(i)].id, after[static_cast<std::size_t>(i)].id);
    EXPECT_EQ(after[static_cast<std::size_t>(at.value)].id, *r.token);
    EXPECT_EQ(result.forced, 1);
    const auto rows = *reader->branches();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].kind, "alternative");
    EXPECT_EQ(rows[0].position, at);
    EXPECT_NE(rows[0].detail.find("probability"), std::string::npos);
    EXPECT_EQ(*reader->transcript(parent.run), summary.start.rendered_prompt + [&] {
        std::string text;
        for (const auto& t : before)
            if (t.generated) text += t.text;
        return text;
    }());
    expect_clean();
}

TEST_F(Branch, AnEditedStepChangesTheAnswerAndKeepsEveryByteBefore) {
    const StepId step = step_with("so b is 5");
    auto r = request(BranchKind::Edit);
    r.step = step;
    r.text = "b = a + 3 = 2 + 3, so b is 6. ";
    const auto result = run(r);
    EXPECT_EQ(result.run.answer, "12") << result.run.thinking;
    const auto before = *reader->transcript(parent.run), after = *reader->transcript(result.run.run);
    const auto begin = parent.steps[static_cast<std::size_t>(step.value)].step.bytes.begin;
    EXPECT_EQ(after.substr(0, begin), before.substr(0, begin));
    EXPECT_EQ(after.substr(begin, r.text.size()), r.text);
    expect_clean();
}

TEST_F(Branch, StepsAreInsertedAndDeleted) {
    const StepId step = step_with("Check:");
    auto r = request(BranchKind::Insert);
    r.step = step;
    r.text = "Wait. ";
    const auto inserted = run(r);
    const auto begin = parent.steps[static_cast<std::size_t>(step.value)].step.bytes.begin;
    EXPECT_EQ(reader->transcript(inserted.run.run)->substr(begin, 6), "Wait. ");
    auto d = request(BranchKind::Delete);
    d.step = step;
    const auto deleted = run(d);
    const auto& next = parent.steps[static_cast<std::size_t>(step.value) + 1].text;
    EXPECT_EQ(reader->transcript(deleted.run.run)->substr(begin, next.size()), next);
    EXPECT_GT(deleted.run.thinking.find("Check:"), parent.thinking.find("Check:"));  // it may check later, but not here
    expect_clean();
}

TEST_F(Branch, ThinkingEndsWhenItIsTold) {
    auto r = request(BranchKind::Answer);
    r.step = step_with("so b is 5");
    const auto result = run(r);
    EXPECT_FALSE(result.run.answer.empty());
    EXPECT_LT(result.run.thinking.size(), parent.thinking.size());
    EXPECT_TRUE(parent.thinking.starts_with(result.run.thinking)) << result.run.thinking;
    auto late = request(BranchKind::Answer);
    late.at = TokenPos(static_cast<std::int32_t>(tokens(parent.run).size()));
    EXPECT_FALSE(branch(*model, *writer, *reader, late, {}, {}));
    expect_clean();
}

TEST_F(Branch, ABannedPhraseIsNotWrittenAndAForcedOneIs) {
    auto ban = request(BranchKind::Ban);
    ban.text = "Check: ";
    const auto without = run(ban);
    EXPECT_NE(parent.thinking.find(ban.text), std::string::npos);
    EXPECT_EQ(without.run.thinking.find(ban.text), std::string::npos) << without.run.thinking;
    auto force = request(BranchKind::Force);
    force.at = TokenPos(summary.prompt_tokens);
    force.text = "Find c. Hmm, ";
    EXPECT_TRUE(run(force).run.thinking.starts_with(force.text));
    expect_clean();
}

TEST_F(Branch, OldThinkingIsDropped) {
    auto r = request(BranchKind::DropThinking);
    r.step = step_with("so b is 5");
    const auto result = run(r);
    EXPECT_EQ(result.position.value, summary.prompt_tokens);
    EXPECT_TRUE(result.run.thinking.starts_with(parent.steps[static_cast<std::size_t>(r.step->value)].text)) << result.run.thinking;
    expect_clean();
}

TEST_F(Branch, TakenOutPartsReadTheBeginningAgain) {
    auto r = request(BranchKind::Settings);
    r.at = TokenPos(summary.prompt_tokens + 10);
    r.ablation.emplace();
    r.ablation->experts = {{LayerId(2), 1}, {LayerId(3), 0}};
    r.ablation->heads = {{LayerId(0), 2}};
    const auto result = run(r);
    EXPECT_EQ(result.shared_tokens, 0);
    EXPECT_EQ(result.replayed, 10);
    const auto loads = *reader->expert_loads(result.run.run, std::nullopt);
    for (const ExpertLoad& load : loads) {
        const bool out = (load.layer == 2 && load.expert == 1) || (load.layer == 3 && load.expert == 0);
        EXPECT_TRUE(!out || load.share == 0.0F);
    }
    const auto attention = *reader->attention(result.run.run, TokenPos(summary.prompt_tokens + 12));
    const auto per_head = static_cast<std::size_t>(attention.segments);
    for (std::size_t i = 0; i < per_head; ++i) EXPECT_EQ(attention.segment_mass[2 * per_head + i], 0.0F);
    r.ablation->experts = {{LayerId(0), 1}};
    EXPECT_FALSE(branch(*model, *writer, *reader, r, {}, {}));  // a dense layer
    expect_clean();
}

TEST_F(Branch, AChildOutlivesItsParentAndCanBeBranched) {
    auto r = request(BranchKind::Edit);
    r.step = step_with("so b is 5");
    r.text = "b = a + 3 = 2 + 3, so b is 6. ";
    const auto child = run(r);
    ASSERT_TRUE(writer->remove_run(parent.run));
    auto second = request(BranchKind::Answer);
    second.parent = child.run.run;
    second.step = *r.step;
    const auto grandchild = run(second);
    EXPECT_FALSE(grandchild.run.answer.empty());
    EXPECT_GT(grandchild.shared_tokens, 0);
    expect_clean();
}

TEST_F(Branch, TwoBranchesAreCompared) {
    auto r = request(BranchKind::Edit);
    r.step = step_with("so b is 5");
    r.text = "b = a + 3 = 2 + 3, so b is 6. ";
    const auto child = run(r);
    const auto compared = compare_runs(*reader, parent.run, child.run.run, {}, {});
    ASSERT_TRUE(compared) << compared.error().message;
    const auto a = tokens(parent.run), b = tokens(child.run.run);
    const auto at = static_cast<std::size_t>(compared->first_difference->value);
    EXPECT_NE(a[at].id, b[at].id);
    EXPECT_EQ(a[at - 1].id, b[at - 1].id);
    ASSERT_TRUE(compared->routing_split);
    EXPECT_GT(compared->routing_split->position, *compared->first_difference);  // the row before it read the same tokens
    for (const ComparedStep& step : compared->steps) {
        if (step.steps.a < 0 || step.steps.a >= r.step->value) continue;
        EXPECT_EQ(step.steps.a, step.steps.b);
        EXPECT_NEAR(step.routing.value_or(1.0), 1.0, 1e-6);
    }
    const auto spread = resample_answers(*model, *reader, child.run.run, TokenPos(compared->first_difference->value + 1), 4, 1, {}, {});
    ASSERT_TRUE(spread) << spread.error().message;
    int total = 0;
    for (const AnswerCount& one : spread->answers) total += one.count;
    EXPECT_EQ(total, 4);
    const auto back = parse_answer_distribution(to_json(*spread));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(*spread));
}

TEST_F(Branch, BadRequestsAreRefusedBeforeAnythingIsStored) {
    const auto refused = [&](BranchRequest r) {
        const auto result = branch(*model, *writer, *reader, r, {}, {});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::BadInput) << result.error().message;
    };
    refused(request(BranchKind::Edit));
    auto r = request(BranchKind::Edit);
    r.step = StepId(0);  // the prompt's
    r.text = "x";
    refused(r);
    r.step = StepId(999);
    refused(r);
    r = request(BranchKind::Alternative);
    r.at = TokenPos(0);
    r.token = 5;
    refused(r);
    r = request(BranchKind::Ban);
    refused(r);
    r = request(BranchKind::Regenerate);
    r.parent = RunId(77);
    refused(r);
    EXPECT_EQ(reader->runs()->size(), 1U);
}

}  // namespace
}  // namespace reasonscope
