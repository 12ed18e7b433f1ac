#include "sim/choices.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/ensure.hpp"
#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Key request{Site::request_delay, Cause{1}};
constexpr Key reply{Site::reply_delay, Cause{1}};
constexpr Key fault{Site::request_fault, Cause{1}};
constexpr Uniform ten{10};

/// A question that a run may ask: a key and how many answers there are.
struct Question {
  Key key;
  Uniform range;
};

/// Questions about few causes, so that equal keys come up more than once.
std::vector<Question> any_questions() {
  const auto count = *rc::gen::inRange<std::size_t>(0, 40);
  std::vector<Question> questions;
  for (std::size_t i = 0; i < count; ++i) {
    const auto site = static_cast<Site>(*rc::gen::inRange<std::size_t>(0, site_names.size()));
    const Cause cause{*rc::gen::inRange<std::uint64_t>(0, 6)};
    const auto ordinal = *rc::gen::inRange<std::uint32_t>(0, 3);
    const auto range = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    questions.push_back({{site, cause, ordinal}, Uniform{range}});
  }
  return questions;
}

std::vector<Outcome> ask(Choices& choices, const std::vector<Question>& questions) {
  std::vector<Outcome> answers;
  for (const Question& question : questions) {
    const Outcome answer = choices.draw(question.key, question.range);
    answers.push_back(answer);
  }
  return answers;
}

Choices seeded(std::uint64_t seed) {
  Choices choices;
  choices.seed(seed);
  return choices;
}

Choices replaying(const std::vector<Decision>& decisions) {
  Choices choices;
  choices.replay(decisions);
  return choices;
}

// ---- Seeded ----

TEST(Choices, a_recorded_run_is_replayed_answer_for_answer) {
  std::vector<Decision> recorded;
  Choices choices = seeded(1);
  choices.record_into(&recorded);
  const Outcome delay = choices.draw(request, ten);
  const Outcome verdict = choices.draw(fault, ten);

  Choices again = replaying(recorded);
  // The key finds the answer, whatever the order of the questions.
  EXPECT_EQ(again.draw(fault, ten), verdict);
  EXPECT_EQ(again.draw(request, ten), delay);
  EXPECT_THAT(again.unused(), IsEmpty());
}

TEST(Choices, site_cause_and_ordinal_each_make_another_decision) {
  Choices choices = seeded(1);
  const Uniform many{std::uint64_t{1} << 32U};  // two equal answers by chance: one in 2^32
  std::set<Outcome> answers;
  answers.insert(choices.draw({Site::request_delay, Cause{1}, 0}, many));
  answers.insert(choices.draw({Site::reply_delay, Cause{1}, 0}, many));
  answers.insert(choices.draw({Site::request_delay, Cause{2}, 0}, many));
  answers.insert(choices.draw({Site::request_delay, Cause{1}, 1}, many));
  EXPECT_EQ(answers.size(), 4U);
}

TEST(Choices, one_decision_is_even_over_the_seeds) {
  Choices choices;
  std::map<Outcome, std::uint64_t> counts;
  for (std::uint64_t seed = 0; seed < 100'000; ++seed) {
    choices.seed(seed);
    ++counts[choices.draw(request, Uniform{4})];
  }
  ASSERT_EQ(counts.size(), 4U);
  for (const auto& [outcome, hits] : counts) {
    EXPECT_TRUE(within_five_sigma(hits, 100'000, 250'000)) << outcome << ": " << hits;
  }
}

TEST(Choices, two_decisions_of_a_seed_know_nothing_of_each_other) {
  Choices choices;
  std::uint64_t equal = 0;
  for (std::uint64_t seed = 0; seed < 100'000; ++seed) {
    choices.seed(seed);
    const Outcome there = choices.draw(request, Uniform{4});
    const Outcome back = choices.draw(reply, Uniform{4});
    if (there == back) ++equal;
  }
  EXPECT_TRUE(within_five_sigma(equal, 100'000, 250'000)) << equal;  // 4 of 16 pairs are equal
}

RC_GTEST_PROP(Choices, a_seeded_answer_depends_on_seed_and_key_alone, (std::uint64_t seed)) {
  const std::vector<Question> questions = any_questions();
  RC_PRE(!questions.empty());
  Choices alone = seeded(seed);
  std::vector<Outcome> expected;
  for (const Question& question : questions) {
    alone.seed(seed);  // as the first question of its run
    expected.push_back(alone.draw(question.key, question.range));
  }
  Choices together = seeded(seed);
  RC_ASSERT(ask(together, questions) == expected);

  std::vector<Question> backwards = questions;
  std::ranges::reverse(backwards);
  std::ranges::reverse(expected);
  Choices reversed = seeded(seed);
  RC_ASSERT(ask(reversed, backwards) == expected);
}

RC_GTEST_PROP(Choices, other_draws_between_change_no_seeded_answer, (std::uint64_t seed)) {
  const std::vector<Question> questions = any_questions();
  const std::vector<Question> others = any_questions();
  Choices plain = seeded(seed);
  const std::vector<Outcome> expected = ask(plain, questions);
  Choices busy = seeded(seed);
  std::vector<Outcome> answers;
  for (const Question& question : questions) {
    ask(busy, others);
    static_cast<void>(busy.search_bits(question.key.cause, question.key.ordinal));
    const Outcome answer = busy.draw(question.key, question.range);
    answers.push_back(answer);
  }
  RC_ASSERT(answers == expected);
}

RC_GTEST_PROP(Choices, forcing_one_key_leaves_every_other_answer, (std::uint64_t seed)) {
  const std::vector<Question> questions = any_questions();
  RC_PRE(!questions.empty());
  const Key forced = questions[*rc::gen::inRange<std::size_t>(0, questions.size())].key;
  Choices plain = seeded(seed);
  const std::vector<Outcome> expected = ask(plain, questions);
  Choices changed = seeded(seed);
  changed.force({forced, 0});
  const std::vector<Outcome> answers = ask(changed, questions);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    RC_ASSERT(answers[i] == (questions[i].key == forced ? 0 : expected[i]));
  }
}

TEST(Choices, a_new_seed_forgets_what_was_forced) {
  Choices choices = seeded(1);
  const Outcome drawn = choices.draw(request, Uniform{1'000'000});
  choices.force({request, 7});
  EXPECT_EQ(choices.draw(request, Uniform{1'000'000}), 7);
  choices.seed(1);
  EXPECT_EQ(choices.draw(request, Uniform{1'000'000}), drawn);
}

TEST(Choices, search_bits_depend_on_seed_name_and_ordinal_alone) {
  Choices choices = seeded(1);
  const Bits first = choices.search_bits(Cause{5}, 0);
  const Bits second = choices.search_bits(Cause{5}, 1);
  const Bits other = choices.search_bits(Cause{6}, 0);
  EXPECT_EQ(choices.search_bits(Cause{5}, 0), first);
  EXPECT_EQ((std::set<Bits>{first, second, other}.size()), 3U);
  choices.seed(2);
  EXPECT_NE(choices.search_bits(Cause{5}, 0), first);
}

// ---- Replay ----

TEST(Choices, a_replay_answers_0_to_what_it_was_not_told) {
  Choices choices = replaying({{request, 3}});
  EXPECT_EQ(choices.draw(reply, ten), 0);
  EXPECT_EQ(choices.draw(request, ten), 3);
  EXPECT_EQ(choices.draw(request, ten), 3);  // the same question, the same answer
}

TEST(Choices, a_replayed_outcome_out_of_range_is_0_and_reported) {
  Choices choices = replaying({{request, 10}, {reply, -1}, {fault, 9}});
  EXPECT_EQ(choices.draw(request, ten), 0);  // ten answers: 0 to 9
  EXPECT_EQ(choices.draw(reply, ten), 0);
  EXPECT_EQ(choices.draw(fault, ten), 9);
  EXPECT_THAT(choices.unused(), testing::UnorderedElementsAre(request, reply));
}

TEST(Choices, a_replayed_outcome_that_nobody_asks_for_is_reported) {
  Choices choices = replaying({{request, 1}, {fault, 2}});
  choices.draw(fault, ten);
  EXPECT_THAT(choices.unused(), ElementsAre(request));
}

TEST(Choices, a_replayed_0_is_never_missed) {
  // It is what the run does anyway.
  EXPECT_THAT(replaying({{request, 0}}).unused(), IsEmpty());
}

TEST(Choices, of_two_replayed_outcomes_with_one_key_the_last_counts) {
  Choices choices = replaying({{request, 3}, {reply, 1}, {request, 5}});
  EXPECT_EQ(choices.draw(request, ten), 5);
}

TEST(Choices, each_replay_starts_afresh) {
  Choices choices = replaying({{request, 3}});
  choices.draw(request, ten);
  choices.replay(std::vector<Decision>{{reply, 2}});
  EXPECT_EQ(choices.draw(request, ten), 0);
  EXPECT_THAT(choices.unused(), ElementsAre(reply));
  choices.draw(reply, ten);
  EXPECT_THAT(choices.unused(), IsEmpty());
}

RC_GTEST_PROP(Choices, a_replay_finds_each_of_its_keys, ()) {
  // The last outcome of a key, kept in a map as the reference; 0 where the map has none.
  std::map<std::uint64_t, Outcome> reference;
  std::vector<Decision> decisions;
  const std::vector<Question> told = any_questions();
  for (const Question& question : told) {
    const auto outcome = *rc::gen::inRange<Outcome>(0, 10);
    decisions.push_back({question.key, outcome});
    reference[question.key.hash()] = outcome;
  }
  Choices choices = replaying(decisions);
  for (const Question& question : any_questions()) {
    const auto known = reference.find(question.key.hash());
    const Outcome expected = known == reference.end() ? 0 : known->second;
    RC_ASSERT(choices.draw(question.key, ten) == expected);
  }
}

// ---- Recording ----

TEST(Choices, a_recording_of_deviations_keeps_what_a_replay_must_be_told) {
  std::vector<Decision> recorded;
  Choices choices = replaying({{request, 3}});
  choices.record_into(&recorded, Choices::Keep::deviations);
  choices.draw(request, ten);
  choices.draw(fault, ten);  // 0: a replay answers that by itself
  static_cast<void>(choices.search_bits(Cause{5}, 0));
  choices.write_back(reply, 4);
  choices.write_back(fault, 0);
  EXPECT_THAT(recorded, ElementsAre(Decision{request, 3}, Decision{reply, 4}));
}

TEST(Choices, a_recording_of_draws_keeps_every_decision_whatever_its_outcome) {
  std::vector<Decision> recorded;
  Choices choices = seeded(1);
  choices.force({request, 3});
  choices.force({fault, 0});
  choices.record_into(&recorded, Choices::Keep::draws);
  choices.draw(request, ten);
  choices.draw(fault, ten);
  static_cast<void>(choices.search_bits(Cause{5}, 2));  // no decision of the run
  choices.write_back(reply, 4);                         // not a draw
  EXPECT_THAT(recorded, ElementsAre(Decision{request, 3}, Decision{fault, 0}));
}

TEST(Choices, nothing_is_recorded_before_or_after_it_is_asked_for) {
  std::vector<Decision> recorded;
  Choices choices = replaying({{request, 3}});
  choices.draw(request, ten);
  choices.record_into(&recorded);
  choices.record_into(nullptr);
  choices.draw(request, ten);
  choices.write_back(reply, 4);
  EXPECT_THAT(recorded, IsEmpty());
}

RC_GTEST_PROP(Choices, recording_changes_no_answer_and_its_replay_gives_the_same,
              (std::uint64_t seed)) {
  // Equal keys are asked with equal ranges: one decision has one range.
  std::vector<Question> questions = any_questions();
  for (Question& question : questions) question.range = Uniform{question.key.hash() % 50 + 1};
  Choices plain = seeded(seed);
  const std::vector<Outcome> expected = ask(plain, questions);
  std::vector<Decision> recorded;
  Choices recording = seeded(seed);
  recording.record_into(&recorded);
  RC_ASSERT(ask(recording, questions) == expected);
  Choices again = replaying(recorded);
  RC_ASSERT(ask(again, questions) == expected);
  RC_ASSERT(again.unused().empty());
}

// ---- Enumeration ----

using Path = std::vector<Outcome>;

/// A program that is random and yet always the same: what it asks next, if anything, hangs on all
/// the answers so far.
class Program {
 public:
  explicit Program(std::uint64_t seed) : seed_(seed) {}

  /// How many answers the next question has after these; 0 when the program ends.
  [[nodiscard]] std::uint64_t bound_after(const Path& path) const {
    std::uint64_t hash = model::mix(seed_);
    for (const Outcome answer : path) {
      hash = model::mix(hash + 0x9e3779b97f4a7c15U * (static_cast<std::uint64_t>(answer) + 1));
    }
    if (path.size() >= 6 || hash % 5 == 0) return 0;
    return 1 + (hash >> 32U) % 3;
  }

  [[nodiscard]] Path run(Choices& choices) const {
    Path path;
    for (std::uint64_t bound = bound_after(path); bound != 0; bound = bound_after(path)) {
      const Key key{Site::scenario, Cause{7}, static_cast<std::uint32_t>(path.size())};
      const Outcome answer = choices.draw(key, Uniform{bound});
      path.push_back(answer);
    }
    return path;
  }

 private:
  std::uint64_t seed_;
};

/// Every path from here on, depth first: the reference.
void collect(const Program& program, Path& path, std::vector<Path>& paths) {
  const auto bound = static_cast<Outcome>(program.bound_after(path));
  if (bound == 0) paths.push_back(path);
  for (Outcome answer = 0; answer < bound; ++answer) {
    path.push_back(answer);
    collect(program, path, paths);
    path.pop_back();
  }
}

template <class Run>
auto enumerate_all(const Run& run) {
  std::vector<decltype(run(std::declval<Choices&>()))> results;
  Choices choices;
  Enumeration enumeration;
  do {
    choices.enumerate(enumeration);
    results.push_back(run(choices));
  } while (enumeration.next());
  return results;
}

TEST(Enumeration, visits_the_product_of_the_bounds_with_the_last_answer_moving_first) {
  const auto paths = enumerate_all([](Choices& choices) {
    const Outcome first = choices.draw(request, Uniform{2});
    const Outcome second = choices.draw(reply, Uniform{3});
    return Path{first, second};
  });
  // 2 · 3 paths.
  EXPECT_THAT(paths,
              ElementsAre(Path{0, 0}, Path{0, 1}, Path{0, 2}, Path{1, 0}, Path{1, 1}, Path{1, 2}));
}

TEST(Enumeration, a_program_that_asks_nothing_has_one_run) {
  EXPECT_EQ(enumerate_all([](Choices&) { return 0; }).size(), 1U);
}

RC_GTEST_PROP(Enumeration, visits_every_path_of_a_program_once_depth_first, (std::uint64_t seed)) {
  const Program program(seed);
  std::vector<Path> expected;
  Path path;
  collect(program, path, expected);
  RC_ASSERT(enumerate_all([&](Choices& choices) { return program.run(choices); }) == expected);
}

TEST(Enumeration, can_play_the_current_run_again) {
  Choices choices;
  Enumeration enumeration;
  choices.enumerate(enumeration);
  choices.draw(request, ten);
  enumeration.next();
  for (int times = 0; times < 2; ++times) {
    choices.enumerate(enumeration);
    EXPECT_EQ(choices.draw(request, ten), 1);
  }
}

TEST(Enumeration, its_answers_can_be_recorded_and_replayed) {
  Choices choices;
  Enumeration enumeration;
  std::vector<Decision> recorded;
  choices.enumerate(enumeration);
  choices.draw(request, Uniform{2});
  enumeration.next();
  choices.enumerate(enumeration);
  choices.record_into(&recorded);
  choices.draw(request, Uniform{2});
  EXPECT_EQ(replaying(recorded).draw(request, Uniform{2}), 1);
}

TEST(Enumeration, a_program_that_asks_otherwise_after_the_same_answers_is_an_error_of_ours) {
  Choices choices;
  Enumeration enumeration;
  std::uint64_t bound = 2;
  const auto ask_twice = [&] {
    choices.enumerate(enumeration);
    choices.draw(request, Uniform{2});
    choices.draw(reply, Uniform{bound});
  };
  ask_twice();
  ASSERT_TRUE(enumeration.next());
  bound = 3;  // the world remembered something from the run before
  EXPECT_THROW(ask_twice(), model::InternalError);
}

TEST(Enumeration, a_program_that_stops_short_after_the_same_answers_is_an_error_of_ours) {
  Choices choices;
  Enumeration enumeration;
  choices.enumerate(enumeration);
  choices.draw(request, Uniform{2});
  choices.draw(reply, Uniform{2});
  ASSERT_TRUE(enumeration.next());  // now (0, 1)
  choices.enumerate(enumeration);
  choices.draw(request, Uniform{2});
  EXPECT_THROW(enumeration.next(), model::InternalError);
}

}  // namespace
}  // namespace interleave::sim
