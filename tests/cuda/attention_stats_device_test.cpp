// The kernels against the same naive implementation as their CPU twin. Counted as skipped where there is no GPU.

#include <gtest/gtest.h>

#ifdef REASONSCOPE_CUDA

#include <cuda_runtime.h>

#include <bit>

#include "tests/cuda/expect_matches.h"

namespace reasonscope::cuda {
namespace {

/// A device copy of host values.
template <class T>
class DeviceArray {
public:
    explicit DeviceArray(std::size_t n) : size_(n) {
        if (cudaMalloc(&data_, std::max<std::size_t>(n, 1) * sizeof(T)) != cudaSuccess) throw std::bad_alloc();
    }
    explicit DeviceArray(const std::vector<T>& host) : DeviceArray(host.size()) {
        cudaMemcpy(data_, host.data(), size_ * sizeof(T), cudaMemcpyHostToDevice);
    }
    ~DeviceArray() { cudaFree(data_); }
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;
    [[nodiscard]] T* data() const { return data_; }
    void copy_to(std::vector<T>& host) const {
        cudaMemcpy(host.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost);
    }

private:
    T* data_ = nullptr;
    std::size_t size_;
};

template <class KV>
AttentionResult run_on_device(const AttentionCase& c, const std::vector<KV>& host_k, const std::vector<KV>& host_v) {
    AttentionResult r(c.shape);
    const DeviceArray<float> q(c.q);
    const DeviceArray<KV> k(host_k), v(host_v);
    const DeviceArray<int> begin(c.segment_begin), top_position(r.top_position.size());
    const DeviceArray<float> output(r.output.size()), weight(r.top_weight.size()), mass(r.segment_mass.size()),
        entropy(r.entropy.size());
    const DeviceArray<char> workspace(workspace_bytes(c.shape));
    // Poison: a figure the kernels forget to write, or read before writing, shows up as NaN.
    cudaMemset(workspace.data(), 0xff, workspace_bytes(c.shape));
    const Status status = attention_stats(
        c.shape, AttentionInputs<KV>{q.data(), k.data(), v.data(), begin.data()},
        {output.data(), top_position.data(), weight.data(), mass.data(), entropy.data()}, workspace.data(), nullptr);
    EXPECT_TRUE(status) << (status ? "" : status.error().message);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
    output.copy_to(r.output);
    top_position.copy_to(r.top_position);
    weight.copy_to(r.top_weight);
    mass.copy_to(r.segment_mass);
    entropy.copy_to(r.entropy);
    return r;
}

std::vector<std::uint16_t> bfloat16_bits(const std::vector<float>& values) {
    std::vector<std::uint16_t> bits;
    for (const float x : values) bits.push_back(static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16));
    return bits;
}

TEST(AttentionStatsDevice, MatchesTheNaiveDoubleImplementation) {
    if (!device_available()) GTEST_SKIP() << "no GPU on this machine";
    unsigned seed = 100;
    for (const AttentionShape& shape : random_shapes) {
        SCOPED_TRACE("length " + std::to_string(shape.length));
        const AttentionCase c = random_case(shape, seed++);
        expect_matches_naive(c, run_on_device(c, c.k, c.v), 2e-5);
        expect_matches_naive(c, run_on_device(c, bfloat16_bits(c.k), bfloat16_bits(c.v)), 2e-5);
    }
}

TEST(AttentionStatsDevice, SameInputSameBits) {
    if (!device_available()) GTEST_SKIP() << "no GPU on this machine";
    const AttentionCase c = random_case(random_shapes[4], 5);
    const auto first = run_on_device(c, c.k, c.v), second = run_on_device(c, c.k, c.v);
    EXPECT_EQ(first.output, second.output);
    EXPECT_EQ(first.segment_mass, second.segment_mass);
    EXPECT_EQ(first.top_position, second.top_position);
}

}  // namespace
}  // namespace reasonscope::cuda

#else

TEST(AttentionStatsDevice, MatchesTheNaiveDoubleImplementation) {
    GTEST_SKIP() << "built without CUDA (preset cuda builds the kernels)";
}

#endif
