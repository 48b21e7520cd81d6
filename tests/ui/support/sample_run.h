#pragma once
// A made-up run that looks like a real one: x = 4, y = x + 7, z = y * 2.

#include <cmath>
#include <random>

#include "ui/views/data.h"

namespace reasonscope::ui::sample {

struct SampleStep {
    CanvasNodeKind kind;
    int step_class;
    const char* text;
};

inline const std::vector<SampleStep>& steps() {
    static const std::vector<SampleStep> all = {
        {CanvasNodeKind::Prompt, 0, "x = 4. "},
        {CanvasNodeKind::Prompt, 0, "y = x + 7. "},
        {CanvasNodeKind::Prompt, 0, "z = y * 2. "},
        {CanvasNodeKind::Prompt, 0, "What is z?"},
        {CanvasNodeKind::Step, 1, "Find z. To do that, work backwards from what is asked to what is known. "},
        {CanvasNodeKind::Step, 2, "Use z = y * 2, so y is needed first. "},
        {CanvasNodeKind::Step, 2, "Use y = x + 7. "},
        {CanvasNodeKind::Step, 3, "So y = 4 + 7 = 11. "},
        {CanvasNodeKind::Step, 4, "Wait, maybe x was changed somewhere? No, it stays 4. "},
        {CanvasNodeKind::Step, 3, "So z = 11 * 2 = 22. "},
        {CanvasNodeKind::Step, 6, "Check: 22 / 2 = 11 and 11 - 7 = 4. OK. "},
        {CanvasNodeKind::Step, 5, "All values agree, therefore z = 22. "},
        {CanvasNodeKind::Answer, 7, "22"},
    };
    return all;
}

inline std::vector<CanvasEdge> edges() {
    const auto edge = [](int step, int source, float weight, bool strongest, Evidence grade = Evidence::Observed) {
        return CanvasEdge{StepId{step}, StepId{source}, weight, 0.08F, grade, strongest, grade == Evidence::Tested ? "gradient" : "attention"};
    };
    return {edge(4, 3, 0.71F, true), edge(5, 2, 0.64F, true, Evidence::Tested), edge(5, 4, 0.21F, false), edge(6, 1, 0.58F, true), edge(6, 5, 0.24F, false),
            edge(7, 6, 0.42F, true), edge(7, 0, 0.37F, false, Evidence::Tested), edge(8, 7, 0.46F, true), edge(8, 0, 0.22F, false),
            edge(9, 7, 0.52F, true, Evidence::Tested), edge(9, 5, 0.31F, false), edge(10, 9, 0.48F, true), edge(10, 7, 0.27F, false),
            edge(11, 10, 0.55F, true), edge(11, 9, 0.33F, false), edge(12, 9, 0.61F, true, Evidence::Tested), edge(12, 11, 0.26F, false)};
}

inline CanvasNode node_of(int i, int parent) {
    const SampleStep& s = steps()[static_cast<std::size_t>(i)];
    CanvasNode node;
    node.kind = s.kind;
    node.step = StepId{i};
    node.parent = parent;
    node.step_class = s.step_class;
    node.text = QString::fromUtf8(s.text).trimmed();
    if (s.kind != CanvasNodeKind::Prompt) {
        node.probability = i == 8 ? 0.61F : 0.90F + 0.008F * static_cast<float>(i % 5);
        node.entropy = i == 8 ? 1.4F : 0.08F + 0.05F * static_cast<float>(i % 4);
    }
    return node;
}

inline CanvasNode ghost(int parent, int step, int at, const char* token, float probability) {
    CanvasNode node;
    node.kind = CanvasNodeKind::Ghost;
    node.step = StepId{step};
    node.at = TokenPos{at};
    node.token_id = 100 + at;
    node.parent = parent;
    node.text = QString::fromUtf8(token);
    node.probability = probability;
    return node;
}

/// `count` of the steps, with ghosts when complete.
inline CanvasGraph decision(int count = 13) {
    CanvasGraph graph;
    for (int i = 0; i < count; ++i) graph.nodes.push_back(node_of(i, i - 1));
    if (count == 13) {
        graph.nodes.push_back(ghost(4, 4, 31, " Let", 0.21F));
        graph.nodes.push_back(ghost(7, 7, 66, " 12", 0.07F));
        graph.nodes.push_back(ghost(8, 8, 74, " So", 0.34F));
        graph.nodes.push_back(ghost(8, 8, 79, " y", 0.18F));
        graph.nodes.push_back(ghost(8, 8, 81, "\n\n", 0.05F));
        graph.nodes.push_back(ghost(10, 10, 104, " Answer", 0.12F));
    }
    graph.edges = edges();
    return graph;
}

inline CanvasGraph provenance() {
    CanvasGraph graph;
    const std::vector<std::pair<int, int>> tree = {{12, -1}, {9, 0}, {11, 0}, {7, 1}, {5, 1}, {10, 2}, {6, 3}, {0, 3}, {2, 4}, {4, 4}, {1, 6}, {3, 9}};
    const std::vector<float> weights = {0, 0.61F, 0.26F, 0.52F, 0.31F, 0.55F, 0.42F, 0.37F, 0.64F, 0.21F, 0.58F, 0.71F};
    for (std::size_t i = 0; i < tree.size(); ++i) {
        graph.nodes.push_back(node_of(tree[i].first, tree[i].second));
        graph.nodes.back().weight = weights[i];
    }
    graph.edges = edges();
    return graph;
}

inline CanvasGraph chain() {
    CanvasGraph graph = decision(12);
    graph.nodes.push_back(node_of(12, 11));
    return graph;
}

struct Words {
    std::vector<TranscriptToken> tokens;
    std::vector<StepBand> steps;
};

/// Tokens of about a word each, one tricky token triple that splits a character.
inline Words words() {
    Words words;
    std::mt19937 random(5);
    int position = 2;  // template tokens stand before
    for (std::size_t s = 0; s < steps().size(); ++s) {
        const SampleStep& step = steps()[s];
        StepBand band{StepId{static_cast<int>(s)}, TokenPos{position}, TokenPos{position}, step.step_class};
        std::string text = step.text, piece;
        const auto emit_piece = [&] {
            if (piece.empty()) return;
            TranscriptToken token;
            token.position = TokenPos{position++};
            token.part = step.kind == CanvasNodeKind::Prompt ? TranscriptPart::Prompt : step.kind == CanvasNodeKind::Step ? TranscriptPart::Thinking : TranscriptPart::Answer;
            token.bytes = piece;
            if (step.kind != CanvasNodeKind::Prompt) {
                const float u = static_cast<float>(random() % 1000) / 1000.0F;
                token.entropy = (s == 8 ? 1.6F : 0.9F) * u * u * u + (s == 8 ? 0.5F : 0.02F);
                token.probability = std::exp(-token.entropy);
                token.milliseconds = 7.0F + 3.0F * u + (position % 37 == 0 ? 9.0F : 0.0F);
            }
            words.tokens.push_back(token);
            piece.clear();
        };
        for (const char c : text) {
            if (c == ' ' || c == '.') emit_piece();
            piece += c;
        }
        emit_piece();
        band.last = TokenPos{position};
        words.steps.push_back(band);
        if (s == 3 || s == 11) position += 2;  // template tokens between the parts
    }
    return words;
}

inline HeatMapData attention() {
    HeatMapData data;
    data.rows = 5;
    data.columns = 8;
    std::mt19937 random(11);
    for (int i = 0; i < 40; ++i) {
        const float u = static_cast<float>(random() % 1000) / 1000.0F;
        data.values.push_back(u * u * 0.6F);
    }
    data.row_axis = "Layer";
    data.column_axis = "Head";
    data.value_name = "attention mass";
    return data;
}

inline HeatMapData experts() {
    HeatMapData data = attention();
    data.rows = 4;
    data.values.resize(32);
    for (float& v : data.values) v *= 0.6F;
    data.column_axis = "Expert";
    data.value_name = "share";
    data.baseline = 0.125;
    data.baseline_name = "uniform";
    return data;
}

}  // namespace reasonscope::ui::sample
