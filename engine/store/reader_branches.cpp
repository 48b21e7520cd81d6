// Branches and marks.

#include "store/detail/reader_impl.h"

namespace reasonscope {

Result<std::vector<BranchRow>> SessionReader::branches() const {
    std::vector<BranchRow> out;
    auto rows = impl_->db->query("SELECT run, parent, position, kind, detail FROM branches ORDER BY run");
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        BranchRow& branch = out.emplace_back();
        branch.run = RunId{rows.integer(0)};
        if (!rows.is_null(1)) branch.parent = RunId{rows.integer(1)};
        branch.position = TokenPos{static_cast<std::int32_t>(rows.integer(2))};
        branch.kind = rows.text(3);
        branch.detail = rows.text(4);
    }
}

Result<std::vector<Mark>> SessionReader::marks(RunId id) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    auto all = marks();
    if (all) std::erase_if(*all, [&](const Mark& mark) { return mark.run != id; });
    return all;
}

Result<std::vector<Mark>> SessionReader::marks() const {
    std::vector<Mark> out;
    auto rows = impl_->db->query("SELECT id, run, step, token, kind, text FROM marks ORDER BY id");
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        const auto kind = parse_mark_kind(rows.bytes(4));
        if (!kind) return tl::unexpected(impl_->damaged(fmt::format("a mark of run {}", rows.integer(1))));
        Mark& mark = out.emplace_back();
        mark.id = rows.integer(0);
        mark.run = RunId{rows.integer(1)};
        if (!rows.is_null(2)) mark.step = StepId{static_cast<std::int32_t>(rows.integer(2))};
        if (!rows.is_null(3)) mark.token = TokenPos{static_cast<std::int32_t>(rows.integer(3))};
        mark.kind = *kind;
        mark.text = rows.text(5);
    }
}

}  // namespace reasonscope
