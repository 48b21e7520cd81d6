#include "train/detail/replica.h"

#include <cmath>
#include <unordered_map>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/autograd.h>

#include "train/detail/mimetic_start.h"
#include "train/tasks.h"

namespace reasonscope::detail {

NamedTensors initial_weights(const ModelConfig& config, std::uint64_t seed) {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    NamedTensors out;
    for (const auto& [name, shape] : expected_tensors(config)) {
        const auto ends_with = [&](std::string_view tail) { return name.ends_with(tail); };
        at::Tensor w;
        if (ends_with("norm.weight")) {
            w = at::ones(shape, at::kFloat);
        } else if (ends_with("e_score_correction_bias") || ends_with(".bias") || ends_with(".sinks")) {
            w = at::zeros(shape, at::kFloat);
        } else {
            double spread = 1.0 / std::sqrt(static_cast<double>(shape[1]));
            if (name.find("embed_tokens") != std::string::npos) spread = 0.05;
            if (ends_with("o_proj.weight") || ends_with("down_proj.weight")) spread *= 0.3;
            w = at::randn(shape, generator, at::kFloat) * spread;
        }
        out.emplace_back(name, w);
    }
    std::unordered_map<std::string, at::Tensor> by_name(out.begin(), out.end());
    mimetic_start(config, by_name);
    return out;
}

void BatchStatistics::add(const BatchStatistics& other) {
    loss += other.loss;
    trained += other.trained;
    tokens += other.tokens;
    const auto sum = [](std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
        to.resize(std::max(to.size(), from.size()));
        for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
    };
    sum(exact, other.exact);
    sum(rows, other.rows);
    reach.resize(std::max(reach.size(), other.reach.size()));
    for (std::size_t i = 0; i < other.reach.size(); ++i) {
        reach[i].resize(std::max(reach[i].size(), other.reach[i].size()));
        for (std::size_t h = 0; h < other.reach[i].size(); ++h) reach[i][h] = std::max(reach[i][h], other.reach[i][h]);
    }
    load.resize(std::max(load.size(), other.load.size()));
    for (std::size_t i = 0; i < other.load.size(); ++i) sum(load[i], other.load[i]);
}

Replica::Replica(const ModelConfig& config, const NamedTensors& master, bool bf16_products) {
    TensorMap map;
    for (const auto& [name, tensor] : master) {
        auto leaf = tensor.detach();
        leaf.set_requires_grad(!name.ends_with("e_score_correction_bias"));
        leaves_.emplace_back(name, leaf);
        map[name] = leaf;
    }
    decoder_ = std::make_unique<Decoder>(config, map, bf16_products);
}

void Replica::clear() {
    for (auto& [name, leaf] : leaves_)
        if (leaf.grad().defined()) leaf.mutable_grad().zero_();
}

BatchStatistics Replica::backward(const Batch& batch, double divisor) {
    BatchStatistics out;
    const auto options = at::TensorOptions().dtype(at::kLong);
    const auto as_tensor = [&](const std::vector<std::int64_t>& v) {
        return at::from_blob(const_cast<std::int64_t*>(v.data()), {static_cast<std::int64_t>(v.size())}, options);
    };
    ForwardHooks hooks;
    hooks.router = [&](int, const RouterOutput& routing) {
        const auto counts = at::bincount(routing.experts.reshape({-1}), {}, decoder_->config().moe.experts);
        out.load.emplace_back(counts.data_ptr<std::int64_t>(), counts.data_ptr<std::int64_t>() + counts.numel());
    };
    hooks.scores = [&](int, const at::Tensor& scores) {
        const at::NoGradGuard no_grad;
        const auto above = (scores.amax(-1) - scores.mean(-1)).amax({0, 2}) * decoder_->score_scale();
        out.reach.emplace_back(above.data_ptr<float>(), above.data_ptr<float>() + above.numel());
    };
    const auto hidden = decoder_->forward(as_tensor(batch.ids).view({batch.rows, batch.length}), nullptr, &hooks);
    const auto picked = hidden.view({-1, hidden.size(2)}).index_select(0, as_tensor(batch.inputs));
    const auto log_p = at::log_softmax(decoder_->logits(picked), -1);
    const auto targets = as_tensor(batch.targets);
    const auto loss = at::nll_loss(log_p, targets, {}, at::Reduction::Sum);
    torch::autograd::backward({loss / divisor}, {});

    const auto right = log_p.detach().argmax(-1).eq(targets);
    std::vector<bool> exact(static_cast<std::size_t>(batch.rows), true);
    const auto* hit = right.data_ptr<bool>();
    for (std::size_t i = 0; i < batch.row_of.size(); ++i)
        if (!hit[i]) exact[static_cast<std::size_t>(batch.row_of[i])] = false;
    out.exact.resize(task_names().size());
    out.rows.resize(task_names().size());
    for (std::size_t r = 0; r < exact.size(); ++r) {
        if (batch.task[r] < 0) continue;
        const auto task = static_cast<std::size_t>(batch.task[r]);
        out.rows[task] += 1;
        out.exact[task] += exact[r] ? 1 : 0;
    }
    out.loss = loss.item<double>();
    out.trained = static_cast<std::int64_t>(batch.targets.size());
    out.tokens = batch.tokens;
    return out;
}

}  // namespace reasonscope::detail
