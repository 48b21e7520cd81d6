#include <algorithm>
#include <map>
#include <set>

#include "reason/tree.h"

namespace reasonscope {
namespace {

struct Parent {
    StepId step;
    float weight = 0;
};

}  // namespace

std::vector<ProvenanceNode> provenance_tree(std::span<const Edge> edges, StepId root) {
    std::map<StepId, std::vector<const Edge*>> sources;
    for (const Edge& edge : edges) {
        if (edge.source < edge.step) sources[edge.step].push_back(&edge);
    }
    // Later steps are settled before earlier ones, so whatever is reached has all its possible parents known.
    std::map<StepId, Parent> parent_of;
    std::set<StepId, std::greater<>> open = {root};
    while (!open.empty()) {
        const StepId step = *open.begin();
        open.erase(open.begin());
        for (const Edge* edge : sources[step]) {
            open.insert(edge->source);
            auto [found, fresh] = parent_of.try_emplace(edge->source, Parent{step, edge->weight});
            // Later steps came first, so an equal weight from a nearer (smaller) step takes over.
            if (!fresh && edge->weight >= found->second.weight) found->second = {step, edge->weight};
        }
    }
    std::map<StepId, std::vector<StepId>> children;
    for (const auto& [step, parent] : parent_of) children[parent.step].push_back(step);  // ascending

    std::vector<ProvenanceNode> nodes;
    struct Visit {
        StepId step;
        int parent, depth;
        float weight;
    };
    std::vector<Visit> stack = {{root, -1, 0, 1.0F}};
    while (!stack.empty()) {
        const Visit visit = stack.back();
        stack.pop_back();
        const int index = static_cast<int>(nodes.size());
        nodes.push_back({visit.step, visit.parent, visit.depth, visit.weight});
        const auto& below = children[visit.step];
        for (auto child = below.rbegin(); child != below.rend(); ++child) {
            stack.push_back({*child, index, visit.depth + 1, parent_of.at(*child).weight});
        }
    }
    return nodes;
}

}  // namespace reasonscope
