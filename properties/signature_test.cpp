#include "properties/signature.hpp"

#include <algorithm>
#include <set>
#include <type_traits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "properties/registry.hpp"

namespace interleave::properties {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

static_assert(std::is_trivially_copyable_v<SignatureSet>);

SignatureSet set_of(const std::vector<std::size_t>& places) {
  SignatureSet set;
  for (const std::size_t place : places) set.add(place);
  return set;
}

std::vector<std::size_t> places_of(const SignatureSet& set) {
  std::vector<std::size_t> places;
  set.for_each([&](std::size_t place) { places.push_back(place); });
  return places;
}

TEST(Signature, is_named_by_its_property_and_its_kind) {
  EXPECT_EQ(name_of(Signature{"ASG", "extra", When::settled, ""}), "ASG.extra");
}

TEST(SignatureSet, holds_what_was_added_and_nothing_else) {
  SignatureSet set;
  EXPECT_TRUE(set.empty());
  EXPECT_THAT(places_of(set), IsEmpty());
  for (const std::size_t place : {255U, 64U, 150U, 63U, 64U}) set.add(place);
  EXPECT_FALSE(set.empty());
  EXPECT_THAT(places_of(set), ElementsAre(63, 64, 150, 255));
  EXPECT_EQ(set.first(), 63U);
  EXPECT_TRUE(set.contains(150));
  EXPECT_FALSE(set.contains(150 - 64));
  set.clear();
  EXPECT_EQ(set, SignatureSet());
}

TEST(SignatureSet, can_be_made_before_the_program_runs) {
  constexpr SignatureSet set = [] {
    SignatureSet part;
    part.add(3);
    SignatureSet all;
    all.add_all(part, 100);
    return all;
  }();
  static_assert(set.contains(103) && set.first() == 103 && !set.empty());
}

TEST(SignatureSet, refuses_a_place_beyond_its_last) {
  SignatureSet set;
  EXPECT_THROW(set.add(SignatureSet::places_max), model::InternalError);
  EXPECT_THROW(set.add_all(set_of({200}), 56), model::InternalError);
  set.add_all(set_of({200}), 55);
  EXPECT_EQ(set, set_of({255}));
}

TEST(SignatureSet, takes_a_part_of_a_table_in_beside_what_it_has) {
  SignatureSet set = set_of({0, 70});
  set.add_all(set_of({0, 1, 63}), 70);
  EXPECT_EQ(set, set_of({0, 70, 71, 133}));
  set.add_all(SignatureSet(), 256);
  EXPECT_EQ(set, set_of({0, 70, 71, 133}));
}

RC_GTEST_PROP(SignatureSet, is_a_set_of_places, ()) {
  const auto place = rc::gen::inRange<std::size_t>(0, 128);
  const auto places = *rc::gen::container<std::vector<std::size_t>>(place);
  const std::size_t from = *rc::gen::inRange<std::size_t>(0, 129);
  const std::set<std::size_t> reference(places.begin(), places.end());
  const SignatureSet set = set_of(places);
  RC_ASSERT(std::ranges::equal(places_of(set), reference));
  RC_ASSERT(set.empty() == reference.empty());
  if (!reference.empty()) RC_ASSERT(set.first() == *reference.begin());
  SignatureSet shifted;
  shifted.add_all(set, from);
  RC_ASSERT(std::ranges::equal(places_of(shifted), reference, {}, {},
                               [&](std::size_t each) { return each + from; }));
}

TEST(SignatureSet, has_a_place_for_every_row_of_every_table) {
  for (const System& system : systems()) {
    EXPECT_LE(system.signatures.size(), SignatureSet::places_max) << system.name;
    EXPECT_LE(system.sometimes.size(), SignatureSet::places_max) << system.name;
  }
}

}  // namespace
}  // namespace interleave::properties
