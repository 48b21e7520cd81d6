#include <gtest/gtest.h>

#include "reason/segment.h"

namespace reasonscope {
namespace {

std::string_view class_of(std::string_view text) { return name(classify(text, StepSource::Thinking, 0.5).cls); }

TEST(Classify, PlansAndMoves) {
    for (const char* text : {"Find z.", "o needs v.", "Count the pens of Eva.", "Start with Jan.", "Start at P, look for F.", "Reduce 16 * 3.",
                             "Go from A to C.", "From P go to G.", "Let me solve for x first."}) {
        EXPECT_EQ(class_of(text), "plan_generation") << text;
    }
}

TEST(Classify, Facts) {
    for (const char* text : {"Use z = y * 2.", "w is 7.", "Eva has 19.", "H goes to E.", "I remember the formula for compound interest."}) {
        EXPECT_EQ(class_of(text), "fact_retrieval") << text;
    }
}

TEST(Classify, Computation) {
    for (const char* text : {"So y = 4 + 7 = 11.", "m = w + 3 = 7 + 3, so m is 10.", "16 * 3 = 48.", "Eva loses 12, so 19 - 12 = 7.",
                             "22 - 19 = 3, leaving 3 + 17 + 15."}) {
        EXPECT_EQ(class_of(text), "active_computation") << text;
    }
}

TEST(Classify, Checks) {
    for (const char* text : {"Check: 22 / 2 = 11, right.", "Check: 19 - 2 = 17.", "E is the goal.", "No one is older than Jan.", "Let me verify that."}) {
        EXPECT_EQ(class_of(text), "self_checking") << text;
    }
}

TEST(Classify, TurningBack) {
    for (const char* text : {"C is a dead end, so back to A.", "I is a dead end.", "Back to G, go to F.", "Wait, that is not right.", "Hmm, I'm not sure."}) {
        EXPECT_EQ(class_of(text), "uncertainty_management") << text;
    }
}

TEST(Classify, Answers) {
    for (const char* text : {"The answer is 19.", "The path is P G F.", "The final answer is \\boxed{6.17}."}) {
        EXPECT_EQ(class_of(text), "final_answer_emission") << text;
    }
    EXPECT_EQ(name(classify("22", StepSource::Answer, 0).cls), "final_answer_emission");
    EXPECT_EQ(name(classify("x = 4.", StepSource::Prompt, 0).cls), "problem_setup");
}

TEST(Classify, ConfidenceIsAShare) {
    for (const char* text : {"", "22", "Find z.", "Wait, check: maybe 4 + 4 = 8?"}) {
        const float confidence = classify(text, StepSource::Thinking, 0.5).confidence;
        EXPECT_GE(confidence, 0.0F) << text;
        EXPECT_LE(confidence, 1.0F) << text;
    }
}

TEST(StepNames, GoBothWays) {
    for (std::size_t i = 0; i < kStepClassNames.size(); ++i) EXPECT_EQ(parse_step_class(kStepClassNames[i]), static_cast<StepClass>(i));
    for (const StepSource source : {StepSource::Prompt, StepSource::Thinking, StepSource::Answer}) EXPECT_EQ(parse_step_source(name(source)), source);
    EXPECT_FALSE(parse_step_class("plan"));
    EXPECT_FALSE(parse_step_source(""));
}

}  // namespace
}  // namespace reasonscope
