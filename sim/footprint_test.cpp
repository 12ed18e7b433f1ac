#include "sim/footprint.hpp"

#include <cstdint>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::sim {
namespace {

constexpr ResourceSet order_0{Resource::order, 0};
constexpr ResourceSet order_7{Resource::order, 7};
constexpr ResourceSet job_0{Resource::job, 0};

constexpr Footprint reads(ResourceSet set) { return {set, {}}; }
constexpr Footprint writes(ResourceSet set) { return {{}, set}; }

TEST(Footprint, two_events_conflict_when_one_writes_what_the_other_touches) {
  static_assert(conflict(writes(order_0), writes(order_0)));
  static_assert(conflict(writes(order_0), reads(order_0)));
  static_assert(conflict(reads(order_0), writes(order_0)));
  static_assert(!conflict(reads(order_0), reads(order_0)));
}

TEST(Footprint, of_other_numbers_or_kinds_does_not_conflict) {
  static_assert(!conflict(writes(order_0), writes(order_7)));
  static_assert(!conflict(writes(order_0), writes(job_0)));
  static_assert(!conflict(writes(order_0), {}));
}

TEST(Footprint, that_names_all_of_a_kind_conflicts_with_each_of_it_and_with_no_other_kind) {
  constexpr auto last = static_cast<std::uint8_t>(Resource::account);
  for (std::uint8_t one = 0; one <= last; ++one) {
    for (std::uint8_t other = 0; other <= last; ++other) {
      for (std::uint32_t number = 0; number < ResourceSet::per_kind; ++number) {
        const Footprint all = reads(ResourceSet::all(static_cast<Resource>(one)));
        const Footprint single = writes({static_cast<Resource>(other), number});
        EXPECT_EQ(conflict(all, single), one == other);
      }
    }
  }
}

TEST(ResourceSet, has_a_bit_of_its_own_for_each_number_of_each_kind) {
  ResourceSet all;
  for (std::uint8_t kind = 0; kind <= static_cast<std::uint8_t>(Resource::account); ++kind) {
    for (std::uint32_t number = 0; number < ResourceSet::per_kind; ++number) {
      const ResourceSet one(static_cast<Resource>(kind), number);
      EXPECT_TRUE((all & one).empty());
      EXPECT_EQ(one.numbers(static_cast<Resource>(kind)), 1U << number);
      all = all | one;
    }
  }
  EXPECT_EQ(all.bits(), ~std::uint64_t{0});  // 8 kinds of 8
}

TEST(ResourceSet, of_a_number_beyond_the_limit_is_a_mistake) {
  EXPECT_THROW(ResourceSet(Resource::order, ResourceSet::per_kind), model::InternalError);
}

Footprint any_footprint() {
  const auto set = [] {
    ResourceSet some;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      const auto kind = static_cast<Resource>(*rc::gen::inRange(0, 2));
      const auto number = *rc::gen::inRange<std::uint32_t>(0, 3);
      some = some | ResourceSet(kind, number);
    }
    return some;
  };
  Footprint footprint;
  footprint.reads = set();
  footprint.writes = set();
  return footprint;
}

RC_GTEST_PROP(Footprint, conflicts_are_mutual_and_those_of_a_union_are_those_of_its_parts, ()) {
  const Footprint one = any_footprint();
  const Footprint other = any_footprint();
  const Footprint third = any_footprint();
  RC_ASSERT(conflict(one, other) == conflict(other, one));
  RC_ASSERT(conflict(one | other, third) == (conflict(one, third) || conflict(other, third)));
}

}  // namespace
}  // namespace interleave::sim
