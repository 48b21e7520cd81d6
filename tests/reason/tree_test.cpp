#include "reason/tree.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace reasonscope {
namespace {

std::vector<Step> steps_of(int prompt, int thinking) {
    std::vector<Step> steps(static_cast<std::size_t>(prompt + thinking));
    for (std::size_t i = 0; i < steps.size(); ++i) {
        steps[i].id = StepId(static_cast<int>(i));
        steps[i].source = static_cast<int>(i) < prompt ? StepSource::Prompt : StepSource::Thinking;
        steps[i].first = TokenPos(static_cast<int>(i) * 10);
        steps[i].last = TokenPos(static_cast<int>(i) * 10 + 10);
    }
    return steps;
}

std::string text(const std::vector<Edge>& edges) {
    std::string out;
    for (const Edge& e : edges) out += fmt::format("{} on {} {:.3f} random {:.3f}{}\n", e.step.value, e.source.value, e.weight, e.control, e.strongest ? " strongest" : "");
    return out;
}

std::string text(const std::vector<ProvenanceNode>& nodes) {
    std::string out;
    for (const ProvenanceNode& n : nodes) out += fmt::format("{:{}}{} {:.2f}\n", "", n.depth * 2, n.step.value, n.weight);
    return out;
}

Edge edge(int step, int source, float weight) {
    Edge e;
    e.step = StepId(step);
    e.source = StepId(source);
    e.weight = weight;
    return e;
}

TEST(Edges, RowsAreNormalisedAndThinned) {
    StepMatrix m(5);
    m.at(1, 0) = 9;                                                    // a prompt row: ignored
    m.at(2, 0) = 0.30F, m.at(2, 1) = 0.10F;                            // 0.75, 0.25
    m.at(3, 0) = 0.02F, m.at(3, 1) = 0.08F, m.at(3, 2) = 0.10F;        // the weakest is below a quarter of the largest
    m.at(4, 0) = m.at(4, 1) = m.at(4, 2) = m.at(4, 3) = 0.05F;         // ties: nearest first, three at most
    EXPECT_EQ(text(edges_from(m, steps_of(2, 3), "attention", EvidenceGrade::Observed)),
              "2 on 0 0.750 random 0.500 strongest\n"
              "2 on 1 0.250 random 0.500\n"
              "3 on 2 0.500 random 0.333 strongest\n"
              "3 on 1 0.400 random 0.333\n"
              "4 on 3 0.250 random 0.250 strongest\n"
              "4 on 2 0.250 random 0.250\n"
              "4 on 1 0.250 random 0.250\n");
}

TEST(Edges, ControlIsTheMeanOfTheRow) {
    StepMatrix m(4);
    m.at(3, 0) = 1, m.at(3, 1) = 2, m.at(3, 2) = 5;
    const auto edges = edges_from(m, steps_of(1, 3), "gradient", EvidenceGrade::Tested, {.max_per_step = 3, .min_share_of_max = 0});
    ASSERT_EQ(edges.size(), 3U);
    float sum = 0;
    for (const Edge& e : edges) {
        sum += e.weight;
        EXPECT_EQ(e.method, "gradient");
        EXPECT_EQ(name(e.grade), "tested");
    }
    EXPECT_NEAR(sum / 3, edges[0].control, 1e-6);
}

TEST(Edges, AnEmptyRowHasNone) { EXPECT_TRUE(edges_from(StepMatrix(3), steps_of(1, 2), "attention", EvidenceGrade::Observed).empty()); }

TEST(ProvenanceTree, EachStepStandsOnceUnderWhoRestsOnItMost) {
    const std::vector<Edge> edges = {edge(3, 0, 0.6F), edge(3, 1, 0.4F), edge(4, 3, 0.7F), edge(4, 1, 0.5F), edge(5, 4, 0.9F), edge(5, 0, 0.1F), edge(6, 2, 1.0F)};
    EXPECT_EQ(text(provenance_tree(edges, StepId(5))),
              "5 1.00\n"
              "  4 0.90\n"
              "    1 0.50\n"
              "    3 0.70\n"
              "      0 0.60\n");
}

TEST(ProvenanceTree, EqualWeightsGoToTheNearest) {
    EXPECT_EQ(text(provenance_tree(std::vector<Edge>{edge(2, 0, 0.5F), edge(3, 0, 0.5F), edge(3, 2, 0.5F)}, StepId(3))),
              "3 1.00\n  2 0.50\n    0 0.50\n");
}

TEST(ProvenanceTree, AnyStepCanBeTheRoot) {
    const std::vector<Edge> edges = {edge(2, 0, 0.6F), edge(3, 2, 0.7F)};
    EXPECT_EQ(text(provenance_tree(edges, StepId(2))), "2 1.00\n  0 0.60\n");
    EXPECT_EQ(text(provenance_tree({}, StepId(7))), "7 1.00\n");
}

TEST(ProvenanceTree, EdgesIntoTheFutureAreIgnored) {
    EXPECT_EQ(text(provenance_tree(std::vector<Edge>{edge(2, 3, 0.9F), edge(3, 2, 0.9F)}, StepId(3))), "3 1.00\n  2 0.90\n");
}

TokenUncertainty uncertain(int position, float entropy, float p, int other, float other_p) { return {TokenPos(position), entropy, p, other, other_p}; }

std::string text(const std::vector<DecisionPoint>& points) {
    std::string out;
    for (const DecisionPoint& p : points) out += fmt::format("{} in {} other {} {:.2f}\n", p.position.value, p.step.value, p.alternative_id, p.alternative_probability);
    return out;
}

TEST(DecisionPoints, StrongestFirstThenByPosition) {
    const auto steps = steps_of(1, 3);
    const std::vector<TokenUncertainty> tokens = {
        uncertain(12, 0.2F, 0.95F, 7, 0.04F),  // score 0.01
        uncertain(15, 1.0F, 0.50F, 8, 0.40F),  // score 0.5
        uncertain(23, 1.5F, 0.40F, 9, 0.30F),  // score 0.9
        uncertain(31, 2.0F, 0.90F, 4, 0.05F),  // score 0.2
        uncertain(35, 3.0F, 0.10F, -1, 0.0F),  // no alternative
        uncertain(36, 0.1F, 0.99F, 3, 0.005F), // too weak to be a choice
        uncertain(90, 9.0F, 0.10F, 3, 0.5F),   // outside all steps
    };
    EXPECT_EQ(text(decision_points(tokens, steps, 2)), "15 in 1 other 8 0.40\n23 in 2 other 9 0.30\n");
    EXPECT_EQ(text(decision_points(tokens, steps)), "12 in 1 other 7 0.04\n15 in 1 other 8 0.40\n23 in 2 other 9 0.30\n31 in 3 other 4 0.05\n");
    EXPECT_TRUE(decision_points(tokens, steps, 0).empty());
}

TEST(DecisionTree, GhostsHangBelowTheirStep) {
    const auto steps = steps_of(1, 2);
    const std::vector<TokenUncertainty> tokens = {uncertain(10, 0, 1.0F, -1, 0), uncertain(11, 1, 0.25F, 5, 0.2F), uncertain(20, 1, 0.5F, 6, 0.5F)};
    std::string out;
    for (const DecisionNode& n : decision_tree(steps, tokens, decision_points(tokens, steps))) {
        out += fmt::format("{}{} parent {} p {:.2f}{}\n", n.ghost ? "ghost of " : "step ", n.step.value, n.parent, n.probability,
                           n.ghost ? fmt::format(" token {} at {}", n.token_id, n.at.value) : "");
    }
    EXPECT_EQ(out,
              "step 0 parent -1 p 1.00\n"
              "step 1 parent 0 p 0.50\n"
              "ghost of 1 parent 1 p 0.20 token 5 at 11\n"
              "step 2 parent 1 p 0.50\n"
              "ghost of 2 parent 3 p 0.50 token 6 at 20\n");
}

TEST(PerToken, AnEvenMassIsAnEvenScore) {
    std::vector<Step> steps(3);
    for (int i = 0, at = 0; i < 3; ++i) {
        steps[static_cast<std::size_t>(i)].first = TokenPos(at);
        steps[static_cast<std::size_t>(i)].last = TokenPos(at += 2 * i + 1);  // 1, 3 and 5 tokens
    }
    StepMatrix mass(3);
    mass.at(1, 0) = 0.5F;
    mass.at(2, 0) = 0.25F;
    mass.at(2, 1) = 0.75F;  // three times the tokens, three times the mass
    const StepMatrix score = per_token(mass, steps);
    EXPECT_FLOAT_EQ(score.at(1, 0), 0.5F);
    EXPECT_FLOAT_EQ(score.at(2, 0), 0.25F);
    EXPECT_FLOAT_EQ(score.at(2, 1), 0.25F);
}

TEST(PreferredMethod, TheOneThatNamesParentsMostOften) {
    const auto edges = [](std::vector<std::string> methods) {
        std::vector<Edge> all;
        for (auto& method : methods) all.emplace_back().method = std::move(method);
        return all;
    };
    EXPECT_EQ(preferred_method(edges({"attention", "gradient", "calibrated-heads", "suppression"})), "calibrated-heads");
    EXPECT_EQ(preferred_method(edges({"attention", "gradient"})), "attention");
    EXPECT_EQ(preferred_method(edges({"calibrated-heads", "exchange", "flow-routes", "evidence"})), "exchange");
    EXPECT_EQ(preferred_method(edges({"suppression", "attention"})), "attention");
    EXPECT_EQ(preferred_method(edges({"imported", "depends-on"})), "depends-on");
    EXPECT_EQ(preferred_method({}), "");
}

}  // namespace
}  // namespace reasonscope
