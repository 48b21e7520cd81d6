// Flash-decoding split-K with extras, in two kernels. Kernel 1: a block takes one slice of the keys of one key/value
// head for up to eight of its query heads, so that K and V are read once for all of them. Kernel 2: a block per query
// head merges the slices. Both are deterministic: no atomics, fixed slices, ties by position.

#include <cuda_runtime.h>

#include <cfloat>

#include "cuda/detail/launch.h"
#include "cuda/detail/softmax_partial.h"

namespace reasonscope::cuda::detail {
namespace {

constexpr int slice = 256;      // keys per block; a slice's scores stay in shared memory, so its maximum is exact
constexpr int head_tile = 8;    // query heads per block
constexpr int threads = 128;
constexpr int warps = threads / 32;
constexpr unsigned everyone = 0xffffffffu;

__device__ float value_of(float x) { return x; }
__device__ float value_of(std::uint16_t bits) { return __uint_as_float(static_cast<unsigned>(bits) << 16); }

__device__ float warp_sum(float x) {
    for (int step = 16; step > 0; step /= 2) x += __shfl_xor_sync(everyone, x, step);
    return x;
}

__device__ float warp_max(float x) {
    for (int step = 16; step > 0; step /= 2) x = fmaxf(x, __shfl_xor_sync(everyone, x, step));
    return x;
}

struct Key {
    float score;
    int position;  // -1: none
};

__device__ bool before(const Key& a, const Key& b) {
    if (a.position < 0) return false;
    return b.position < 0 || ranks_before(a.score, a.position, b.score, b.position);
}

__device__ Key warp_first(Key mine) {
    for (int step = 16; step > 0; step /= 2) {
        const Key other{__shfl_xor_sync(everyone, mine.score, step), __shfl_xor_sync(everyone, mine.position, step)};
        if (before(other, mine)) mine = other;
    }
    return mine;
}

// Where the parts lie in the workspace, in floats. `slices` parts per head.
struct Workspace {
    float* partial;     // [heads, slices, 3]: SoftmaxPartial
    float* output;      // [heads, slices, v_dim], relative to the part's maximum
    float* top_score;   // [heads, slices, top_k]
    int* top_position;  // [heads, slices, top_k]
    // [heads, slices + segments], entry (slice p, segment g) at p + g: among pairs that share keys, p and g only
    // rise, never both stay, so no two pairs share an entry.
    float* mass;
};

__host__ __device__ int slices_of(int length) { return (length + slice - 1) / slice; }

template <class KV>
Workspace lay_out(const LaunchArguments<KV>& a, float* memory) {
    const std::size_t parts = static_cast<std::size_t>(a.heads) * slices_of(a.length);
    Workspace w{};
    w.partial = memory;
    w.output = w.partial + parts * 3;
    w.top_score = w.output + parts * a.v_dim;
    w.top_position = reinterpret_cast<int*>(w.top_score + parts * a.top_k);
    w.mass = reinterpret_cast<float*>(w.top_position + parts * a.top_k);
    return w;
}

// First segment that ends after `position`, or `segments`.
template <class KV>
__device__ int first_segment_after(const LaunchArguments<KV>& a, int position) {
    int low = 0, high = a.segments;
    while (low < high) {
        const int middle = (low + high) / 2;
        const int end = middle + 1 < a.segments ? a.segment_begin[middle + 1] : a.length;
        if (end > position) high = middle; else low = middle + 1;
    }
    return low;
}

// The `top_k` first-ranking scores of one slice, by one warp: each pass takes the best key ranking after the last.
template <class KV>
__device__ void slice_top(const LaunchArguments<KV>& a, const Workspace& w, const float* scores, int begin, int count,
                          std::size_t part) {
    const int lane = threadIdx.x % 32;
    Key last{FLT_MAX, -1};
    for (int n = 0; n < a.top_k; ++n) {
        Key best{0, -1};
        for (int j = lane; j < count; j += 32) {
            const Key key{scores[j], begin + j};
            if ((n == 0 || before(last, key)) && before(key, best)) best = key;
        }
        last = warp_first(best);
        if (lane == 0) {
            w.top_score[part * a.top_k + n] = last.score;
            w.top_position[part * a.top_k + n] = last.position;
        }
        if (last.position < 0) {  // fewer keys than top_k: the rest is empty too
            for (int rest = n + 1 + lane; rest < a.top_k; rest += 32) w.top_position[part * a.top_k + rest] = -1;
            return;
        }
    }
}

// grid: (kv_heads * head tiles, slices); dynamic shared memory: q [head_tile, qk_dim]
template <class KV>
__global__ void __launch_bounds__(threads) attend_slice(LaunchArguments<KV> a, Workspace w) {
    extern __shared__ float q[];
    __shared__ float scores[head_tile][slice];  // first the scores, then e^(score - m)
    const int group = a.heads / a.kv_heads;
    const int tiles = (group + head_tile - 1) / head_tile;
    const int kv_head = blockIdx.x / tiles;
    const int first_head = kv_head * group + blockIdx.x % tiles * head_tile;
    const int heads = min(head_tile, (kv_head + 1) * group - first_head);
    const int slices = slices_of(a.length);
    const int begin = blockIdx.y * slice;
    const int count = min(slice, a.length - begin);
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const std::size_t first_key = static_cast<std::size_t>(kv_head) * a.length + begin;

    for (int i = threadIdx.x; i < head_tile * a.qk_dim; i += threads)
        q[i] = i < heads * a.qk_dim ? a.q[static_cast<std::size_t>(first_head) * a.qk_dim + i] * a.scale : 0.0f;
    __syncthreads();

    // Scores: a warp per key, its lanes along the dimensions, each key element used for all heads of the tile.
    for (int j = warp; j < count; j += warps) {
        const KV* key = a.k + (first_key + j) * a.qk_dim;
        float dot[head_tile] = {};
        for (int d = lane; d < a.qk_dim; d += 32) {
            const float x = value_of(key[d]);
#pragma unroll
            for (int h = 0; h < head_tile; ++h) dot[h] += q[h * a.qk_dim + d] * x;
        }
#pragma unroll
        for (int h = 0; h < head_tile; ++h) {
            const float score = warp_sum(dot[h]);
            if (lane == 0) scores[h][j] = score;
        }
    }
    __syncthreads();

    // Softmax parts, top keys and segment masses: a warp per head.
    for (int h = warp; h < heads; h += warps) {
        const std::size_t part = static_cast<std::size_t>(first_head + h) * slices + blockIdx.y;
        slice_top(a, w, scores[h], begin, count, part);
        float m = -FLT_MAX;
        for (int j = lane; j < count; j += 32) m = fmaxf(m, scores[h][j]);
        m = warp_max(m);
        float l = 0, d = 0;
        for (int j = lane; j < count; j += 32) {
            const float shifted = scores[h][j] - m;
            const float e = expf(shifted);
            l += e;
            d += e * shifted;
            scores[h][j] = e;
        }
        l = warp_sum(l);
        d = warp_sum(d);
        if (lane == 0) {
            w.partial[part * 3] = m;
            w.partial[part * 3 + 1] = l;
            w.partial[part * 3 + 2] = d;
        }
        __syncwarp();
        float* mass = w.mass + static_cast<std::size_t>(first_head + h) * (slices + a.segments);
        for (int g = first_segment_after(a, begin); g < a.segments; ++g) {
            const int from = max(a.segment_begin[g], begin);
            const int to = min(g + 1 < a.segments ? a.segment_begin[g + 1] : a.length, begin + count);
            if (from >= begin + count) break;
            if (from >= to) continue;
            float sum = 0;
            for (int j = from + lane; j < to; j += 32) sum += scores[h][j - begin];
            sum = warp_sum(sum);
            if (lane == 0) mass[blockIdx.y + g] = sum;
        }
    }
    __syncthreads();

    // Output: a thread per column, each value used for all heads of the tile.
    for (int d = threadIdx.x; d < a.v_dim; d += threads) {
        float sum[head_tile] = {};
        for (int j = 0; j < count; ++j) {
            const float x = value_of(a.v[(first_key + j) * a.v_dim + d]);
#pragma unroll
            for (int h = 0; h < head_tile; ++h)
                if (h < heads) sum[h] += scores[h][j] * x;
        }
        for (int h = 0; h < heads; ++h)
            w.output[(static_cast<std::size_t>(first_head + h) * slices + blockIdx.y) * a.v_dim + d] = sum[h];
    }
}

// All threads get the block's best key.
__device__ Key block_first(Key mine) {
    __shared__ Key best[warps];
    mine = warp_first(mine);
    __syncthreads();  // the last round's readers are done
    if (threadIdx.x % 32 == 0) best[threadIdx.x / 32] = mine;
    __syncthreads();
    for (int i = 0; i < warps; ++i)
        if (before(best[i], mine)) mine = best[i];
    return mine;
}

// grid: heads; dynamic shared memory: e^(m_p - m) for every slice p
template <class KV>
__global__ void __launch_bounds__(threads) merge_slices(LaunchArguments<KV> a, Workspace w) {
    extern __shared__ float factor[];
    __shared__ SoftmaxPartial whole;
    const int head = blockIdx.x;
    const int slices = slices_of(a.length);
    const std::size_t first_part = static_cast<std::size_t>(head) * slices;
    const float* partial = w.partial + first_part * 3;

    if (threadIdx.x < 32) {
        float m = -FLT_MAX;
        for (int p = threadIdx.x; p < slices; p += 32) m = fmaxf(m, partial[p * 3]);
        m = warp_max(m);
        float l = 0, d = 0;
        for (int p = threadIdx.x; p < slices; p += 32) {
            const SoftmaxPartial part = relative_to({partial[p * 3], partial[p * 3 + 1], partial[p * 3 + 2]}, m);
            factor[p] = expf(partial[p * 3] - m);
            l += part.l;
            d += part.d;
        }
        l = warp_sum(l);
        d = warp_sum(d);
        if (threadIdx.x == 0) {
            whole = {m, l, d};
            a.entropy[head] = entropy(whole);
        }
    }
    __syncthreads();

    for (int d = threadIdx.x; d < a.v_dim; d += threads) {
        float sum = 0;
        for (int p = 0; p < slices; ++p) sum += factor[p] * w.output[(first_part + p) * a.v_dim + d];
        a.output[static_cast<std::size_t>(head) * a.v_dim + d] = sum / whole.l;
    }

    const float* mass = w.mass + static_cast<std::size_t>(head) * (slices + a.segments);
    for (int g = threadIdx.x; g < a.segments; g += threads) {
        const int from = a.segment_begin[g];
        const int to = g + 1 < a.segments ? a.segment_begin[g + 1] : a.length;
        float sum = 0;
        if (from < to)
            for (int p = from / slice; p <= (to - 1) / slice; ++p) sum += factor[p] * mass[p + g];
        a.segment_mass[static_cast<std::size_t>(head) * a.segments + g] = sum / whole.l;
    }

    const int candidates = slices * a.top_k;
    Key last{FLT_MAX, -1};
    for (int n = 0; n < a.top_k; ++n) {
        Key best{0, -1};
        for (int c = threadIdx.x; c < candidates && (n == 0 || last.position >= 0); c += threads) {
            const Key key{w.top_score[first_part * a.top_k + c], w.top_position[first_part * a.top_k + c]};
            if ((n == 0 || before(last, key)) && before(key, best)) best = key;
        }
        last = block_first(best);
        if (threadIdx.x == 0) {
            const std::size_t at = static_cast<std::size_t>(head) * a.top_k + n;
            a.top_position[at] = last.position;
            a.top_weight[at] = last.position < 0 ? 0.0f : expf(last.score - whole.m) / whole.l;
        }
    }
}

template <class KV>
int enqueue(const LaunchArguments<KV>& a, void* memory, void* stream) {
    const Workspace w = lay_out(a, static_cast<float*>(memory));
    const int group = a.heads / a.kv_heads;
    const dim3 grid(a.kv_heads * ((group + head_tile - 1) / head_tile), slices_of(a.length));
    const auto queue = static_cast<cudaStream_t>(stream);
    attend_slice<<<grid, threads, sizeof(float) * head_tile * a.qk_dim, queue>>>(a, w);
    if (const auto error = cudaGetLastError(); error != cudaSuccess) return error;
    merge_slices<<<a.heads, threads, sizeof(float) * slices_of(a.length), queue>>>(a, w);
    return cudaGetLastError();
}

}  // namespace

std::size_t workspace_floats(int heads, int length, int v_dim, int segments, int top_k) {
    const std::size_t parts = static_cast<std::size_t>(heads) * slices_of(length);
    return parts * (3 + v_dim + 2 * static_cast<std::size_t>(top_k)) +
           static_cast<std::size_t>(heads) * (slices_of(length) + segments);
}

int launch(const LaunchArguments<float>& arguments, void* workspace, void* stream) {
    return enqueue(arguments, workspace, stream);
}

int launch(const LaunchArguments<std::uint16_t>& arguments, void* workspace, void* stream) {
    return enqueue(arguments, workspace, stream);
}

int device_count() {
    int count = 0;
    return cudaGetDeviceCount(&count) == cudaSuccess ? count : 0;
}

const char* error_text(int error) { return cudaGetErrorString(static_cast<cudaError_t>(error)); }

}  // namespace reasonscope::cuda::detail
