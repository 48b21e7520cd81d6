// The decoder against Hugging Face transformers, on references that tests/parity/make_reference.py wrote.

#include "tests/parity/reference.h"

namespace reasonscope {
namespace {

using namespace test;

namespace fs = std::filesystem;

const fs::path kSource = REASONSCOPE_SOURCE_DIR, kData = kSource / "tests/data/parity";

class Parity : public testing::TestWithParam<fs::path> {};

TEST_P(Parity, MatchesTransformersInF32) { expect_parity(GetParam(), GetParam() / "reference.safetensors"); }

TEST_P(Parity, Bf16StaysClose) {
    const auto reference = Reference::open(GetParam() / "reference.safetensors");
    const auto model = load(GetParam(), DType::BF16);
    const auto mine = inspect(*model, reference.prompt, 0, {});
    ASSERT_TRUE(mine) << mine.error().message;
    EXPECT_GT(cosine(mine->logits, reference.logits), 0.99);
    EXPECT_GT(worst(mine->logits, reference.logits), 1e-4) << "this was computed in f32";
}

INSTANTIATE_TEST_SUITE_P(Random, Parity, testing::ValuesIn(models_in(kData, [](const fs::path& path) { return fs::exists(path / "reference.safetensors"); })),
                         test_name);

TEST(BundledParity, MatchesTransformersInF32) {
    const auto folder = kSource / "resources/models/r1-mini", reference = kSource / "tests/data/parity/r1-mini.safetensors";
    if (!fs::exists(folder / "config.json") || !fs::exists(reference)) GTEST_SKIP() << "the bundled model or its reference is not here";
    expect_parity(folder, reference);
}

}  // namespace
}  // namespace reasonscope
