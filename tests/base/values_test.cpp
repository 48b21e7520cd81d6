// Results, ids and spans.

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

#include "base/ids.h"
#include "base/result.h"
#include "base/span.h"

namespace reasonscope {
namespace {

static_assert(!std::is_convertible_v<int, LayerId>, "a number becomes an id only by name");
static_assert(!std::is_convertible_v<HeadId, LayerId> && !std::is_constructible_v<LayerId, HeadId>,
              "a head cannot be passed for a layer");
static_assert(sizeof(RunId) == 8 && sizeof(TokenPos) == 4);

Result<int> half(int n) {
    if (n % 2 != 0) return bad_input("{} is odd; give an even number.", n);
    return n / 2;
}

TEST(Result, CarriesAValueOrASentence) {
    EXPECT_EQ(half(8).value(), 4);
    const auto refused = half(7);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
    EXPECT_EQ(refused.error().message, "7 is odd; give an even number.");
    EXPECT_EQ(half(12).and_then(half).value(), 3);
    EXPECT_EQ(half(10).and_then(half).error().message, "5 is odd; give an even number.");
}

TEST(Result, KindsAreKept) {
    const Status failed = failure("The disk is full.");
    EXPECT_EQ(failed.error().kind, ErrorKind::Failure);
    const Status stopped = cancelled();
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    EXPECT_TRUE(Status());
}

TEST(Ids, CompareByValueAndCanBeKeys) {
    EXPECT_EQ(StepId(), StepId(0));
    EXPECT_LT(TokenPos(3), TokenPos(4));
    const std::unordered_set<RunId> runs{RunId(1), RunId(2), RunId(1)};
    EXPECT_EQ(runs.size(), 2u);
    EXPECT_TRUE(runs.contains(RunId(2)));
}

TEST(ByteSpan, IsHalfOpen) {
    constexpr ByteSpan span{2, 5};
    EXPECT_EQ(span.size(), 3u);
    EXPECT_TRUE(span.contains(2));
    EXPECT_FALSE(span.contains(5));
    EXPECT_EQ(slice("abcdefg", span), "cde");
    EXPECT_EQ(slice("abc", {3, 3}), "");
}

}  // namespace
}  // namespace reasonscope
