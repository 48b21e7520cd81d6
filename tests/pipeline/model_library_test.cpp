#include "pipeline/model_library.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/small_model.h"

namespace reasonscope::test {
namespace {

namespace fs = std::filesystem;

/// A home of its own, with Hugging Face's cache and LM Studio's folder in it.
class LibraryTest : public ::testing::Test {
protected:
    void SetUp() override {
        setenv("HOME", home.path().c_str(), 1);
        setenv("REASONSCOPE_RESOURCES", REASONSCOPE_SOURCE_DIR "/resources", 1);
        for (const char* variable : {"XDG_DATA_HOME", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE"}) unsetenv(variable);
    }
    fs::path copy(std::string_view model, std::string_view to) const {
        fs::create_directories((home / to).parent_path());
        fs::copy(small_model(model), home / to, fs::copy_options::recursive);
        return home / to;
    }
    void touch(std::string_view file) const {
        fs::create_directories((home / file).parent_path());
        std::ofstream(home / file) << "GGUF";
    }
    static std::vector<std::string> names(const std::vector<ModelPlace>& places) {
        std::vector<std::string> out;
        for (const auto& place : places) out.push_back(std::string(name(place.origin)) + ": " + place.name);
        return out;
    }
    const TempFolder home;
};

TEST_F(LibraryTest, FindsWhatOtherProgramsKeep) {
    copy("plain", ".cache/huggingface/hub/models--Qwen--Qwen3-0.6B/snapshots/aaaa");
    touch(".cache/huggingface/hub/models--Qwen--Qwen3-0.6B/refs/main");
    touch(".cache/huggingface/hub/models--bert--tokenizer-only/snapshots/bbbb/tokenizer.json");
    touch(".cache/huggingface/hub/datasets--gsm8k/snapshots/cccc/config.json");
    touch(".lmstudio/models/lmstudio-community/Qwen3-GGUF/Qwen3-Q4_K_M.gguf");
    touch(".lmstudio/models/lmstudio-community/Qwen3-GGUF/mmproj-model.gguf");
    touch(".lmstudio/models/big/Big-GGUF/Big-00001-of-00002.gguf");
    touch(".lmstudio/models/big/Big-GGUF/Big-00002-of-00002.gguf");
    const auto mine = copy("qwen3", "mine/qwen3");
    const auto found = names(find_models({mine, home / "gone", mine}));
    EXPECT_EQ(std::vector<std::string>(found.begin() + 1, found.end()),
              (std::vector<std::string>{"added: qwen3", "added: gone", "Hugging Face: Qwen/Qwen3-0.6B", "LM Studio: big/Big-00001-of-00002",
                                        "LM Studio: lmstudio-community/Qwen3-Q4_K_M"}));
    EXPECT_EQ(found.front(), "bundled: r1-mini");
}

TEST_F(LibraryTest, TheNewestRevisionCounts) {
    const auto old = copy("plain", ".cache/huggingface/hub/models--a--b/snapshots/2222");
    const auto fresh = copy("plain", ".cache/huggingface/hub/models--a--b/snapshots/1111");
    fs::last_write_time(old, fs::last_write_time(fresh) - std::chrono::hours(1));
    EXPECT_EQ(find_models({}).back().path, fresh);
}

TEST_F(LibraryTest, AnAddedModelThatIsInTheCacheStandsOnce) {
    const auto cached = copy("plain", ".cache/huggingface/hub/models--a--b/snapshots/1111");
    const auto found = find_models({cached});
    EXPECT_EQ(found.size(), 2U);
    EXPECT_EQ(found.back().origin, ModelOrigin::Added);
}

TEST_F(LibraryTest, DescribesFromHeadersAlone) {
    const auto path = copy("qwen3-moe-mixed", "moe");
    const auto entry = describe_model({path, "moe", ModelOrigin::Added});
    EXPECT_EQ(entry.problem, "");
    EXPECT_EQ(entry.family, "qwen3_moe");
    EXPECT_EQ(entry.experts, 8);
    EXPECT_EQ(entry.experts_per_token, 3);
    EXPECT_EQ(entry.layers, 4);
    EXPECT_EQ(entry.fingerprint, "");
    EXPECT_EQ(entry.cache_tokens, 256);
    ASSERT_TRUE(entry.fits);
    EXPECT_TRUE(*entry.fits);
    EXPECT_NE(memory_sentence(entry).find("fits"), std::string::npos);
}

TEST_F(LibraryTest, SaysWhatIsMissing) {
    touch("strange/config.json");
    EXPECT_NE(describe_model({home / "strange", "strange", ModelOrigin::Added}).problem, "");
    EXPECT_NE(describe_model({home / "gone", "gone", ModelOrigin::Added}).problem.find("does not exist"), std::string::npos);
    const auto path = copy("plain", "mamba");
    auto config = nlohmann::json::parse(*read_file(path / "config.json"));
    config["model_type"] = "mamba2";
    std::ofstream(path / "config.json") << config;
    EXPECT_NE(describe_model({path, "mamba", ModelOrigin::Added}).problem.find("mamba2"), std::string::npos);
}

TEST_F(LibraryTest, AFingerprintCountsUntilTheFilesChange) {
    const auto path = copy("plain", "m");
    const ModelPlace place{path, "m", ModelOrigin::Added};
    remember_fingerprint(path, "abc");
    EXPECT_EQ(describe_model(place).fingerprint, "abc");
    std::ofstream(path / "generation_config.json", std::ios::app) << " ";
    EXPECT_EQ(describe_model(place).fingerprint, "");
}

}  // namespace
}  // namespace reasonscope::test
