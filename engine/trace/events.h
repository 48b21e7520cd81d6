#pragma once
// Plain trace values and the sink that receives them. The model and the generator know nothing else of tracing.
//
// Row convention: the query row that predicts the token at position t is row t-1. Everything in a TokenTrace
// (distribution, attention, routing) belongs to that predicting row.

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"

namespace reasonscope {

enum class TraceLevel {
    Off,      // ids and timing only
    Summary,  // + probability, entropy, alternatives, chosen experts, attention mass per segment averaged over heads
    Full,     // + per layer and head: top-k source tokens and mass per segment; all router scores
};

struct Alternative {
    std::int32_t id = 0;
    float probability = 0;  // softmax at temperature 1, before any sampling filter
};

/// Attention of one query row, all layers and heads. Weights are softmax weights over all visible keys.
struct AttentionTrace {
    int layers = 0, heads = 0, top_k = 0, segments = 0;
    std::vector<std::int32_t> top_positions;  // [layers, heads, top_k], -1 where fewer keys exist; decreasing weight
    std::vector<float> top_weights;           // [layers, heads, top_k]
    std::vector<float> segment_mass;          // [layers, heads, segments], sum of weights over the segment's tokens
    [[nodiscard]] bool empty() const { return layers == 0; }
};

/// Routing of one query row, all MoE layers in order.
struct RouterTrace {
    int experts = 0, top_k = 0;            // routed experts per layer, experts used per token
    std::vector<std::int32_t> layers;      // [moe_layers], decoder layer index of each row below
    std::vector<float> scores;             // [moe_layers, experts], softmax or sigmoid scores before any bias; empty at Summary
    std::vector<std::int32_t> chosen;      // [moe_layers, top_k], decreasing weight
    std::vector<float> weights;            // [moe_layers, top_k], weights as applied to the experts' outputs
    std::vector<float> shared_share;       // [moe_layers], |shared output| / (|shared| + |routed|), L2 norms; 0 without shared experts
    [[nodiscard]] bool empty() const { return layers.empty(); }
};

/// One generated token.
struct TokenTrace {
    TokenPos position;                      // position in prompt + completion
    std::int32_t id = 0;
    float probability = 0;                  // of the chosen token at temperature 1
    float entropy = 0;                      // nats, full vocabulary, temperature 1
    double milliseconds = 0;                // wall time of this decode step
    std::vector<Alternative> alternatives;  // top 10, decreasing; includes the chosen token when it is among them
    AttentionTrace attention;               // empty below Full (Summary: one "layer" and one "head", the mean)
    RouterTrace router;                     // empty for dense models and at Off
};

/// Observer of a run. Called on the engine thread; must return quickly (queue, do not block).
class TraceSink {
public:
    virtual ~TraceSink() = default;

    /// Called after each generated token.
    virtual void on_token(const TokenTrace& token) = 0;

    /// Segment starts for the next token, strictly increasing, first is 0; segment g covers
    /// [begins[g], begins[g+1]) and the last one is open. Valid until the next call of on_token.
    /// Segments only ever get appended; a later merge into steps sums their masses.
    virtual std::span<const TokenPos> segment_begins() = 0;
};

}  // namespace reasonscope
