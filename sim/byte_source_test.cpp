#include "sim/byte_source.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/choices.hpp"

namespace interleave::sim {
namespace {

constexpr Outcome widest = 1'000'000'000'000;

ByteSource source_of(const std::vector<std::uint8_t>& input) {
  ByteSource source;
  source.read(input);
  return source;
}

TEST(ByteSource, a_deviation_is_a_slot_and_an_outcome_the_low_byte_first) {
  const ByteSource source = source_of({0x02, 0x01, 0x78, 0x56, 0x34, 0x12});
  EXPECT_EQ(source.outcome(0x102, widest), 0x12345678);
  EXPECT_EQ(source.outcome(0x102 + 7 * ByteSource::slot_count, widest), 0x12345678);
  EXPECT_EQ(source.outcome(0x103, widest), 0);
}

TEST(ByteSource, an_outcome_out_of_range_is_taken_modulo_the_range) {
  const ByteSource source = source_of({5, 0, 10, 0, 0, 0});
  EXPECT_EQ(source.outcome(5, 10), 10);
  EXPECT_EQ(source.outcome(5, 9), 0);
  EXPECT_EQ(source.outcome(5, 3), 2);
  EXPECT_EQ(source.outcome(5, 0), 0);
}

TEST(ByteSource, of_two_deviations_in_one_slot_the_last_counts_and_a_rest_is_ignored) {
  // Slot 1025 is slot 1.
  const ByteSource source = source_of({1, 0, 7, 0, 0, 0, 1, 4, 8, 0, 0, 0, 1, 0, 9, 0, 0});
  EXPECT_EQ(source.outcome(1, widest), 8);
}

TEST(ByteSource, an_input_replaces_the_one_before) {
  ByteSource source = source_of({1, 0, 7, 0, 0, 0});
  source.read(std::vector<std::uint8_t>{2, 0, 8, 0, 0, 0});
  EXPECT_EQ(source.outcome(1, widest), 0);
  EXPECT_EQ(source.outcome(2, widest), 8);
}

RC_GTEST_PROP(ByteSource, what_any_input_answers_is_recorded_and_replayed_alike, ()) {
  const auto input = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
  const auto ranges = *rc::gen::container<std::vector<std::uint64_t>>(
      rc::gen::inRange<std::uint64_t>(1, 1'000'000));
  const ByteSource source = source_of(input);
  const auto ask = [&](Choices& choices) {
    std::vector<Outcome> answers;
    for (std::uint32_t i = 0; i < ranges.size(); ++i) {
      const Outcome answer =
          choices.draw({Site::request_delay, model::run_root, i}, Uniform{ranges[i]});
      answers.push_back(answer);
    }
    return answers;
  };
  Choices choices;
  std::vector<Decision> recorded;
  choices.answer_from(source);
  choices.record_into(&recorded);
  const std::vector<Outcome> answers = ask(choices);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    RC_ASSERT(answers[i] >= 0);
    RC_ASSERT(answers[i] < static_cast<Outcome>(ranges[i]));
  }
  Choices again;
  again.replay(recorded);
  RC_ASSERT(ask(again) == answers);
  RC_ASSERT(again.unused().empty());
}

}  // namespace
}  // namespace interleave::sim
