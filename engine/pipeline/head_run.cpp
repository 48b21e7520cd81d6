#include "pipeline/head_run.h"

#include "pipeline/stored_run.h"

namespace reasonscope {

Result<HeadRows> head_run(const LoadedModel& model, const SessionReader& reader, RunId run, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token stop) {
    if (const Status same = check_model(model, reader, run); !same) return tl::unexpected(same.error());
    const auto stored = read_stored_run(reader, run);
    if (!stored) return tl::unexpected(stored.error());
    return head_rows(*model.model, stored->ids(), layer, head, first, last, std::move(stop));
}

}  // namespace reasonscope
