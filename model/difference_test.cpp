#include "model/difference.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <list>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

using Values = std::vector<int>;

constexpr int a = 0;
constexpr int b = 1;
constexpr int c = 2;

/// Short lists over few values, so that equal values meet often.
Values few_values() {
  const auto size = *rc::gen::inRange<std::size_t>(0, 10);
  return *rc::gen::container<Values>(size, rc::gen::inRange(0, 5));
}

Values sorted(Values values) {
  std::ranges::sort(values);
  return values;
}

/// The difference by its definition, another way: both lists sorted and walked side by side, a
/// value at a time.
Difference difference_by_sorting(const Values& desired, const Values& observed) {
  const Values wanted = sorted(desired);
  const Values found = sorted(observed);
  Difference result;
  std::size_t at_wanted = 0;
  std::size_t at_found = 0;
  while (at_wanted < wanted.size() || at_found < found.size()) {
    const bool wanted_is_next = at_found == found.size() ||
                                (at_wanted < wanted.size() && wanted[at_wanted] <= found[at_found]);
    const int value = wanted_is_next ? wanted[at_wanted] : found[at_found];
    std::size_t wants = 0;
    std::size_t finds = 0;
    for (; at_wanted < wanted.size() && wanted[at_wanted] == value; ++at_wanted) ++wants;
    for (; at_found < found.size() && found[at_found] == value; ++at_found) ++finds;
    if (wants == 0) {
      result.extra += finds;
    } else if (finds < wants) {
      result.missing += wants - finds;
    } else {
      result.duplicate += finds - wants;
    }
  }
  return result;
}

// ---- By hand ----

TEST(Difference, tells_what_is_missing_what_is_extra_and_what_is_there_twice) {
  // {b, c} is wanted and {a, b, b} is there: c is missing, a is extra, the second b is a duplicate.
  const Difference found = difference(Values{b, c}, Values{a, b, b});
  EXPECT_EQ(found, (Difference{.missing = 1, .extra = 1, .duplicate = 1}));
  EXPECT_FALSE(found.empty());
}

TEST(Difference, equal_lists_do_not_differ) {
  EXPECT_TRUE(difference(Values{a, b}, Values{a, b}).empty());
  EXPECT_TRUE(difference(Values{}, Values{}).empty());
}

TEST(Difference, the_order_of_the_records_is_no_difference) {
  EXPECT_TRUE(difference(Values{a, b, c}, Values{c, a, b}).empty());
}

TEST(Difference, a_value_in_place_of_another_is_both_missing_and_extra) {
  EXPECT_EQ(difference(Values{b}, Values{a}), (Difference{.missing = 1, .extra = 1}));
}

TEST(Difference, each_copy_beyond_those_wanted_is_a_duplicate) {
  // Two are wanted, five are there: 5 - 2 = 3.
  EXPECT_EQ(difference(Values{a, a}, Values{a, a, a, a, a}), (Difference{.duplicate = 3}));
}

TEST(Difference, each_copy_short_of_those_wanted_is_missing) {
  // Three are wanted, one is there: 3 - 1 = 2.
  EXPECT_EQ(difference(Values{a, a, a}, Values{a}), (Difference{.missing = 2}));
}

TEST(Difference, every_copy_of_an_unwanted_value_is_extra_and_none_is_a_duplicate) {
  EXPECT_EQ(difference(Values{b}, Values{b, a, a}), (Difference{.extra = 2}));
}

TEST(Difference, against_nothing_everything_is_missing_or_extra) {
  EXPECT_EQ(difference(Values{a, b, b}, Values{}), (Difference{.missing = 3}));
  EXPECT_EQ(difference(Values{}, Values{a, b, b}), (Difference{.extra = 3}));
}

TEST(Difference, lists_of_two_kinds_are_compared_at_compile_time_too) {
  static constexpr std::array wanted{a, b};
  static constexpr std::array<int, 3> there{b, a, a};
  static_assert(difference(wanted, there) == Difference{.duplicate = 1});
  EXPECT_EQ(difference(wanted, std::list<int>{b, a, a}), (Difference{.duplicate = 1}));
}

TEST(Difference, any_one_part_keeps_it_from_being_empty) {
  EXPECT_FALSE((Difference{.missing = 1}).empty());
  EXPECT_FALSE((Difference{.extra = 1}).empty());
  EXPECT_FALSE((Difference{.duplicate = 1}).empty());
}

TEST(Difference, occurrences_counts_equal_values) {
  EXPECT_EQ(occurrences(Values{a, b, a, c}, a), 2U);
  EXPECT_EQ(occurrences(Values{a, b, a, c}, 3), 0U);
}

// ---- For all lists ----

RC_GTEST_PROP(Difference, agrees_with_the_reference_that_sorts, ()) {
  const Values desired = few_values();
  const Values observed = few_values();
  RC_ASSERT(difference(desired, observed) == difference_by_sorting(desired, observed));
}

RC_GTEST_PROP(Difference, is_empty_exactly_for_permutations, ()) {
  const Values desired = few_values();
  // Half of the cases are made permutations: two random lists hardly ever are.
  const bool permuted = *rc::gen::arbitrary<bool>();
  Values observed = permuted ? desired : few_values();
  std::ranges::rotate(observed,
                      observed.begin() + static_cast<std::ptrdiff_t>(observed.size() / 2));
  RC_ASSERT(difference(desired, observed).empty() ==
            std::ranges::is_permutation(desired, observed));
}

RC_GTEST_PROP(Difference, no_record_is_lost_in_the_count, ()) {
  // Each observed record is wanted, extra or a duplicate; each wanted one is observed or missing:
  // |observed| - extra - duplicate = |desired| - missing.
  const Values desired = few_values();
  const Values observed = few_values();
  const Difference found = difference(desired, observed);
  RC_ASSERT(observed.size() + found.missing == desired.size() + found.extra + found.duplicate);
}

RC_GTEST_PROP(Difference, does_not_depend_on_the_order_of_either_list, ()) {
  const Values desired = few_values();
  const Values observed = few_values();
  Values backwards = observed;
  std::ranges::reverse(backwards);
  RC_ASSERT(difference(desired, observed) == difference(sorted(desired), backwards));
}

RC_GTEST_PROP(Difference, what_one_side_lacks_the_other_has_too_much, ()) {
  // The surplus of `observed` over `desired` is what `desired` lacks seen from the other side.
  const Values desired = few_values();
  const Values observed = few_values();
  const Difference there = difference(desired, observed);
  const Difference back = difference(observed, desired);
  RC_ASSERT(there.missing == back.extra + back.duplicate);
  RC_ASSERT(back.missing == there.extra + there.duplicate);
}

}  // namespace
}  // namespace interleave::model
