// What goes into a session comes out of it, also while it is written.

#include "store/detail/blob.h"
#include "store/knockout_record.h"
#include "tests/store/support.h"

namespace reasonscope::test {
namespace {

using RoundTrip = StoreTest;

TEST_F(RoundTrip, KeepsARunWhole) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));

    const auto runs = MUST(reader->runs());
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_TRUE(runs[0].start.prompt_ids.empty());
    const auto run = MUST(reader->run(x.run));
    const auto& s = run.start;
    EXPECT_EQ(std::tie(s.prompt, s.system, s.rendered_prompt, s.settings_json, s.seed, s.dtype, s.device, s.model_name, s.model_path),
              std::tie(x.start.prompt, x.start.system, x.start.rendered_prompt, x.start.settings_json, x.start.seed, x.start.dtype,
                       x.start.device, x.start.model_name, x.start.model_path));
    EXPECT_EQ(std::tie(s.model_type, s.fingerprint, s.model_json, s.program_version, s.prompt_ids, s.prompt_spans),
              std::tie(x.start.model_type, x.start.fingerprint, x.start.model_json, x.start.program_version, x.start.prompt_ids,
                       x.start.prompt_spans));
    EXPECT_EQ(run.state, RunState::Done);
    EXPECT_EQ(run.end.state, RunState::Done);
    EXPECT_EQ(run.end.stop_reason, "stop");
    EXPECT_EQ(run.end.first_token_ms, 12.5);
    EXPECT_EQ(run.end.seconds, 1.25);
    EXPECT_EQ(run.end.tokens_per_second, 480.0);
    EXPECT_EQ(run.prompt_tokens, x.prompt);
    EXPECT_EQ(run.generated_tokens, 12);
    EXPECT_EQ(run.thinking, "the thinking");
    EXPECT_EQ(run.answer, "the answer is 4");
    EXPECT_EQ(run.created.size(), 20U);
    EXPECT_EQ(MUST(reader->transcript(x.run)), x.transcript);
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

TEST_F(RoundTrip, KeepsTokensAndTheirTraces) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const auto all = MUST(reader->tokens(x.run, TokenPos{0}, TokenPos{1000}));
    ASSERT_EQ(all.size(), static_cast<std::size_t>(x.prompt) + 12);
    EXPECT_EQ(all[0].text, "<s>B");
    EXPECT_FALSE(all[0].generated);
    EXPECT_TRUE(MUST(reader->attention(x.run, TokenPos{0})).empty());
    EXPECT_TRUE(MUST(reader->router(x.run, TokenPos{0})).empty());
    const auto window = MUST(reader->tokens(x.run, TokenPos{x.prompt + 2}, TokenPos{x.prompt + 5}));
    ASSERT_EQ(window.size(), 3U);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto& got = all[static_cast<std::size_t>(x.prompt) + i];
        const auto& put = x.tokens[i];
        EXPECT_EQ(std::tie(got.position, got.id, got.text, got.generated, got.probability, got.entropy, got.milliseconds, got.alternative_texts),
                  std::tie(put.position, put.id, put.text, put.generated, put.probability, put.entropy, put.milliseconds, put.alternative_texts));
        ASSERT_EQ(got.alternatives.size(), 2U);
        EXPECT_EQ(got.alternatives[1].id, 3);
        EXPECT_EQ(got.alternatives[1].probability, 0.125F);
        expect_same(MUST(reader->attention(x.run, got.position)), x.attention[i]);
        expect_same(MUST(reader->router(x.run, got.position)), x.routers[i]);
        EXPECT_EQ(MUST(reader->segment_begins(x.run, got.position)), x.segments[i]);
    }
}

TEST_F(RoundTrip, KeepsStepsEdgesAndMatrices) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const auto steps = MUST(reader->steps(x.run));
    ASSERT_EQ(steps.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto &a = steps[i].step, &b = x.steps[i].step;
        EXPECT_EQ(std::tie(a.id, a.source, a.bytes, a.first, a.last, a.cls, a.confidence, a.judge, steps[i].text),
                  std::tie(b.id, b.source, b.bytes, b.first, b.last, b.cls, b.confidence, b.judge, x.steps[i].text));
    }
    const auto edges = MUST(reader->edges(x.run));
    ASSERT_EQ(edges.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(std::tie(edges[i].step, edges[i].source, edges[i].weight, edges[i].control, edges[i].strongest, edges[i].grade, edges[i].method),
                  std::tie(x.edges[i].step, x.edges[i].source, x.edges[i].weight, x.edges[i].control, x.edges[i].strongest, x.edges[i].grade,
                           x.edges[i].method));
    const auto matrix = MUST(reader->matrix(x.run, "attention"));
    ASSERT_TRUE(matrix);
    EXPECT_EQ(matrix->n, 4);
    EXPECT_EQ(matrix->w, x.matrix.w);
    EXPECT_FALSE(MUST(reader->matrix(x.run, "gradient")));
    EXPECT_EQ(MUST(reader->methods(x.run)), std::vector<std::string>{"attention"});
}

TEST_F(RoundTrip, ReplacesWhatIsSetAgain) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    auto edges = x.edges;
    for (auto& e : edges) e.method = "gradient", e.grade = EvidenceGrade::Tested;
    MUST_DO(writer->set_edges(x.run, "gradient", x.matrix, edges));
    edges[0].weight = 0.5F;
    edges.pop_back();
    MUST_DO(writer->set_edges(x.run, "gradient", x.matrix, edges));
    const auto reader = MUST(SessionReader::open(file));
    EXPECT_EQ(MUST(reader->edges(x.run, "attention")).size(), 3U);
    auto gradient = MUST(reader->edges(x.run, "gradient"));
    ASSERT_EQ(gradient.size(), 2U);
    EXPECT_EQ(gradient[0].weight, 0.5F);
    EXPECT_EQ(gradient[0].grade, EvidenceGrade::Tested);
    // Fewer steps: the edges and matrix rows of those that went go with them.
    MUST_DO(writer->set_steps(x.run, std::span(x.steps).first(3), "t", "a"));
    EXPECT_EQ(MUST(reader->steps(x.run)).size(), 3U);
    EXPECT_EQ(MUST(reader->edges(x.run, "attention")).size(), 2U);
    EXPECT_EQ(MUST(reader->matrix(x.run, "attention"))->n, 3);
    EXPECT_EQ(MUST(reader->run(x.run)).answer, "a");
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

TEST_F(RoundTrip, KeepsResultsByKindAndKey) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    MUST_DO(writer->set_result(x.run, "knockout", "reroute 1:0", R"({"effect":0.5})"));
    MUST_DO(writer->set_result(x.run, "knockout", "ablate 1:0", R"({"effect":0.25})"));
    MUST_DO(writer->set_result(x.run, "curve", "", "[1, 2]"));
    MUST_DO(writer->set_result(x.run, "curve", "", "[3]"));  // replaces
    const auto reader = MUST(SessionReader::open(file));
    const auto all = MUST(reader->results(x.run));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(std::tie(all[0].kind, all[0].key, all[0].json), std::make_tuple("curve", "", "[3]"));
    EXPECT_EQ(all[1].key, "ablate 1:0");
    EXPECT_EQ(all[2].created.size(), 20U);
    EXPECT_EQ(MUST(reader->results(x.run, "knockout")).size(), 2U);
    EXPECT_TRUE(MUST(reader->results(x.run, "none")).empty());

    EXPECT_EQ(writer->set_result(x.run, "", "", "{}").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(writer->set_result(x.run, "curve", "", "{").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(writer->set_result(RunId{99}, "curve", "", "{}").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(MUST(reader->results(x.run)).size(), 3U);
    MUST_DO(writer->remove_run(x.run));
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

TEST_F(RoundTrip, GridSumsTheMassOfStepsOverThePredictingRows) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    // The slow way, from the traces that went in: which step holds the first token of a segment?
    const auto slow = [&](std::size_t step, std::optional<std::size_t> source) {
        std::vector<double> sum(6, 0.0);
        int rows = 0;
        for (std::size_t i = 0; i < 12; ++i) {
            const auto position = x.tokens[i].position;
            if (position < x.steps[step].step.first || position >= x.steps[step].step.last) continue;
            ++rows;
            for (std::size_t g = 0; g < x.segments[i].size(); ++g)
                for (std::size_t s = 0; s < step; ++s)
                    if ((!source || *source == s) && x.segments[i][g] >= x.steps[s].step.first && x.segments[i][g] < x.steps[s].step.last)
                        for (std::size_t head = 0; head < 6; ++head)
                            sum[head] += static_cast<double>(x.attention[i].segment_mass[head * x.segments[i].size() + g]);
        }
        for (auto& value : sum) value /= rows;
        return sum;
    };
    for (const std::size_t step : {2U, 3U})
        for (const auto source : {std::optional<std::size_t>(), std::optional<std::size_t>(0), std::optional<std::size_t>(1)}) {
            const auto grid = MUST(reader->head_grid(x.run, StepId{static_cast<int>(step)},
                                                     source ? std::optional(StepId{static_cast<int>(*source)}) : std::nullopt));
            const auto expected = slow(step, source);
            EXPECT_EQ(grid.layers, 2);
            EXPECT_EQ(grid.heads, 3);
            ASSERT_EQ(grid.mass.size(), 6U);
            for (std::size_t head = 0; head < 6; ++head) EXPECT_NEAR(static_cast<double>(grid.mass[head]), expected[head], 1e-6);
            EXPECT_GT(grid.mass[0], 0.0F);
        }
    EXPECT_EQ(MUST(reader->head_grid(x.run, StepId{0}, {})).layers, 0);  // a prompt step has no rows
}

TEST_F(RoundTrip, RoutingInOnePassIsTheRoutersOneByOne) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const Routing routing = MUST(reader->routing(x.run));
    ASSERT_EQ(routing.tokens.size(), x.routers.size());
    EXPECT_EQ(routing.layers, (std::vector<int>{1, 2}));
    for (std::size_t t = 0; t < routing.tokens.size(); ++t) {
        const auto router = MUST(reader->router(x.run, routing.tokens[t].position));
        EXPECT_EQ(router.chosen, std::vector<std::int32_t>(routing.chosen.begin() + static_cast<std::ptrdiff_t>(t * 4), routing.chosen.begin() + static_cast<std::ptrdiff_t>(t * 4 + 4)));
        const auto token = MUST(reader->tokens(x.run, routing.tokens[t].position, TokenPos(routing.tokens[t].position.value + 1)));
        EXPECT_EQ(routing.tokens[t].text, token.at(0).text);
    }
    EXPECT_EQ(routing.tokens[6].step, 3);
    EXPECT_FALSE(reader->routing(RunId(99)));
}

TEST(KnockoutRecords, ComeBackAndHaveOneKey) {
    KnockoutRecord record;
    record.places = {"ablate", {{3, 1}, {2, 5}, {3, 1}}, {{0, 4}}};
    record.answer_log_p = -0.125;
    record.effect = {-1.5, {0, 0.25F}, {0, -0.5F}};
    EXPECT_EQ(knockout_key(record.places), "ablate 2:5,3:1 heads 0:4");
    EXPECT_EQ(knockout_key({"reroute", {}, {{1, 2}}}), "heads 1:2");
    const auto alone = parse_knockout(to_json(record));
    ASSERT_TRUE(alone);
    EXPECT_FALSE(alone->control_places);
    EXPECT_EQ(alone->places.experts, record.places.experts);
    EXPECT_EQ(alone->effect.divergence, record.effect.divergence);
    record.control_places = KnockoutPlaces{"ablate", {{2, 1}}, {}};
    record.control.answer_change = 0.5;
    EXPECT_EQ(parse_knockout(to_json(record))->control.answer_change, 0.5);
    for (const char* broken : {"", "[]", "{}", R"({"knockout":1})", R"({"knockout":{"mode":"ablate","experts":[[1]],"heads":[]}})"}) EXPECT_FALSE(parse_knockout(broken)) << broken;
}

TEST_F(RoundTrip, LoadsCountAssignments) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    for (const bool whole : {true, false}) {
        const auto loads = MUST(reader->expert_loads(x.run, whole ? std::nullopt : std::optional(StepId{3})));
        ASSERT_EQ(loads.size(), 16U);
        for (std::size_t i = 0; i < 16; ++i) {
            int count = 0, total = 0;
            double weight = 0;
            for (std::size_t t = whole ? 0 : 6; t < 12; ++t)
                for (std::size_t k = 0; k < 2; ++k) {
                    const auto at = i / 8 * 2 + k;
                    ++total;
                    if (x.routers[t].chosen[at] != static_cast<int>(i % 8)) continue;
                    ++count;
                    weight += static_cast<double>(x.routers[t].weights[at]);
                }
            EXPECT_EQ(loads[i].layer, static_cast<int>(i / 8) + 1);
            EXPECT_EQ(loads[i].expert, static_cast<int>(i % 8));
            EXPECT_FLOAT_EQ(loads[i].share, static_cast<float>(count) / static_cast<float>(total));
            EXPECT_FLOAT_EQ(loads[i].mean_weight, count ? static_cast<float>(weight / count) : 0.0F);
        }
    }
}

TEST_F(RoundTrip, KeepsOddText) {
    auto writer = MUST(SessionWriter::open(file));
    auto start = example_start();
    start.prompt = std::string("nul \0 inside, \xFF no UTF-8, 'quotes' \"and\" <b>", 44);
    const auto run = MUST(writer->begin_run(start));
    const std::string odd("\0\xF0\x9F", 3);
    MUST_DO(writer->add_token(run, example_token(static_cast<int>(start.prompt_ids.size()), odd), {}, {}, {}));
    MUST_DO(writer->flush());
    const auto reader = MUST(SessionReader::open(file));
    EXPECT_EQ(MUST(reader->run(run)).start.prompt, start.prompt);
    EXPECT_EQ(MUST(reader->transcript(run)), start.rendered_prompt + odd);
}

TEST_F(RoundTrip, FindsText) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const auto hits = [&](std::string_view text) {
        std::string out;
        for (const auto& hit : MUST(reader->search(text)))
            out += fmt::format("{}:{} ", hit.run.value, hit.step ? std::to_string(hit.step->value) : "-");
        return out;
    };
    EXPECT_EQ(hits("WHAT IS"), "1:- ");   // the prompt, once
    EXPECT_EQ(hits("answer is"), "1:- ");
    EXPECT_EQ(hits("word wor"), "1:2 ");  // the thinking step
    EXPECT_EQ(hits("4"), "1:- 1:- ");     // too short for the index
    EXPECT_EQ(hits("4%"), "");
    EXPECT_EQ(hits("\" OR text:"), "");
    EXPECT_EQ(hits("no such words"), "");
    EXPECT_FALSE(reader->search(""));
    MUST_DO(writer->set_steps(x.run, std::span(x.steps).first(2), "", "something else"));
    EXPECT_EQ(hits("word wor"), "");
    EXPECT_EQ(hits("answer is"), "");
    EXPECT_EQ(hits("something"), "1:- ");
    MUST_DO(writer->remove_run(x.run));
    EXPECT_EQ(hits("something"), "");
    EXPECT_EQ(hits("What is"), "");
}

TEST_F(RoundTrip, RemovedRunsAreGone) {
    auto writer = MUST(SessionWriter::open(file));
    const auto a = write_example(*writer, 1), b = write_example(*writer, 2);
    MUST_DO(writer->remove_run(a.run));
    EXPECT_FALSE(writer->remove_run(a.run));
    const auto reader = MUST(SessionReader::open(file));
    EXPECT_EQ(MUST(reader->runs()).size(), 1U);
    const auto gone = reader->tokens(a.run, TokenPos{0}, TokenPos{9});
    ASSERT_FALSE(gone);
    expect_sentence(gone.error(), ErrorKind::BadInput, file);
    EXPECT_EQ(MUST(reader->tokens(b.run, TokenPos{0}, TokenPos{9})).size(), 9U);
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
    const auto c = write_example(*writer, 3);
    EXPECT_GT(c.run.value, b.run.value);  // numbers are never used twice
}

TEST_F(RoundTrip, RefusesWhatDoesNotFit) {
    auto writer = MUST(SessionWriter::open(file));
    auto x = write_example(*writer, 1, false);
    const auto next = x.prompt + 12;
    EXPECT_FALSE(writer->add_token(x.run, example_token(next + 1), {}, {}, x.segments.back()));  // a hole
    EXPECT_FALSE(writer->add_token(x.run, example_token(next - 1), {}, {}, x.segments.back()));  // twice
    EXPECT_FALSE(writer->add_token(RunId{99}, example_token(next), {}, {}, {}));
    auto lying = x.attention.back();
    lying.heads = 7;
    EXPECT_FALSE(writer->add_token(x.run, example_token(next), lying, {}, x.segments.back()));
    auto router = x.routers.back();
    router.chosen[0] = 8;
    EXPECT_FALSE(writer->add_token(x.run, example_token(next), {}, router, x.segments.back()));
    auto shrunk = x.segments.back();
    shrunk.pop_back();
    EXPECT_FALSE(writer->add_token(x.run, example_token(next), {}, {}, shrunk));
    const Edge forward[] = {example_edge(1, 2, 0.5F, true)};
    EXPECT_FALSE(writer->set_edges(x.run, "attention", x.matrix, forward));
    EXPECT_FALSE(writer->set_edges(x.run, "attention", StepMatrix(5), {}));
    EXPECT_FALSE(writer->end_run(RunId{99}, {}));
    // None of these did harm.
    MUST_DO(writer->add_token(x.run, example_token(next), x.attention.back(), x.routers.back(), x.segments.back()));
    MUST_DO(writer->end_run(x.run, {}));
    const auto reader = MUST(SessionReader::open(file));
    EXPECT_EQ(MUST(reader->edges(x.run)).size(), 3U);
    EXPECT_EQ(MUST(reader->run(x.run)).generated_tokens, 13);
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

TEST(Blobs, RandomTracesComeBack) {
    std::mt19937 random(7);
    for (int i = 0; i < 300; ++i) {
        const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        const auto put = random_attention(random, 1 + pick(3), 1 + pick(4), pick(6), pick(detail::kDenseSegments + 1));
        const auto blobs = detail::pack(put);
        AttentionTrace got{put.layers, put.heads, put.top_k, put.segments, {}, {}, {}};
        ASSERT_TRUE(detail::unpack(blobs.top, blobs.mass, got));
        expect_same(got, put);
        const auto rows = static_cast<std::size_t>(put.layers * put.heads);
        EXPECT_EQ(blobs.top.size(), rows * static_cast<std::size_t>(put.top_k) * 6);
        EXPECT_EQ(blobs.mass.size(), rows * static_cast<std::size_t>(put.segments) * 2);

        const auto router = random_router(random, 1 + pick(4), 1 + pick(300), 1 + pick(8), pick(2) == 0);
        const auto packed = detail::pack(router);
        RouterTrace back;
        back.experts = router.experts;
        back.top_k = router.top_k;
        ASSERT_TRUE(detail::unpack(packed.choice, packed.scores, static_cast<int>(router.layers.size()), back));
        expect_same(back, router);
    }
}

TEST(Blobs, ManySegmentsKeepTheStrongest) {
    std::mt19937 random(8);
    auto put = random_attention(random, 2, 2, 1, 200);
    put.segment_mass[5] = std::numeric_limits<float>::quiet_NaN();
    const auto blobs = detail::pack(put);
    EXPECT_EQ(blobs.mass.size(), 4U * detail::kSparseMasses * 6);  // whatever the number of segments
    AttentionTrace got{2, 2, 1, 200, {}, {}, {}};
    ASSERT_TRUE(detail::unpack(blobs.top, blobs.mass, got));
    for (std::size_t row = 0; row < 4; ++row) {
        float least_kept = 2, most_dropped = -1;
        int kept = 0;
        for (std::size_t g = row * 200; g < row * 200 + 200; ++g) {
            if (std::isnan(put.segment_mass[g])) continue;
            if (got.segment_mass[g] > 0) {
                EXPECT_EQ(got.segment_mass[g], put.segment_mass[g]);
                least_kept = std::min(least_kept, put.segment_mass[g]);
                ++kept;
            } else {
                most_dropped = std::max(most_dropped, put.segment_mass[g]);
            }
        }
        EXPECT_EQ(kept, detail::kSparseMasses);
        EXPECT_GE(least_kept, most_dropped);
    }
}

TEST(Blobs, ArbitraryBytesAreRefusedOrRead) {
    std::mt19937 random(9);
    for (int i = 0; i < 3000; ++i) {
        std::string noise(random() % 300, '\0');
        for (auto& c : noise) c = static_cast<char>(random());
        const auto list = detail::unpack_alternatives(noise);
        EXPECT_TRUE(!list || detail::pack_alternatives(list->alternatives, list->texts).size() == noise.size());
        const auto small = [&] { return static_cast<int>(random() % 6) - 1; };
        AttentionTrace t{small(), small(), small(), random() % 2 ? small() : 100, {}, {}, {}};
        EXPECT_TRUE(!detail::unpack(noise, noise, t) || detail::consistent(t));
        RouterTrace r;
        r.experts = small();
        r.top_k = small();
        EXPECT_TRUE(!detail::unpack(noise, "", small(), r) || detail::consistent(r));
    }
    AttentionTrace huge{1 << 20, 1 << 20, 1 << 20, 1 << 20, {}, {}, {}};
    EXPECT_FALSE(detail::unpack("", "", huge));
}

}  // namespace
}  // namespace reasonscope::test
