#include "reconciler/task.hpp"

#include <array>
#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/fixtures.hpp"

namespace interleave::reconciler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- Coroutines to look at. They take what they need by parameter: captures would die first. ----

Task<> note(Journal& journal, std::string text) {
  journal.push_back(std::move(text));
  co_return;
}

Task<int> number_after(Gate& gate, int number) {
  co_await gate.pass();
  co_return number;
}

Task<int> doubled(Gate& gate, int number) {
  const int found = co_await number_after(gate, number);
  co_return 2 * found;
}

Task<> put_into(int& place, Task<int> work) {
  const int found = co_await work;
  place = found;
}

Task<> wait_at(Gate& gate, Journal& journal, std::string name) {
  const Witness witness(journal, name);
  journal.push_back("start of " + name);
  co_await gate.pass();
  journal.push_back(name + " goes on");
}

Task<> wait_within(Gate& gate, Journal& journal) {
  const Witness witness(journal, "outer");
  co_await wait_at(gate, journal, "inner");
  journal.emplace_back("outer goes on");
}

Task<int> fail_after(Gate& gate, std::string why) {
  co_await gate.pass();
  throw std::runtime_error(why);
}

Task<> fail_at_once() {
  throw std::runtime_error("at once");
  co_return;
}

Task<> keep_message(Gate& gate, std::string& message) {
  try {
    co_await fail_after(gate, "the reason");
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
}

Task<> let_pass(Gate& gate) {
  const int never = co_await fail_after(gate, "the reason");
  ADD_FAILURE() << "went on with " << never;
}

// ---- Life ----

TEST(Task, is_lazy_runs_to_its_first_wait_and_goes_on_when_resumed) {
  Gate gate;
  Journal journal;
  Task<> task = wait_at(gate, journal, "task");
  EXPECT_THAT(journal, IsEmpty());
  EXPECT_TRUE(task.running());
  task.start();
  EXPECT_THAT(journal, ElementsAre("start of task"));
  EXPECT_TRUE(task.running());
  gate.open();
  EXPECT_THAT(journal, ElementsAre("start of task", "task goes on", "end of task"));
  EXPECT_FALSE(task.running());
}

TEST(Task, gives_its_result_to_the_coroutine_that_awaits_it) {
  Gate gate;
  int result = 0;
  Task<> task = put_into(result, doubled(gate, 21));
  task.start();
  EXPECT_EQ(result, 0);
  gate.open();
  EXPECT_EQ(result, 42);  // twice 21
}

TEST(Task, without_a_coroutine_is_not_running) {
  Task<> task;
  EXPECT_FALSE(task.running());
  task.reset();
  EXPECT_FALSE(task.running());
}

TEST(Task, destroyed_before_it_starts_runs_nothing) {
  Journal journal;
  { const Task<> task = note(journal, "never"); }
  EXPECT_THAT(journal, IsEmpty());
}

TEST(Task, nested_tasks_resume_innermost_first) {
  Gate gate;
  Journal journal;
  Task<> task = wait_within(gate, journal);
  task.start();
  gate.open();
  EXPECT_THAT(journal, ElementsAre("start of inner", "inner goes on", "end of inner",
                                   "outer goes on", "end of outer"));
}

TEST(Task, that_never_waits_comes_back_at_once) {
  Journal journal;
  const auto twice = [](Journal& lines) -> Task<> {
    co_await note(lines, "first");
    co_await note(lines, "second");
  };
  Task<> task = twice(journal);
  task.start();
  EXPECT_FALSE(task.running());
  EXPECT_THAT(journal, ElementsAre("first", "second"));
}

TEST(Task, two_tasks_take_turns_as_their_gates_open) {
  Gate gate;
  Journal journal;
  Task<> first = wait_at(gate, journal, "first");
  Task<> second = wait_at(gate, journal, "second");
  second.start();
  first.start();
  gate.open();
  EXPECT_TRUE(first.running());
  EXPECT_FALSE(second.running());
  gate.open();
  EXPECT_FALSE(first.running());
}

// ---- Death ----

TEST(Task, destroyed_while_it_waits_destroys_its_locals_innermost_first) {
  Gate gate;
  Journal journal;
  Task<> task = wait_within(gate, journal);
  task.start();
  journal.clear();
  task.reset();
  EXPECT_FALSE(task.running());
  EXPECT_THAT(journal, ElementsAre("end of inner", "end of outer"));
}

TEST(Task, moved_is_the_same_coroutine_in_another_hand) {
  Gate gate;
  Journal journal;
  Task<> task = wait_at(gate, journal, "task");
  task.start();
  Task<> moved = std::move(task);
  EXPECT_FALSE(task.running());  // NOLINT(bugprone-use-after-move): a moved-from task is empty
  EXPECT_TRUE(moved.running());
  gate.open();
  EXPECT_FALSE(moved.running());
}

TEST(Task, assigned_over_destroys_what_it_held) {
  Gate gate;
  Journal journal;
  Task<> task = wait_at(gate, journal, "old");
  task.start();
  journal.clear();
  task = wait_at(gate, journal, "new");
  EXPECT_THAT(journal, ElementsAre("end of old"));
  EXPECT_TRUE(task.running());
}

TEST(Task, assigned_to_itself_stays) {
  Gate gate;
  Journal journal;
  Task<> task = wait_at(gate, journal, "task");
  Task<>& same = task;
  task = std::move(same);
  EXPECT_TRUE(task.running());
}

TEST(Task, a_frame_larger_than_any_pooled_one_works_as_well) {
  const auto large = [](Gate& gate, std::size_t& sum) -> Task<> {
    std::array<std::size_t, 4096> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    co_await gate.pass();
    for (const std::size_t number : numbers) sum += number;
  };
  Gate gate;
  std::size_t sum = 0;
  Task<> task = large(gate, sum);
  task.start();
  gate.open();
  EXPECT_EQ(sum, 4096U * 4095U / 2U);  // 0 + 1 + … + 4095
}

TEST(Task, frames_of_dead_tasks_serve_later_ones) {
  // Sizes and deaths mixed: a frame handed out twice at once would show in the sums.
  int sum = 0;
  for (int round = 0; round < 100; ++round) {
    Gate gate;
    Journal journal;
    std::vector<int> results(10);
    std::vector<Task<>> tasks;
    for (int i = 0; i < 10; ++i) {
      int& place = results[static_cast<std::size_t>(i)];
      tasks.push_back(put_into(place, i % 2 == 0 ? doubled(gate, i) : number_after(gate, i)));
    }
    Task<> dying = wait_within(gate, journal);
    for (Task<>& task : tasks) task.start();
    dying.reset();
    while (gate.waiting() > 0) gate.open();
    for (const int result : results) sum += result;
  }
  // Even numbers count twice: 2 · (0+2+4+6+8) + (1+3+5+7+9) = 65, a hundred times.
  EXPECT_EQ(sum, 6500);
}

// ---- Exceptions ----

TEST(Task, an_exception_reaches_the_coroutine_that_awaits) {
  Gate gate;
  std::string message;
  Task<> task = keep_message(gate, message);
  task.start();
  gate.open();
  EXPECT_EQ(message, "the reason");
  EXPECT_FALSE(task.running());
}

TEST(Task, an_exception_of_a_task_that_nobody_awaits_reaches_whoever_starts_it) {
  Task<> task = fail_at_once();
  EXPECT_THROW(task.start(), std::runtime_error);
  EXPECT_FALSE(task.running());
}

TEST(Task, an_exception_that_passes_through_awaiting_coroutines_reaches_whoever_resumes) {
  Gate gate;
  Task<> task = let_pass(gate);
  task.start();
  EXPECT_THROW(gate.open(), std::runtime_error);
  EXPECT_FALSE(task.running());
}

TEST(Task, an_exception_ends_locals_on_its_way) {
  Gate gate;
  Journal journal;
  const auto watched = [](Gate& gate_to_pass, Journal& lines) -> Task<> {
    const Witness witness(lines, "outer");
    co_await fail_after(gate_to_pass, "the reason");
  };
  Task<> task = watched(gate, journal);
  task.start();
  EXPECT_THROW(gate.open(), std::runtime_error);
  EXPECT_THAT(journal, ElementsAre("end of outer"));
}

// ---- The canary: every form of co_await that the house rule allows ----
// g++ 12 copies some arguments bit by bit and destroys them twice. A value that knows its own
// address sees the first, one that is counted sees the second.

/// How many tracked values are alive, and whether one was ever found at another place than it was
/// made at.
struct Census {
  int alive = 0;
  int displaced = 0;
};

class Tracked {
 public:
  Tracked(Census& census, std::string text) : census_(census), text_(std::move(text)), self_(this) {
    ++census_.alive;
  }
  Tracked(const Tracked& other) : Tracked(other.census_, other.text()) {}
  Tracked(Tracked&& other) noexcept : census_(other.census_), self_(this) {
    text_ = std::exchange(other.text_, "moved away");
    ++census_.alive;
  }
  Tracked& operator=(const Tracked&) = delete;
  ~Tracked() {
    if (self_ != this) ++census_.displaced;
    --census_.alive;
  }

  [[nodiscard]] const std::string& text() const {
    if (self_ != this) ++census_.displaced;
    return text_;
  }

 private:
  Census& census_;
  std::string text_;
  const Tracked* self_;
};

/// Longer than any small-string buffer, so that a second destruction frees twice.
constexpr const char* long_text = "a text that is too long for the buffer within a string";

Task<std::string> joined(Gate& gate, Tracked first, std::vector<std::string> rest) {
  co_await gate.pass();
  std::string text = first.text();
  for (const std::string& part : rest) text += "+" + part;
  co_return text;
}

Task<Tracked> passed_on(Gate& gate, Tracked value) {
  co_await gate.pass();
  co_return value;
}

/// An awaiter whose result is a reference, as that of a port's call is.
class ReferenceWait : public Gate::Wait {
 public:
  ReferenceWait(Gate& gate, const Tracked& value) : Gate::Wait(gate), value_(value) {}
  [[nodiscard]] const Tracked& await_resume() const noexcept { return value_; }

 private:
  const Tracked& value_;
};

class Forms {
 public:
  explicit Forms(Gate& gate) : gate_(gate) {}

  Task<> whole_statement(Census& census, Journal&) const {
    const Tracked name(census, long_text);
    const std::vector<std::string> parts(2, long_text);
    co_await joined(gate_, name, parts);
  }

  Task<> initializer_of_one_local(Census& census, Journal& journal) const {
    const Tracked name(census, long_text);
    const std::vector<std::string> parts(1, "part");
    const std::string text = co_await joined(gate_, name, parts);
    journal.push_back(text);
  }

  Task<> moved_names(Census& census, Journal& journal) const {
    Tracked name(census, long_text);
    std::vector<std::string> parts(1, "part");
    const std::string text = co_await joined(gate_, std::move(name), std::move(parts));
    journal.push_back(text);
  }

  Task<> constructor_calls(Census& census, Journal& journal) const {
    const std::string text = co_await joined(gate_, Tracked(census, long_text),
                                             std::vector<std::string>(1, std::string("part")));
    journal.push_back(text);
  }

  Task<> returned(Census& census, Journal& journal) const {
    const std::string text = co_await returning(census);
    journal.push_back(text);
  }

  Task<> result_that_is_no_scalar(Census& census, Journal& journal) const {
    const Tracked value =
        co_await passed_on(gate_, Tracked(census, long_text + std::string("+part")));
    journal.push_back(value.text());
  }

  Task<> reference_to_a_result(Census& census, Journal& journal) const {
    const Tracked& value =
        co_await passed_on(gate_, Tracked(census, long_text + std::string("+part")));
    journal.push_back(value.text());
  }
  Task<> reference_to_a_reference(Census& census, Journal& journal) const {
    const Tracked kept(census, long_text + std::string("+part"));
    ReferenceWait wait(gate_, kept);
    const Tracked& value = co_await wait;
    if (&value == &kept) journal.push_back(value.text());
  }
  Task<> in_a_loop(Census& census, Journal& journal) const {
    const std::vector<std::string> parts(1, "part");
    for (int i = 0; i < 3; ++i) {
      const std::string text = co_await joined(gate_, Tracked(census, long_text), parts);
      journal.push_back(text);
    }
  }

  Task<> under_a_condition(Census& census, Journal& journal) const {
    const std::vector<std::string> parts(1, "part");
    if (journal.empty()) {
      const std::string text = co_await joined(gate_, Tracked(census, long_text), parts);
      journal.push_back(text);
    } else {
      co_await gate_.pass();
    }
  }

  Task<> named_task(Census& census, Journal& journal) const {
    Task<std::string> work =
        joined(gate_, Tracked(census, long_text), std::vector<std::string>(1, "part"));
    const std::string text = co_await work;
    journal.push_back(text);
  }

 private:
  Task<std::string> returning(Census& census) const {
    const Tracked name(census, long_text);
    co_return co_await joined(gate_, name, std::vector<std::string>(1, "part"));
  }

  Gate& gate_;
};

struct Form {
  const char* name;
  Task<> (Forms::*run)(Census&, Journal&) const;
  std::size_t texts;  ///< how often it notes the joined text
};

[[maybe_unused]] std::ostream& operator<<(std::ostream& stream, const Form& form) {
  return stream << form.name;
}

constexpr std::array all_forms{
    Form{"whole_statement", &Forms::whole_statement, 0},
    Form{"initializer_of_one_local", &Forms::initializer_of_one_local, 1},
    Form{"moved_names", &Forms::moved_names, 1},
    Form{"constructor_calls", &Forms::constructor_calls, 1},
    Form{"returned", &Forms::returned, 1},
    Form{"result_that_is_no_scalar", &Forms::result_that_is_no_scalar, 1},
    Form{"reference_to_a_result", &Forms::reference_to_a_result, 1},
    Form{"reference_to_a_reference", &Forms::reference_to_a_reference, 1},
    Form{"in_a_loop", &Forms::in_a_loop, 3},
    Form{"under_a_condition", &Forms::under_a_condition, 1},
    Form{"named_task", &Forms::named_task, 1},
};

class HouseRule : public testing::TestWithParam<Form> {};

TEST_P(HouseRule, an_allowed_form_makes_and_destroys_each_value_once) {
  Gate gate;
  Census census;
  Journal journal;
  const Forms forms(gate);
  {
    Task<> task = (forms.*GetParam().run)(census, journal);
    task.start();
    while (gate.waiting() > 0) gate.open();
    EXPECT_FALSE(task.running());
  }
  EXPECT_EQ(census.alive, 0);
  EXPECT_EQ(census.displaced, 0);
  EXPECT_EQ(journal, Journal(GetParam().texts, long_text + std::string("+part")));
}

TEST_P(HouseRule, an_allowed_form_can_be_destroyed_where_it_waits) {
  Gate gate;
  Census census;
  Journal journal;
  const Forms forms(gate);
  Task<> task = (forms.*GetParam().run)(census, journal);
  task.start();
  ASSERT_EQ(gate.waiting(), 1U);
  EXPECT_GT(census.alive, 0);
  task.reset();
  EXPECT_EQ(census.alive, 0);
  EXPECT_EQ(census.displaced, 0);
  EXPECT_THAT(journal, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(EachForm, HouseRule, testing::ValuesIn(all_forms),
                         [](const auto& form) { return std::string(form.param.name); });

}  // namespace
}  // namespace interleave::reconciler
