#pragma once
// Strong ids: a head cannot be passed for a layer.

#include <compare>
#include <cstdint>
#include <functional>

namespace reasonscope {

template <class Tag, class Rep = std::int32_t>
struct Id {
    Rep value = 0;
    constexpr Id() = default;
    constexpr explicit Id(Rep v) : value(v) {}
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using LayerId = Id<struct LayerTag>;                // 0-based decoder layer
using HeadId = Id<struct HeadTag>;                  // 0-based attention (query) head
using ExpertId = Id<struct ExpertTag>;              // 0-based routed expert
using TokenPos = Id<struct TokenTag>;               // 0-based position in prompt + completion
using StepId = Id<struct StepTag>;                  // 0-based index into a run's steps
using RunId = Id<struct RunTag, std::int64_t>;      // primary key in a session, starts at 1

}  // namespace reasonscope

template <class Tag, class Rep>
struct std::hash<reasonscope::Id<Tag, Rep>> {
    std::size_t operator()(reasonscope::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value); }
};
