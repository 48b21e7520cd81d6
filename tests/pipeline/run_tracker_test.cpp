#include "pipeline/run_tracker.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/reason/random_text.h"

namespace reasonscope {
namespace {

/// Cuts text into tokens of the given sizes, spans from `base` on.
std::vector<Token> tokens_of(std::string_view text, std::mt19937& random, int longest) {
    std::vector<Token> tokens;
    std::uniform_int_distribution<std::uint32_t> length(1, static_cast<std::uint32_t>(longest));
    for (std::uint32_t at = 0; at < text.size();) {
        const auto end = std::min<std::uint32_t>(static_cast<std::uint32_t>(text.size()), at + length(random));
        tokens.push_back({static_cast<std::int32_t>(tokens.size()), {at, end}});
        at = end;
    }
    return tokens;
}

RenderedPrompt prompt_of(const std::string& question) {
    const std::string open = "<bos><user>";
    return {open + question + "<assistant><think>\n", {static_cast<std::uint32_t>(open.size()), static_cast<std::uint32_t>(open.size() + question.size())}, false};
}

/// Segments as text, tokens joined by nothing, one a line.
std::string segments(const RunTracker& tracker) {
    std::string out;
    const auto begins = tracker.begins();
    for (std::size_t g = 0; g < begins.size(); ++g) {
        const auto last = g + 1 < begins.size() ? static_cast<std::size_t>(begins[g + 1].value) : tracker.tokens().size();
        std::string text;
        for (auto t = static_cast<std::size_t>(begins[g].value); t < last; ++t) text += slice(tracker.transcript(), tracker.tokens()[t].bytes);
        for (char& c : text) c = c == '\n' ? '~' : c;
        out += "[" + text + "]\n";
    }
    return out;
}

bool is_blank(const RunTracker& tracker, TokenPos at) {
    const std::string_view text = slice(tracker.transcript(), tracker.tokens()[static_cast<std::size_t>(at.value)].bytes);
    return text.find_first_not_of(" \n\t\r") == std::string_view::npos;
}

TEST(RunTracker, SegmentsOfARun) {
    const RenderedPrompt prompt = prompt_of("x = 4. What is x?");
    const std::vector<Token> tokens = {{0, {0, 5}}, {1, {5, 11}}, {2, {11, 12}}, {3, {12, 16}}, {4, {16, 17}}, {5, {17, 22}}, {6, {22, 27}}, {7, {27, 28}},
                                       {8, {28, 39}}, {9, {39, 47}}};
    RunTracker tracker(prompt, tokens, {});
    std::string finished;
    const std::vector<std::string> words = {"Use", " x", ".", " It", " is", " 4", ".", "\n", "</think>", "\n", "4", "<eos>"};
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool step = tracker.add(100 + static_cast<int>(i), words[i], words[i] == "<eos>");
        if (step) finished += fmt::format("after {}: {} steps\n", words[i] == "\n" ? "~" : words[i], tracker.finished_steps().size());
    }
    EXPECT_EQ(segments(tracker),
              "[<bos>]\n[<user>]\n[x = 4.]\n[ What is x?]\n[<assistant><think>~]\n"
              "[Use x.]\n[ It is 4.~]\n[</think>~]\n[4]\n[<eos>]\n");
    EXPECT_EQ(finished, "after  It: 3 steps\nafter </think>: 4 steps\nafter <eos>: 5 steps\n");
    std::string steps;
    for (const StoredStep& stored : tracker.steps()) steps += "[" + stored.text + "]";
    EXPECT_EQ(steps, "[x = 4. ][What is x?][Use x. ][It is 4.][4]");
}

TEST(RunTracker, ThinkTagWrittenByTheModel) {
    RunTracker tracker({"<bos>Q", {5, 6}, false}, {{0, {0, 5}}, {1, {5, 6}}}, {});
    for (const char* word : {"<think>", "\n", "One", " is", " a", ".", " Two", " is b", ".", "</", "think", ">", "Done"}) tracker.add(1, word, false);
    EXPECT_EQ(segments(tracker), "[<bos>]\n[Q]\n[<think>~]\n[One is a.]\n[ Two is b.]\n[</think>]\n[Done]\n");
    std::string steps;
    for (const StoredStep& stored : tracker.steps()) steps += "[" + stored.text + "]";
    EXPECT_EQ(steps, "[Q][One is a. ][Two is b.][Done]");
}

TEST(RunTracker, ThinkTagsById) {
    RunTracker tracker({"<bos>Q", {5, 6}, false}, {{0, {0, 5}}, {1, {5, 6}}}, {50, 51});
    const auto say = [&](const std::string& word) { tracker.add(word == "<t>" ? 50 : word == "</t>" ? 51 : 1, word, false); };
    for (const char* word : {"<t>", "\n", "One", " </think>", " is", " a", ".", " Two", " is b", ".", "</t>", "Done"}) say(word);
    EXPECT_EQ(segments(tracker), "[<bos>]\n[Q]\n[<t>~]\n[One </think> is a.]\n[ Two is b.]\n[</t>]\n[Done]\n");
    std::string steps;
    for (const StoredStep& stored : tracker.steps()) steps += "[" + stored.text + "]";
    EXPECT_EQ(steps, "[Q][One </think> is a. ][Two is b.][Done]");
}

TEST(RunTracker, Channels) {
    RunTracker tracker({"<bos>Q", {5, 6}, false}, {{0, {0, 5}}, {1, {5, 6}}}, {{}, {}, 60, 61, 62});
    for (const std::string_view word : {"<c>", "analysis", "<m>", "One", " is", " a", ".", " Two", " is b", ".", "<e>", "<s>", "assistant", "<c>", "final", "<m>", "Done"})
        tracker.add(word == "<c>" ? 60 : word == "<m>" ? 61 : word == "<e>" ? 62 : 1, word, false);
    EXPECT_EQ(segments(tracker), "[<bos>]\n[Q]\n[<c>analysis<m>]\n[One is a.]\n[ Two is b.]\n[<e><s>assistant<c>final<m>]\n[Done]\n");
    std::string steps;
    for (const StoredStep& stored : tracker.steps()) steps += "[" + stored.text + "]";
    EXPECT_EQ(steps, "[Q][One is a. ][Two is b.][Done]");
}

/// Every step is a union of segments, whatever the tokens are, even halves of characters.
TEST(RunTrackerProperty, StepsAreUnionsOfSegments) {
    std::mt19937 random(4);
    for (int i = 0; i < 600; ++i) {
        const RenderedPrompt prompt = prompt_of(i % 3 == 0 ? "" : test::random_text(random, 12, false));
        RunTracker tracker(prompt, tokens_of(prompt.text, random, 4), {});
        const std::string completion = test::random_text(random, 60, i % 5 == 4);
        std::vector<TokenPos> before;
        for (const Token& token : tokens_of(completion, random, 5)) {
            tracker.add(0, slice(completion, token.bytes), false);
            const auto begins = tracker.begins();
            ASSERT_GE(begins.size(), before.size());
            ASSERT_TRUE(std::equal(before.begin(), before.end(), begins.begin())) << "segments only ever get appended";
            before.assign(begins.begin(), begins.end());
            ASSERT_LT(before.back().value, static_cast<int>(tracker.tokens().size()));
        }
        const std::set<TokenPos> begins(before.begin(), before.end());
        const auto size = TokenPos(static_cast<std::int32_t>(tracker.tokens().size()));
        for (const StoredStep& stored : tracker.steps()) {
            ASSERT_TRUE(begins.contains(stored.step.first)) << completion << "\nstep " << stored.text;
            TokenPos last = stored.step.last;
            while (last < size && !begins.contains(last) && is_blank(tracker, last)) ++last.value;
            ASSERT_TRUE(last == size || begins.contains(last)) << completion << "\nstep " << stored.text;
        }
    }
}

}  // namespace
}  // namespace reasonscope
