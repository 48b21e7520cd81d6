#include "explain/heads.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>

#include "reason/lbfgs.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kApart = 4;            // nearer steps attend to each other whatever they say
constexpr double kSparsity = 1e-4;   // price of a unit of weight, per row: heads that do not help fall to zero
constexpr double kRidge = 1e-4;      // the same for the shallow features, squared: a feature that never fails would run away
constexpr double kFalseHeads = 1e-3; // how often any head of a model may pass by chance
constexpr int kIterations = 300;

std::vector<double> scores_of(const std::vector<std::vector<float>>& features, const std::vector<double>& weights) {
    std::vector<double> scores;
    for (const auto& one : features) {
        double sum = 0;
        for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * static_cast<double>(one[k]);
        scores.push_back(sum);
    }
    return scores;
}

/// For each parent of a row: its share of the row, and the probability of every candidate to be the one among it and all non-parents.
template <class Visit>
void each_parent(const KnownRow& row, const std::vector<double>& score, const Visit& visit) {
    const auto parents = static_cast<double>(std::ranges::count(row.parent, true));
    std::vector<double> expected(score.size());
    for (std::size_t p = 0; p < score.size(); ++p) {
        if (!row.parent[p]) continue;
        double most = score[p], total = 0;
        for (std::size_t c = 0; c < score.size(); ++c)
            if (!row.parent[c]) most = std::max(most, score[c]);
        for (std::size_t c = 0; c < score.size(); ++c) total += expected[c] = row.parent[c] && c != p ? 0.0 : std::exp(score[c] - most);
        for (double& one : expected) one /= total;
        visit(p, 1.0 / parents, std::span<const double>(expected));
    }
}

/// Mean over rows of -log p of the parents; adds its gradient.
double ranking_loss(std::span<const KnownRow> rows, std::vector<std::vector<float>> KnownRow::* features, const std::vector<double>& weights, std::vector<double>& gradient) {
    double value = 0;
    for (const KnownRow& row : rows) {
        each_parent(row, scores_of(row.*features, weights), [&](std::size_t parent, double share, std::span<const double> expected) {
            share /= static_cast<double>(rows.size());
            value -= share * std::log(std::max(expected[parent], std::numeric_limits<double>::min()));
            for (std::size_t c = 0; c < expected.size(); ++c) {
                const double pull = share * (expected[c] - (c == parent ? 1.0 : 0.0));
                if (pull == 0) continue;
                for (std::size_t k = 0; k < weights.size(); ++k) gradient[k] += pull * static_cast<double>((row.*features)[c][k]);
            }
        });
    }
    return value;
}

Json heads_json(std::span<const HeadWeight> heads) {
    Json list = Json::array();
    for (const HeadWeight& h : heads) list.push_back({{"layer", h.layer.value}, {"head", h.head.value}, {"weight", h.weight}});
    return list;
}

std::vector<HeadWeight> heads_from(const Json& list) {
    std::vector<HeadWeight> heads;
    for (const Json& h : list) heads.push_back({LayerId(h.at("layer").get<int>()), HeadId(h.at("head").get<int>()), h.at("weight").get<float>()});
    return heads;
}

}  // namespace

double excess_kurtosis(std::span<const double> values) {
    double n = 0, sum = 0;
    for (const double v : values) {
        if (std::isnan(v)) continue;
        ++n;
        sum += v;
    }
    if (n < 2) return kNaN;
    const double mean = sum / n;
    double second = 0, fourth = 0;
    for (const double v : values) {
        if (std::isnan(v)) continue;
        const double square = (v - mean) * (v - mean);
        second += square / n;
        fourth += square * square / n;
    }
    return second > 0 ? fourth / (second * second) - 3.0 : kNaN;
}

std::vector<double> vertical_scores(const StepMatrix& density, std::span<const Step> steps) {
    std::vector<double> scores(steps.size(), kNaN);
    for (int c = 0; c < density.n; ++c) {
        double sum = 0;
        int rows = 0;
        for (int r = c + kApart; r < density.n; ++r) {
            if (steps[static_cast<std::size_t>(r)].source == StepSource::Prompt) continue;  // prompt rows are not traced
            sum += density.at(r, c);
            ++rows;
        }
        if (rows > 0) scores[static_cast<std::size_t>(c)] = sum / rows;
    }
    return scores;
}

std::vector<double> head_kurtosis(const AttentionMass& mass, std::span<const Step> steps) {
    if (mass.layers() * mass.heads() <= 1) return {};
    std::vector<double> scores;
    for (int l = 0; l < mass.layers(); ++l) {
        for (int h = 0; h < mass.heads(); ++h) {
            const bool first_layer = l == 0;  // looks at words, not at what steps say
            scores.push_back(first_layer ? kNaN : excess_kurtosis(vertical_scores(mass.matrix(steps, LayerId(l), HeadId(h), MassScale::Density), steps)));
        }
    }
    return scores;
}

std::vector<HeadWeight> top_heads(std::span<const double> scores, int heads, int count) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (!std::isnan(scores[i])) order.push_back(i);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    if (order.size() > static_cast<std::size_t>(std::max(0, count))) order.resize(static_cast<std::size_t>(std::max(0, count)));
    std::vector<HeadWeight> top;
    for (const std::size_t i : order)
        top.push_back({LayerId(static_cast<int>(i) / heads), HeadId(static_cast<int>(i) % heads), static_cast<float>(scores[i])});
    return top;
}

StepMatrix weighted_heads(const AttentionMass& mass, std::span<const Step> steps, std::span<const HeadWeight> heads) {
    StepMatrix sum(static_cast<int>(steps.size()));
    float total = 0;
    for (const HeadWeight& h : heads) total += h.weight;
    if (total <= 0) return sum;
    for (const HeadWeight& h : heads) {
        const StepMatrix one = mass.matrix(steps, h.layer, h.head, MassScale::Density);
        for (std::size_t i = 0; i < sum.w.size(); ++i) sum.w[i] += h.weight / total * one.w[i];
    }
    return sum;
}

std::vector<double> head_evidence(std::span<const KnownRow> rows, std::size_t heads) {
    std::vector<double> null(rows.empty() || rows.front().shallow.empty() ? 0 : rows.front().shallow.front().size(), 0.0);
    const Objective loss = [&](const std::vector<double>& weights, std::vector<double>& gradient) {
        double value = 0;
        for (std::size_t k = 0; k < weights.size(); ++k) {
            gradient[k] = 2 * kRidge * weights[k];
            value += kRidge * weights[k] * weights[k];
        }
        return value + ranking_loss(rows, &KnownRow::shallow, weights, gradient);
    };
    if (!null.empty()) minimise(loss, null, kIterations);
    std::map<int, std::vector<double>> by_problem;
    for (const KnownRow& row : rows) {
        std::vector<double> mean(heads, 0.0);
        for (const auto& mass : row.mass)
            for (std::size_t h = 0; h < heads; ++h) mean[h] += static_cast<double>(mass[h]) / static_cast<double>(row.mass.size());
        auto& sum = by_problem.try_emplace(row.problem, heads, 0.0).first->second;
        each_parent(row, scores_of(row.shallow, null), [&](std::size_t parent, double share, std::span<const double> expected) {
            for (std::size_t c = 0; c < expected.size(); ++c) {
                const double surprise = share * ((c == parent ? 1.0 : 0.0) - expected[c]);
                for (std::size_t h = 0; h < heads; ++h)
                    if (mean[h] > 0) sum[h] += surprise * static_cast<double>(row.mass[c][h]) / mean[h];
            }
        });
    }
    std::vector<double> evidence(heads, 0.0);
    for (std::size_t h = 0; h < heads; ++h) {
        double sum = 0, square = 0;
        for (const auto& [problem, one] : by_problem) {
            sum += one[h];
            square += one[h] * one[h];
        }
        evidence[h] = square > 0 ? sum / std::sqrt(square) : 0.0;
    }
    return evidence;
}

std::vector<bool> telling_heads(std::span<const double> evidence) {
    std::vector<bool> telling;
    for (const double z : evidence) telling.push_back(0.5 * std::erfc(z / std::numbers::sqrt2) * static_cast<double>(evidence.size()) < kFalseHeads);
    return telling;
}

std::vector<double> fit_heads(std::span<const KnownRow> rows, const std::vector<bool>& allowed) {
    // Weights are squares, which keeps them from falling below zero without a bound, and those that start at zero from leaving it.
    const std::size_t heads = allowed.size();
    const Objective loss = [&](const std::vector<double>& root, std::vector<double>& gradient) {
        std::vector<double> weights(heads), by_weight(heads, kSparsity);
        double value = 0;
        for (std::size_t h = 0; h < heads; ++h) {
            weights[h] = root[h] * root[h];
            value += kSparsity * weights[h];
        }
        value += ranking_loss(rows, &KnownRow::mass, weights, by_weight);
        for (std::size_t h = 0; h < heads; ++h) gradient[h] = 2.0 * root[h] * by_weight[h];
        return value;
    };
    std::vector<double> root(heads);
    for (std::size_t h = 0; h < heads; ++h) root[h] = allowed[h] ? 1.0 : 0.0;
    if (!rows.empty()) minimise(loss, root, kIterations);
    for (double& r : root) r *= r;
    return root;
}

std::string to_json(const HeadCalibration& c) {
    return Json{{"format", "reasonscope heads 3"}, {"fingerprint", c.fingerprint}, {"problems", c.problems}, {"steps", c.steps}, {"seed", c.seed}, {"tested", c.tested},
                {"receivers", heads_json(c.receivers)}, {"parents", heads_json(c.parents)}}.dump(1) + "\n";
}

Result<HeadCalibration> parse_head_calibration(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        if (json.at("format") != "reasonscope heads 3") return bad_input("The calibration of heads has a format that this program does not know.");
        HeadCalibration c;
        c.fingerprint = json.at("fingerprint").get<std::string>();
        c.problems = json.at("problems").get<int>();
        c.steps = json.at("steps").get<int>();
        c.seed = json.at("seed").get<std::uint64_t>();
        c.tested = json.at("tested").get<int>();
        c.receivers = heads_from(json.at("receivers"));
        c.parents = heads_from(json.at("parents"));
        return c;
    } catch (const nlohmann::json::exception&) {
        return bad_input("The calibration of heads is damaged; make it again with 'reasonscope calibrate'.");
    }
}

}  // namespace reasonscope
