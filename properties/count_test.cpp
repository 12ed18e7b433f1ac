#include "properties/count.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "properties/fixtures.hpp"

namespace interleave::properties {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::uint64_t count_max = std::numeric_limits<std::int64_t>::max();

std::string refusal_of(std::string_view text) {
  return usage_error_of([&] { parse_count(text, "--runs"); });
}

TEST(Count, is_read_as_people_write_it) {
  EXPECT_EQ(parse_count("5000", "--runs"), 5'000U);
  EXPECT_EQ(parse_count("100k", "--runs"), 100'000U);
  EXPECT_EQ(parse_count("100K", "--runs"), 100'000U);
  EXPECT_EQ(parse_count("1M", "--runs"), 1'000'000U);
  EXPECT_EQ(parse_count("2G", "--runs"), 2'000'000'000U);
}

TEST(Count, may_be_as_large_as_a_signed_integer) {
  EXPECT_EQ(parse_count("1", "--runs"), 1U);
  EXPECT_EQ(parse_count("9223372036854775807", "--runs"), count_max);  // 2^63 - 1
  // The largest whole numbers of each unit below 2^63 = 9,223,372,036,854,775,808.
  EXPECT_EQ(parse_count("9223372036854775k", "--runs"), 9'223'372'036'854'775'000U);
  EXPECT_EQ(parse_count("9223372036854M", "--runs"), 9'223'372'036'854'000'000U);
  EXPECT_EQ(parse_count("9223372036G", "--runs"), 9'223'372'036'000'000'000U);
}

TEST(Count, beyond_2_to_the_63_is_refused_in_every_unit) {
  for (const std::string_view text : {"9223372036854775808", "9223372036854776k", "9223372036855M",
                                      "9223372037G", "9223372036855G", "18446744073709551615",
                                      "18446744073709551616", "18446744073709551616G"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("expected a whole number from 1 to 2^63-1")) << text;
  }
}

TEST(Count, that_is_no_positive_whole_number_is_refused) {
  for (const std::string_view text :
       {"",    "0",     "0k", "-5", "+5",  "1T",   "1.5M",  "1e6",  "k",  "M1",
        "1kk", "1 000", " 1", "1 ", "1 k", "0x10", "1,000", "five", "1g", "1m"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("expected a whole number from 1 to 2^63-1")) << text;
  }
}

TEST(Count, a_refusal_names_the_argument_and_what_was_found) {
  EXPECT_EQ(
      refusal_of("1T"),
      "--runs: found \"1T\", expected a whole number from 1 to 2^63-1, as 5000, 100k, 1M or 2G");
}

TEST(Count, an_integer_is_read_within_its_range) {
  EXPECT_EQ(parse_integer("-3", "--set x", -3, 12), -3);
  EXPECT_EQ(parse_integer("12", "--set x", -3, 12), 12);
  EXPECT_EQ(
      parse_integer("9223372036854775807", "--seed", 0, std::numeric_limits<std::int64_t>::max()),
      std::numeric_limits<std::int64_t>::max());
}

TEST(Count, an_integer_out_of_range_or_with_anything_beside_it_is_refused) {
  for (const std::string_view text :
       {"-4", "13", "", "1k", " 1", "1 ", "+1", "1.0", "9223372036854775808", "x"}) {
    const std::string message = usage_error_of([&] { parse_integer(text, "--set x", -3, 12); });
    EXPECT_EQ(message, "--set x: found \"" + std::string(text) +
                           "\", expected a whole number from -3 to 12");
  }
}

TEST(Count, is_grouped_in_thousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1 000");
  EXPECT_EQ(grouped(1'234'567), "1 234 567");
  EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18 446 744 073 709 551 615");
}

TEST(Count, is_rounded_to_three_digits_for_readers) {
  EXPECT_EQ(rounded(0), "0");
  EXPECT_EQ(rounded(1.4), "1");
  EXPECT_EQ(rounded(38.5), "39");
  EXPECT_EQ(rounded(999), "999");
  EXPECT_EQ(rounded(1'234), "1 230");
  EXPECT_EQ(rounded(1'235), "1 240");
  EXPECT_EQ(rounded(97'449), "97 400");
  EXPECT_EQ(rounded(1'234'567), "1 230 000");
  EXPECT_EQ(rounded(9'223'372'036'854'775'808.0), "9 220 000 000 000 000 000");  // 2^63
}

TEST(Count, that_rounds_up_to_a_digit_more_stays_readable) {
  EXPECT_EQ(rounded(999.7), "1 000");
  EXPECT_EQ(rounded(99'960), "100 000");
}

TEST(Count, a_hash_is_sixteen_hexadecimal_digits) {
  EXPECT_EQ(hexadecimal(0), "0000000000000000");
  EXPECT_EQ(hexadecimal(0xdeadbeef), "00000000deadbeef");
  EXPECT_EQ(hexadecimal(std::numeric_limits<std::uint64_t>::max()), "ffffffffffffffff");
  EXPECT_EQ(parse_hexadecimal("00000000deadbeef", "\"key\""), 0xdeadbeefU);
}

TEST(Count, a_hash_of_other_than_sixteen_hexadecimal_digits_is_refused) {
  for (const std::string_view text :
       {"", "0", "000000000000000", "00000000000000000", "000000000000000g", "0x00000000000000",
        "-000000000000001", " 00000000000000a", "00000000000000a "}) {
    EXPECT_THAT(usage_error_of([&] { parse_hexadecimal(text, "\"key\""); }),
                AllOf(HasSubstr("\"key\": found"), HasSubstr("expected 16 hexadecimal digits")))
        << text;
  }
}

RC_GTEST_PROP(Count, what_was_written_is_read_again, (std::uint64_t any)) {
  const std::uint64_t count = std::max<std::uint64_t>(any & count_max, 1);
  RC_ASSERT(parse_count(std::to_string(count), "--runs") == count);
}

RC_GTEST_PROP(Count, a_unit_multiplies, ()) {
  struct Unit {
    const char* letter;
    std::uint64_t factor;
  };
  static constexpr std::array units{Unit{"", 1}, Unit{"k", 1'000}, Unit{"M", 1'000'000},
                                    Unit{"G", 1'000'000'000}};
  const Unit unit = units[*rc::gen::inRange<std::size_t>(0, units.size())];
  const auto number = *rc::gen::inRange<std::uint64_t>(1, 9'223'372'037);
  RC_ASSERT(parse_count(std::to_string(number) + unit.letter, "--runs") == number * unit.factor);
}

RC_GTEST_PROP(Count, grouping_adds_spaces_and_nothing_else, (std::uint64_t count)) {
  std::string text = grouped(count);
  // A space stands before every third digit from the end: (digits - 1) / 3 of them.
  const std::string digits = std::to_string(count);
  RC_ASSERT(text.size() == digits.size() + (digits.size() - 1) / 3);
  std::erase(text, ' ');
  RC_ASSERT(text == digits);
}

RC_GTEST_PROP(Count, a_hash_that_was_written_is_read_again, (std::uint64_t hash)) {
  RC_ASSERT(parse_hexadecimal(hexadecimal(hash), "\"key\"") == hash);
}

RC_GTEST_PROP(Count, any_text_is_read_or_refused, (const std::string& text)) {
  try {
    RC_ASSERT(parse_count(text, "--runs") >= 1U);
  } catch (const UsageError& error) {
    RC_ASSERT(std::string(error.what()).starts_with("--runs: found \"" + text + "\", expected "));
  }
}

}  // namespace
}  // namespace interleave::properties
