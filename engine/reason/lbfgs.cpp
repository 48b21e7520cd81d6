#include "reason/lbfgs.h"

#include <cmath>
#include <deque>

namespace reasonscope {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

void add(Vector& to, double factor, const Vector& what) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * what[i];
}

struct Move {
    Vector step, change;  // of x and of the gradient
    double rho;
};

/// The two-loop recursion: the inverse Hessian's estimate times the gradient.
Vector direction(const std::deque<Move>& past, Vector d) {
    Vector alpha(past.size());
    for (std::size_t i = past.size(); i-- > 0;) add(d, -(alpha[i] = past[i].rho * dot(past[i].step, d)), past[i].change);
    if (!past.empty()) {
        const double scale = 1 / (past.back().rho * dot(past.back().change, past.back().change));
        for (double& v : d) v *= scale;
    }
    for (std::size_t i = 0; i < past.size(); ++i) add(d, alpha[i] - past[i].rho * dot(past[i].change, d), past[i].step);
    return d;
}

}  // namespace

void minimise(const Objective& objective, std::vector<double>& x, int iterations) {
    constexpr std::size_t kMemory = 8;
    constexpr int kHalvings = 20;
    Vector gradient(x.size());
    double value = objective(x, gradient);
    std::deque<Move> past;
    for (int iteration = 0; iteration < iterations; ++iteration) {
        const Vector d = direction(past, gradient);
        const double slope = dot(gradient, d), norm = std::sqrt(dot(gradient, gradient));
        if (norm == 0) return;
        double size = past.empty() ? 1 / norm : 1.0, next = value;
        Vector tried, after(x.size());
        for (int halving = 0; halving <= kHalvings; ++halving, size /= 2) {
            tried = x;
            add(tried, -size, d);
            next = objective(tried, after);
            if (next <= value - 1e-4 * size * slope) break;
        }
        if (next >= value) return;
        Move move{tried, after, 0};
        add(move.step, -1, x);
        add(move.change, -1, gradient);
        const double curvature = dot(move.step, move.change);
        if (curvature > 1e-10) {
            move.rho = 1 / curvature;
            past.push_back(std::move(move));
            if (past.size() > kMemory) past.pop_front();
        }
        const double fall = value - next;
        x = std::move(tried);
        gradient = std::move(after);
        value = next;
        if (fall < 1e-5 * std::abs(value)) return;
    }
}

}  // namespace reasonscope
