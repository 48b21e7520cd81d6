// Cancelling an explanation at any moment: it says Cancelled or finishes, and the session is as it was.

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>

#include "explain/method.h"
#include "pipeline/ask.h"
#include "tests/support/scripted_model.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

TEST(CancelExplanation, AtRandomMomentsLeavesTheSessionAsItWas) {
    const test::ScriptedModel script;
    const test::TempFolder folder;
    const auto file = folder / "s.db";
    const auto model = LoadedModel::load(script.path(), test::cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    const auto writer = SessionWriter::open(file);
    ASSERT_TRUE(writer) << writer.error().message;
    AskRequest request;
    request.prompt = "x = 4. y = x + 7. z = y * 2. What is z?";
    request.settings = default_settings(*model->model);
    const auto asked = ask(*model, **writer, request, {}, {});
    ASSERT_TRUE(asked) << asked.error().message;
    const auto reader = SessionReader::open(file);
    ASSERT_TRUE(reader) << reader.error().message;

    std::mt19937_64 random(7);
    int tried = 0, cancelled = 0;
    for (const Method& method : methods()) {
        const auto run = [&](std::stop_token stop) { return explain(*model, **writer, **reader, asked->run, std::nullopt, method.name, {}, stop); };
        const auto start = Clock::now();
        if (const Status whole = run({}); !whole) {  // heads of this model are not calibrated
            EXPECT_EQ(whole.error().kind, ErrorKind::BadInput) << method.name << ": " << whole.error().message;
            continue;
        }
        const auto span = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
        ++tried;
        const auto before = (*reader)->edges(asked->run);
        ASSERT_TRUE(before) << before.error().message;
        for (int trial = 0; trial < 8; ++trial) {
            std::stop_source source;
            const auto delay = trial == 0 ? 0 : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span + 1));
            if (trial == 0) source.request_stop();
            std::jthread canceller([&source, delay] {
                std::this_thread::sleep_for(std::chrono::microseconds(delay));
                source.request_stop();
            });
            const Status done = run(source.get_token());
            canceller.join();
            if (!done) {
                ++cancelled;
                EXPECT_EQ(done.error().kind, ErrorKind::Cancelled) << method.name << ": " << done.error().message;
            }
            const auto problems = (*reader)->check();
            ASSERT_TRUE(problems) << problems.error().message;
            EXPECT_TRUE(problems->empty()) << method.name << ": " << problems->front();
            const auto after = (*reader)->edges(asked->run);
            ASSERT_TRUE(after) << after.error().message;
            ASSERT_EQ(after->size(), before->size()) << method.name;
            for (std::size_t i = 0; i < before->size(); ++i) {
                EXPECT_EQ((*after)[i].step, (*before)[i].step);
                EXPECT_EQ((*after)[i].source, (*before)[i].source);
                EXPECT_EQ((*after)[i].method, (*before)[i].method);
                EXPECT_NEAR((*after)[i].weight, (*before)[i].weight, done ? 1e-3 : 0.0) << method.name;
            }
        }
    }
    EXPECT_GE(tried, 4);
    EXPECT_GE(cancelled, tried);
}

}  // namespace
}  // namespace reasonscope
