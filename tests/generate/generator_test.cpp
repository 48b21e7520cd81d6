// The decode loop on small random models: traces against exact passes, cancel, limits, bad input.

#include "generate/generator.h"

#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "generate/benchmark.h"
#include "generate/inspect.h"
#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

const std::vector<std::int32_t> kPrompt{15, 3, 11, 4, 31, 20, 11, 2, 23};

std::shared_ptr<Model> load(std::string_view which = "plain") {
    auto model = Model::load(test::small_model(which), test::cpu_f32());
    if (!model) throw std::runtime_error(model.error().message);
    return *model;
}

/// Records everything; a new segment starts every third token.
class Recorder : public TraceSink {
public:
    void on_token(const TokenTrace& token) override {
        tokens.push_back(token);
        used.push_back(begins);
        if (token.position.value % 3 == 0 && token.position > begins.back()) begins.push_back(token.position);
        if (after > 0 && static_cast<int>(tokens.size()) == after) stop.request_stop();
    }
    std::span<const TokenPos> segment_begins() override { return begins; }

    std::vector<TokenTrace> tokens;
    std::vector<TokenPos> begins{TokenPos(0), TokenPos(4)};
    std::vector<std::vector<TokenPos>> used;  // the begins each token was traced with
    std::stop_source stop;
    int after = 0;
};

GenerateSettings settings(TraceLevel level, int tokens = 24) {
    GenerateSettings out;
    out.trace = level;
    out.max_tokens = tokens;
    return out;
}

Generation run(const Model& model, const GenerateSettings& s, TraceSink* sink = nullptr, std::span<const std::int32_t> prompt = kPrompt) {
    auto done = generate(model, prompt, s, sink, {});
    if (!done) throw std::runtime_error(done.error().message);
    return *done;
}

class Traced : public testing::TestWithParam<const char*> {};

TEST_P(Traced, EveryRowEqualsTheExactPass) {
    const auto model = load(GetParam());
    Recorder recorder;
    const auto done = run(*model, settings(TraceLevel::Full), &recorder);
    ASSERT_EQ(recorder.tokens.size(), done.ids.size());
    auto ids = kPrompt;
    ids.insert(ids.end(), done.ids.begin(), done.ids.end());
    const auto exact = inspect(*model, ids, 0, {});
    ASSERT_TRUE(exact) << exact.error().message;
    const auto& config = model->config();
    const std::size_t t = ids.size();
    for (const auto& token : recorder.tokens) {
        const auto row = static_cast<std::size_t>(token.position.value) - 1;  // the row that predicts it
        const auto& a = token.attention;
        ASSERT_EQ(a.layers, config.layers);
        ASSERT_EQ(a.heads, config.heads);
        for (int layer = 0; layer < a.layers; ++layer) {
            for (int head = 0; head < a.heads; ++head) {
                const auto* weights = exact->attention[static_cast<std::size_t>(layer)].data() + (static_cast<std::size_t>(head) * t + row) * t;
                const auto at = static_cast<std::size_t>(layer * a.heads + head);
                double total = 0;
                for (int g = 0; g < a.segments; ++g) total += static_cast<double>(a.segment_mass[at * static_cast<std::size_t>(a.segments) + static_cast<std::size_t>(g)]);
                EXPECT_NEAR(total, 1.0, 1e-4);
                for (int k = 0; k < a.top_k; ++k) {
                    const auto slot = at * static_cast<std::size_t>(a.top_k) + static_cast<std::size_t>(k);
                    ASSERT_GE(a.top_positions[slot], 0);
                    EXPECT_NEAR(a.top_weights[slot], weights[a.top_positions[slot]], 1e-5F);
                    EXPECT_LE(a.top_weights[slot], k > 0 ? a.top_weights[slot - 1] : 1.0F);
                }
                const auto largest = *std::max_element(weights, weights + row + 1);
                EXPECT_NEAR(a.top_weights[at * static_cast<std::size_t>(a.top_k)], largest, 1e-5F);
            }
        }
        const auto& r = token.router;
        ASSERT_EQ(r.layers.size(), exact->routers.size());
        for (std::size_t i = 0; i < r.layers.size(); ++i) {
            const auto& whole = exact->routers[i];
            EXPECT_EQ(r.layers[i], whole.layer);
            for (std::size_t e = 0; e < static_cast<std::size_t>(r.experts); ++e)
                EXPECT_NEAR(r.scores[i * static_cast<std::size_t>(r.experts) + e], whole.scores[row * static_cast<std::size_t>(r.experts) + e], 1e-5F);
            for (std::size_t k = 0; k < static_cast<std::size_t>(r.top_k); ++k) {
                const auto slot = i * static_cast<std::size_t>(r.top_k) + k, there = row * static_cast<std::size_t>(r.top_k) + k;
                EXPECT_EQ(r.chosen[slot], whole.experts[there]);
                EXPECT_NEAR(r.weights[slot], whole.weights[there], 1e-5F);
            }
            EXPECT_GT(r.shared_share[i], 0.0F);
            EXPECT_LT(r.shared_share[i], 1.0F);
        }
        double total = 0, entropy = 0;
        const auto* logits = exact->logits.data() + row * static_cast<std::size_t>(config.vocab_size);
        for (int i = 0; i < config.vocab_size; ++i) total += std::exp(static_cast<double>(logits[i]));
        for (int i = 0; i < config.vocab_size; ++i) {
            const double p = std::exp(static_cast<double>(logits[i])) / total;
            entropy -= p * std::log(p);
        }
        EXPECT_NEAR(static_cast<double>(token.entropy), entropy, 1e-4);
        EXPECT_NEAR(static_cast<double>(token.probability), std::exp(static_cast<double>(logits[token.id])) / total, 1e-5);
        ASSERT_EQ(token.alternatives.size(), 10U);
        EXPECT_EQ(token.alternatives.front().id, token.id) << "greedy chooses the most likely";
    }
}

INSTANTIATE_TEST_SUITE_P(Models, Traced, testing::Values("plain", "groups-yarn-tied", "bias-halves-shared"), [](const auto& info) {
    std::string name = info.param;
    std::erase(name, '-');
    return name;
});

TEST(Trace, SegmentMassIsTheSumOverItsTokens) {
    const auto model = load();
    Recorder recorder;
    const auto done = run(*model, settings(TraceLevel::Full, 12), &recorder);
    auto ids = kPrompt;
    ids.insert(ids.end(), done.ids.begin(), done.ids.end());
    const auto exact = *inspect(*model, ids, 0, {});
    const auto t = ids.size();
    for (std::size_t n = 0; n < recorder.tokens.size(); ++n) {
        const auto& token = recorder.tokens[n];
        const auto& begins = recorder.used[n];
        const auto row = static_cast<std::size_t>(token.position.value) - 1;
        ASSERT_EQ(token.attention.segments, static_cast<int>(begins.size()));
        for (std::size_t g = 0; g < begins.size(); ++g) {
            const auto end = g + 1 < begins.size() ? static_cast<std::size_t>(begins[g + 1].value) : row + 1;
            double mass = 0;  // layer 0, head 1
            for (auto i = static_cast<std::size_t>(begins[g].value); i < end && i <= row; ++i) mass += static_cast<double>(exact.attention[0][(t + row) * t + i]);
            EXPECT_NEAR(static_cast<double>(token.attention.segment_mass[begins.size() + g]), mass, 1e-5) << "token " << n << " segment " << g;
        }
    }
}

TEST(Trace, LongPromptsCrossPrefillChunksUnharmed) {
    const auto model = load();
    std::vector<std::int32_t> prompt;
    for (int i = 0; i < 150; ++i) prompt.push_back((i * 7 + i / 5) % 48);
    Recorder recorder;
    const auto done = run(*model, settings(TraceLevel::Full, 3), &recorder, prompt);
    const auto exact = *inspect(*model, prompt, 3, {});
    EXPECT_TRUE(std::equal(done.ids.begin(), done.ids.end(), exact.greedy_ids.begin() + 150));
    const auto& first = recorder.tokens.front();
    EXPECT_EQ(first.position.value, 150);
    const auto* weights = exact.attention[2].data() + 149 * 150;  // last layer, head 0, last prompt row
    EXPECT_NEAR(first.attention.top_weights[2 * 2 * 8], weights[first.attention.top_positions[2 * 2 * 8]], 1e-5F);
    EXPECT_NEAR(first.attention.top_weights[2 * 2 * 8], *std::max_element(weights, weights + 150), 1e-5F);
}

TEST(Trace, SummaryIsTheMeanOfFull) {
    const auto model = load();
    Recorder full, summary;
    const auto a = run(*model, settings(TraceLevel::Full, 8), &full), b = run(*model, settings(TraceLevel::Summary, 8), &summary);
    EXPECT_EQ(a.ids, b.ids);
    for (std::size_t n = 0; n < full.tokens.size(); ++n) {
        const auto &f = full.tokens[n].attention, &s = summary.tokens[n].attention;
        ASSERT_EQ(s.layers * s.heads, 1);
        const auto rows = static_cast<std::size_t>(f.layers * f.heads), segments = static_cast<std::size_t>(f.segments);
        for (std::size_t g = 0; g < segments; ++g) {
            double mean = 0;
            for (std::size_t r = 0; r < rows; ++r) mean += static_cast<double>(f.segment_mass[r * segments + g]) / static_cast<double>(rows);
            EXPECT_NEAR(static_cast<double>(s.segment_mass[g]), mean, 1e-5);
        }
        EXPECT_TRUE(summary.tokens[n].router.scores.empty());
        EXPECT_EQ(summary.tokens[n].router.chosen, full.tokens[n].router.chosen);
    }
}

TEST(Trace, LevelChangesNoToken) {
    const auto model = load("groups-yarn-tied");
    auto s = settings(TraceLevel::Off);
    s.sampler.temperature = 0.9F;
    s.sampler.seed = 5;
    Recorder off, full;
    const auto untraced = run(*model, s, &off);
    s.trace = TraceLevel::Full;
    EXPECT_EQ(run(*model, s, &full).ids, untraced.ids);
    EXPECT_EQ(run(*model, s).ids, untraced.ids) << "no sink at all";
    ASSERT_EQ(off.tokens.size(), untraced.ids.size());
    EXPECT_TRUE(off.tokens[3].attention.empty());
    EXPECT_TRUE(off.tokens[3].router.empty());
    EXPECT_TRUE(off.tokens[3].alternatives.empty());
    EXPECT_EQ(off.tokens[3].id, untraced.ids[3]);
}

TEST(Generate, SameSeedSameTokensOtherSeedOtherTokens) {
    const auto model = load();
    auto s = settings(TraceLevel::Off, 40);
    s.sampler.temperature = 1.0F;
    s.sampler.seed = 11;
    const auto first = run(*model, s).ids;
    EXPECT_EQ(run(*model, s).ids, first);
    s.sampler.seed = 12;
    EXPECT_NE(run(*model, s).ids, first);
}

TEST(Generate, StopsAtAStopTokenAndKeepsIt) {
    const auto model = load();
    const auto free = run(*model, settings(TraceLevel::Off, 12));
    auto s = settings(TraceLevel::Off, 12);
    s.stop_ids = {free.ids[4]};
    const auto done = run(*model, s);
    EXPECT_EQ(done.reason, StopReason::StopToken);
    const auto first = std::find(free.ids.begin(), free.ids.end(), free.ids[4]);
    EXPECT_EQ(done.ids, std::vector<std::int32_t>(free.ids.begin(), first + 1));
    EXPECT_EQ(free.reason, StopReason::MaxTokens);
}

TEST(Generate, EndsWhenTheContextIsFull) {
    const auto model = load();
    const auto done = run(*model, settings(TraceLevel::Off, 100000));
    EXPECT_EQ(done.reason, StopReason::ContextFull);
    EXPECT_EQ(done.ids.size() + kPrompt.size(), static_cast<std::size_t>(model->config().context));
    EXPECT_GT(done.tokens_per_second, 0.0);
    EXPECT_GE(done.seconds * 1000.0, done.first_token_ms);
}

TEST(Generate, CancelKeepsWhatThereIs) {
    const auto model = load();
    Recorder recorder;
    recorder.after = 5;
    const auto done = generate(*model, kPrompt, settings(TraceLevel::Full, 100), &recorder, recorder.stop.get_token());
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->reason, StopReason::Cancelled);
    EXPECT_EQ(done->ids.size(), 5U);
    const auto before = generate(*model, kPrompt, settings(TraceLevel::Full, 100), &recorder, recorder.stop.get_token());
    ASSERT_TRUE(before);
    EXPECT_EQ(before->reason, StopReason::Cancelled);
    EXPECT_TRUE(before->ids.empty());
}

TEST(Generate, VocabularyLimitsWhatIsChosen) {
    const auto model = load();
    auto s = settings(TraceLevel::Full, 60);
    s.sampler.temperature = 5.0F;
    s.vocabulary = 10;
    for (const auto id : run(*model, s).ids) EXPECT_LT(id, 10);
    s.vocabulary = 0;
    const auto free = run(*model, s).ids;
    EXPECT_GE(*std::max_element(free.begin(), free.end()), 10);
}

void expect_refused(const Model& model, std::span<const std::int32_t> prompt, const GenerateSettings& s, std::string_view words) {
    const auto done = generate(model, prompt, s, nullptr, {});
    ASSERT_FALSE(done) << words;
    EXPECT_EQ(done.error().kind, ErrorKind::BadInput);
    EXPECT_NE(done.error().message.find(words), std::string::npos) << done.error().message;
}

TEST(Generate, RefusesBadInput) {
    const auto model = load();
    const auto s = settings(TraceLevel::Off);
    expect_refused(*model, {}, s, "prompt is empty");
    expect_refused(*model, std::vector<std::int32_t>{1, 48}, s, "Token id 48 is outside");
    expect_refused(*model, std::vector<std::int32_t>{-1}, s, "Token id -1 is outside");
    expect_refused(*model, std::vector<std::int32_t>(256, 1), s, "context of 256");
    expect_refused(*model, kPrompt, settings(TraceLevel::Off, 0), "at least 1");
    auto bad = s;
    bad.sampler.top_p = 0;
    expect_refused(*model, kPrompt, bad, "top-p");
    bad = s;
    bad.vocabulary = 49;
    expect_refused(*model, kPrompt, bad, "vocabulary of 49");
}

TEST(Generate, NotANumberIsASentence) {
    const test::ModelCopy copy;
    std::string ones;
    copy.rewrite_weights([&](auto& tensors) {
        for (auto& t : tensors)
            if (t.name == "model.norm.weight") {
                ones.assign(t.bytes.size(), '\xff');  // NaN in bf16
                t.bytes = std::as_bytes(std::span(ones));
            }
    });
    const auto model = Model::load(copy.path(), test::cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    Recorder recorder;
    for (const auto level : {TraceLevel::Off, TraceLevel::Full}) {
        const auto done = generate(**model, kPrompt, settings(level), &recorder, {});
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind, ErrorKind::Failure);
        EXPECT_NE(done.error().message.find("not numbers"), std::string::npos) << done.error().message;
    }
}

TEST(Inspect, WritesTheDocumentedTensors) {
    const auto model = load();
    const test::TempFolder folder;
    const auto inspection = inspect(*model, kPrompt, 4, {});
    ASSERT_TRUE(inspection) << inspection.error().message;
    ASSERT_TRUE(write_inspection(folder / "out.safetensors", *inspection));
    const auto file = SafetensorsFile::open(folder / "out.safetensors");
    ASSERT_TRUE(file) << file.error().message;
    const auto shape = [&](std::string_view name) { return file->find(name) ? shape_text(file->find(name)->shape) : "absent"; };
    EXPECT_EQ(shape("logits"), "[9, 48]");
    EXPECT_EQ(shape("attention.2"), "[2, 9, 9]");
    EXPECT_EQ(shape("router.0.scores"), "absent");
    EXPECT_EQ(shape("router.1.scores"), "[9, 8]");
    EXPECT_EQ(shape("router.2.experts"), "[9, 2]");
    EXPECT_EQ(shape("router.2.weights"), "[9, 2]");
    EXPECT_EQ(shape("greedy_ids"), "[13]");
    EXPECT_EQ(file->find("greedy_ids")->type, StoredType::I32);
    EXPECT_EQ(file->find("router.2.experts")->type, StoredType::I32);
    EXPECT_EQ(file->tensors().size(), 1U + 3U + 6U + 1U);
}

TEST(Inspect, AttentionIsCausalAndSumsToOne) {
    const auto model = load();
    const auto inspection = *inspect(*model, kPrompt, 0, {});
    const std::size_t t = kPrompt.size();
    for (const auto& layer : inspection.attention)
        for (std::size_t row = 0; row < 2 * t; ++row) {
            double total = 0;
            for (std::size_t i = 0; i < t; ++i) {
                const float weight = layer[row * t + i];
                EXPECT_LE(weight, i > row % t ? 0.0F : 1.0F);
                total += static_cast<double>(weight);
            }
            EXPECT_NEAR(total, 1.0, 1e-5);
        }
}

TEST(Inspect, RefusesBadInput) {
    const auto model = load();
    EXPECT_FALSE(inspect(*model, {}, 0, {}));
    EXPECT_FALSE(inspect(*model, std::vector<std::int32_t>{48}, 0, {}));
    EXPECT_FALSE(inspect(*model, std::vector<std::int32_t>(257, 1), 0, {}));
    EXPECT_FALSE(inspect(*model, std::vector<std::int32_t>(250, 1), 7, {}));
    EXPECT_TRUE(inspect(*model, std::vector<std::int32_t>(250, 1), 6, {}));
    EXPECT_FALSE(inspect(*model, kPrompt, -1, {}));
    EXPECT_FALSE(inspect(*model, kPrompt, 0, {}, 1000)) << "a kilobyte is not enough";
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = inspect(*model, kPrompt, 0, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

TEST(Benchmark, MeasuresAndRefuses) {
    const auto model = load();
    BenchmarkSettings s;
    s.prefill = 8;
    s.decode = 6;
    s.repeats = 1;
    s.trace = TraceLevel::Full;
    const auto result = benchmark(*model, s, {}, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_GT(result->decode_ms, 0.0);
    EXPECT_GT(result->untraced_decode_ms, 0.0);
    EXPECT_NEAR(result->tokens_per_second * result->decode_ms, 1000.0, 1e-6);
    // Active weights without the untied embedding's other 47 rows, and 8 + 3 cached positions of 3 layers x 2 heads x (16 + 8) values.
    EXPECT_EQ(result->bytes_per_token, 4 * (model->config().active_parameters() - 47 * 32 + 11 * 3 * 2 * 24));
    s.decode = 1000;
    EXPECT_FALSE(benchmark(*model, s, {}, {}));
    s.decode = 1;
    EXPECT_FALSE(benchmark(*model, s, {}, {}));
}

}  // namespace
}  // namespace reasonscope
