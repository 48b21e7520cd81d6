// A writer that is killed, one that stalls, and readers that look on.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <thread>

#include "tests/store/support.h"

namespace reasonscope::test {
namespace {

using Writing = StoreTest;
using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC: the same in every process

struct Mark {
    std::int64_t nanoseconds;  // when add_token had returned
    std::int32_t position;
    std::int32_t run;
};

std::int64_t now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count(); }

/// The killed process: a run whose tokens come in bursts, each noted in a file of its own, with a stall at the end.
[[noreturn]] void write_until_killed(const fs::path& session, const fs::path& notes, unsigned seed, int tokens_before_stall) {
    std::mt19937 random(seed);
    const int fd = ::open(notes.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    auto writer = MUST(SessionWriter::open(session));
    for (;;) {
        const auto start = example_start();
        const auto run = MUST(writer->begin_run(start));
        std::vector<TokenPos> segments{TokenPos{0}};
        for (int i = 0; i < tokens_before_stall; ++i) {
            const auto position = static_cast<std::int32_t>(start.prompt_ids.size()) + i;
            if (i % 20 == 19) segments.push_back(TokenPos{position - 1});
            const auto attention = random_attention(random, 4, 8, 8, static_cast<int>(segments.size()));
            MUST_DO(writer->add_token(run, example_token(position), attention, random_router(random, 4, 8, 2), segments));
            const Mark mark{now(), position, static_cast<std::int32_t>(run.value)};
            if (write(fd, &mark, sizeof mark) != sizeof mark || fdatasync(fd) != 0) _exit(3);
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 4000));
        }
        std::this_thread::sleep_for(std::chrono::seconds(60));  // killed long before
        MUST_DO(writer->end_run(run, {}));
    }
}

TEST_F(Writing, KillLosesAtMostASecond) {
    std::mt19937 random(static_cast<unsigned>(getpid()));
    std::size_t proven = 0, lost = 0;
    for (unsigned round = 0; round < 20; ++round) {
        const auto notes = folder / fmt::format("notes{}", round);
        const auto child = fork();
        ASSERT_GE(child, 0);
        // Even rounds keep writing; in odd ones the run stalls early, so that only a timer can have saved its tokens.
        if (child == 0) write_until_killed(file, notes, round, round % 2 == 0 ? 100000 : 20 + static_cast<int>(random() % 40));
        while (!fs::exists(notes) || fs::file_size(notes) < sizeof(Mark)) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::this_thread::sleep_for(std::chrono::milliseconds(1000 + random() % 600));
        if (round == 0) {
            EXPECT_EQ(MUST(MUST(SessionReader::open(file))->runs()).back().state, RunState::Running);
            EXPECT_FALSE(SessionWriter::open(file));  // alive: not to be declared dead
        }
        const auto killed = now();
        ASSERT_EQ(kill(child, SIGKILL), 0);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";

        const auto reader = SessionReader::open(file);
        ASSERT_TRUE(reader) << reader.error().message;
        EXPECT_EQ(MUST((*reader)->check()), std::vector<std::string>());
        const auto text = bytes_of(notes);
        for (std::size_t at = 0; at + sizeof(Mark) <= text.size(); at += sizeof(Mark)) {
            Mark mark{};
            std::memcpy(&mark, text.data() + at, sizeof mark);
            const TokenPos position{mark.position};
            const auto rows = MUST((*reader)->tokens(RunId{mark.run}, position, TokenPos{mark.position + 1}));
            if (rows.empty()) ++lost;
            if (killed - mark.nanoseconds <= 1'000'000'000) continue;
            ++proven;
            ASSERT_EQ(rows.size(), 1U) << "round " << round << ": token " << mark.position << " was " << (killed - mark.nanoseconds) / 1000000 << " ms old";
            EXPECT_FALSE(MUST((*reader)->attention(RunId{mark.run}, position)).empty());
        }
        EXPECT_EQ(MUST((*reader)->runs()).back().state, RunState::Interrupted);
    }
    EXPECT_GT(proven, 100U);
    RecordProperty("tokens_older_than_a_second", static_cast<int>(proven));
    RecordProperty("younger_tokens_lost", static_cast<int>(lost));
    const auto writer = MUST(SessionWriter::open(file));
    const auto reader = MUST(SessionReader::open(file));
    for (const auto& run : MUST(reader->runs())) EXPECT_NE(run.state, RunState::Running);
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

TEST_F(Writing, ATokenBeforeAStallIsCommittedByItself) {
    auto writer = MUST(SessionWriter::open(file));
    const auto start = example_start();
    const auto run = MUST(writer->begin_run(start));
    MUST_DO(writer->add_token(run, example_token(static_cast<int>(start.prompt_ids.size())), {}, {}, {}));
    const auto reader = MUST(SessionReader::open(file));
    while (MUST(reader->run(run)).generated_tokens == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

TEST_F(Writing, ReadersSeeAGrowingPrefix) {
    auto writer = MUST(SessionWriter::open(file));
    const auto start = example_start();
    const auto prompt = static_cast<std::int32_t>(start.prompt_ids.size());
    const auto run = MUST(writer->begin_run(start));
    constexpr int kTokens = 400;
    std::atomic<bool> done = false;
    std::atomic<int> looks = 0;
    std::vector<std::thread> threads;
    for (int r = 0; r < 2; ++r)
        threads.emplace_back([&] {
            const auto reader = MUST(SessionReader::open(file));
            std::size_t seen = 0;
            for (bool last = false; !last;) {
                last = done;
                const auto tokens = MUST(reader->tokens(run, TokenPos{prompt}, TokenPos{prompt + kTokens}));
                EXPECT_GE(tokens.size(), seen);
                seen = tokens.size();
                for (std::size_t i = 0; i < seen; ++i) EXPECT_EQ(tokens[i].position.value, prompt + static_cast<int>(i));
                EXPECT_TRUE(seen == 0 || !MUST(reader->attention(run, tokens.back().position)).empty());
                ++looks;
            }
            EXPECT_EQ(seen, static_cast<std::size_t>(kTokens));
        });
    std::mt19937 random(5);
    const std::vector<TokenPos> segments{TokenPos{0}};
    for (int i = 0; i < kTokens; ++i) {
        MUST_DO(writer->add_token(run, example_token(prompt + i), random_attention(random, 4, 4, 4, 1), {}, segments));
        if (i % 10 == 0) MUST_DO(writer->flush());
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    MUST_DO(writer->end_run(run, {}));
    done = true;
    for (auto& thread : threads) thread.join();
    EXPECT_GT(looks, 2);
    EXPECT_EQ(MUST(MUST(SessionReader::open(file))->check()), std::vector<std::string>());
}

}  // namespace
}  // namespace reasonscope::test
