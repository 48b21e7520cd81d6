#include "generate/head_rows.h"

#include "generate/detail/row_pass.h"
#include "model/detail/guarded.h"

namespace reasonscope {

Result<HeadRows> head_rows(const Model& model, std::span<const std::int32_t> ids, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token stop) {
    const ModelConfig& config = model.config();
    if (layer.value < 0 || layer.value >= config.layers) return bad_input("There is no layer {}; the model has layers 0 to {}.", layer.value, config.layers - 1);
    if (head.value < 0 || head.value >= config.heads) return bad_input("There is no head {}; a layer has heads 0 to {}.", head.value, config.heads - 1);
    if (const Status good = detail::check_rows(config, ids, first, last); !good) return tl::unexpected(good.error());
    return detail::guarded<HeadRows>(detail::kCouldNotRun, [&] {
        HeadRows found{layer, head, first, last, {}};
        detail::WantedRows wanted;
        detail::ForwardHooks hooks;
        hooks.attention = [&](int at, const at::Tensor& weights) {
            if (stop.stop_requested()) throw detail::Stopped{};
            if (at != layer.value || !wanted.any()) return weights;
            const at::Tensor own = weights.select(0, 0).select(0, head.value).to(at::kFloat).cpu();  // [chunk, keys]
            for (std::int64_t i = wanted.from; i < wanted.to; ++i) {
                const at::Tensor row = own.select(0, i).narrow(0, 0, wanted.row + (i - wanted.from) + 1).contiguous();
                found.rows.emplace_back(row.data_ptr<float>(), row.data_ptr<float>() + row.size(0));
            }
            return weights;
        };
        detail::run_rows(*model.impl().decoder, ids, first, last, hooks, wanted);
        return found;
    });
}

}  // namespace reasonscope
