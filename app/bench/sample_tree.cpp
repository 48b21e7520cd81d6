#include "app/bench/sample_tree.h"

#include <array>
#include <cmath>
#include <random>

namespace reasonscope::bench {
namespace {

constexpr int kFacts = 6, kBranchEvery = 400, kBranchLength = 40;

const std::array<const char*, 8> kSentences = {
    "So the total number of arrangements is %1, which fits what was found above.",
    "Wait, maybe the two green plates have to be counted once more; let me see.",
    "Therefore %1 / 12 = 30 and 30 - 7 = 23.",
    "I should first find what depends on the second unknown.",
    "Let me check that: 23 + 7 = 30 and 30 * 12 = %1.",
    "Hmm, this looks too small, so I try another way.",
    "The formula for circular arrangements is (n - 1)! / k!.",
    "That gives %1 in both cases."};

/// Long runs stay in one class for a few steps, as real ones do.
int next_class(int now, std::mt19937& random) { return random() % 3 != 0 && now != 0 ? now : 1 + static_cast<int>(random() % 7); }

int far_source(int step, std::mt19937& random) {
    const double share = static_cast<double>(random() % 10000) / 10000;
    return std::max(0, step - 1 - static_cast<int>(std::pow(static_cast<double>(step), share)));
}

}  // namespace

ui::CanvasGraph sample_tree(int steps) {
    std::mt19937 random(7);
    ui::CanvasGraph graph;
    int cls = 0, path = -1, branch_left = 0, branch_from = -1;
    for (int i = 0; i < steps; ++i) {
        ui::CanvasNode node;
        node.step = StepId(i);
        node.text = QString::fromLatin1(kSentences[random() % kSentences.size()]).replace(QStringLiteral("%1"), QString::number(i * 12));
        if (i < kFacts) {
            node.kind = ui::CanvasNodeKind::Prompt;
            node.step_class = 0;
            node.parent = i - 1;
            path = i;
        } else {
            cls = next_class(cls, random);
            node.kind = i + 1 == steps ? ui::CanvasNodeKind::Answer : ui::CanvasNodeKind::Step;
            node.step_class = i + 1 == steps ? 7 : cls;
            node.probability = 0.6F + 0.4F * static_cast<float>(random() % 1000) / 1000;
            node.entropy = 1.6F * (1 - node.probability);
            if (branch_left == 0 && i % kBranchEvery == kBranchEvery - 1) {
                branch_left = kBranchLength;
                branch_from = path;
            }
            node.parent = branch_left > 0 ? branch_from : path;
            const int index = static_cast<int>(graph.nodes.size());
            if (branch_left > 0) {
                branch_from = index;
                --branch_left;
            } else {
                path = index;
            }
            graph.edges.push_back({StepId(i), StepId(i - 1), 0.3F + 0.5F * static_cast<float>(random() % 100) / 100, 0.05F, ui::Evidence::Observed, true, "attention"});
            for (int more = 1 + static_cast<int>(random() % 2); more > 0; --more)
                graph.edges.push_back({StepId(i), StepId(far_source(i, random)), 0.4F * static_cast<float>(random() % 100) / 100, 0.05F, ui::Evidence::Observed, false, "attention"});
        }
        graph.nodes.push_back(std::move(node));
    }
    const int cards = static_cast<int>(graph.nodes.size());
    for (int i = kFacts; i < cards; ++i) {
        if (random() % 6 != 0) continue;
        for (int k = 1 + static_cast<int>(random() % 2); k > 0; --k) {
            ui::CanvasNode ghost;
            ghost.kind = ui::CanvasNodeKind::Ghost;
            ghost.step = graph.nodes[static_cast<std::size_t>(i)].step;
            ghost.at = TokenPos(i * 20 + k);
            ghost.token_id = 100 + k;
            ghost.parent = i;
            ghost.text = QStringLiteral(" Let");
            ghost.probability = 0.3F / static_cast<float>(k);
            graph.nodes.push_back(std::move(ghost));
        }
    }
    return graph;
}

}  // namespace reasonscope::bench
