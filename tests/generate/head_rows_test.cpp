// Whole rows of one head against the attention of a pass without a cache.

#include "generate/head_rows.h"

#include <gtest/gtest.h>

#include "generate/inspect.h"
#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

std::vector<std::int32_t> some_ids(const Model& model, int count) {
    std::vector<std::int32_t> ids;
    for (int i = 0; i < count; ++i) ids.push_back((i * 7 + 3) % model.config().vocab_size);
    return ids;
}

std::filesystem::path folder_of(std::string_view name) {
    return name == "r1-mini" ? std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "resources/models/r1-mini" : test::small_model(name);
}

class HeadRowsOf : public testing::TestWithParam<const char*> {};

TEST_P(HeadRowsOf, EqualThePassWithoutACache) {
    const auto model = Model::load(folder_of(GetParam()), test::cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    const ModelConfig& config = (*model)->config();
    const auto ids = some_ids(**model, std::min(config.context, 300));  // R1-mini: more than one chunk
    const auto count = static_cast<int>(ids.size());
    const auto pass = inspect(**model, ids, 0, {});
    ASSERT_TRUE(pass) << pass.error().message;
    for (const auto& [layer, head, first, last] : {std::tuple{0, 0, 1, 4}, std::tuple{config.layers - 1, config.heads - 1, count - 50, count}}) {
        const auto found = head_rows(**model, ids, LayerId(layer), HeadId(head), TokenPos(first), TokenPos(last), {});
        ASSERT_TRUE(found) << found.error().message;
        ASSERT_EQ(found->rows.size(), static_cast<std::size_t>(last - first));
        for (int t = first; t < last; ++t) {
            const auto& row = found->rows[static_cast<std::size_t>(t - first)];
            ASSERT_EQ(row.size(), static_cast<std::size_t>(t));
            const float* expected = pass->attention[static_cast<std::size_t>(layer)].data() + (static_cast<std::size_t>(head) * ids.size() + static_cast<std::size_t>(t - 1)) * ids.size();
            for (int key = 0; key < t; ++key) ASSERT_NEAR(row[static_cast<std::size_t>(key)], expected[key], 1e-5) << "token " << t << ", key " << key;
        }
    }
}
INSTANTIATE_TEST_SUITE_P(Families, HeadRowsOf, testing::Values("plain", "qwen3", "mistral-window", "gpt-oss", "r1-mini"), [](const auto& info) {
    std::string name = info.param;
    std::erase(name, '-');
    return name;
});

TEST(HeadRows, WhatIsNotThereIsRefusedInASentence) {
    const auto model = Model::load(test::small_model(), test::cpu_f32());
    ASSERT_TRUE(model);
    const auto ids = some_ids(**model, 8);
    const auto refusal = [&](int layer, int head, int first, int last) {
        const auto found = head_rows(**model, ids, LayerId(layer), HeadId(head), TokenPos(first), TokenPos(last), {});
        return found ? std::string() : found.error().message;
    };
    const auto& config = (*model)->config();
    EXPECT_EQ(refusal(config.layers, 0, 1, 2), fmt::format("There is no layer {0}; the model has layers 0 to {1}.", config.layers, config.layers - 1));
    EXPECT_EQ(refusal(0, -1, 1, 2), fmt::format("There is no head -1; a layer has heads 0 to {}.", config.heads - 1));
    EXPECT_NE(refusal(0, 0, 0, 2), "") << "nothing predicts the first token";
    EXPECT_NE(refusal(0, 0, 3, 9), "");
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = head_rows(**model, ids, LayerId(0), HeadId(0), TokenPos(1), TokenPos(2), stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace reasonscope
