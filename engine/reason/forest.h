#pragma once
// Extremely randomised trees over eight classes (Geurts, Ernst, Wehenkel 2006). Chance comes from one fixed seed and own arithmetic, so
// the same rows give the same trees everywhere.

#include <cstdint>
#include <span>
#include <vector>

#include "reason/chain.h"

namespace reasonscope {

struct TreeNode {
    std::int32_t input = -1;    // -1: a leaf
    float threshold = 0;        // input <= threshold goes left, to the next node
    std::int32_t right = 0;     // index of the node to go to otherwise
    ClassScores shares{};       // of a leaf: the shares of the classes among its rows
};
using Tree = std::vector<TreeNode>;  // in preorder, the root first

struct ForestSettings {
    int trees = 60;
    int least = 4;       // rows a leaf has at least
    double tried = 0.2;  // share of the inputs that are tried at a split, one random threshold each
};

/// `rows` [n][inputs] all of one length, `classes` [n] below kChainClasses.
std::vector<Tree> grow_forest(const std::vector<std::vector<float>>& rows, const std::vector<std::size_t>& classes, const ForestSettings& settings);

/// The mean share of each class over the trees; sums to one. Uniform without trees.
ClassScores forest_shares(const std::vector<Tree>& forest, std::span<const float> row);

}  // namespace reasonscope
