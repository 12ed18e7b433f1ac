#include "reconciler/task_set.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/fixtures.hpp"

namespace interleave::reconciler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint8_t job_one = 1;
constexpr std::uint8_t job_two = 2;

Task<> wait_at(Gate& gate, Journal& journal, std::string name) {
  const Witness witness(journal, name);
  journal.push_back(name + " starts");
  co_await gate.pass();
  journal.push_back(name + " goes on");
}

Task<> come_back_at_once(Journal& journal) {
  journal.emplace_back("done");
  co_return;
}

TEST(TaskSet, starts_a_task_at_once_and_keeps_it_while_it_waits) {
  Gate gate;
  Journal journal;
  TaskSet tasks;
  EXPECT_TRUE(tasks.spawn(job_one, wait_at(gate, journal, "task")));
  EXPECT_THAT(journal, ElementsAre("task starts"));
  EXPECT_TRUE(tasks.works_on(job_one));
  EXPECT_FALSE(tasks.works_on(job_two));
  gate.open();
  EXPECT_THAT(journal, ElementsAre("task starts", "task goes on", "end of task"));
  EXPECT_FALSE(tasks.works_on(job_one));
}

TEST(TaskSet, works_on_a_thing_while_any_task_about_it_waits) {
  Gate gate;
  Journal journal;
  TaskSet tasks;
  tasks.spawn(job_one, wait_at(gate, journal, "first"));
  tasks.spawn(job_one, wait_at(gate, journal, "second"));
  tasks.spawn(job_two, wait_at(gate, journal, "third"));
  gate.open();
  EXPECT_TRUE(tasks.works_on(job_one));
  gate.open();
  EXPECT_FALSE(tasks.works_on(job_one));
  EXPECT_TRUE(tasks.works_on(job_two));
  gate.open();
  EXPECT_FALSE(tasks.works_on(job_two));
}

TEST(TaskSet, killed_destroys_every_task_where_it_stands) {
  Gate gate;
  Journal journal;
  TaskSet tasks;
  tasks.spawn(job_one, wait_at(gate, journal, "first"));
  tasks.spawn(job_two, wait_at(gate, journal, "second"));
  journal.clear();
  tasks.kill();
  EXPECT_THAT(journal, ElementsAre("end of first", "end of second"));
  EXPECT_FALSE(tasks.works_on(job_one));
  EXPECT_FALSE(tasks.works_on(job_two));
  tasks.kill();
  EXPECT_EQ(journal.size(), 2U);
}

TEST(TaskSet, works_again_after_it_was_killed) {
  Gate before;
  Gate after;
  Journal journal;
  TaskSet tasks;
  tasks.spawn(job_one, wait_at(before, journal, "first"));
  tasks.kill();
  journal.clear();
  EXPECT_TRUE(tasks.spawn(job_two, wait_at(after, journal, "second")));
  EXPECT_FALSE(tasks.works_on(job_one));
  EXPECT_TRUE(tasks.works_on(job_two));
  after.open();
  EXPECT_THAT(journal, ElementsAre("second starts", "second goes on", "end of second"));
}

TEST(TaskSet, holds_so_many_tasks_and_does_not_start_one_more) {
  Gate gate;
  Journal journal;
  TaskSet tasks;
  for (std::size_t i = 0; i < TaskSet::tasks_max; ++i) {
    EXPECT_TRUE(tasks.spawn(job_one, wait_at(gate, journal, "task")));
  }
  journal.clear();
  EXPECT_FALSE(tasks.spawn(job_two, wait_at(gate, journal, "one too many")));
  EXPECT_THAT(journal, IsEmpty());
  EXPECT_FALSE(tasks.works_on(job_two));
  gate.open();  // one has ended, so there is room for one
  EXPECT_TRUE(tasks.spawn(job_two, wait_at(gate, journal, "another")));
  EXPECT_TRUE(tasks.works_on(job_two));
}

TEST(TaskSet, tasks_that_have_ended_take_no_room) {
  Journal journal;
  TaskSet tasks;
  for (std::size_t i = 0; i < 3 * TaskSet::tasks_max; ++i) {
    EXPECT_TRUE(tasks.spawn(job_one, come_back_at_once(journal)));
  }
  EXPECT_EQ(journal.size(), 3 * TaskSet::tasks_max);
  EXPECT_FALSE(tasks.works_on(job_one));
}

}  // namespace
}  // namespace interleave::reconciler
