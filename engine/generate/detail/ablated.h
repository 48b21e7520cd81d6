#pragma once
// Takes experts and heads out of a forward pass that something else watches. Private to generate (.cpp files only).

#include <map>

#include "generate/continuation.h"
#include "model/detail/decoder.h"

namespace reasonscope::detail {

class Ablated {
public:
    Ablated(const Ablation& ablation, const Decoder& decoder);
    Ablated(const Ablated&) = delete;  // the hooks point here
    Ablated& operator=(const Ablated&) = delete;

    /// `watching` with the parts out; it sees the weights as they are used. Valid until the next call.
    const ForwardHooks& hooks(const ForwardHooks& watching);

private:
    std::map<int, ExpertKnockout> experts_;
    std::map<int, at::Tensor> heads_;  // per layer [1, heads, 1, 1] f32: 0 for a head that is out, else 1
    bool nothing_ = true;
    ForwardHooks hooks_;
};

}  // namespace reasonscope::detail
