#pragma once
// Reads attention and routing of the last query row out of a forward pass. Private to generate (.cpp files only).

#include <span>
#include <stop_token>
#include <vector>

#include "model/detail/decoder.h"
#include "model/detail/guarded.h"
#include "trace/events.h"

namespace reasonscope::detail {

/// Attach `hooks()` to forward(); afterwards collect() what the row that predicts the next token looked at.
class Capture {
public:
    Capture(const ModelConfig& config, TraceLevel level, int top_k, std::stop_token stop);
    Capture(const Capture&) = delete;  // the hooks point here
    Capture& operator=(const Capture&) = delete;

    /// `wanted` false only watches for the stop: early prefill chunks predict nothing.
    const ForwardHooks& hooks(bool wanted);
    /// Fills attention and router of `token` from the last forward pass that was wanted.
    void collect(std::span<const TokenPos> begins, TokenTrace& token);

private:
    void collect_attention(std::span<const TokenPos> begins, AttentionTrace& out) const;
    void collect_routing(RouterTrace& out) const;

    const ModelConfig& config_;
    TraceLevel level_;
    int top_k_;
    ForwardHooks watching_, tracing_;
    std::vector<at::Tensor> attention_;                        // per layer [heads, T] f32, on the model's device
    std::vector<at::Tensor> scores_, chosen_, weights_, shared_;  // per MoE layer, one row each
    std::vector<std::int32_t> routed_layers_;
};

}  // namespace reasonscope::detail
