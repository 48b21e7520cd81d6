#include "model/detail/fused.h"

#include <limits>

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/detail/kernels.h"

namespace reasonscope::detail {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

bool plain_f32(const at::Tensor& t) { return t.device().is_cpu() && t.scalar_type() == at::kFloat && t.is_contiguous(); }

constexpr std::int64_t kRows = 64, kElements = 16384;  // per parallel chunk

/// Keeps the reciprocal root mean square of each row for the way back.
struct RmsNormCpu : torch::autograd::Function<RmsNormCpu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, double eps) {
        const auto d = x.size(-1), n = x.numel() / d;
        auto y = at::empty_like(x);
        auto inverse = at::empty({n}, x.options());
        at::parallel_for(0, n, kRows, [&](std::int64_t begin, std::int64_t end) {
            kernels::rms_norm(x.data_ptr<float>(), weight.data_ptr<float>(), static_cast<float>(eps), d, begin, end, y.data_ptr<float>(),
                              inverse.data_ptr<float>());
        });
        context->save_for_backward({x, weight, inverse});
        return y;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const auto saved = context->get_saved_variables();
        const auto& x = saved[0];
        const auto grad = grads[0].contiguous();
        const auto d = x.size(-1), n = x.numel() / d;
        auto dx = at::empty_like(x);
        auto dw = at::zeros_like(saved[1]);
        kernels::rms_norm_backward(x.data_ptr<float>(), saved[1].data_ptr<float>(), saved[2].data_ptr<float>(), grad.data_ptr<float>(), d, 0, n,
                                   dx.data_ptr<float>(), dw.data_ptr<float>());
        return {dx, dw, at::Tensor()};
    }
};

struct SiluTimesCpu : torch::autograd::Function<SiluTimesCpu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& gate, const at::Tensor& up) {
        auto y = at::empty_like(gate);
        at::parallel_for(0, gate.numel(), kElements, [&](std::int64_t begin, std::int64_t end) {
            kernels::silu_times(gate.data_ptr<float>(), up.data_ptr<float>(), begin, end, y.data_ptr<float>());
        });
        context->save_for_backward({gate, up});
        return y;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const auto saved = context->get_saved_variables();
        const auto grad = grads[0].contiguous();
        auto dgate = at::empty_like(saved[0]), dup = at::empty_like(saved[1]);
        at::parallel_for(0, grad.numel(), kElements, [&](std::int64_t begin, std::int64_t end) {
            kernels::silu_times_backward(saved[0].data_ptr<float>(), saved[1].data_ptr<float>(), grad.data_ptr<float>(), begin, end,
                                         dgate.data_ptr<float>(), dup.data_ptr<float>());
        });
        return {dgate, dup};
    }
};

struct CausalSoftmaxCpu : torch::autograd::Function<CausalSoftmaxCpu> {
    template <class Kernel>
    static void each_row(const at::Tensor& rows, Kernel kernel) {
        at::parallel_for(0, rows.numel() / rows.size(-1), kRows, kernel);
    }

    static at::Tensor forward(AutogradContext* context, const at::Tensor& scores, double scale, std::int64_t offset, std::int64_t window, const at::Tensor& sinks) {
        auto weights = scores.detach();  // shares the memory: nothing else needs the scores
        const auto queries = weights.size(-2), keys = weights.size(-1);
        const kernels::Sinks of_heads{sinks.numel() > 0 ? sinks.data_ptr<float>() : nullptr, sinks.numel()};
        each_row(weights, [&](std::int64_t begin, std::int64_t end) {
            kernels::causal_softmax(weights.data_ptr<float>(), static_cast<float>(scale), queries, keys, offset, window, of_heads, begin, end);
        });
        context->save_for_backward({weights});
        context->saved_data["scale"] = scale;
        context->saved_data["offset"] = offset;
        context->saved_data["window"] = window;
        return weights;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const auto weights = context->get_saved_variables()[0];
        const auto scale = static_cast<float>(context->saved_data["scale"].toDouble());
        const auto offset = context->saved_data["offset"].toInt(), window = context->saved_data["window"].toInt(), queries = weights.size(-2), keys = weights.size(-1);
        auto grad = grads[0].clone(at::MemoryFormat::Contiguous);
        each_row(weights, [&](std::int64_t begin, std::int64_t end) {
            kernels::causal_softmax_backward(weights.data_ptr<float>(), scale, queries, keys, offset, window, begin, end, grad.data_ptr<float>());
        });
        return {grad, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

/// x [n, d] f32 as bf16, with rows of zeros up to a round number: oneDNN compiles a kernel for each new shape, which costs more than the rows.
at::Tensor narrow_padded(const at::Tensor& x) {
    const std::int64_t n = x.size(0), step = n > 512 ? 256 : 64;
    const auto padded = at::empty({(n + step - 1) / step * step, x.size(1)}, x.options().dtype(at::kBFloat16));
    padded.narrow(0, 0, n).copy_(x);
    if (padded.size(0) > n) padded.narrow(0, n, padded.size(0) - n).zero_();
    return padded;
}

struct LinearBf16 : torch::autograd::Function<LinearBf16> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight) {
        const auto narrow_x = narrow_padded(x.reshape({-1, x.size(-1)})), narrow_weight = weight.to(at::kBFloat16);
        context->save_for_backward({narrow_x, narrow_weight});
        auto shape = x.sizes().vec();
        const auto n = x.numel() / shape.back();
        shape.back() = weight.size(0);
        return at::mm(narrow_x, narrow_weight.t()).narrow(0, 0, n).to(at::kFloat).view(shape);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const auto saved = context->get_saved_variables();
        auto shape = grads[0].sizes().vec();
        const auto n = grads[0].numel() / shape.back();
        const auto grad = narrow_padded(grads[0].reshape({-1, shape.back()}));
        shape.back() = saved[1].size(1);
        return {at::mm(grad, saved[1]).narrow(0, 0, n).to(at::kFloat).view(shape), at::mm(grad.t(), saved[0]).to(at::kFloat)};
    }
};

}  // namespace

at::Tensor causal_softmax(const at::Tensor& scores, double scale, std::int64_t offset, std::int64_t window, const at::Tensor& sinks) {
    if (plain_f32(scores)) return CausalSoftmaxCpu::apply(scores, scale, offset, window, sinks.defined() ? sinks : at::empty({0}, scores.options()));
    const auto nothing = at::full({scores.size(-2), scores.size(-1)}, -std::numeric_limits<float>::infinity(), scores.options().dtype(at::kFloat));
    auto hidden = nothing.triu(offset + 1);
    if (window > 0) hidden = hidden + nothing.tril(offset - window);
    hidden = hidden.to(scores.scalar_type());
    const auto logits = scores * scale + hidden;
    if (!sinks.defined()) return at::softmax(logits, -1, at::kFloat);
    return softmax_with_sinks(logits, sinks);
}

at::Tensor softmax_with_sinks(const at::Tensor& logits, const at::Tensor& sinks) {
    auto shape = logits.sizes().vec();
    shape.back() = 1;
    const auto column = sinks.view({-1, 1, 1}).expand(shape).to(logits.scalar_type());
    return at::softmax(at::cat({logits, column}, -1), -1, at::kFloat).narrow(-1, 0, logits.size(-1)).contiguous();
}

at::Tensor linear_bf16(const at::Tensor& x, const at::Tensor& weight) { return LinearBf16::apply(x, weight); }

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
    if (plain_f32(x)) return RmsNormCpu::apply(x, weight.to(at::kFloat), eps);
    const auto wide = x.to(at::kFloat);
    const auto variance = wide.square().mean(-1, true);
    return weight * (wide * at::rsqrt(variance + eps)).to(x.scalar_type());
}

at::Tensor silu_times(const at::Tensor& gate, const at::Tensor& up) {
    if (plain_f32(gate) && plain_f32(up)) return SiluTimesCpu::apply(gate, up);
    return at::silu(gate) * up;
}

}  // namespace reasonscope::detail
