// What the model attended to and which experts it used, token by token and summed over steps.

#include <algorithm>
#include <map>

#include "store/detail/blob.h"
#include "store/detail/reader_impl.h"

namespace reasonscope {
namespace {

constexpr std::int32_t kEnd = 0x7FFFFFFF;

struct Range {
    std::int32_t first = 0, last = kEnd;  // half-open token range
};

Result<Range> token_range(const detail::Database& db, RunId run, StepId step) {
    auto row = db.query("SELECT first, last FROM steps WHERE run = ?1 AND idx = ?2");
    const auto more = row.bind(run.value, step.value).row();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return bad_input("Run {} has no step {}.", run.value, step.value);
    return Range{static_cast<std::int32_t>(row.integer(0)), static_cast<std::int32_t>(row.integer(1))};
}

/// For each segment of the run: does its first token lie in `source`, or without one in any step before `step`?
Result<std::vector<char>> wanted_segments(const detail::Database& db, RunId run, StepId step, std::optional<StepId> source) {
    auto rows = db.query("SELECT EXISTS(SELECT 1 FROM steps s WHERE s.run = ?1 AND s.first <= g.first AND g.first < s.last "
                         "AND s.idx >= ?2 AND s.idx <= ?3) FROM segments g WHERE g.run = ?1 ORDER BY g.idx");
    rows.bind(run.value, source ? source->value : 0, source ? source->value : step.value - 1);
    std::vector<char> out;
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        out.push_back(rows.integer(0) != 0 ? 1 : 0);
    }
}

AttentionTrace attention_shape(const detail::Query& row, int column) {
    AttentionTrace t;
    t.layers = static_cast<int>(row.integer(column));
    t.heads = static_cast<int>(row.integer(column + 1));
    t.top_k = static_cast<int>(row.integer(column + 2));
    t.segments = static_cast<int>(row.integer(column + 3));
    return t;
}

}  // namespace

Result<AttentionTrace> SessionReader::attention(RunId id, TokenPos position) const {
    auto row = impl_->db->query("SELECT layers, heads, top_k, segments, mass, top FROM attention WHERE run = ?1 AND position = ?2");
    const auto more = row.bind(id.value, position.value).row();
    if (!more) return tl::unexpected(more.error());
    if (!*more) {
        if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
        return AttentionTrace{};
    }
    auto out = attention_shape(row, 0);
    if (!detail::unpack(row.bytes(5), row.bytes(4), out))
        return tl::unexpected(impl_->damaged(fmt::format("the attention of token {}", position.value)));
    return out;
}

Result<std::vector<TokenPos>> SessionReader::segment_begins(RunId id, TokenPos position) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    auto rows = impl_->db->query("SELECT first FROM segments WHERE run = ?1 AND idx < (SELECT segments FROM tokens "
                                 "WHERE run = ?1 AND position = ?2) ORDER BY idx");
    rows.bind(id.value, position.value);
    std::vector<TokenPos> out;
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        out.emplace_back(static_cast<std::int32_t>(rows.integer(0)));
    }
}

Result<RouterTrace> SessionReader::router(RunId id, TokenPos position) const {
    auto row = impl_->db->query("SELECT moe_layers, experts, top_k, choice, scores FROM routers WHERE run = ?1 AND position = ?2");
    const auto more = row.bind(id.value, position.value).row();
    if (!more) return tl::unexpected(more.error());
    if (!*more) {
        if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
        return RouterTrace{};
    }
    RouterTrace out;
    out.experts = static_cast<int>(row.integer(1));
    out.top_k = static_cast<int>(row.integer(2));
    if (!detail::unpack(row.bytes(3), row.bytes(4), static_cast<int>(row.integer(0)), out))
        return tl::unexpected(impl_->damaged(fmt::format("the routing of token {}", position.value)));
    return out;
}

Result<SessionReader::HeadGrid> SessionReader::head_grid(RunId id, StepId step, std::optional<StepId> source) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    const auto& db = *impl_->db;
    const auto range = token_range(db, id, step);
    if (!range) return tl::unexpected(range.error());
    if (source)
        if (const auto known = token_range(db, id, *source); !known) return tl::unexpected(known.error());
    const auto wanted = wanted_segments(db, id, step, source);
    if (!wanted) return tl::unexpected(wanted.error());

    HeadGrid grid;
    std::vector<double> sum;
    int rows_seen = 0;
    auto rows = db.query("SELECT position, layers, heads, 0, segments, mass FROM attention "
                         "WHERE run = ?1 AND position >= ?2 AND position < ?3 ORDER BY position");
    rows.bind(id.value, range->first, range->last);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
        auto t = attention_shape(rows, 1);
        const auto segments = static_cast<std::size_t>(std::max(t.segments, 0));
        if (!detail::unpack({}, rows.bytes(5), t) || segments > wanted->size() ||
            (rows_seen > 0 && (t.layers != grid.layers || t.heads != grid.heads)))
            return tl::unexpected(impl_->damaged(fmt::format("the attention of token {}", rows.integer(0))));
        grid.layers = t.layers;
        grid.heads = t.heads;
        sum.resize(static_cast<std::size_t>(t.layers) * static_cast<std::size_t>(t.heads), 0.0);
        for (std::size_t row = 0; row < sum.size(); ++row)
            for (std::size_t g = 0; g < segments; ++g)
                if ((*wanted)[g]) sum[row] += static_cast<double>(t.segment_mass[row * segments + g]);
        ++rows_seen;
    }
    for (const double total : sum) grid.mass.push_back(static_cast<float>(total / rows_seen));
    return grid;
}

Result<std::vector<ExpertLoad>> SessionReader::expert_loads(RunId id, std::optional<StepId> step) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    Range range;
    if (step) {
        const auto found = token_range(*impl_->db, id, *step);
        if (!found) return tl::unexpected(found.error());
        range = *found;
    }
    struct Layer {
        std::int64_t total = 0;
        std::vector<std::int64_t> count;
        std::vector<double> weight;
    };
    std::map<int, Layer> layers;
    auto rows = impl_->db->query("SELECT position, moe_layers, experts, top_k, choice FROM routers "
                                 "WHERE run = ?1 AND position >= ?2 AND position < ?3 ORDER BY position");
    rows.bind(id.value, range.first, range.last);
    RouterTrace t;
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
        t.experts = static_cast<int>(rows.integer(2));
        t.top_k = static_cast<int>(rows.integer(3));
        if (!detail::unpack(rows.bytes(4), {}, static_cast<int>(rows.integer(1)), t))
            return tl::unexpected(impl_->damaged(fmt::format("the routing of token {}", rows.integer(0))));
        for (std::size_t i = 0; i < t.chosen.size(); ++i) {
            auto& layer = layers[t.layers[i / static_cast<std::size_t>(t.top_k)]];
            if (layer.count.size() < static_cast<std::size_t>(t.experts)) {
                layer.count.resize(static_cast<std::size_t>(t.experts));
                layer.weight.resize(static_cast<std::size_t>(t.experts));
            }
            if (t.chosen[i] < 0) continue;
            const auto expert = static_cast<std::size_t>(t.chosen[i]);
            ++layer.total;
            ++layer.count[expert];
            layer.weight[expert] += static_cast<double>(t.weights[i]);
        }
    }
    std::vector<ExpertLoad> out;
    for (const auto& [index, layer] : layers)
        for (std::size_t e = 0; e < layer.count.size(); ++e) {
            const auto count = static_cast<double>(layer.count[e]);
            ExpertLoad load{index, static_cast<int>(e), 0, 0};
            if (layer.total > 0) load.share = static_cast<float>(count / static_cast<double>(layer.total));
            if (layer.count[e] > 0) load.mean_weight = static_cast<float>(layer.weight[e] / count);
            out.push_back(load);
        }
    return out;
}

}  // namespace reasonscope
