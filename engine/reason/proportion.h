#pragma once
// Intervals of proportions and of their difference (Newcombe 1998, Statistics in Medicine 17: methods 3 and 10), 95 %.

namespace reasonscope {

struct ConfidenceInterval {
    double low = 0, high = 0;
    [[nodiscard]] double half_width() const { return (high - low) / 2; }
};

/// Wilson's score interval of hits / n; [0, 1] for n = 0.
ConfidenceInterval proportion_interval(int hits, int n);

/// Of hits_a / n_a - hits_b / n_b for independent samples; [-1, 1] when either is empty.
ConfidenceInterval difference_interval(int hits_a, int n_a, int hits_b, int n_b);

}  // namespace reasonscope
