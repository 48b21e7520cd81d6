#include "reason/shuffled_classes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <tuple>
#include <utility>

namespace reasonscope {
namespace {

/// Counts of classes and experts under one assignment of classes to steps.
struct Table {
    std::vector<std::int64_t> tokens;  // [C] T_c
    std::vector<std::int64_t> counts;  // [C, M, E] N_{e,c}
};

/// Fisher-Yates with a plain remainder: the same order with every standard library. The bias is below 2^-50 for any run.
template <class T>
void shuffle(std::vector<T>& values, std::mt19937_64& random) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random() % i]);
}

class ClassTest {
public:
    ClassTest(ExpertAnalysis& analysis, std::span<const Step> steps) : out_(analysis) {
        layers_ = analysis.run.layers.size();
        cells_ = layers_ * static_cast<std::size_t>(analysis.experts);
        for (const GroupUse& group : analysis.classes) names_.push_back(static_cast<StepClass>(group.id));
        for (const GroupUse& step : analysis.steps) {
            const auto cls = static_cast<int>(steps[static_cast<std::size_t>(step.id)].cls);
            classes_.push_back(static_cast<std::size_t>(std::ranges::find(analysis.classes, cls, &GroupUse::id) - analysis.classes.begin()));
        }
        // Tokens in no step have no class; what is compared is what the steps hold together.
        whole_.assign(cells_, 0);
        for (const GroupUse& step : analysis.steps) {
            tokens_ += step.tokens;
            for (const LayerUse& layer : step.layers) counts_.insert(counts_.end(), layer.count.begin(), layer.count.end());
            for (std::size_t cell = 0; cell < cells_; ++cell) whole_[cell] += counts_[counts_.size() - cells_ + cell];
        }
    }

    void run() {
        const Table seen = count_classes(classes_);
        std::vector<double> observed = log_ratios(seen), information = informations(seen);
        std::vector<int> above(observed.size(), 0), below(observed.size(), 0), as_much(layers_, 0);
        std::vector<double> chance(layers_, 0.0);
        std::mt19937_64 random(out_.seed);
        std::vector<std::size_t> classes = classes_;
        for (int i = 0; i < out_.shuffles; ++i) {
            shuffle(classes, random);
            const Table drawn = count_classes(classes);
            const auto ratios = log_ratios(drawn), drawn_information = informations(drawn);
            constexpr double kRounding = 1e-12;  // equal sums in another order
            for (std::size_t j = 0; j < ratios.size(); ++j) {
                above[j] += ratios[j] >= observed[j] - kRounding ? 1 : 0;
                below[j] += ratios[j] <= observed[j] + kRounding ? 1 : 0;
            }
            for (std::size_t layer = 0; layer < layers_; ++layer) {
                as_much[layer] += drawn_information[layer] >= information[layer] - kRounding ? 1 : 0;
                chance[layer] += drawn_information[layer] / out_.shuffles;
            }
        }
        for (std::size_t c = 0; c < names_.size(); ++c)
            for (std::size_t cell = 0; cell < cells_; ++cell) {
                const std::size_t j = c * cells_ + cell;
                if (whole_[cell] > 0) out_.enrichments.push_back(enrichment(seen, c, cell, observed[j], std::min(above[j], below[j])));
            }
        correct();
        for (std::size_t layer = 0; layer < layers_; ++layer)
            out_.information.push_back({out_.run.layers[layer].layer, information[layer], chance[layer], share(as_much[layer])});
    }

private:
    /// The true order is one of the possible shuffles.
    [[nodiscard]] double share(int hits) const { return (1.0 + hits) / (1.0 + out_.shuffles); }

    [[nodiscard]] Table count_classes(const std::vector<std::size_t>& classes) const {
        Table table{std::vector<std::int64_t>(names_.size(), 0), std::vector<std::int64_t>(names_.size() * cells_, 0)};
        for (std::size_t s = 0; s < classes.size(); ++s) {
            table.tokens[classes[s]] += out_.steps[s].tokens;
            for (std::size_t cell = 0; cell < cells_; ++cell) table.counts[classes[s] * cells_ + cell] += counts_[s * cells_ + cell];
        }
        return table;
    }

    [[nodiscard]] std::vector<double> log_ratios(const Table& table) const {
        const double k = out_.top_k, experts = out_.experts;
        std::vector<double> ratios;
        ratios.reserve(table.counts.size());
        for (std::size_t c = 0; c < names_.size(); ++c)
            for (std::size_t cell = 0; cell < cells_; ++cell)
                ratios.push_back(std::log((static_cast<double>(table.counts[c * cells_ + cell]) + 1) / (static_cast<double>(table.tokens[c]) * k + experts)) -
                                 std::log((static_cast<double>(whole_[cell]) + 1) / (static_cast<double>(tokens_) * k + experts)));
        return ratios;
    }

    [[nodiscard]] std::vector<double> informations(const Table& table) const {
        const auto experts = static_cast<std::size_t>(out_.experts);
        std::vector<double> nats(layers_, 0.0);
        for (std::size_t layer = 0; layer < layers_; ++layer) {
            double all = 0;
            std::vector<double> of_class(names_.size(), 0.0);
            for (std::size_t c = 0; c < names_.size(); ++c)
                for (std::size_t e = 0; e < experts; ++e) of_class[c] += static_cast<double>(table.counts[c * cells_ + layer * experts + e]);
            for (const double n : of_class) all += n;
            for (std::size_t c = 0; c < names_.size(); ++c) {
                for (std::size_t e = 0; e < experts; ++e) {
                    const auto n = static_cast<double>(table.counts[c * cells_ + layer * experts + e]);
                    if (n > 0) nats[layer] += n / all * std::log(n * all / (of_class[c] * static_cast<double>(whole_[layer * experts + e])));
                }
            }
        }
        return nats;
    }

    [[nodiscard]] Enrichment enrichment(const Table& table, std::size_t c, std::size_t cell, double log_ratio, int as_far) const {
        const auto experts = static_cast<std::size_t>(out_.experts);
        Enrichment found;
        found.layer = out_.run.layers[cell / experts].layer;
        found.expert = static_cast<int>(cell % experts);
        found.cls = names_[c];
        found.count = table.counts[c * cells_ + cell];
        found.share = static_cast<double>(found.count) / static_cast<double>(table.tokens[c]);
        found.log_ratio = log_ratio;
        found.p = std::min(1.0, 2 * share(as_far));  // either way; a log ratio is not symmetric, so each tail is counted by itself
        return found;
    }

    /// Benjamini-Hochberg over all cells, then in reading order.
    void correct() {
        auto& cells = out_.enrichments;
        std::ranges::stable_sort(cells, {}, &Enrichment::p);
        double least = 1;
        for (std::size_t i = cells.size(); i-- > 0;) {
            least = std::min(least, cells[i].p * static_cast<double>(cells.size()) / static_cast<double>(i + 1));
            cells[i].q = least;
        }
        std::ranges::stable_sort(cells, [](const Enrichment& a, const Enrichment& b) {
            return std::tuple(a.q, -std::abs(a.log_ratio)) < std::tuple(b.q, -std::abs(b.log_ratio));
        });
    }

    ExpertAnalysis& out_;
    std::size_t layers_ = 0, cells_ = 0;
    std::vector<StepClass> names_;       // [C]
    std::vector<std::size_t> classes_;   // [steps] index into names_
    std::vector<std::int64_t> counts_;   // [steps, M, E] N_{e,s}
    std::vector<std::int64_t> whole_;    // [M, E]
    std::int64_t tokens_ = 0;
};

}  // namespace

void test_classes(ExpertAnalysis& analysis, std::span<const Step> steps) {
    if (analysis.classes.size() < 2 || analysis.shuffles < 1) return;
    ClassTest(analysis, steps).run();
}

}  // namespace reasonscope
