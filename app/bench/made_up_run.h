#pragma once
// Made-up runs for measuring the window: sentences of about eighteen tokens, two edges a step, traces of any size. Deterministic.

#include <random>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace reasonscope::bench {

inline constexpr int kTokensPerStep = 18;

class MadeUpRun {
public:
    /// `trace_rows`: layers x heads of the attention trace, 0 for none.
    explicit MadeUpRun(int seed, int trace_rows = 0);

    [[nodiscard]] const RunStart& start() const { return start_; }
    [[nodiscard]] const std::vector<TokenPos>& segment_begins() const { return begins_; }
    /// The next token; a step ends with every kTokensPerStep-th.
    TokenRow next(AttentionTrace& attention, RouterTrace& router);
    [[nodiscard]] bool step_is_complete() const { return generated_ % kTokensPerStep == 0; }
    [[nodiscard]] const std::vector<StoredStep>& steps() const { return steps_; }
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }
    [[nodiscard]] StepMatrix matrix() const;

private:
    void end_step();
    std::mt19937 random_;
    int trace_rows_;
    RunStart start_;
    std::vector<TokenPos> begins_;
    std::vector<StoredStep> steps_;
    std::vector<Edge> edges_;
    int position_ = 0, generated_ = 0;
    std::uint32_t bytes_ = 0, step_bytes_ = 0;
    std::string step_text_;
};

}  // namespace reasonscope::bench
