// The command line of inspect and bench: what they write, and how they refuse.

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

const std::string kModel = REASONSCOPE_SOURCE_DIR "/tests/data/parity/plain";

test::Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), REASONSCOPE_BINARY);
    return test::run_program(arguments);
}

void expect_refused(const std::vector<std::string>& arguments, std::string_view words) {
    const auto done = run(arguments);
    EXPECT_EQ(done.status, 2) << done.err;
    EXPECT_TRUE(done.out.empty()) << done.out;
    EXPECT_NE(done.err.find(words), std::string::npos) << done.err;
    EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
}

TEST(InspectCommand, WritesTensors) {
    const test::TempFolder folder;
    const auto out = (folder / "out.safetensors").string();
    const auto done = run({"inspect", "--model", kModel, "--ids", "1,2, 3", "--out", out, "--greedy", "2"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto bytes = *read_file(out);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    const auto header = nlohmann::json::parse(bytes.substr(8, length));
    EXPECT_EQ(header["logits"]["shape"], nlohmann::json({3, 48}));
    EXPECT_EQ(header["attention.0"]["shape"], nlohmann::json({2, 3, 3}));
    EXPECT_EQ(header["router.1.experts"]["dtype"], "I32");
    EXPECT_EQ(header["greedy_ids"]["shape"], nlohmann::json({5}));
}

TEST(BenchCommand, LoadingTakesLittleMoreMemoryThanTheModel) {
    const test::TempFolder folder;
    const auto config = (folder / "config.json").string(), model = (folder / "model").string();
    ASSERT_TRUE(write_file(config, R"({"model_type": "qwen3", "vocab_size": 90000, "hidden_size": 768, "intermediate_size": 2048, "num_hidden_layers": 4,
        "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 64, "max_position_embeddings": 256, "rms_norm_eps": 1e-6, "rope_theta": 10000,
        "tie_word_embeddings": true})"));
    ASSERT_EQ(test::run_program({REASONSCOPE_RANDOM_MODEL, config, model}).status, 0);
    const auto done = run({"bench", "--model", model, "--dtype", "bf16", "--prefill", "1", "--decode", "2", "--repeats", "1", "--json"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto figures = nlohmann::json::parse(done.out);
    const auto weights = figures["weight_bytes"].get<double>(), peak = figures["load_peak_bytes"].get<double>();
    EXPECT_GT(weights, 160e6);
    EXPECT_GE(peak, 0.9 * weights);
    EXPECT_LE(peak, weights + 64e6) << "what is read at a time, and nothing else";
}

TEST(InspectCommand, RefusesBadInput) {
    const test::TempFolder folder;
    const auto out = (folder / "out.safetensors").string();
    expect_refused({"inspect", "--model", kModel, "--ids", "1,48", "--out", out}, "Token id 48 is outside");
    expect_refused({"inspect", "--model", kModel, "--ids", "1,x", "--out", out}, "not 'x'");
    expect_refused({"inspect", "--model", kModel, "--ids", "99999999999", "--out", out}, "--ids expects");
    expect_refused({"inspect", "--model", kModel, "--ids", ",", "--out", out}, "no ids");
    expect_refused({"inspect", "--model", kModel, "--ids", "1", "--out", out, "--greedy", "256"}, "context of 256");
    expect_refused({"inspect", "--model", kModel, "--ids", "1", "--out", out, "--dtype", "int4"}, "'int4' is not a dtype");
    expect_refused({"inspect", "--model", folder.path().string(), "--ids", "1", "--out", out}, "holds no config.json");
    expect_refused({"inspect", "--model", "/nonexistent", "--ids", "1", "--out", out}, "does not exist");
    EXPECT_FALSE(std::filesystem::exists(out));
    const auto unwritable = run({"inspect", "--model", kModel, "--ids", "1", "--out", "/nonexistent/out.safetensors"});
    EXPECT_EQ(unwritable.status, 1) << unwritable.err;
    EXPECT_NE(unwritable.err.find("/nonexistent/out.safetensors"), std::string::npos) << unwritable.err;
}

TEST(BenchCommand, PrintsJson) {
    const auto done = run({"bench", "--model", kModel, "--prefill", "8", "--decode", "4", "--repeats", "1", "--trace", "full", "--json"});
    ASSERT_EQ(done.status, 0) << done.err;
    const auto json = nlohmann::json::parse(done.out);
    EXPECT_EQ(json["prefill"], 8);
    EXPECT_EQ(json["trace"], "full");
    EXPECT_GT(json["tokens_per_second"], 0.0);
    EXPECT_GT(json["trace_cost"], 0.0);
    expect_refused({"bench", "--model", kModel, "--prefill", "300"}, "context of 256");
    expect_refused({"bench", "--model", kModel, "--trace", "everything"}, "not a trace level");
}

}  // namespace
}  // namespace reasonscope
