#pragma once
// Which experts worked on what a run wrote, as plain rows: what the expert analysis is made from.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "reason/step.h"
#include "trace/events.h"

namespace reasonscope {

/// A token the model wrote, with the routing of the row that predicted it.
struct RoutedToken {
    TokenPos position;
    int step = -1;      // index into the run's steps; -1: in none (template text, stop token)
    std::string text;   // raw bytes
};

struct Routing {
    int experts = 0, top_k = 0;
    std::vector<int> layers;            // [M] decoder layer of each MoE layer, ascending
    std::vector<RoutedToken> tokens;    // [T] by position
    std::vector<std::int32_t> chosen;   // [T, M, k] decreasing weight; -1: none
    std::vector<float> weights;         // [T, M, k] as applied to the experts' outputs
    std::vector<float> shared;          // [T, M] share of the shared experts in the output's size (L2); 0 without any
    std::vector<float> entropy;         // [T, M] entropy of the router's scores / ln E, in [0,1]; empty when no scores were recorded.
                                        // Sigmoid scores are divided by their sum first.

    [[nodiscard]] bool empty() const { return tokens.empty(); }
    /// The experts of one token in one MoE layer (index into `layers`), [k].
    [[nodiscard]] std::span<const std::int32_t> at(std::size_t token, std::size_t layer) const {
        return std::span(chosen).subspan((token * layers.size() + layer) * static_cast<std::size_t>(top_k), static_cast<std::size_t>(top_k));
    }
};

/// Appends one token. Its trace must have the shape of those before it; one that has not, or is empty, is left out (false).
bool add_token(Routing& routing, RoutedToken token, const RouterTrace& trace);

}  // namespace reasonscope
