#include "sim/happens_before.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "model/cause.hpp"

namespace interleave::sim {
namespace {

constexpr ResourceSet one{Resource::order, 0};
constexpr ResourceSet other{Resource::job, 3};

struct Step {
  std::uint64_t what = 0;
  Footprint touches;
};

constexpr Step reads(std::uint64_t what, ResourceSet set) { return {what, {set, {}}}; }
constexpr Step writes(std::uint64_t what, ResourceSet set) { return {what, {{}, set}}; }

/// The fingerprint of events that nobody sent, in that order.
std::uint64_t fingerprint_of(const std::vector<Step>& steps) {
  HappensBefore order;
  order.reset();
  for (const Step& step : steps) {
    order.begin(0);
    order.touch(step.touches);
    order.note(step.what);
  }
  return order.fingerprint();
}

TEST(HappensBefore, the_order_of_what_touches_different_things_is_not_told) {
  EXPECT_EQ(fingerprint_of({writes(1, one), writes(2, other)}),
            fingerprint_of({writes(2, other), writes(1, one)}));
}

TEST(HappensBefore, the_order_of_two_reads_is_not_told) {
  EXPECT_EQ(fingerprint_of({writes(9, one), reads(1, one), reads(2, one), writes(8, one)}),
            fingerprint_of({writes(9, one), reads(2, one), reads(1, one), writes(8, one)}));
}

TEST(HappensBefore, the_order_of_a_write_and_whatever_touches_the_same_is_told) {
  EXPECT_NE(fingerprint_of({writes(1, one), writes(2, one)}),
            fingerprint_of({writes(2, one), writes(1, one)}));
  EXPECT_NE(fingerprint_of({writes(1, one), reads(2, one)}),
            fingerprint_of({reads(2, one), writes(1, one)}));
  // Before or after the second write, and between the two.
  EXPECT_NE(fingerprint_of({writes(1, one), reads(3, one), writes(2, one)}),
            fingerprint_of({writes(1, one), writes(2, one), reads(3, one)}));
}

TEST(HappensBefore, what_happened_is_told) {
  EXPECT_NE(fingerprint_of({writes(1, one)}), fingerprint_of({writes(2, one)}));
  EXPECT_NE(fingerprint_of({writes(1, one)}), fingerprint_of({writes(1, one), writes(1, one)}));
  EXPECT_NE(fingerprint_of({}), fingerprint_of({reads(1, one)}));
}

TEST(HappensBefore, an_event_of_which_nothing_is_noted_is_told_too) {
  HappensBefore order;
  order.reset();
  std::set<std::uint64_t> fingerprints{order.fingerprint()};
  for (int silent = 1; silent <= 3; ++silent) {
    order.begin(0);
    order.touch({{}, other});
    fingerprints.insert(order.fingerprint());
  }
  EXPECT_EQ(fingerprints.size(), 4U);
}

TEST(HappensBefore, who_sent_an_event_is_told) {
  const auto sent_by = [](std::uint64_t sender) {
    HappensBefore order;
    order.reset();
    std::array<std::uint64_t, 2> names{};
    for (std::uint64_t what = 0; what < 2; ++what) {
      order.begin(0);
      order.note(what + 1);
      names[what] = order.offspring();
    }
    order.begin(names[sender]);
    order.note(3);
    return order.fingerprint();
  };
  EXPECT_NE(sent_by(0), sent_by(1));
}

TEST(HappensBefore, to_touch_again_says_nothing_new) {
  HappensBefore once;
  HappensBefore again;
  once.reset();
  again.reset();
  for (HappensBefore* order : {&once, &again}) {
    order->begin(0);
    order->touch({one, other});
    if (order == &again) order->touch({one | other, other});
    order->begin(0);
    order->touch({other, one});
  }
  EXPECT_EQ(once.fingerprint(), again.fingerprint());
  EXPECT_EQ(again.touched(), (Footprint{other, one}));
}

TEST(HappensBefore, an_event_that_reads_and_then_writes_counts_as_a_write_for_those_that_follow) {
  const auto with_reader = [](bool reader_first) {
    HappensBefore order;
    order.reset();
    for (const bool reader : {reader_first, !reader_first}) {
      order.begin(0);
      order.touch({one, {}});
      if (!reader) order.touch({{}, one});
      order.note(reader ? 1 : 2);
    }
    return order.fingerprint();
  };
  EXPECT_NE(with_reader(true), with_reader(false));
}

TEST(HappensBefore, a_new_run_begins_with_nothing) {
  HappensBefore order;
  order.reset();
  order.begin(0);
  order.touch({{}, one});
  order.note(1);
  order.reset();
  order.begin(0);
  order.touch({one, {}});
  order.note(2);
  EXPECT_EQ(order.fingerprint(), fingerprint_of({reads(2, one)}));
}

// ---- Against the partial order itself ----

constexpr std::size_t events_max = 9;
constexpr std::size_t resources_max = 6;

/// An event of a random program: it may be sent by another, it touches some resources at once, and
/// some more if it finds an odd value in what it reads. Its children are sent before or after that.
struct Event {
  std::size_t sender = events_max;  ///< itself none: it waits from the start
  bool sent_early = false;
  Footprint always;
  Footprint perhaps;
};
using Program = std::vector<Event>;

/// Numbers for a program or an execution, from nothing but a seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(model::mix(seed + 1)) {}
  std::size_t below(std::size_t bound) {
    state_ = model::mix(state_ + 0x9e3779b97f4a7c15U);
    return (state_ >> 32U) % bound;
  }

 private:
  std::uint64_t state_;
};

constexpr ResourceSet resource(std::size_t number) {
  return {static_cast<Resource>(number % 3), static_cast<std::uint32_t>(number)};
}

ResourceSet some_of(Dice& dice, std::size_t resources, std::size_t one_in) {
  ResourceSet set;
  for (std::size_t i = 0; i < resources; ++i) {
    if (dice.below(one_in) == 0) set = set | resource(i);
  }
  return set;
}

Program random_program(Dice& dice, std::size_t size) {
  const std::size_t resources = 2 + dice.below(resources_max - 1);
  Program program(size);
  for (std::size_t i = 0; i < size; ++i) {
    Event& event = program[i];
    if (i > 0 && dice.below(2) == 0) event.sender = dice.below(i);
    event.sent_early = dice.below(2) == 0;
    event.always.reads = some_of(dice, resources, 3);
    event.always.writes = some_of(dice, resources, 4);
    if (dice.below(2) == 0) event.perhaps.reads = some_of(dice, resources, 4);
    if (dice.below(2) == 0) event.perhaps.writes = some_of(dice, resources, 4);
  }
  return program;
}

/// What an execution is, but for the order of what does not conflict: of each event what it touched
/// and which events came before it that it conflicts with.
struct Place {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint32_t rivals_before = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};
using NormalForm = std::array<Place, events_max>;

/// Executes a program one event at a time, in any order in which no event comes before its sender.
class Execution {
 public:
  explicit Execution(const Program& program) : program_(program) { order_.reset(); }

  [[nodiscard]] bool ready(std::size_t number) const {
    const std::size_t sender = program_[number].sender;
    return !done(number) && (sender == events_max || done(sender));
  }
  [[nodiscard]] bool done(std::size_t number) const { return ((done_ >> number) & 1U) != 0; }
  [[nodiscard]] bool complete() const { return done_ == (1U << program_.size()) - 1; }

  void execute(std::size_t number) {
    const Event& event = program_[number];
    const Sender sender = event.sender == events_max ? Sender{} : senders_[event.sender];
    order_.begin(event.sent_early ? sender.early_name : sender.late_name);
    order_.note(number + 1);
    Footprint touched = event.always;
    order_.touch(event.always);
    const std::uint64_t found = value_of(touched.reads);
    order_.note(found);
    senders_[number].early_name = order_.offspring();
    if (found % 2 == 1) {
      touched = touched | event.perhaps;
      order_.touch(event.perhaps);
      order_.note(value_of(event.perhaps.reads));
    }
    senders_[number].late_name = order_.offspring();
    for (std::size_t i = 0; i < resources_max; ++i) {
      const bool written = !(touched.writes & resource(i)).empty();
      if (written) values_[i] = model::mix(found + 31 * i + number);
    }
    place(number, touched);
  }

  [[nodiscard]] std::uint64_t fingerprint() const { return order_.fingerprint(); }
  [[nodiscard]] const NormalForm& normal_form() const { return form_; }

 private:
  struct Sender {
    std::uint64_t early_name = 0;
    std::uint64_t late_name = 0;
  };

  [[nodiscard]] std::uint64_t value_of(ResourceSet set) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < resources_max; ++i) {
      if (!(set & resource(i)).empty()) sum += values_[i] * (2 * i + 1);
    }
    return sum;
  }

  void place(std::size_t number, const Footprint& touched) {
    Place& place = form_[number];
    place.reads = touched.reads.bits();
    place.writes = touched.writes.bits();
    for (std::size_t i = 0; i < program_.size(); ++i) {
      if (done(i) && conflict(touched_[i], touched)) place.rivals_before |= 1U << i;
    }
    touched_[number] = touched;
    done_ |= 1U << number;
  }

  const Program& program_;
  HappensBefore order_;
  std::array<std::uint64_t, resources_max> values_{};
  std::array<Sender, events_max> senders_{};
  std::array<Footprint, events_max> touched_{};
  NormalForm form_{};
  std::uint32_t done_ = 0;
};

using OnExecution = std::function<void(const Execution&)>;

/// Every order that there is.
void execute_all(const Program& program, const Execution& so_far, const OnExecution& on_execution) {
  if (so_far.complete()) return on_execution(so_far);
  for (std::size_t i = 0; i < program.size(); ++i) {
    if (!so_far.ready(i)) continue;
    Execution next = so_far;
    next.execute(i);
    execute_all(program, next, on_execution);
  }
}

/// Some order.
Execution execute_any(const Program& program, Dice& dice) {
  Execution execution(program);
  while (!execution.complete()) {
    const std::size_t number = dice.below(program.size());
    if (execution.ready(number)) execution.execute(number);
  }
  return execution;
}

/// Whether fingerprints and normal forms of one program say the same about any two executions.
class Comparison {
 public:
  void add(const Execution& execution) {
    ++executions;
    const std::uint64_t fingerprint = execution.fingerprint();
    const auto [known_form, new_form] = by_form_.emplace(execution.normal_form(), fingerprint);
    if (!new_form && known_form->second != fingerprint) ++splits;
    const auto [known, fresh] = by_fingerprint_.emplace(fingerprint, execution.normal_form());
    if (!fresh && known->second != execution.normal_form()) ++collisions;
  }
  void next_program() {
    classes += by_form_.size();
    by_form_.clear();
    by_fingerprint_.clear();
  }

  std::uint64_t executions = 0;
  std::uint64_t classes = 0;     ///< different normal forms, of all programs
  std::uint64_t splits = 0;      ///< one normal form, two fingerprints
  std::uint64_t collisions = 0;  ///< one fingerprint, two normal forms

 private:
  std::map<NormalForm, std::uint64_t> by_form_;
  std::map<std::uint64_t, NormalForm> by_fingerprint_;
};

TEST(HappensBefore, fingerprints_agree_just_when_normal_forms_do_over_every_order_of_an_execution) {
  Comparison comparison;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    Dice dice(seed);
    const Program program = random_program(dice, 3 + dice.below(4));
    execute_all(program, Execution(program),
                [&](const Execution& execution) { comparison.add(execution); });
    comparison.next_program();
  }
  EXPECT_EQ(comparison.splits, 0U);
  EXPECT_EQ(comparison.collisions, 0U);
  // The programs are worth it: there are many orders, and several of them are the same.
  EXPECT_GT(comparison.executions, 100'000U);
  EXPECT_GT(comparison.classes, 10'000U);
  EXPECT_GT(comparison.executions, 2 * comparison.classes);
}

TEST(HappensBefore, fingerprints_agree_just_when_normal_forms_do_over_many_orders_of_more_events) {
  Comparison comparison;
  for (std::uint64_t seed = 1000; seed < 1100; ++seed) {
    Dice dice(seed);
    const Program program = random_program(dice, events_max);
    for (int i = 0; i < 300; ++i) comparison.add(execute_any(program, dice));
    comparison.next_program();
  }
  EXPECT_EQ(comparison.splits, 0U);
  EXPECT_EQ(comparison.collisions, 0U);
  EXPECT_GT(comparison.classes, 1'000U);
}

}  // namespace
}  // namespace interleave::sim
