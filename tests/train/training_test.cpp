// The trainer: recipe files, resuming, and what it refuses.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stop_token>

#include "base/file.h"
#include "model/safetensors.h"
#include "model/model.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"
#include "train/data.h"
#include "train/recipe.h"
#include "train/trainer.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

struct Folder {
    fs::path path;
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "reasonscope-train-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { fs::remove_all(path); }
};

TrainSettings small(const fs::path& folder) {
    TrainSettings s;
    s.out = folder / "model";
    s.checkpoint = folder / "state";
    s.steps = 4;
    s.batches_per_step = 2;
    s.batch_tokens = 256;
    s.seed = 7;
    return s;
}

TEST(Training, GoingOnFromACheckpointEqualsOneRun) {
    const Folder whole, halves;
    auto settings = small(whole.path);
    settings.workers = 1;  // one worker adds in a fixed order
    ASSERT_TRUE(train(settings, {}, {}));

    settings.out = halves.path / "model";
    settings.checkpoint = halves.path / "state";
    std::stop_source stop;
    const auto first = train(settings, [&](const TrainReport& r) { if (r.step == 2) stop.request_stop(); }, stop.get_token());
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->finished);
    EXPECT_EQ(first->step, 2);
    const auto second = train(settings, {}, {});
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->finished);
    EXPECT_EQ(second->step, 4);
    const auto a = read_file(whole.path / "model" / "model.safetensors"), b = read_file(halves.path / "model" / "model.safetensors");
    ASSERT_TRUE(a && b);
    EXPECT_TRUE(*a == *b);
    const auto loaded = Model::load(halves.path / "model");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ((*loaded)->config().model_type, "deepseek_v3");
}

TEST(Training, TheLossFalls) {
    const Folder folder;
    auto settings = small(folder.path);
    settings.steps = 12;
    double first = 0, last = 0;
    auto one = settings;
    one.steps = 1;
    one.out = folder.path / "one";
    one.checkpoint = folder.path / "one.state";
    const auto begin = train(one, {}, {});
    ASSERT_TRUE(begin);
    first = begin->last.loss;
    const auto end = train(settings, {}, {});
    ASSERT_TRUE(end);
    last = end->last.loss;
    EXPECT_LT(last, first);
}

/// Every bf16 number kept its sign and grew no farther from zero.
bool scaled_down(std::span<const std::byte> before, std::span<const std::byte> after) {
    if (before.size() != after.size()) return false;
    for (std::size_t i = 0; i + 1 < before.size(); i += 2) {
        const auto number = [i](std::span<const std::byte> bytes) { return std::to_integer<int>(bytes[i]) | std::to_integer<int>(bytes[i + 1]) << 8; };
        const int a = number(before), b = number(after);  // without the sign, bf16 bits are in the order of their numbers
        if ((a & 0x8000) != (b & 0x8000) || (b & 0x7fff) > (a & 0x7fff)) return false;
    }
    return true;
}

TEST(Training, BeginsWithTheWeightsOfAFolder) {
    const Folder first, second;
    auto settings = small(first.path);
    settings.workers = 1;
    ASSERT_TRUE(train(settings, {}, {}));
    auto on = small(second.path);
    on.workers = 1;
    on.steps = 1;
    on.muon_lr = on.adam_lr = 0;  // an update that changes nothing shows what it began with
    on.from = first.path / "model";
    ASSERT_TRUE(train(on, {}, {}));
    for (const char* name : {"model.safetensors", "tokenizer.json"}) {
        const auto a = read_file(first.path / "model" / name), b = read_file(second.path / "model" / name);
        ASSERT_TRUE(a && b);
        if (std::string(name) == "tokenizer.json") EXPECT_TRUE(*a == *b);
        else EXPECT_EQ(a->size(), b->size());
    }
    const auto before = SafetensorsFile::open(first.path / "model" / "model.safetensors"), after = SafetensorsFile::open(second.path / "model" / "model.safetensors");
    ASSERT_TRUE(before && after);
    for (const auto& tensor : before->tensors()) {
        if (tensor.name.ends_with("e_score_correction_bias")) continue;                        // moves with every step
        const auto& now = after->find(tensor.name)->bytes;
        if (tensor.name.ends_with("q_b_proj.weight") || tensor.name.ends_with("kv_b_proj.weight")) {
            EXPECT_TRUE(scaled_down(tensor.bytes, now)) << tensor.name;  // where scores reach too far
        } else {
            EXPECT_TRUE(std::ranges::equal(tensor.bytes, now)) << tensor.name;
        }
    }
    on.checkpoint = second.path / "other";
    on.from = second.path / "nothing";
    EXPECT_FALSE(train(on, {}, {}));
}

TEST(Training, ThePromptEqualsTheChatTemplate) {
    const Folder folder;
    const auto text = r1_mini_tokenizer(1, 600);
    ASSERT_TRUE(text) << text.error().message;
    const auto tokenizer = Tokenizer::parse(*text);
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    ASSERT_TRUE(write_model_files(folder.path, r1_mini_config(tokenizer->size()), *text, *tokenizer));
    const auto chat = ChatTemplate::load(folder.path);
    ASSERT_TRUE(chat) << chat.error().message;
    const std::string question = "x = 4. What is x?";
    const auto rendered = chat->render({{"user", question}});
    ASSERT_TRUE(rendered) << rendered.error().message;
    EXPECT_EQ(rendered->text, training_prompt(question));
    EXPECT_EQ(slice(rendered->text, rendered->user), question);
    const auto history = chat->render({{"system", "Be brief."}, {"user", "a"}, {"assistant", "thoughts</think>\n\nb"}, {"user", "c"}});
    ASSERT_TRUE(history);
    EXPECT_EQ(history->text.find("thoughts"), std::string::npos);
    EXPECT_NE(history->text.find("Be brief."), std::string::npos);
}

TEST(Training, ACheckpointOfAnotherModelIsRefused) {
    const Folder folder;
    auto settings = small(folder.path);
    settings.steps = 1;
    ASSERT_TRUE(train(settings, {}, {}));
    ASSERT_TRUE(write_file(settings.checkpoint / "state.json", "{}"));
    const auto again = train(settings, {}, {});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::BadInput);
}

TEST(Training, NonsenseSettingsAreRefused) {
    const Folder folder;
    auto settings = small(folder.path);
    settings.steps = 0;
    EXPECT_FALSE(train(settings, {}, {}));
}

}  // namespace
}  // namespace reasonscope
