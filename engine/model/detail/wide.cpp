#include "model/detail/wide.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/detail/kernels.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kFewRows = 16;          // up to here the weights are read faster than a widened block is written and read
constexpr std::int64_t kBlockNumbers = 1 << 19;  // of a widened block: 2 MB, which stays in the cache
constexpr std::int64_t kOutputsAtOnce = 32;    // per parallel chunk

const std::uint16_t* halves(const at::Tensor& t) { return static_cast<const std::uint16_t*>(t.data_ptr()); }

kernels::Half kind_of(const at::Tensor& weight) { return weight.scalar_type() == at::kBFloat16 ? kernels::Half::Bf16 : kernels::Half::F16; }

/// Calls what(first row, rows, block [rows, in] f32) for all rows of `weight`.
template <class What>
void each_block(const at::Tensor& weight, const What& what) {
    const auto out = weight.size(0), in = weight.size(1), step = std::max<std::int64_t>(kOutputsAtOnce, kBlockNumbers / in);
    const auto room = at::empty({std::min(step, out), in}, weight.options().dtype(at::kFloat));
    for (std::int64_t first = 0; first < out; first += step) {
        const auto rows = std::min(step, out - first);
        at::parallel_for(0, rows, kOutputsAtOnce, [&](std::int64_t begin, std::int64_t end) {
            kernels::widen(kind_of(weight), halves(weight) + (first + begin) * in, (end - begin) * in, room.data_ptr<float>() + begin * in);
        });
        what(first, rows, room.narrow(0, 0, rows));
    }
}

at::Tensor product(const at::Tensor& x, const at::Tensor& weight) {
    const auto n = x.size(0), in = x.size(1), out = weight.size(0);
    auto y = at::empty({n, out}, x.options());
    if (n <= kFewRows) {
        at::parallel_for(0, out, kOutputsAtOnce, [&](std::int64_t begin, std::int64_t end) {
            kernels::products(kind_of(weight), x.data_ptr<float>(), n, halves(weight), in, out, begin, end, y.data_ptr<float>());
        });
        return y;
    }
    each_block(weight, [&](std::int64_t first, std::int64_t rows, const at::Tensor& block) {
        auto part = y.narrow(1, first, rows);
        at::mm_out(part, x, block.t());
    });
    return y;
}

struct LinearWide : torch::autograd::Function<LinearWide> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& weight) {
        context->save_for_backward({weight});
        auto shape = x.sizes().vec();
        const auto flat = x.reshape({-1, shape.back()}).contiguous();
        shape.back() = weight.size(0);
        return product(flat, weight).view(shape);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list grads) {
        const auto weight = context->get_saved_variables()[0];
        auto shape = grads[0].sizes().vec();
        const auto grad = grads[0].reshape({-1, shape.back()});
        shape.back() = weight.size(1);
        auto dx = at::zeros({grad.size(0), weight.size(1)}, grad.options());
        each_block(weight, [&](std::int64_t first, std::int64_t rows, const at::Tensor& block) { dx.addmm_(grad.narrow(1, first, rows), block); });
        return {dx.view(shape), at::Tensor()};
    }
};

}  // namespace

at::ScalarType activation_type(const at::Tensor& weight) { return weight.device().is_cpu() ? at::kFloat : weight.scalar_type(); }

at::Tensor linear_wide(const at::Tensor& x, const at::Tensor& weight) {
    return LinearWide::apply(x, weight.is_contiguous() ? weight : weight.contiguous());
}

}  // namespace reasonscope::detail
