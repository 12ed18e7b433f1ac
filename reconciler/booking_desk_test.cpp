#include "reconciler/booking_desk.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reconciler/booking_fixtures.hpp"

namespace interleave::reconciler {
namespace {

using namespace model;

constexpr Duration pause_between_tries = 500ms;
const std::string all_slots =
    "8 A, 10 A, 13 A, 23 A, 25 A, 26 A, 32 A, 8 B, 10 B, 13 B, 23 B, 25 B, 26 B, 32 B";
const std::string all_but_eight_of_a =
    "10 A, 13 A, 23 A, 25 A, 26 A, 32 A, 8 B, 10 B, 13 B, 23 B, 25 B, 26 B, 32 B";

constexpr std::array unknown_statuses{CalendarStatus::timed_out, CalendarStatus::unreadable,
                                      CalendarStatus::failed, CalendarStatus::unreachable};

std::string word_of(CalendarVerb verb) {
  CalendarRequest request;
  request.verb = verb;
  const std::string words = describe(request);
  return words.substr(0, words.find(' '));
}

// ---- The list path ----

TEST(BookingDesk, answers_a_load_from_the_calendar_and_the_next_ones_from_its_cache) {
  DeskBench bench;
  bench.ask(BookingVerb::load);
  EXPECT_EQ(bench.sent("READ").run, Cause{71});
  EXPECT_EQ(differences(bench.sent("READ").check), "");
  bench.expect_read({row_at(8h)});
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.said().status, BookingStatus::done);
  EXPECT_EQ(in_words(bench.said().slots), all_but_eight_of_a);

  bench.timer.pass(300s - 1us);
  bench.ask(BookingVerb::load);
  EXPECT_EQ(bench.next(), "nothing");
  ASSERT_EQ(bench.answers.size(), 2U);
  EXPECT_EQ(bench.said().status, BookingStatus::done);
  EXPECT_EQ(in_words(bench.said().slots), all_but_eight_of_a);

  bench.timer.pass(1us);
  bench.ask(BookingVerb::load);
  bench.expect_read();
  EXPECT_EQ(in_words(bench.said().slots), all_slots);
}

TEST(BookingDesk, remembers_a_list_from_the_time_that_it_was_read) {
  DeskBench bench;
  bench.ask(BookingVerb::load);
  bench.timer.pass(3s);
  bench.expect_read();
  bench.timer.pass(300s - 1us);
  bench.ask(BookingVerb::load);
  EXPECT_EQ(bench.answers.size(), 2U);
}

TEST(BookingDesk, says_of_a_load_that_it_failed_and_remembers_nothing_of_it) {
  for (const CalendarStatus status : unknown_statuses) {
    DeskBench bench;
    bench.ask(BookingVerb::load);
    bench.answer("READ", status);
    ASSERT_EQ(bench.answers.size(), 1U);
    EXPECT_EQ(bench.said().status, BookingStatus::failed);
    EXPECT_TRUE(bench.said().slots.empty());
    bench.ask(BookingVerb::load);
    EXPECT_EQ(bench.next(), "READ");
  }
}

TEST(BookingDesk, shows_staff_every_slot_and_does_not_take_that_list_for_a_customers) {
  DeskBench bench;
  BookingRequest internal = asking(BookingVerb::load);
  internal.slots.exclude_overlapping = false;
  bench.desk.on_request(internal);
  bench.expect_read({row_at(8h)});
  EXPECT_EQ(in_words(bench.said().slots), all_slots);
  bench.ask(BookingVerb::load);
  bench.expect_read({row_at(8h)});
  EXPECT_EQ(in_words(bench.said().slots), all_but_eight_of_a);
}

TEST(BookingDesk, books_what_its_cache_shows_as_taken_if_the_store_finds_it_free) {
  DeskBench bench;
  bench.ask(BookingVerb::load);
  bench.expect_read({row_at(8h)});
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::ok);
  EXPECT_EQ(bench.said().status, BookingStatus::done);
}

// ---- What is written ----

TEST(BookingDesk, sends_each_verb_as_one_write_of_its_own) {
  for (const WriteVerb& verb : write_verbs) {
    DeskBench bench;
    bench.ask(verb.asked, "AB");
    const CalendarRequest sent = bench.sent(word_of(verb.sent));
    EXPECT_EQ(sent.verb, verb.sent);
    EXPECT_EQ(sent.run, Cause{71});
    EXPECT_EQ(sent.name, Cause{72});
    EXPECT_EQ(sent.ordinal, 0U);
    EXPECT_EQ(sent.wish.inspectors, people_of("AB"));
    EXPECT_EQ(sent.wish.when, (Interval{Time{8h}, Time{10h + 30min}}));
    EXPECT_EQ(sent.wish.visit, Cause{70});
    EXPECT_EQ(sent.wish.self, EntryId{3});
    EXPECT_EQ(sent.seen, 1U);
    EXPECT_EQ(sent.fencing, 5U);
    EXPECT_EQ(sent.online, confirms(verb.asked));
    EXPECT_FALSE(sent.overriding);
    EXPECT_EQ(sent.lasts, verb.asked == BookingVerb::hold ? Duration(15min) : Duration{});
    bench.answer(word_of(verb.sent), CalendarStatus::ok);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.said().status, BookingStatus::done);
  }
}

TEST(BookingDesk, has_the_store_check_everything_and_look_wherever_time_is_taken) {
  for (const WriteVerb& verb : write_verbs) {
    DeskBench bench;
    bench.ask(verb.asked);
    const bool frees = verb.asked == BookingVerb::drop || verb.asked == BookingVerb::cancel;
    EXPECT_EQ(differences(bench.sent(word_of(verb.sent)).check), frees ? "not free" : "");
  }
}

TEST(BookingDesk, books_for_a_brand_and_over_what_is_in_the_way_only_if_staff_say_so) {
  DeskBench bench;
  BookingRequest request = asking(BookingVerb::book);
  request.slots.brand = 1;
  request.overriding = true;
  bench.desk.on_request(request);
  const CalendarRequest sent = bench.sent("BOOK");
  EXPECT_EQ(sent.wish.brand, 1);
  EXPECT_TRUE(sent.overriding);
  EXPECT_FALSE(sent.online);
  EXPECT_EQ(differences(sent.check), "");
}

TEST(BookingDesk, answers_whoever_asked_with_the_row_and_the_number_of_the_hold) {
  for (const WriteVerb& verb : write_verbs) {
    DeskBench bench;
    bench.ask(verb.asked);
    CalendarReply reply;
    reply.entry = EntryId{9};
    reply.fencing = 6;
    bench.answer(word_of(verb.sent), reply);
    ASSERT_EQ(bench.answers.size(), 1U);
    EXPECT_EQ(bench.said().visit, Cause{70});
    EXPECT_EQ(bench.said().id, Cause{71});
    EXPECT_EQ(bench.said().name, Cause{72});
    EXPECT_EQ(bench.said().verb, verb.asked);
    EXPECT_EQ(bench.said().entry, EntryId{9});
    EXPECT_EQ(bench.said().hold, 6U);
  }
}

TEST(BookingDesk, tells_people_at_once_what_the_store_has_decided) {
  const auto told = [](const WriteVerb& verb, CalendarStatus status) {
    DeskBench bench;
    bench.ask(verb.asked);
    bench.answer(word_of(verb.sent), status);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
    return bench.said().status;
  };
  for (const WriteVerb& verb : write_verbs) {
    EXPECT_EQ(told(verb, CalendarStatus::ok), BookingStatus::done);
    EXPECT_EQ(told(verb, CalendarStatus::conflict), BookingStatus::refused);
    EXPECT_EQ(told(verb, CalendarStatus::invalid), BookingStatus::invalid);
    EXPECT_EQ(told(verb, CalendarStatus::changed), BookingStatus::changed);
  }
}

TEST(BookingDesk, sends_a_write_of_unknown_outcome_again_under_its_name_three_times_in_all) {
  for (const CalendarStatus status : unknown_statuses) {
    DeskBench bench;
    bench.ask(BookingVerb::create_job);
    for (std::uint32_t tries = 0; tries < 3; ++tries) {
      if (tries > 0) {
        EXPECT_EQ(bench.next(), "nothing");
        EXPECT_EQ(bench.timer.until_next(), pause_between_tries);
        bench.timer.pass(pause_between_tries);
      }
      const CalendarRequest sent = bench.sent("BOOK");
      EXPECT_EQ(sent.name, Cause{72});
      EXPECT_EQ(sent.ordinal, tries);
      EXPECT_EQ(differences(sent.check), "");
      EXPECT_TRUE(bench.answers.empty());
      bench.answer("BOOK", status);
    }
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
    ASSERT_EQ(bench.answers.size(), 1U);
    EXPECT_EQ(bench.said().status, BookingStatus::failed);
  }
}

TEST(BookingDesk, tells_people_what_the_last_try_came_to) {
  for (const CalendarStatus status : unknown_statuses) {
    for (const WriteVerb& verb : write_verbs) {
      DeskBench bench;
      bench.ask(verb.asked);
      bench.answer(word_of(verb.sent), status);
      bench.timer.pass(pause_between_tries);
      CalendarReply reply;
      reply.entry = EntryId{9};
      bench.answer(word_of(verb.sent), reply);
      ASSERT_EQ(bench.answers.size(), 1U);
      EXPECT_EQ(bench.said().status, BookingStatus::done);
      EXPECT_EQ(bench.said().entry, EntryId{9});
      EXPECT_EQ(bench.timer.alarms(), 0U);
    }
  }
}

// ---- Much at once, and death ----

TEST(BookingDesk, lets_nobody_wait_for_anybody_else) {
  DeskBench bench;
  bench.ask(BookingVerb::create_job);
  bench.ask(BookingVerb::book_job);
  EXPECT_EQ(bench.calendar.pending(), 2U);
}

TEST(BookingDesk, lets_whoever_comes_while_there_is_too_much_to_do_hear_nothing) {
  DeskBench bench;
  for (std::size_t i = 0; i < TaskSet::tasks_max + 1; ++i) bench.ask(BookingVerb::cancel);
  EXPECT_EQ(bench.calendar.pending(), TaskSet::tasks_max);
  while (bench.calendar.pending() > 0) bench.calendar.answer({});
  EXPECT_EQ(bench.answers.size(), TaskSet::tasks_max);
  bench.ask(BookingVerb::cancel);
  EXPECT_EQ(bench.next(), "CANCEL");
}

TEST(BookingDesk, serves_a_request_that_names_no_inspectors) {
  DeskBench bench;
  bench.ask(BookingVerb::cancel, "");
  bench.answer("CANCEL", CalendarStatus::ok);
  EXPECT_EQ(bench.said().status, BookingStatus::done);
}

TEST(BookingDesk, forgets_whatever_it_was_at_when_it_dies) {
  DeskBench bench;
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::timed_out);
  bench.ask(BookingVerb::hold);
  EXPECT_EQ(bench.timer.alarms(), 1U);
  EXPECT_EQ(bench.next(), "HOLD");
  bench.desk.die();
  EXPECT_EQ(bench.timer.alarms(), 0U);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_TRUE(bench.answers.empty());
}

TEST(BookingDesk, forgets_its_lists_when_it_dies) {
  DeskBench bench;
  bench.ask(BookingVerb::load);
  bench.expect_read();
  bench.desk.die();
  bench.ask(BookingVerb::load);
  EXPECT_EQ(bench.next(), "READ");
}

// ---- Without a guard ----

using Adjustable = DeskBenchOf<AdjustableGuards>;

AdjustableGuards without(Guard guard) { return AdjustableGuards().without(guard); }

/// What the store is asked to check for a write by that verb, as it differs from what production
/// asks for a booking.
std::string check_of(Guard removed, const WriteVerb& verb) {
  Adjustable bench(without(removed));
  bench.ask(verb.asked);
  return differences(bench.sent(word_of(verb.sent)).check);
}
/// Every write asks for that difference and no other.
void expect_everywhere(Guard removed, const std::string& difference) {
  for (const WriteVerb& verb : write_verbs) {
    const bool frees = verb.asked == BookingVerb::drop || verb.asked == BookingVerb::cancel;
    EXPECT_EQ(check_of(removed, verb), (frees ? "not free, " : "") + difference);
  }
}
/// These writes are done without a look, and no other that was not so before.
void expect_unguarded(Guard removed, const std::vector<BookingVerb>& verbs) {
  for (const WriteVerb& verb : write_verbs) {
    const bool frees = verb.asked == BookingVerb::drop || verb.asked == BookingVerb::cancel;
    const bool unguarded = std::ranges::find(verbs, verb.asked) != verbs.end();
    EXPECT_EQ(check_of(removed, verb), frees || unguarded ? "not free" : "");
  }
}

TEST(BookingDesk, without_recheck_at_confirm_both_endpoints_confirm_without_a_look) {
  expect_unguarded(Guard::recheck_at_confirm, {BookingVerb::create_job, BookingVerb::book_job});
}
TEST(BookingDesk, without_both_endpoints_one_of_them_confirms_without_a_look) {
  expect_unguarded(Guard::both_endpoints, {BookingVerb::book_job});
}
TEST(BookingDesk, without_internal_checked_staff_book_without_a_look) {
  expect_unguarded(Guard::internal_checked, {BookingVerb::book});
}
TEST(BookingDesk, without_move_checked_another_time_is_written_without_a_look) {
  expect_unguarded(Guard::move_checked, {BookingVerb::move});
}
TEST(BookingDesk, without_reassign_checked_other_inspectors_are_written_without_a_look) {
  expect_unguarded(Guard::reassign_checked, {BookingVerb::reassign});
}
TEST(BookingDesk, without_reinstate_checked_a_booking_is_on_again_without_a_look) {
  expect_unguarded(Guard::reinstate_checked, {BookingVerb::reinstate});
}

TEST(BookingDesk, without_whole_interval_only_what_starts_together_is_in_the_way) {
  expect_everywhere(Guard::whole_interval, "same start");
}
TEST(BookingDesk, without_half_open_what_ends_as_the_other_starts_is_in_the_way) {
  expect_everywhere(Guard::half_open, "touching");
}
TEST(BookingDesk, without_pending_blocks_no_hold_is_in_the_way) {
  expect_everywhere(Guard::pending_blocks, "no holds");
}
TEST(BookingDesk, without_events_block_nothing_that_staff_have_blocked_is_in_the_way) {
  expect_everywhere(Guard::events_block, "no events");
}
TEST(BookingDesk, without_vacations_block_no_vacation_is_in_the_way) {
  expect_everywhere(Guard::vacations_block, "no vacations");
}
TEST(BookingDesk, without_natives_block_no_native_order_is_in_the_way) {
  expect_everywhere(Guard::natives_block, "no natives");
}
TEST(BookingDesk, without_all_inspectors_only_the_first_ones_are_compared) {
  expect_everywhere(Guard::all_inspectors, "first inspectors");
}
TEST(BookingDesk, without_all_brands_bookings_of_another_brand_are_not_in_the_way) {
  expect_everywhere(Guard::all_brands, "one brand");
}
TEST(BookingDesk, without_identities_mapped_one_person_is_two) {
  expect_everywhere(Guard::identities_mapped, "identities apart");
}
TEST(BookingDesk, without_cancelled_is_free_what_is_cancelled_is_in_the_way) {
  expect_everywhere(Guard::cancelled_is_free, "cancelled too");
}
TEST(BookingDesk, without_hold_expiry_a_hold_blocks_for_ever) {
  expect_everywhere(Guard::hold_expiry, "expired too");
}
TEST(BookingDesk, without_own_hold_free_ones_own_hold_is_in_the_way) {
  expect_everywhere(Guard::own_hold_free, "own holds too");
}

TEST(BookingDesk, without_valid_interval_what_is_no_time_is_written) {
  expect_everywhere(Guard::valid_interval, "not valid");
}
TEST(BookingDesk, without_hold_owner_a_booking_consumes_whatever_hold_it_is_on) {
  expect_everywhere(Guard::hold_owner, "any hold");
}
TEST(BookingDesk, without_hold_fencing_a_hold_is_dropped_whatever_its_number) {
  expect_everywhere(Guard::hold_fencing, "not fenced");
}
TEST(BookingDesk, without_once_a_request_that_comes_again_is_done_again) {
  expect_everywhere(Guard::once, "not once");
}
TEST(BookingDesk, without_changes_compare_a_change_is_made_to_whatever_is_there) {
  expect_everywhere(Guard::changes_compare, "not unchanged");
}
TEST(BookingDesk, without_watch_natives_staff_are_not_told_what_overlaps_a_native_order) {
  expect_everywhere(Guard::watch_natives, "not watching");
}
TEST(BookingDesk, without_close_alert_staff_are_told_for_ever) {
  expect_everywhere(Guard::close_alert, "not closing");
}

TEST(BookingDesk, without_whole_interval_its_lists_are_as_they_should_be) {
  Adjustable bench(without(Guard::whole_interval));
  bench.ask(BookingVerb::load);
  bench.expect_read({row_at(7h)});
  EXPECT_EQ(in_words(bench.said().slots), all_but_eight_of_a);
}

/// From half past one, in the night in which the clocks go forward half an hour later.
BookingRequest across_the_change() {
  BookingRequest request = asking(BookingVerb::create_job);
  WallClock& clock = request.slots.clock;
  clock.at_start = clock.occurrences(local_time({2026, 3, 7}, 0)).first;
  request.starts = Time{25h + 30min};
  return request;
}

TEST(BookingDesk, without_instants_a_length_across_a_change_of_the_clocks_is_another) {
  DeskBench sealed;
  sealed.desk.on_request(across_the_change());
  EXPECT_EQ(sealed.sent("BOOK").wish.when, (Interval{Time{25h + 30min}, Time{28h}}));
  Adjustable bench(without(Guard::instants));
  bench.desk.on_request(across_the_change());
  EXPECT_EQ(bench.sent("BOOK").wish.when, (Interval{Time{25h + 30min}, Time{27h}}));
  EXPECT_EQ(differences(bench.sent("BOOK").check), "");
  // On any other day it is the same.
  Adjustable ordinary(without(Guard::instants));
  ordinary.ask(BookingVerb::create_job);
  EXPECT_EQ(ordinary.sent("BOOK").wish.when, (Interval{Time{8h}, Time{10h + 30min}}));
}

TEST(BookingDesk, without_unknown_is_no_success_it_says_that_a_lost_write_is_done) {
  for (const CalendarStatus status : unknown_statuses) {
    Adjustable bench(without(Guard::unknown_is_no_success));
    bench.ask(BookingVerb::create_job);
    bench.answer("BOOK", status);
    // Where it knows that nothing was done, it tries again all the same.
    const bool lost = status == CalendarStatus::timed_out || status == CalendarStatus::unreadable;
    EXPECT_EQ(bench.answers.size(), lost ? 1U : 0U);
    EXPECT_EQ(bench.timer.alarms(), lost ? 0U : 1U);
    if (lost) {
      EXPECT_EQ(bench.said().status, BookingStatus::done);
    }
  }
}

TEST(BookingDesk, without_unknown_is_no_refusal_it_says_that_a_lost_write_is_refused) {
  for (const CalendarStatus status : unknown_statuses) {
    Adjustable bench(without(Guard::unknown_is_no_refusal));
    bench.ask(BookingVerb::create_job);
    bench.answer("BOOK", status);
    const bool lost = status == CalendarStatus::timed_out || status == CalendarStatus::unreadable;
    EXPECT_EQ(bench.answers.size(), lost ? 1U : 0U);
    EXPECT_EQ(bench.timer.alarms(), lost ? 0U : 1U);
    if (lost) {
      EXPECT_EQ(bench.said().status, BookingStatus::refused);
    }
  }
}

// ---- Without a check that is part of the write ----

TEST(BookingDesk, without_atomic_check_looks_before_it_writes_and_then_writes_without_a_look) {
  for (const WriteVerb& verb : write_verbs) {
    Adjustable bench(without(Guard::atomic_check));
    bench.ask(verb.asked);
    if (verb.asked != BookingVerb::drop && verb.asked != BookingVerb::cancel) {
      EXPECT_NE(bench.sent("READ").run, Cause{71});  // so that its name is not that of a load
      bench.expect_read({row_at(10h + 30min)});      // which touches it
    }
    EXPECT_EQ(differences(bench.sent(word_of(verb.sent)).check), "not free");
    EXPECT_EQ(bench.sent(word_of(verb.sent)).ordinal, 0U);
  }
}

TEST(BookingDesk, without_atomic_check_refuses_what_was_taken_as_it_looked) {
  Adjustable bench(without(Guard::atomic_check));
  bench.ask(BookingVerb::create_job, "AB");
  bench.expect_read({row_at(9h, "B")});
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.said().status, BookingStatus::refused);
}

TEST(BookingDesk, without_atomic_check_looks_by_the_clock_at_what_is_in_the_way_of_that_visit) {
  CalendarEntry hold = row_at(8h, "A", EntryKind::hold);
  hold.owner = Cause{1};
  hold.expires = Time{1h} + 1s;  // the bench starts at one
  const auto next_after = [&](Duration wait, Cause owner) {
    Adjustable bench(without(Guard::atomic_check));
    bench.ask(BookingVerb::create_job);
    bench.timer.pass(wait);
    hold.owner = owner;
    bench.expect_read({hold});
    return bench.next();
  };
  EXPECT_EQ(next_after(1s - 1us, Cause{1}), "nothing");
  EXPECT_EQ(next_after(1s, Cause{1}), "BOOK");
  EXPECT_EQ(next_after(Duration{}, Cause{70}), "BOOK");  // their own
}

TEST(BookingDesk, without_atomic_check_looks_by_the_query_that_the_store_would_have_looked_by) {
  Adjustable bench(without(Guard::atomic_check).without(Guard::whole_interval));
  bench.ask(BookingVerb::create_job);
  bench.expect_read({row_at(9h)});
  EXPECT_EQ(bench.next(), "BOOK");
}

TEST(BookingDesk, without_atomic_check_a_booking_that_is_changed_is_not_in_its_own_way) {
  Adjustable bench(without(Guard::atomic_check));
  bench.ask(BookingVerb::move);
  CalendarEntry self = row_at(9h);
  self.id = EntryId{3};
  bench.expect_read({self});
  EXPECT_EQ(bench.next(), "MOVE");
}

TEST(BookingDesk, without_atomic_check_writes_what_it_could_not_look_at) {
  for (const CalendarStatus status : unknown_statuses) {
    Adjustable bench(without(Guard::atomic_check));
    bench.ask(BookingVerb::create_job);
    bench.answer("READ", status);
    EXPECT_EQ(bench.next(), "BOOK");
  }
}

TEST(BookingDesk, without_atomic_check_never_looks_at_a_list) {
  Adjustable bench(without(Guard::atomic_check));
  bench.ask(BookingVerb::load);
  bench.expect_read({row_at(8h)});
  bench.ask(BookingVerb::create_job);
  bench.expect_read();
  EXPECT_EQ(bench.next(), "BOOK");
}

TEST(BookingDesk, without_fresh_check_believes_a_young_list) {
  Adjustable free(without(Guard::fresh_check));
  free.ask(BookingVerb::load);
  free.expect_read();
  free.ask(BookingVerb::create_job);
  EXPECT_EQ(differences(free.sent("BOOK").check), "not free");

  Adjustable taken(without(Guard::fresh_check));
  taken.ask(BookingVerb::load);
  taken.expect_read({row_at(8h)});
  taken.ask(BookingVerb::create_job);
  EXPECT_EQ(taken.next(), "nothing");
  EXPECT_EQ(taken.said().status, BookingStatus::refused);
}

TEST(BookingDesk, without_fresh_check_looks_at_the_calendar_where_it_has_no_young_list) {
  Adjustable bench(without(Guard::fresh_check));
  bench.ask(BookingVerb::create_job);
  bench.expect_read();
  bench.answer("BOOK", CalendarStatus::ok);
  bench.ask(BookingVerb::load);
  bench.expect_read();
  bench.timer.pass(300s);
  bench.ask(BookingVerb::create_job);
  EXPECT_EQ(bench.next(), "READ");
}

TEST(BookingDesk, without_fresh_check_a_list_that_shows_everything_is_none) {
  Adjustable bench(without(Guard::fresh_check));
  BookingRequest internal = asking(BookingVerb::load);
  internal.slots.exclude_overlapping = false;
  bench.desk.on_request(internal);
  bench.expect_read({row_at(8h)});
  BookingRequest request = asking(BookingVerb::book);
  request.slots.exclude_overlapping = false;
  bench.desk.on_request(request);
  EXPECT_EQ(bench.next(), "READ");
}

}  // namespace
}  // namespace interleave::reconciler
