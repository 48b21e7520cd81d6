// The whole road on a scripted model: text, steps, segments, edges, session, cancel, errors.

#include "pipeline/ask.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/scripted_model.h"

namespace reasonscope {
namespace {

constexpr const char* kQuestion = "x = 4. y = x + 7. z = y * 2. What is z?";

class Ask : public testing::Test {
protected:
    void SetUp() override {
        auto loaded = LoadedModel::load(script.path(), test::cpu_f32());
        ASSERT_TRUE(loaded) << loaded.error().message;
        model = std::move(*loaded);
        auto opened = SessionWriter::open(file);
        ASSERT_TRUE(opened) << opened.error().message;
        writer = std::move(*opened);
    }
    AskRequest request(std::string prompt = kQuestion) {
        AskRequest r;
        r.prompt = std::move(prompt);
        r.settings = default_settings(*model.model);
        return r;
    }
    std::unique_ptr<SessionReader> reader() {
        auto opened = SessionReader::open(file);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }
    void expect_clean() {
        const auto problems = reader()->check();
        ASSERT_TRUE(problems) << problems.error().message;
        for (const std::string& problem : *problems) ADD_FAILURE() << problem;
    }

    test::ScriptedModel script;
    test::TempFolder folder;
    std::filesystem::path file = folder / "s.db";
    LoadedModel model;
    std::unique_ptr<SessionWriter> writer;
};

std::string shown(const std::vector<StoredStep>& steps) {
    std::string out;
    for (const StoredStep& s : steps) {
        std::string text = s.text;
        std::ranges::replace(text, '\n', '~');
        out += fmt::format("{} {} [{}]\n", s.step.id.value, name(s.step.source), text);
    }
    return out;
}

constexpr const char* kSteps =
    "0 prompt [x = 4. ]\n1 prompt [y = x + 7. ]\n2 prompt [z = y * 2. ]\n3 prompt [What is z?]\n"
    "4 thinking [Find z. ]\n5 thinking [Use y = x + 7.~]\n6 thinking [So y = 4 + 7 = 11. ]\n7 thinking [So z = 11 * 2 = 22.]\n8 answer [22]\n";

TEST_F(Ask, ARunIsStoredWhole) {
    const auto result = ask(model, *writer, request(), {}, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->answer, "22");
    EXPECT_EQ(result->thinking, test::kScriptedThinking);
    EXPECT_EQ(result->prompt, kQuestion);
    EXPECT_EQ(result->generation.reason, StopReason::StopToken);
    EXPECT_EQ(shown(result->steps), kSteps);
    EXPECT_TRUE(result->notes.empty());
    expect_clean();

    const auto r = reader();
    const auto run = r->run(result->run);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(run->state, RunState::Done);
    EXPECT_EQ(run->answer, "22");
    EXPECT_EQ(run->start.prompt, kQuestion);
    EXPECT_EQ(run->start.fingerprint, model.model->fingerprint());
    EXPECT_EQ(run->generated_tokens, static_cast<int>(test::kScript.size()));
    EXPECT_EQ(shown(*r->steps(result->run)), kSteps);
    EXPECT_EQ(*r->transcript(result->run), run->start.rendered_prompt + test::kScriptedThinking + "  </think>\n22<eos>");
    EXPECT_EQ(*r->methods(result->run), (std::vector<std::string>{"attention", "gradient"}));
    EXPECT_FALSE(r->expert_loads(result->run, std::nullopt)->empty());
}

TEST_F(Ask, EveryAnsweringStepHasAttentionSources) {
    const auto result = ask(model, *writer, request(), {}, {});
    ASSERT_TRUE(result) << result.error().message;
    for (const char* method : {"attention", "gradient"}) {
        const auto edges = *reader()->edges(result->run, method);
        for (int step = 4; step <= 8; ++step) {
            int strongest = 0;
            for (const Edge& edge : edges) {
                if (edge.step.value != step) continue;
                EXPECT_LT(edge.source, edge.step);
                EXPECT_GT(edge.weight, 0.0F);
                EXPECT_NEAR(edge.control, 1.0F / static_cast<float>(step), 1e-6);
                strongest += edge.strongest ? 1 : 0;
            }
            EXPECT_EQ(strongest, 1) << method << " step " << step;
        }
    }
}

TEST_F(Ask, EventsFollowTheRun) {
    std::string text;
    std::vector<std::size_t> step_counts;
    RunId started;
    AskEvents events;
    events.on_start = [&](RunId run, const RunStart& start) {
        started = run;
        EXPECT_EQ(start.prompt, kQuestion);
        EXPECT_EQ(start.prompt_ids.size(), start.prompt_spans.size());
    };
    events.on_token = [&](const TokenRow& row, const TokenTrace& trace) {
        text += row.text;
        EXPECT_EQ(row.position, trace.position);
        EXPECT_FALSE(trace.attention.empty());
        EXPECT_FALSE(trace.router.empty());
    };
    events.on_steps = [&](const std::vector<StoredStep>& steps, const std::vector<Edge>& edges) {
        step_counts.push_back(steps.size());
        EXPECT_FALSE(edges.empty());
        for (std::size_t i = 0; i < steps.size(); ++i) EXPECT_EQ(steps[i].step.id.value, static_cast<int>(i));
    };
    const auto result = ask(model, *writer, request(), events, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(started, result->run);
    EXPECT_EQ(text, std::string(test::kScriptedThinking) + "  </think>\n22<eos>");
    EXPECT_EQ(step_counts, (std::vector<std::size_t>{5, 6, 7, 8, 9, 9}));  // each completed step, then the end
}

TEST_F(Ask, LiveStepsEqualTheFinalOnes) {
    std::vector<std::string> seen;
    AskEvents events;
    events.on_steps = [&](const std::vector<StoredStep>& steps, const std::vector<Edge>&) { seen.push_back(shown(steps)); };
    ASSERT_TRUE(ask(model, *writer, request(), events, {}));
    for (const std::string& steps : seen) {
        // Only the white space at the end of the newest step may differ: a section ends without it.
        const std::string head = steps.substr(0, steps.rfind('['));
        EXPECT_TRUE(std::string(kSteps).starts_with(head)) << steps;
    }
}

TEST_F(Ask, CancelLeavesAClosedRun) {
    std::stop_source stop;
    int tokens = 0;
    AskEvents events;
    events.on_token = [&](const TokenRow&, const TokenTrace&) {
        if (++tokens == 9) stop.request_stop();
    };
    const auto result = ask(model, *writer, request(), events, stop.get_token());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->generation.reason, StopReason::Cancelled);
    const auto run = reader()->run(result->run);
    EXPECT_EQ(run->state, RunState::Cancelled);
    EXPECT_GE(run->generated_tokens, 9);
    EXPECT_LE(run->generated_tokens, 10);
    EXPECT_FALSE(reader()->steps(result->run)->empty());
    expect_clean();
}

TEST_F(Ask, MaxTokensEndsTheRun) {
    auto r = request();
    r.settings.max_tokens = 4;
    const auto result = ask(model, *writer, r, {}, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->generation.reason, StopReason::MaxTokens);
    EXPECT_EQ(result->answer, "");
    EXPECT_EQ(result->thinking, "Find z. Use y = x");
    EXPECT_EQ(reader()->run(result->run)->end.stop_reason, "length");
    expect_clean();
}

TEST_F(Ask, BadRequestsLeaveNoRun) {
    auto too_long = request(std::string(400, 'a'));
    auto refused = ask(model, *writer, too_long, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
    EXPECT_NE(refused.error().message.find("context"), std::string::npos);
    EXPECT_FALSE(ask(model, *writer, request("  \n"), {}, {}));
    auto none = request();
    none.settings.max_tokens = 0;
    EXPECT_FALSE(ask(model, *writer, none, {}, {}));
    ASSERT_TRUE(writer->flush());
    EXPECT_TRUE(reader()->runs()->empty());
}

TEST_F(Ask, TraceLevelsKeepWhatTheyPromise) {
    for (const TraceLevel level : {TraceLevel::Off, TraceLevel::Summary, TraceLevel::Full}) {
        auto r = request();
        r.settings.trace = level;
        r.explain_by_gradient = false;
        const auto result = ask(model, *writer, r, {}, {});
        ASSERT_TRUE(result) << result.error().message;
        EXPECT_EQ(shown(result->steps), kSteps);
        EXPECT_EQ(result->edges.empty(), level == TraceLevel::Off);
    }
    expect_clean();
}

TEST_F(Ask, SameSeedSameRun) {
    auto r = request();
    r.settings.sampler.temperature = 1.5F;
    r.settings.sampler.seed = 7;
    const auto one = ask(model, *writer, r, {}, {});
    const auto two = ask(model, *writer, r, {}, {});
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->generation.ids, two->generation.ids);
}

TEST_F(Ask, ExplainGivesTheRunsOwnAttentionEdgesAgain) {
    const auto result = ask(model, *writer, request(), {}, {});
    ASSERT_TRUE(result) << result.error().message;
    const auto before = *reader()->matrix(result->run, "attention");
    ASSERT_TRUE(before);
    const auto done = explain(model, *writer, *reader(), result->run, std::nullopt, "attention", {}, {});
    ASSERT_TRUE(done) << done.error().message;
    const auto after = *reader()->matrix(result->run, "attention");
    ASSERT_TRUE(after);
    ASSERT_EQ(before->w.size(), after->w.size());
    for (std::size_t i = 0; i < before->w.size(); ++i) EXPECT_NEAR(before->w[i], after->w[i], 2e-3);  // the store keeps half floats
}

TEST_F(Ask, ExplainOneStepKeepsTheOtherRows) {
    const auto result = ask(model, *writer, request(), {}, {});
    ASSERT_TRUE(result) << result.error().message;
    const auto before = *reader()->edges(result->run, "gradient");
    const auto done = explain(model, *writer, *reader(), result->run, StepId(7), "gradient", {}, {});
    ASSERT_TRUE(done) << done.error().message;
    const auto after = *reader()->edges(result->run, "gradient");
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i].weight, after[i].weight, 1e-3);
}

TEST_F(Ask, ExplainRefusesWhatItCannotDo) {
    const auto result = ask(model, *writer, request(), {}, {});
    ASSERT_TRUE(result) << result.error().message;
    const auto refuses = [&](RunId run, std::optional<StepId> step, std::string_view method) {
        const auto done = explain(model, *writer, *reader(), run, step, method, {}, {});
        return !done && done.error().kind == ErrorKind::BadInput;
    };
    EXPECT_TRUE(refuses(result->run, std::nullopt, "magic"));
    EXPECT_TRUE(refuses(result->run, StepId(99), "gradient"));
    EXPECT_TRUE(refuses(result->run, StepId(0), "gradient"));
    EXPECT_TRUE(refuses(RunId(99), std::nullopt, "gradient"));
    const test::ScriptedModel other({"Other", " words.", "</think>", "11", "<eos>"});
    const auto stranger = LoadedModel::load(other.path(), test::cpu_f32());
    ASSERT_TRUE(stranger) << stranger.error().message;
    const auto done = explain(*stranger, *writer, *reader(), result->run, std::nullopt, "gradient", {}, {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::BadInput);
}

TEST(LoadedModel, BadFoldersAreOneSentence) {
    const auto missing = LoadedModel::load("/no/such/model", test::cpu_f32());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::BadInput);
    const test::ScriptedModel broken;
    broken.folder().write("tokenizer.json", "{");
    const auto refused = LoadedModel::load(broken.path(), test::cpu_f32());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
}

TEST(Resources, TheEnvironmentNamesThem) {
    const test::TempFolder folder;
    ::setenv("REASONSCOPE_RESOURCES", folder.path().c_str(), 1);
    const auto found = resources_folder();
    const auto bundled = bundled_model_folder();
    ::setenv("REASONSCOPE_RESOURCES", "/no/such/folder", 1);
    const auto missing = resources_folder();
    ::unsetenv("REASONSCOPE_RESOURCES");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(*found, folder.path());
    EXPECT_FALSE(bundled);  // no models/r1-mini in it
    EXPECT_FALSE(missing);
}

}  // namespace
}  // namespace reasonscope
