#include "pipeline/lens_run.h"

#include <algorithm>

#include "pipeline/stored_run.h"

namespace reasonscope {

Result<LensReading> lens_run(const LoadedModel& model, const SessionReader& reader, RunId run, TokenPos first, TokenPos last, int top_k, std::stop_token stop) {
    if (const Status same = check_model(model, reader, run); !same) return tl::unexpected(same.error());
    const auto stored = read_stored_run(reader, run);
    if (!stored) return tl::unexpected(stored.error());
    const int vocabulary = std::min(model.tokenizer->size(), model.model->config().vocab_size);
    auto columns = logit_lens(*model.model, stored->ids(), first, last, top_k, vocabulary, stop);
    if (!columns) return tl::unexpected(columns.error());
    LensReading reading;
    reading.columns = std::move(*columns);
    const auto name = [&](std::int32_t id) { reading.texts.try_emplace(id, model.tokenizer->bytes_of(id)); };
    for (const LensColumn& column : reading.columns) {
        name(column.id);
        for (const LensCell& cell : column.layers)
            for (const Alternative& one : cell.top) name(one.id);
    }
    return reading;
}

}  // namespace reasonscope
