#include "model/model_card.h"

#include <gtest/gtest.h>

#include "model/detail/attention.h"
#include "model/detail/decoder.h"
#include "model/detail/model_impl.h"
#include "tests/support/small_model.h"

namespace reasonscope::test {
namespace {

namespace fs = std::filesystem;

/// What the headers promise is what loading takes, whatever the family.
TEST(MemoryNeed, EqualsWhatIsAllocated) {
    for (const auto& folder : fs::directory_iterator(fs::path(REASONSCOPE_SOURCE_DIR) / "tests/data/parity")) {
        if (!folder.is_directory()) continue;
        const auto card = read_model_card(folder.path());
        ASSERT_TRUE(card) << card.error().message;
        for (const auto dtype : {DType::F32, DType::BF16}) {
            auto options = cpu_f32();
            options.dtype = dtype;
            const auto model = Model::load(folder.path(), options);
            ASSERT_TRUE(model) << model.error().message;
            EXPECT_EQ(memory_need(*card, dtype, Device::Cpu, 7).weights, (*model)->weight_bytes()) << folder.path();
            const auto cache = detail::KvCache::allocate(card->config, 1, 7, (*model)->impl().decoder->options());
            EXPECT_EQ(memory_need(*card, dtype, Device::Cpu, 7).cache, cache.bytes()) << folder.path();
        }
    }
}

TEST(MemoryNeed, GgufNeedsWhatItsFolderNeeds) {
    const auto file = fs::path(REASONSCOPE_SOURCE_DIR) / "tests/data/gguf/qwen3moe.gguf";
    const auto card = read_model_card(file);
    ASSERT_TRUE(card) << card.error().message;
    EXPECT_EQ(card->stored_as, "F16");
    const auto model = Model::load(file, cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(memory_need(*card, DType::F32, Device::Cpu, 1).weights, (*model)->weight_bytes());
}

TEST(MemoryNeed, TheSystemSaysWhatIsFree) {
    const auto free = available_memory();
    ASSERT_TRUE(free);
    EXPECT_GT(*free, 1'000'000);
}

}  // namespace
}  // namespace reasonscope::test
