// All routing of a run in one pass, for the expert analysis.

#include "store/detail/blob.h"
#include "store/detail/reader_impl.h"

namespace reasonscope {

Result<Routing> SessionReader::routing(RunId id) const {
    const auto stored = steps(id);
    if (!stored) return tl::unexpected(stored.error());
    std::vector<Step> plain;
    for (const StoredStep& one : *stored) plain.push_back(one.step);
    Routing routing;
    auto rows = impl_->db->query("SELECT r.position, r.moe_layers, r.experts, r.top_k, r.choice, r.scores, t.text FROM routers r "
                                 "JOIN tokens t ON t.run = r.run AND t.position = r.position WHERE r.run = ?1 ORDER BY r.position");
    rows.bind(id.value);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return routing;
        RouterTrace trace;
        trace.experts = static_cast<int>(rows.integer(2));
        trace.top_k = static_cast<int>(rows.integer(3));
        const TokenPos position(static_cast<std::int32_t>(rows.integer(0)));
        if (!detail::unpack(rows.bytes(4), rows.bytes(5), static_cast<int>(rows.integer(1)), trace) ||
            !add_token(routing, {position, step_at(plain, position), rows.text(6)}, trace))
            return tl::unexpected(impl_->damaged(fmt::format("the routing of token {}", position.value)));
    }
}

}  // namespace reasonscope
