#include <gtest/gtest.h>

#include "reason/segment.h"

namespace reasonscope {
namespace {

struct Parts {
    std::string thinking, answer;
};

Parts parts(const std::string& prompt, const std::string& completion, const std::string& stop = "") {
    const std::string transcript = prompt + completion + stop;
    const auto begin = static_cast<std::uint32_t>(prompt.size()), end = static_cast<std::uint32_t>(prompt.size() + completion.size());
    const Sections s = find_sections(transcript, {0, 0}, marks_in_text(transcript, begin, end), end);
    return {std::string(slice(transcript, s.thinking)), std::string(slice(transcript, s.answer))};
}

TEST(Sections, TemplateOpensTheThought) {
    const Parts p = parts("Q<think>\n", "One. Two. </think>\n22", "<eos>");
    EXPECT_EQ(p.thinking, "One. Two.");
    EXPECT_EQ(p.answer, "22");
}

TEST(Sections, ModelOpensTheThought) {
    const Parts p = parts("Q", "<think>\nOne.\n</think>\n\n22\n");
    EXPECT_EQ(p.thinking, "One.");
    EXPECT_EQ(p.answer, "22");
}

TEST(Sections, WithoutACloserAllIsThinking) {
    const Parts p = parts("Q<think>\n", "One. Two");
    EXPECT_EQ(p.thinking, "One. Two");
    EXPECT_EQ(p.answer, "");
}

TEST(Sections, WithoutAnyTagAllIsAnswer) {
    const Parts p = parts("Q", " It is 22.");
    EXPECT_EQ(p.thinking, "");
    EXPECT_EQ(p.answer, "It is 22.");
}

TEST(Sections, OnlyTheFirstCloserCounts) {
    const Parts p = parts("<think>", "a</think>b</think>c");
    EXPECT_EQ(p.thinking, "a");
    EXPECT_EQ(p.answer, "b</think>c");
}

TEST(Sections, NothingGenerated) {
    const Parts p = parts("Q<think>\n", "");
    EXPECT_EQ(p.thinking + p.answer, "");
}

/// Parts of a transcript whose tokens are given; "<t>" and "</t>" are the tokens 1 and 2, "<c>", "<m>" and "<e>" 3 to 5, however they are spelled.
Parts parts_by_ids(const std::vector<std::string>& prompt, const std::vector<std::string>& completion, ThinkTokens think = {1, 2}) {
    std::string transcript;
    std::vector<Token> tokens;
    const auto add = [&](const std::string& word) {
        const auto begin = static_cast<std::uint32_t>(transcript.size());
        transcript += word;
        const int tag = word == "<t>" ? 1 : word == "</t>" ? 2 : word == "<c>" ? 3 : word == "<m>" ? 4 : word == "<e>" ? 5 : 0;
        tokens.push_back({tag, {begin, static_cast<std::uint32_t>(transcript.size())}});
    };
    for (const auto& word : prompt) add(word);
    const auto user = prompt.empty() ? ByteSpan{} : ByteSpan{0, static_cast<std::uint32_t>(prompt[0].size())};
    const auto begin = static_cast<std::uint32_t>(transcript.size());
    for (const auto& word : completion) add(word);
    const auto end = static_cast<std::uint32_t>(transcript.size());
    const Sections s = find_sections(transcript, user, find_marks(transcript, tokens, think, user, begin, end), end);
    return {std::string(slice(transcript, s.thinking)), std::string(slice(transcript, s.answer))};
}

TEST(SectionsByIds, TheTemplateOpens) {
    const Parts p = parts_by_ids({"Q", "<a>", "<t>", "\n"}, {"One.", "</t>", "22"});
    EXPECT_EQ(p.thinking, "One.");
    EXPECT_EQ(p.answer, "22");
}

TEST(SectionsByIds, TheModelOpens) {
    const Parts p = parts_by_ids({"Q", "<a>"}, {"\n", "<t>", "One.", "</t>", "22"});
    EXPECT_EQ(p.thinking, "One.");
    EXPECT_EQ(p.answer, "22");
}

TEST(SectionsByIds, TheTemplateOpensAndCloses) {
    const Parts p = parts_by_ids({"Q", "<a>", "<t>", "\n\n", "</t>", "\n"}, {"22"});
    EXPECT_EQ(p.thinking, "");
    EXPECT_EQ(p.answer, "22");
}

TEST(SectionsByIds, TagsThatAreOnlySpelledDoNotCount) {
    const Parts p = parts_by_ids({"Q", "<t>"}, {"It", " says ", "</", "think>", " and", "</think>", "</t>", "22 </think>"});
    EXPECT_EQ(p.thinking, "It says </think> and</think>");
    EXPECT_EQ(p.answer, "22 </think>");
}

TEST(SectionsByIds, APersonsTagOpensNothing) {
    const Parts p = parts_by_ids({"Q<t>", "<a>"}, {"22"});
    EXPECT_EQ(p.thinking, "");
    EXPECT_EQ(p.answer, "22");
}

TEST(SectionsByIds, AnOpeningTagWithoutAnIdIsReadAsText) {
    const Parts p = parts_by_ids({"Q", "<think>\n"}, {"One </think>.", "</t>", "22"}, {std::nullopt, 2});
    EXPECT_EQ(p.thinking, "One </think>.");
    EXPECT_EQ(p.answer, "22");
}

constexpr ThinkTokens kChannels{{}, {}, 3, 4, 5};

TEST(SectionsByChannel, FinalIsTheAnswerAndTheRestThinking) {
    const Parts p = parts_by_ids({"Q", "<s>", "assistant"}, {"<c>", "analysis", "<m>", "One.", " Two.", "<e>", "<s>", "assistant", "<c>", "final", "<m>", "22"}, kChannels);
    EXPECT_EQ(p.thinking, "One. Two.");
    EXPECT_EQ(p.answer, "22");
    const Parts spelled = parts_by_ids({"Q"}, {"<c>", "analysis", "<m>", "I write ", "<|channel|>final", "<e>", "<c>", "final", "<m>", "22"}, kChannels);
    EXPECT_EQ(spelled.thinking, "I write <|channel|>final");
    EXPECT_EQ(spelled.answer, "22");
}

TEST(SectionsByChannel, EveryPrefixIsSensible) {
    const std::vector<std::string> words = {"<c>", "analysis", "<m>", "One.", "<e>", "<s>", "assistant", "<c>", "final", "<m>", "22"};
    for (std::size_t n = 0; n <= words.size(); ++n) {
        const Parts p = parts_by_ids({"Q"}, {words.begin(), words.begin() + static_cast<std::ptrdiff_t>(n)}, kChannels);
        EXPECT_EQ(p.thinking, n > 3 ? "One." : "") << n;
        EXPECT_EQ(p.answer, n == words.size() ? "22" : "") << n;
    }
}

TEST(SectionsByChannel, AnswersAtOnceAndWithoutChannels) {
    const Parts at_once = parts_by_ids({"Q"}, {"<c>", "final", "<m>", "22"}, kChannels);
    EXPECT_EQ(at_once.thinking, "");
    EXPECT_EQ(at_once.answer, "22");
    EXPECT_EQ(parts_by_ids({"Q"}, {"22"}, kChannels).answer, "22");
}

TEST(SectionsByIds, WithoutIdsTheTextDecides) {
    const Parts p = parts_by_ids({"Q<think>"}, {"One.", "</", "think>", "22"}, {});
    EXPECT_EQ(p.thinking, "One.");
    EXPECT_EQ(p.answer, "22");
}

/// Tokens split before every space and around tags, as byte-level tokenizers do.
std::vector<Token> words(std::string_view text) {
    std::vector<Token> tokens;
    std::uint32_t begin = 0;
    for (std::uint32_t i = 1; i <= text.size(); ++i) {
        const bool edge = i == text.size() || (text[i] == ' ' && text[i - 1] != ' ') || text[i] == '<' || text[i - 1] == '>' || text[i] == '\n' || text[i] == '.' || text[i] == '?';
        if (!edge) continue;
        tokens.push_back({static_cast<std::int32_t>(tokens.size()), {begin, i}});
        begin = i;
    }
    return tokens;
}

TEST(MakeSteps, TokensGoWithTheSentenceTheyOpen) {
    const std::string prompt = "<s>x = 4. What is x?<a><think>\n", completion = "Use x. It is 4. </think>\n4<e>";
    const std::string transcript = prompt + completion;
    const auto tokens = words(transcript);
    const auto end = static_cast<std::uint32_t>(transcript.size() - 3);
    const Sections sections = find_sections(transcript, {3, 20}, marks_in_text(transcript, static_cast<std::uint32_t>(prompt.size()), end), end);
    std::string got;
    for (const Step& step : make_steps(transcript, sections, tokens)) {
        got += fmt::format("{} {} [{}] [", step.id.value, name(step.source), slice(transcript, step.bytes));
        for (int t = step.first.value; t < step.last.value; ++t) got += fmt::format("{}|", slice(transcript, tokens[static_cast<std::size_t>(t)].bytes));
        got += "]\n";
    }
    EXPECT_EQ(got,
              "0 prompt [x = 4. ] [x| =| 4|.|]\n"
              "1 prompt [What is x?] [ What| is| x|?|]\n"
              "2 thinking [Use x. ] [\nUse| x|.|]\n"
              "3 thinking [It is 4.] [ It| is| 4|.|]\n"
              "4 answer [4] [\n4|]\n");
}

TEST(MakeSteps, ASentenceWithoutATokenJoinsItsNeighbour) {
    const std::string text = "<think>One is a. Two is b. Three is c.";
    const std::vector<Token> tokens = {{0, {0, 7}}, {1, {7, 30}}, {2, {30, static_cast<std::uint32_t>(text.size())}}};
    const auto end = static_cast<std::uint32_t>(text.size());
    const Sections sections = find_sections(text, {0, 0}, marks_in_text(text, 7, end), end);
    const auto steps = make_steps(text, sections, tokens);
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(slice(text, steps[0].bytes), "One is a. Two is b. ");
    EXPECT_EQ(steps[0].first.value, 1);
    EXPECT_EQ(steps[0].last.value, 2);
    EXPECT_EQ(slice(text, steps[1].bytes), "Three is c.");
    EXPECT_EQ(steps[1].last.value, 3);
}

}  // namespace
}  // namespace reasonscope
