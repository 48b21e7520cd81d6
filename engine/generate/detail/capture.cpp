#include "generate/detail/capture.h"

#include "generate/attention_rows.h"

namespace reasonscope::detail {
namespace {

/// One copy to the host for all layers, however many there are. Rows of equal shape -> [layers, ...] on the CPU.
at::Tensor to_host(const std::vector<at::Tensor>& rows) { return at::stack(rows).cpu().contiguous(); }

template <class T>
std::vector<T> values(const at::Tensor& host) {
    const auto* data = host.data_ptr<T>();
    return {data, data + host.numel()};
}

}  // namespace

Capture::Capture(const ModelConfig& config, TraceLevel level, int top_k, std::stop_token stop)
    : config_(config), level_(level), top_k_(top_k) {
    watching_.attention = [stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw Stopped{};
        return weights;
    };
    tracing_.attention = [this, stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw Stopped{};
        attention_.push_back(weights.select(2, weights.size(2) - 1).squeeze(0));
        return weights;
    };
    tracing_.router = [this](int layer, const RouterOutput& routing) {
        const auto last = routing.experts.size(0) - 1;
        routed_layers_.push_back(layer);
        if (level_ == TraceLevel::Full) scores_.push_back(routing.scores.select(0, last));
        chosen_.push_back(routing.experts.select(0, last));
        weights_.push_back(routing.weights.select(0, last));
        shared_.push_back(routing.shared_share.select(0, last));
    };
}

const ForwardHooks& Capture::hooks(bool wanted) {
    for (auto* rows : {&attention_, &scores_, &chosen_, &weights_, &shared_}) rows->clear();
    routed_layers_.clear();
    return wanted && level_ != TraceLevel::Off ? tracing_ : watching_;
}

void Capture::collect(std::span<const TokenPos> begins, TokenTrace& token) {
    if (!attention_.empty()) collect_attention(begins, token.attention);
    if (!routed_layers_.empty()) collect_routing(token.router);
}

void Capture::collect_attention(std::span<const TokenPos> begins, AttentionTrace& out) const {
    const auto host = to_host(attention_);  // [layers, heads, T]
    const auto layers = static_cast<int>(host.size(0)), heads = static_cast<int>(host.size(1));
    const auto length = static_cast<std::size_t>(host.size(2)), rows = static_cast<std::size_t>(layers * heads);
    const std::span all(host.data_ptr<float>(), rows * length);
    const auto segments = static_cast<int>(begins.size());
    if (level_ == TraceLevel::Full) {
        out = empty_attention(layers, heads, top_k_, segments);
        for (std::size_t row = 0; row < rows; ++row)
            add_attention_row(out, static_cast<int>(row) / heads, static_cast<int>(row) % heads, all.subspan(row * length, length), begins);
        return;
    }
    std::vector<float> mean(length);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < length; ++i) mean[i] += all[row * length + i] / static_cast<float>(rows);
    out = empty_attention(1, 1, top_k_, segments);
    add_attention_row(out, 0, 0, mean, begins);
}

void Capture::collect_routing(RouterTrace& out) const {
    out.experts = config_.moe.experts;
    out.top_k = config_.moe.experts_per_token;
    out.layers = routed_layers_;
    if (!scores_.empty()) out.scores = values<float>(to_host(scores_));
    out.chosen = values<std::int32_t>(to_host(chosen_).to(at::kInt));
    out.weights = values<float>(to_host(weights_));
    out.shared_share = values<float>(to_host(shared_));
}

}  // namespace reasonscope::detail
