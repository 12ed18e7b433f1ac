#include <string>

#include <gtest/gtest.h>

#include "reconciler/crew_fixtures.hpp"

// How one run of an element's crew deletes contacts.

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::IntentStatus;
using model::RunEnd;
using model::Status;
using namespace std::chrono_literals;

constexpr Duration lag = 2s;  // see SyncOptions

// ---- Deleting ----

TEST(CrewRun, reads_the_crew_once_more_and_deletes_one_contact) {
  CrewBench bench;
  see_unwanted(bench, "A");
  bench.expect_read();
  EXPECT_EQ(bench.flex.next().fencing, CrewBench::fencing);
  bench.expect("DELETE 0", Status::ok);
  bench.timer.pass(lag);
  bench.expect_look("");
  bench.expect_write("WRITE");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, deletes_nothing_when_the_crew_was_saved_since_it_was_read) {
  CrewBench bench;
  see_unwanted(bench, "A");
  bench.wish("A", 3);
  bench.expect_read();
  bench.expect_look("A");
  bench.expect_write("WRITE A0");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.generation, 3U);
}

TEST(CrewRun, deletes_nothing_when_the_crew_could_not_be_read_again) {
  CrewBench bench;
  see_unwanted(bench, "AB");
  bench.expect_from_store("READ", IntentStatus::timed_out);
  EXPECT_EQ(bench.next(), "READ");
}

TEST(CrewRun, takes_a_contact_that_is_not_there_to_delete_for_no_failure) {
  CrewBench bench;
  see_unwanted(bench, "A");
  bench.expect_read();
  bench.expect("DELETE 0", Status::not_found);
  bench.timer.pass(lag);
  bench.expect_look("");
  bench.expect_write("WRITE");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, takes_no_answer_but_a_list_for_the_end_of_a_delete) {
  for (const Status answer : {Status::ok, Status::not_found, Status::timed_out}) {
    CrewBench bench;
    see_unwanted(bench, "A");
    bench.expect_read();
    bench.expect("DELETE 0", answer);
    bench.timer.pass(lag);
    bench.expect_look("A");
    bench.expect_read();
    EXPECT_EQ(bench.next(), "DELETE 0");
  }
}

TEST(CrewRun, deletes_several_at_once_and_what_is_left_of_them_one_by_one) {
  // Done, done in part, refused for one of them, and nobody knows.
  for (const Status answer : {Status::ok, Status::unprocessable, Status::timed_out}) {
    CrewBench bench;
    see_unwanted(bench, "ABC");
    bench.expect_read();
    bench.expect("DELETE 0 1 2", answer);
    bench.timer.pass(lag);
    bench.expect_look(".BC");
    bench.expect_write("WRITE B1 C2");
    bench.expect_read();
    bench.expect("DELETE 1", Status::ok);
    bench.expect_read();
    bench.expect("DELETE 2", Status::ok);
    bench.timer.pass(lag);
    bench.expect_look("");
    bench.expect_write("WRITE");
    EXPECT_TRUE(bench.expect_finish().in_step);
  }
}

TEST(CrewRun, leaves_it_to_staff_to_delete_five) {
  CrewBench bench;
  see_unwanted(bench, "ABCDE");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.record);
  EXPECT_TRUE(end.alert);
  EXPECT_FALSE(end.in_step);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(CrewRun, deletes_four) {
  CrewBench bench;
  see_unwanted(bench, "ABCD");
  bench.expect_read();
  EXPECT_EQ(bench.next(), "DELETE 0 1 2 3");
}

TEST(CrewRun, deletes_five_once_staff_have_taken_that_over_for_the_crew_as_it_is) {
  for (const bool older : {false, true}) {
    CrewBench bench;
    int number = 0;
    for (const char person : {'A', 'B', 'C', 'D', 'E'}) bench.own(person, number++);
    bench.books.links = {};
    bench.wish("");
    bench.change();
    model::Intent intent = CrewBench::leased();
    intent.acknowledged = bench.wanted.generation - (older ? 1 : 0);
    bench.expect_lease(intent);
    bench.expect_look("ABCDE");
    if (older) {
      EXPECT_TRUE(bench.expect_finish().alert);
      continue;
    }
    bench.expect_read();
    EXPECT_EQ(bench.next(), "DELETE 0 1 2 3 4");
  }
}

TEST(CrewRun, counts_contacts_that_it_deletes_over_all_of_its_rounds) {
  CrewBench bench;
  bench.own('E', 4);
  bench.books.links = {};
  for (const int number : {0, 1, 2, 3}) bench.own('A', number);
  bench.books.links = {};
  bench.start_run("E");
  bench.expect_list("AAAAE");
  bench.expect_write("WRITE E4 A0 A1 A2 A3");
  bench.expect_read();
  bench.expect("DELETE 0 1 2 3", Status::timed_out);
  bench.timer.pass(lag);
  bench.expect_look("A...E");  // one of the four again is none more
  bench.expect_write("WRITE E4 A0");
  bench.wish("", 3);
  bench.expect_read();
  bench.expect_look("A...E");
  bench.expect_write("WRITE E4 A0");
  EXPECT_TRUE(bench.expect_finish().alert);
}

TEST(CrewRun, counts_contacts_that_it_deletes_one_by_one_as_well) {
  CrewBench bench;
  int number = 0;
  for (const char person : {'A', 'B', 'C', 'D', 'E'}) bench.own(person, number++);
  bench.start_run("ABCD");
  bench.expect_list("ABCDE");
  bench.expect_write("WRITE A0 B1 C2 D3 E4");
  bench.expect_read();
  bench.expect("DELETE 4", Status::ok);
  bench.timer.pass(lag);
  bench.wish("", 3);
  bench.expect_look("ABCD");
  bench.expect_write("WRITE A0 B1 C2 D3");
  EXPECT_TRUE(bench.expect_finish().alert);
}

}  // namespace
}  // namespace interleave::reconciler
