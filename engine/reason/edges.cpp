#include <algorithm>
#include <array>
#include <utility>

#include "reason/evidence.h"

namespace reasonscope {

namespace {

constexpr std::array<std::string_view, 3> kGradeNames = {"observed", "tested", "labelled"};

}  // namespace

std::string_view name(EvidenceGrade grade) { return kGradeNames[static_cast<std::size_t>(grade)]; }

std::optional<EvidenceGrade> parse_evidence_grade(std::string_view text) {
    const auto found = std::ranges::find(kGradeNames, text);
    if (found == kGradeNames.end()) return std::nullopt;
    return static_cast<EvidenceGrade>(found - kGradeNames.begin());
}

StepMatrix per_token(StepMatrix mass, std::span<const Step> steps) {
    for (int c = 0; c < std::min(mass.n, static_cast<int>(steps.size())); ++c) {
        const Step& source = steps[static_cast<std::size_t>(c)];
        const auto tokens = static_cast<float>(std::max(1, source.last.value - source.first.value));
        for (int r = c + 1; r < mass.n; ++r) mass.at(r, c) /= tokens;
    }
    return mass;
}

int method_rank(std::string_view method) {
    constexpr std::array<std::string_view, 10> kBest = {"cp-lrp",    "exchange",           "calibrated-heads", "attnlrp",     "flow-routes",
                                                        "attention", "suppression-direct", "gradient",         "suppression", "receiver-heads"};
    if (method == kEvidenceMethod) return static_cast<int>(kBest.size()) + 1;  // made of the others: shown when asked for
    return static_cast<int>(std::ranges::find(kBest, method) - kBest.begin());
}

std::string preferred_method(std::span<const Edge> edges) {
    const auto best = std::ranges::min_element(edges, {}, [](const Edge& edge) { return std::pair(method_rank(edge.method), std::string_view(edge.method)); });
    return best == edges.end() ? "" : best->method;
}

std::vector<Edge> edges_from(const StepMatrix& matrix, std::span<const Step> steps, std::string_view method,
                             EvidenceGrade grade, const EdgeSettings& settings) {
    std::vector<Edge> edges;
    const int n = std::min(matrix.n, static_cast<int>(steps.size()));
    for (int r = 1; r < n; ++r) {
        if (steps[static_cast<std::size_t>(r)].source == StepSource::Prompt) continue;
        double sum = 0;
        std::vector<int> order;
        for (int c = 0; c < r; ++c) {
            if (matrix.at(r, c) <= 0) continue;
            sum += matrix.at(r, c);
            order.push_back(c);
        }
        if (order.empty()) continue;
        // Decreasing weight; of equals the nearest source leads.
        std::ranges::sort(order, [&](int a, int b) { return matrix.at(r, a) != matrix.at(r, b) ? matrix.at(r, a) > matrix.at(r, b) : a > b; });
        const float largest = matrix.at(r, order.front());
        for (std::size_t k = 0; k < order.size() && k < static_cast<std::size_t>(std::max(1, settings.max_per_step)); ++k) {
            const float raw = matrix.at(r, order[k]);
            if (k > 0 && raw < settings.min_share_of_max * largest) break;
            Edge edge;
            edge.step = StepId(r);
            edge.source = StepId(order[k]);
            edge.weight = static_cast<float>(raw / sum);
            edge.control = 1.0F / static_cast<float>(r);  // a row of r candidates sums to one: the exact mean of a uniform draw
            edge.strongest = k == 0;
            edge.grade = grade;
            edge.method = method;
            edges.push_back(std::move(edge));
        }
    }
    return edges;
}

}  // namespace reasonscope
