#include "pipeline/fidelity.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "tests/support/small_model.h"

namespace reasonscope::test {
namespace {

using Verdict = Fidelity::Verdict;

class FidelityTest : public ::testing::Test {
protected:
    void SetUp() override { setenv("XDG_DATA_HOME", folder.path().c_str(), 1); }
    Result<Fidelity> check(std::string_view model, const std::filesystem::path& reference, DType dtype = DType::F32) const {
        return check_fidelity(small_model(model), {dtype, reference}, {}, {});
    }
    /// The reference of "plain" after `change`.
    template <class Change>
    std::filesystem::path changed(const Change& change) const {
        const auto file = SafetensorsFile::open(small_model("plain") / "reference.safetensors");
        auto tensors = file->tensors();
        change(tensors);
        const auto path = folder / "changed.safetensors";
        if (!write_safetensors(path, tensors)) std::abort();
        return path;
    }
    const TempFolder folder;
};

TEST_F(FidelityTest, EqualsHuggingFaceAndIsKept) {
    for (const auto* model : {"plain", "qwen3", "mixtral", "llama-tied-linear"}) {
        const auto found = check(model, small_model(model) / "reference.safetensors");
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_EQ(found->verdict(), Verdict::Equal) << fidelity_sentence(*found);
        EXPECT_GT(found->max_logit_error, 0);
        EXPECT_TRUE(found->max_attention_error);
        EXPECT_EQ(found->greedy_agreement, 1.0);
        const auto fingerprint = (*Model::load(small_model(model), cpu_f32()))->fingerprint();
        ASSERT_TRUE(known_fidelity(fingerprint, "f32"));
        EXPECT_EQ(fidelity_json(*known_fidelity(fingerprint, "f32")), fidelity_json(*found));
        EXPECT_FALSE(known_fidelity(fingerprint, "bf16"));
    }
    EXPECT_TRUE(check("plain", small_model("plain") / "reference.safetensors")->routing_agreement);
}

TEST_F(FidelityTest, ALieIsSeen) {
    std::vector<float> logits;
    const auto path = changed([&](std::vector<TensorView>& tensors) {
        for (auto& tensor : tensors) {
            if (tensor.name != "logits") continue;
            logits.resize(tensor.bytes.size() / sizeof(float));
            std::memcpy(logits.data(), tensor.bytes.data(), tensor.bytes.size());
            logits[5] += 30;
            tensor.bytes = std::as_bytes(std::span(logits));
        }
    });
    const auto found = check("plain", path);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->verdict(), Verdict::Different);
    EXPECT_NEAR(found->max_logit_error, 30, 0.1);
    EXPECT_LT(found->top1_agreement, 1);
}

TEST_F(FidelityTest, WeightsStoredInHalfPrecisionLoseNothingInIt) {
    const auto half = check("plain", small_model("plain") / "reference.safetensors", DType::BF16);
    ASSERT_TRUE(half);
    EXPECT_EQ(half->verdict(), Verdict::Equal);
    EXPECT_EQ(half->dtype, "bf16");
}

TEST_F(FidelityTest, RefusesWithOneSentence) {
    EXPECT_NE(check("plain", folder / "none.safetensors").error().message, "");
    const auto without = changed([](std::vector<TensorView>& tensors) { std::erase_if(tensors, [](const auto& t) { return t.name == "greedy_ids"; }); });
    EXPECT_NE(check("plain", without).error().message.find("greedy_ids"), std::string::npos);
    const auto other = changed([](std::vector<TensorView>& tensors) {
        for (auto& tensor : tensors)
            if (tensor.name == "logits") std::swap(tensor.shape[0], tensor.shape[1]);
    });
    EXPECT_NE(check("plain", other).error().message.find("vocabulary"), std::string::npos);
}

TEST(FidelityVerdict, FollowsItsLimits) {
    Fidelity f;
    f.top1_agreement = 1;
    EXPECT_EQ(f.verdict(), Verdict::Equal);
    f.max_logit_error = 1e-3;
    EXPECT_EQ(f.verdict(), Verdict::Close);
    f.mean_kl = 2e-3;
    EXPECT_EQ(f.verdict(), Verdict::Different);
    f.mean_kl = 0;
    f.top1_agreement = 0.98;
    EXPECT_EQ(f.verdict(), Verdict::Different);
    EXPECT_FALSE(parse_fidelity("{}"));
    EXPECT_FALSE(parse_fidelity("nonsense"));
}

}  // namespace
}  // namespace reasonscope::test
