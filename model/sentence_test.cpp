#include "model/sentence.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/inspection.hpp"

namespace interleave::model {
namespace {

using Names = std::vector<std::string>;

std::string in_words(std::int64_t microseconds) {
  return duration_in_words(Duration(microseconds));
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

TEST(Sentence, an_enumeration_reads_as_people_write_it) {
  EXPECT_EQ(enumeration(Names{"A"}, "nobody"), "A");
  EXPECT_EQ(enumeration(Names{"A", "B"}, "nobody"), "A and B");
  EXPECT_EQ(enumeration(Names{"A", "B", "C"}, "nobody"), "A, B and C");
  EXPECT_EQ(enumeration(Names{"A", "B", "C", "D"}, "nobody"), "A, B, C and D");
}

TEST(Sentence, an_enumeration_of_nothing_says_so) {
  EXPECT_EQ(enumeration(Names{}, "nobody"), "nobody");
  EXPECT_EQ(enumeration(Names{}, ""), "");
}

TEST(Sentence, the_inspectors_of_a_job_are_enumerated_by_letter) {
  EXPECT_EQ(name_of(InspectorList{}), "nobody");
  EXPECT_EQ(name_of(InspectorList{InspectorId{0}}), "A");
  EXPECT_EQ(name_of(InspectorList{InspectorId{2}, InspectorId{0}, InspectorId{1}}), "C, A and B");
  EXPECT_EQ(name_of(InspectorId::none()), "nobody");
}

TEST(Sentence, an_appointment_is_a_day_and_a_time_of_day) {
  EXPECT_EQ(name_of_appointment(Time(0h)), "day 1 00:00");
  // 24 h end the first day, 9 h 30 min are left.
  EXPECT_EQ(name_of_appointment(Time(33h + 30min)), "day 2 09:30");
  EXPECT_EQ(name_of_appointment(Time(23h + 59min + 59s)), "day 1 23:59");
}

TEST(Sentence, a_duration_has_the_unit_that_a_reader_expects) {
  EXPECT_EQ(in_words(0), "0 µs");
  EXPECT_EQ(in_words(7), "7 µs");
  EXPECT_EQ(in_words(1'500), "1.5 ms");
  EXPECT_EQ(in_words(12'000'000), "12 s");
  // Ten minutes and more are told in minutes: 600 s / 60 = 10.
  EXPECT_EQ(in_words(600'000'000), "10 min");
}

TEST(Sentence, a_duration_changes_its_unit_at_one_millisecond_one_second_and_ten_minutes) {
  EXPECT_EQ(in_words(999), "999 µs");
  EXPECT_EQ(in_words(1'000), "1 ms");
  EXPECT_EQ(in_words(999'999), "999.999 ms");
  EXPECT_EQ(in_words(1'000'000), "1 s");
  EXPECT_EQ(in_words(599'999'999), "599.999 s");
  EXPECT_EQ(in_words(600'000'001), "10 min");
}

TEST(Sentence, a_duration_keeps_three_decimals_without_trailing_zeros) {
  EXPECT_EQ(in_words(1'001), "1.001 ms");
  EXPECT_EQ(in_words(1'010), "1.01 ms");
  EXPECT_EQ(in_words(1'100), "1.1 ms");
  EXPECT_EQ(in_words(20'050'000), "20.05 s");
  // Below a thousandth of the unit it is cut off, not rounded: 1.0009 s.
  EXPECT_EQ(in_words(1'000'900), "1 s");
  // 630 s are ten and a half minutes.
  EXPECT_EQ(in_words(630'000'000), "10.5 min");
}

TEST(Sentence, a_sentence_begins_with_a_capital_and_ends_with_a_full_stop) {
  EXPECT_EQ(as_sentence("the reply is lost"), "The reply is lost.");
  EXPECT_EQ(as_sentence("POST B on order 1"), "POST B on order 1.");
  EXPECT_EQ(as_sentence("7 µs later"), "7 µs later.");
  EXPECT_EQ(as_sentence(""), ".");
}

TEST(Sentence, a_first_letter_outside_of_english_is_left_alone) {
  EXPECT_EQ(as_sentence("µs are short"), "µs are short.");
}

RC_GTEST_PROP(Sentence, an_enumeration_holds_every_name_and_one_and, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(2, 12);
  Names names;
  for (std::size_t i = 0; i < size; ++i) names.push_back("name" + std::to_string(i));
  const std::string text = enumeration(names, "nobody");
  RC_ASSERT(count_of(text, "name") == size);
  RC_ASSERT(count_of(text, " and ") == 1U);
  RC_ASSERT(count_of(text, ", ") == size - 2);
  RC_ASSERT(text.ends_with(" and " + names.back()));
}

RC_GTEST_PROP(Sentence, a_longer_duration_within_a_unit_never_reads_shorter, ()) {
  // In milliseconds the text is exact, so it can be read back: whole part and three decimals.
  const auto microseconds = *rc::gen::inRange<std::int64_t>(1'000, 1'000'000);
  const std::string text = in_words(microseconds);
  RC_ASSERT(text.ends_with(" ms"));
  const std::string number = text.substr(0, text.size() - 3);
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string decimals = point == number.size() ? "" : number.substr(point + 1);
  decimals.resize(3, '0');
  RC_ASSERT(std::stoll(number.substr(0, point)) * 1000 + std::stoll(decimals) == microseconds);
}

}  // namespace
}  // namespace interleave::model
