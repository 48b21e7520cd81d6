#pragma once
// A folder that goes with the test, and runs to put into sessions.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "store/session.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {

namespace fs = std::filesystem;

class StoreTest : public ::testing::Test {
protected:
    TempFolder folder;
    fs::path file = folder / "s.db";
};

/// The value of a Result, or a failed test.
#define MUST(expression)                                                       \
    ({                                                                         \
        auto must_result = (expression);                                       \
        if (!must_result) throw std::runtime_error(must_result.error().message); \
        std::move(*must_result);                                               \
    })
#define MUST_DO(expression)                                                    \
    do {                                                                       \
        auto must_status = (expression);                                       \
        if (!must_status) throw std::runtime_error(must_status.error().message); \
    } while (false)

inline RunStart example_start() {
    RunStart s;
    s.prompt = "x = 4. What is x?";
    s.system = "Be brief.";
    s.rendered_prompt = "<s>Be brief.<u>x = 4. What is x?<a><think>\n";
    s.settings_json = R"({"temperature":0})";
    s.seed = 0xFFFFFFFFFFFFFFFEULL;
    s.dtype = "f32";
    s.device = "CPU, 2 threads";
    s.model_name = "r1-mini";
    s.model_path = "/models/r1-mini";
    s.model_type = "deepseek_v3";
    s.fingerprint = "abc123";
    s.model_json = R"({"layers":5})";
    s.program_version = "0.1.0";
    std::uint32_t at = 0;
    for (std::int32_t id = 0; at < s.rendered_prompt.size(); ++id) {
        const auto end = std::min<std::uint32_t>(at + 4, static_cast<std::uint32_t>(s.rendered_prompt.size()));
        s.prompt_ids.push_back(100 + id);
        s.prompt_spans.push_back({at, end});
        at = end;
    }
    return s;
}

inline TokenRow example_token(std::int32_t position, std::string text = " word") {
    TokenRow t;
    t.position = TokenPos{position};
    t.id = position * 7 % 500;
    t.text = std::move(text);
    t.generated = true;
    t.probability = 0.75F;
    t.entropy = 0.5F;
    t.milliseconds = 2.25;
    t.alternatives = {{t.id, 0.75F}, {3, 0.125F}};
    t.alternative_texts = {t.text, std::string("\xC3", 1)};  // half a character
    return t;
}

/// Random but valid; values that fit 16-bit floats exactly, so that a round trip can be compared with ==.
inline AttentionTrace random_attention(std::mt19937& random, int layers, int heads, int top_k, int segments) {
    AttentionTrace t{layers, heads, top_k, segments, {}, {}, {}};
    const auto value = [&] { return static_cast<float>(random() % 2048) / 2048.0F; };
    for (int i = 0; i < layers * heads * top_k; ++i) {
        t.top_positions.push_back(random() % 9 == 0 ? -1 : static_cast<std::int32_t>(random() % 100000));
        t.top_weights.push_back(value());
    }
    for (int i = 0; i < layers * heads * segments; ++i) t.segment_mass.push_back(value());
    return t;
}

inline RouterTrace random_router(std::mt19937& random, int layers, int experts, int top_k, bool scores = true) {
    RouterTrace t;
    t.experts = experts;
    t.top_k = top_k;
    const auto value = [&] { return static_cast<float>(random() % 2048) / 2048.0F; };
    for (int layer = 0; layer < layers; ++layer) {
        t.layers.push_back(layer + 1);
        for (int e = 0; scores && e < experts; ++e) t.scores.push_back(value());
        for (int k = 0; k < top_k; ++k) {
            t.chosen.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(experts)));
            t.weights.push_back(value());
        }
        t.shared_share.push_back(value());
    }
    return t;
}

inline void expect_same(const AttentionTrace& a, const AttentionTrace& b) {
    EXPECT_EQ(a.layers, b.layers);
    EXPECT_EQ(a.heads, b.heads);
    EXPECT_EQ(a.top_k, b.top_k);
    EXPECT_EQ(a.segments, b.segments);
    EXPECT_EQ(a.top_positions, b.top_positions);
    EXPECT_EQ(a.top_weights, b.top_weights);
    EXPECT_EQ(a.segment_mass, b.segment_mass);
}

inline void expect_same(const RouterTrace& a, const RouterTrace& b) {
    EXPECT_EQ(a.experts, b.experts);
    EXPECT_EQ(a.top_k, b.top_k);
    EXPECT_EQ(a.layers, b.layers);
    EXPECT_EQ(a.scores, b.scores);
    EXPECT_EQ(a.chosen, b.chosen);
    EXPECT_EQ(a.weights, b.weights);
    EXPECT_EQ(a.shared_share, b.shared_share);
}

inline StoredStep example_step(std::int32_t id, StepSource source, std::string_view transcript, std::uint32_t begin, std::uint32_t end,
                               std::int32_t first, std::int32_t last) {
    StoredStep s;
    s.step = {StepId{id}, source, {begin, end}, TokenPos{first}, TokenPos{last}, StepClass::ActiveComputation, 0.625F};
    s.text = std::string(slice(transcript, s.step.bytes));
    return s;
}

inline Edge example_edge(std::int32_t step, std::int32_t source, float weight, bool strongest, std::string method = "attention") {
    Edge e;
    e.step = StepId{step};
    e.source = StepId{source};
    e.weight = weight;
    e.control = 0.25F;
    e.strongest = strongest;
    e.method = std::move(method);
    return e;
}

/// A finished run: 11 prompt tokens, 12 generated ones of 5 bytes, 4 steps of which 2 are prompt; segments begin at steps.
struct Example {
    RunId run;
    RunStart start = example_start();
    std::int32_t prompt = static_cast<std::int32_t>(start.prompt_ids.size());
    std::string transcript = start.rendered_prompt;
    std::vector<TokenRow> tokens;
    std::vector<std::vector<TokenPos>> segments;
    std::vector<AttentionTrace> attention;
    std::vector<RouterTrace> routers;
    std::vector<StoredStep> steps;
    std::vector<Edge> edges;
    StepMatrix matrix{4};
};

inline Example write_example(SessionWriter& writer, unsigned seed = 1, bool end = true) {
    Example x;
    std::mt19937 random(seed);
    x.run = MUST(writer.begin_run(x.start));
    std::vector<TokenPos> segments{TokenPos{0}, TokenPos{3}, TokenPos{5}};
    for (int i = 0; i < 12; ++i) {
        const auto position = x.prompt + i;
        if (i == 1 || i == 7) segments.push_back(TokenPos{position - 1});
        x.tokens.push_back(example_token(position));
        x.segments.push_back(segments);
        x.attention.push_back(random_attention(random, 2, 3, 4, static_cast<int>(segments.size())));
        x.routers.push_back(random_router(random, 2, 8, 2));
        x.transcript += x.tokens.back().text;
        MUST_DO(writer.add_token(x.run, x.tokens.back(), x.attention.back(), x.routers.back(), segments));
    }
    const auto p = static_cast<std::uint32_t>(x.start.rendered_prompt.size());
    x.steps = {example_step(0, StepSource::Prompt, x.transcript, 12, 20, 3, 5), example_step(1, StepSource::Prompt, x.transcript, 20, 31, 5, 8),
               example_step(2, StepSource::Thinking, x.transcript, p, p + 30, x.prompt, x.prompt + 6),
               example_step(3, StepSource::Answer, x.transcript, p + 30, p + 60, x.prompt + 6, x.prompt + 12)};
    x.edges = {example_edge(2, 0, 0.75F, true), example_edge(2, 1, 0.25F, false), example_edge(3, 2, 1.0F, true)};
    x.matrix.at(2, 0) = 0.75F;
    x.matrix.at(2, 1) = 0.25F;
    x.matrix.at(3, 2) = 0.5F;
    MUST_DO(writer.set_steps(x.run, x.steps, "the thinking", "the answer is 4"));
    MUST_DO(writer.set_edges(x.run, "attention", x.matrix, x.edges));
    if (end) MUST_DO(writer.end_run(x.run, {RunState::Done, "stop", 12.5, 1.25, 480.0}));
    return x;
}

/// Runs SQL on a session from outside, as a vandal or an older program would.
inline void vandalise(const fs::path& file, const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "");
    sqlite3_free(message);
    sqlite3_close(db);
}

inline std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_bytes(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

/// One sentence for a person, that names the file.
inline void expect_sentence(const Error& error, ErrorKind kind, const fs::path& file) {
    EXPECT_EQ(error.kind, kind) << error.message;
    EXPECT_NE(error.message.find(file.filename().string()), std::string::npos) << error.message;
    EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.message;
    EXPECT_TRUE(error.message.ends_with('.') || error.message.ends_with(").")) << error.message;
}

}  // namespace reasonscope::test
