#include "generate/lens.h"

#include <algorithm>

#include "generate/detail/row_pass.h"
#include "model/detail/guarded.h"

namespace reasonscope {
namespace {

constexpr std::int64_t kLogitBytes = 64LL << 20;  // of one chunk of logits

Status check(const ModelConfig& config, int top_k, int vocabulary) {
    if (top_k < 1) return bad_input("At least one token per layer must be asked for, not {}.", top_k);
    if (vocabulary < 0 || vocabulary > config.vocab_size) return bad_input("The vocabulary of {} ids does not fit the model's {}.", vocabulary, config.vocab_size);
    return {};
}

/// Residual streams behind every layer of the rows that predict [first, last): per layer [rows, hidden].
std::vector<at::Tensor> residual_rows(const detail::Decoder& decoder, std::span<const std::int32_t> ids, TokenPos first, TokenPos last, const std::stop_token& stop) {
    std::vector<std::vector<at::Tensor>> parts(static_cast<std::size_t>(decoder.config().layers));
    detail::WantedRows wanted;
    detail::ForwardHooks hooks;
    hooks.attention = [&](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw detail::Stopped{};
        return weights;
    };
    hooks.residual = [&](int layer, const at::Tensor& x) {
        if (wanted.any()) parts[static_cast<std::size_t>(layer)].push_back(x.squeeze(0).slice(0, wanted.from, wanted.to));
    };
    detail::run_rows(decoder, ids, first, last, hooks, wanted);
    std::vector<at::Tensor> rows;
    for (const auto& part : parts) rows.push_back(at::cat(part));
    return rows;
}

/// What all layers say about rows [begin, begin + n) of `residuals`.
void fill(std::vector<LensColumn>& columns, const detail::Decoder& decoder, const std::vector<at::Tensor>& residuals, std::int64_t begin, std::int64_t n, int top_k,
          int vocabulary) {
    const auto say = [&](const at::Tensor& residual) {
        auto logits = decoder.logits(decoder.final_norm(residual.narrow(0, begin, n)));
        if (vocabulary > 0) logits = logits.narrow(1, 0, vocabulary);
        return logits.log_softmax(-1);
    };
    at::Tensor ids = at::empty({n, 1}, at::kLong);
    for (std::int64_t i = 0; i < n; ++i) ids[i][0] = columns[static_cast<std::size_t>(begin + i)].id;
    const at::Tensor own = say(residuals.back());
    ids = ids.to(own.device());
    for (const at::Tensor& residual : residuals) {
        const auto log_p = say(residual);
        const auto known = ids.clamp_max(log_p.size(1) - 1);
        const auto chosen = log_p.gather(1, known);
        const auto rank = (log_p > chosen).sum(1).cpu();
        const auto divergence = (own.exp() * (own - log_p)).sum(1).clamp_min(0).cpu(), probability = chosen.squeeze(1).exp().cpu();
        const auto [values, indices] = log_p.topk(std::min<std::int64_t>(top_k, log_p.size(1)), 1);
        const auto top_p = values.exp().cpu(), top = indices.cpu();
        for (std::int64_t i = 0; i < n; ++i) {
            LensCell cell;
            for (std::int64_t k = 0; k < top.size(1); ++k)
                cell.top.push_back({static_cast<std::int32_t>(top[i][k].item<std::int64_t>()), top_p[i][k].item<float>()});
            cell.probability = probability[i].item<float>();
            cell.rank = static_cast<int>(rank[i].item<std::int64_t>());
            cell.divergence = divergence[i].item<float>();
            columns[static_cast<std::size_t>(begin + i)].layers.push_back(std::move(cell));
        }
    }
}

int settling_layer(const std::vector<LensCell>& layers) {
    int settled = static_cast<int>(layers.size()) - 1;
    while (settled > 0 && layers[static_cast<std::size_t>(settled - 1)].top.front().id == layers.back().top.front().id) --settled;
    return settled;
}

}  // namespace

Result<std::vector<LensColumn>> logit_lens(const Model& model, std::span<const std::int32_t> ids, TokenPos first, TokenPos last, int top_k, int vocabulary,
                                           std::stop_token stop) {
    if (const Status good = detail::check_rows(model.config(), ids, first, last); !good) return tl::unexpected(good.error());
    if (const Status good = check(model.config(), top_k, vocabulary); !good) return tl::unexpected(good.error());
    return detail::guarded<std::vector<LensColumn>>(detail::kCouldNotRun, [&] {
        const detail::Decoder& decoder = *model.impl().decoder;
        std::vector<LensColumn> columns;
        for (int t = first.value; t < last.value; ++t) columns.push_back({TokenPos(t), ids[static_cast<std::size_t>(t)], {}, 0});
        const auto residuals = residual_rows(decoder, ids, first, last, stop);
        const auto count = static_cast<std::int64_t>(columns.size());
        const auto step = std::max<std::int64_t>(1, kLogitBytes / (std::int64_t{4} * decoder.config().vocab_size));
        for (std::int64_t at = 0; at < count; at += step) {
            if (stop.stop_requested()) throw detail::Stopped{};
            fill(columns, decoder, residuals, at, std::min(step, count - at), top_k, vocabulary);
        }
        for (LensColumn& column : columns) column.settled = settling_layer(column.layers);
        return columns;
    });
}

}  // namespace reasonscope
