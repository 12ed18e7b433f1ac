#include "reconciler/as_found/booking.hpp"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reconciler/booking_fixtures.hpp"

namespace interleave::reconciler::as_found {
namespace {

using namespace model;

/// What a write of the historical handlers leaves unchecked.
const std::string unchecked =
    "not free, not valid, not once, not unchanged, not consuming, not fenced, not watching, not "
    "closing";
constexpr std::array confirming{BookingVerb::create_job, BookingVerb::book_job};

/// The historical handlers between a store and a Spectora that the test answers by hand.
struct Bench final : BookingHands {
  explicit Bench(const BookingWorker::Options& options = {}) : worker(ports(), *this, options) {}

  void ask(BookingVerb verb, const std::string& people = "A") {
    worker.on_request(asking(verb, people));
  }
  /// The slots of an inspector who has one appointment a day, as a list shows them.
  std::string load() {
    BookingRequest request = asking(BookingVerb::load);
    request.slots.one_a_day = true;
    request.slots.inspectors = 1;
    worker.on_request(request);
    return answers.empty() ? "" : in_words(said().slots);
  }
  /// A list that such rows leave is in the cache.
  void remember(const std::vector<CalendarEntry>& rows) {
    load();
    expect_read(rows);
  }

  BookingWorker worker;
};

BookingWorker::Options hardened(bool Hardening::*what) {
  BookingWorker::Options options;
  options.hardening.*what = true;
  return options;
}
BookingWorker::Options without(bool Causes::*what) {
  BookingWorker::Options options;
  options.causes.*what = false;
  return options;
}

// ---- Lists ----

TEST(BookingAsFound, filters_slots_as_they_are_listed) {
  Bench bench;
  bench.load();
  EXPECT_EQ(bench.sent("READ").check.behind, Duration{});
  bench.expect_read({row_at(9h)});
  EXPECT_EQ(bench.said().status, BookingStatus::done);
  EXPECT_EQ(in_words(bench.said().slots), "32 A");
}

TEST(BookingAsFound, offers_a_slot_on_which_something_is_under_way_by_then) {
  Bench bench;
  bench.load();
  bench.expect_read({row_at(7h)});  // until 9:30
  EXPECT_EQ(in_words(bench.said().slots), "8 A, 32 A");
}

TEST(BookingAsFound, offers_a_slot_that_is_booked_for_another_brand) {
  Bench bench;
  bench.load();
  CalendarEntry row = row_at(8h);
  row.brand = 1;
  bench.expect_read({row});
  EXPECT_EQ(in_words(bench.said().slots), "8 A, 32 A");
}

TEST(BookingAsFound, answers_lists_from_a_cache_for_five_minutes_whatever_was_booked) {
  Bench bench;
  bench.remember({});
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::ok);
  bench.answer("DROP", CalendarStatus::ok);
  bench.timer.pass(300s - 1us);
  EXPECT_EQ(bench.load(), "8 A, 32 A");
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(1us);
  bench.load();
  EXPECT_EQ(bench.next(), "READ");
}

TEST(BookingAsFound, says_of_a_list_that_it_failed_and_remembers_nothing_of_it) {
  Bench bench;
  bench.load();
  bench.answer("READ", CalendarStatus::failed);
  EXPECT_EQ(bench.said().status, BookingStatus::failed);
  bench.load();
  EXPECT_EQ(bench.next(), "READ");
}

// ---- Writes ----

TEST(BookingAsFound, confirms_without_a_look_and_drops_the_hold_in_a_second_write) {
  for (const BookingVerb verb : confirming) {
    Bench bench;
    bench.ask(verb);
    EXPECT_EQ(differences(bench.sent("BOOK").check).substr(0, unchecked.size()), unchecked);
    EXPECT_TRUE(bench.sent("BOOK").online);
    CalendarReply booked;
    booked.entry = EntryId{9};
    bench.answer("BOOK", booked);
    EXPECT_TRUE(bench.answers.empty());  // who dies here leaves the hold
    const CalendarRequest drop = bench.sent("DROP");
    EXPECT_EQ(drop.wish.visit, Cause{70});
    EXPECT_EQ(drop.fencing, 5U);
    EXPECT_FALSE(drop.check.fenced);
    bench.answer("DROP", CalendarStatus::ok);
    ASSERT_EQ(bench.answers.size(), 1U);
    EXPECT_EQ(bench.said().status, BookingStatus::done);
    EXPECT_EQ(bench.said().entry, EntryId{9});
    EXPECT_EQ(bench.next(), "nothing");
  }
}

TEST(BookingAsFound, does_not_mind_what_became_of_the_end_of_the_hold) {
  Bench bench;
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::ok);
  bench.answer("DROP", CalendarStatus::timed_out);
  EXPECT_EQ(bench.said().status, BookingStatus::done);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(BookingAsFound, says_that_a_booking_without_an_answer_failed_and_leaves_its_hold) {
  Bench bench;
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::timed_out);
  EXPECT_EQ(bench.said().status, BookingStatus::failed);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(BookingAsFound, inserts_what_staff_book_and_writes_what_they_change_without_a_look) {
  for (const WriteVerb& verb : write_verbs) {
    if (confirms(verb.asked)) continue;
    Bench bench;
    bench.ask(verb.asked);
    ASSERT_EQ(bench.calendar.pending(), 1U);
    EXPECT_EQ(bench.calendar.next().verb, verb.sent);
    EXPECT_EQ(bench.calendar.next().name, Cause{72});
    EXPECT_EQ(bench.calendar.next().wish.self, EntryId{3});
    EXPECT_FALSE(bench.calendar.next().online);
    EXPECT_EQ(differences(bench.calendar.next().check), unchecked);
    CalendarReply reply;
    reply.entry = EntryId{9};
    reply.fencing = 6;
    bench.calendar.answer(reply);
    ASSERT_EQ(bench.answers.size(), 1U);
    EXPECT_EQ(bench.said().status, BookingStatus::done);
    EXPECT_EQ(bench.said().entry, EntryId{9});
    EXPECT_EQ(bench.said().hold, 6U);
    EXPECT_EQ(bench.next(), "nothing");
  }
}

TEST(BookingAsFound, places_a_hold_for_a_day_that_nothing_but_its_customer_ends) {
  Bench bench;
  bench.ask(BookingVerb::hold);
  EXPECT_EQ(bench.sent("HOLD").lasts, Duration(24h));
}

TEST(BookingAsFound, tells_people_what_the_store_has_decided_and_sends_nothing_twice) {
  const auto told = [](CalendarStatus status) {
    Bench bench;
    bench.ask(BookingVerb::book);
    bench.answer("BOOK", status);
    EXPECT_EQ(bench.timer.alarms(), 0U);
    EXPECT_EQ(bench.next(), "nothing");
    return bench.said().status;
  };
  EXPECT_EQ(told(CalendarStatus::conflict), BookingStatus::refused);
  EXPECT_EQ(told(CalendarStatus::changed), BookingStatus::changed);
  EXPECT_EQ(told(CalendarStatus::failed), BookingStatus::failed);
  EXPECT_EQ(told(CalendarStatus::unreachable), BookingStatus::failed);
  EXPECT_EQ(told(CalendarStatus::unreadable), BookingStatus::failed);
}

TEST(BookingAsFound, imports_what_a_webhook_says_and_tells_nobody_what_it_overlaps) {
  Bench bench;
  NativeNews news = Bench::news();
  for (const bool live : {true, false}) {
    news.live = live;
    bench.worker.on_news(news);
    const CalendarRequest sent = bench.sent("IMPORT");
    EXPECT_EQ(sent.native, Bench::native);
    EXPECT_EQ(sent.live, live);
    EXPECT_EQ(sent.wish.when, (Interval{Time{13h}, Time{15h + 30min}}));
    ASSERT_EQ(sent.wish.inspectors.size(), 1U);
    EXPECT_EQ(sent.wish.inspectors.front(), spectora_identity(InspectorId{0}));
    EXPECT_EQ(differences(sent.check), "not free, not fenced, not watching, not closing");
    bench.answer("IMPORT", CalendarStatus::timed_out);
    EXPECT_EQ(bench.next(), "nothing");
  }
}

TEST(BookingAsFound, looks_for_no_work_by_itself_and_forgets_everything_when_it_dies) {
  Bench bench;
  bench.worker.start(Cause{1});
  bench.worker.on_gap(Cause{1});
  bench.worker.probe({}, Cause{1});
  EXPECT_EQ(bench.next(), "nothing");
  bench.remember({});
  bench.ask(BookingVerb::create_job);
  bench.worker.die();
  EXPECT_EQ(bench.next(), "nothing");
  bench.load();
  EXPECT_EQ(bench.next(), "READ");
}

// ---- What was added, each for itself ----

TEST(BookingAsFound, with_recheck_a_confirm_looks_past_the_cache_before_it_writes) {
  for (const BookingVerb verb : confirming) {
    Bench free(hardened(&Hardening::recheck));
    free.remember({row_at(8h)});
    free.ask(verb);
    free.expect_read();
    EXPECT_EQ(differences(free.sent("BOOK").check), unchecked);

    Bench taken(hardened(&Hardening::recheck));
    taken.remember({});
    taken.ask(verb);
    taken.expect_read({row_at(9h)});
    EXPECT_EQ(taken.said().status, BookingStatus::refused);
    EXPECT_EQ(taken.next(), "nothing");
  }
}

TEST(BookingAsFound, with_recheck_alone_it_still_misses_what_is_under_way_by_then) {
  Bench bench(hardened(&Hardening::recheck));
  bench.ask(BookingVerb::create_job);
  bench.expect_read({row_at(7h)});
  EXPECT_EQ(bench.next(), "BOOK");
}

TEST(BookingAsFound, with_recheck_books_nothing_that_it_could_not_look_at) {
  Bench bench(hardened(&Hardening::recheck));
  bench.ask(BookingVerb::create_job);
  bench.answer("READ", CalendarStatus::timed_out);
  EXPECT_EQ(bench.said().status, BookingStatus::failed);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(BookingAsFound, with_recheck_staff_still_book_without_a_look) {
  Bench bench(hardened(&Hardening::recheck));
  bench.ask(BookingVerb::book);
  EXPECT_EQ(differences(bench.sent("BOOK").check), unchecked);
}

TEST(BookingAsFound, with_overlap_lists_leave_out_what_is_under_way_and_writes_are_as_before) {
  Bench bench(hardened(&Hardening::overlap));
  bench.remember({row_at(7h)});
  EXPECT_EQ(in_words(bench.said().slots), "32 A");
  bench.ask(BookingVerb::create_job);
  EXPECT_EQ(differences(bench.sent("BOOK").check), unchecked);
}

TEST(BookingAsFound, with_recheck_and_overlap_a_confirm_sees_what_is_under_way_by_then) {
  BookingWorker::Options options = hardened(&Hardening::recheck);
  options.hardening.overlap = true;
  Bench bench(options);
  bench.ask(BookingVerb::create_job);
  bench.expect_read({row_at(7h)});
  EXPECT_EQ(bench.said().status, BookingStatus::refused);
}

TEST(BookingAsFound, with_holds_a_hold_is_placed_only_where_it_is_free_and_for_fifteen_minutes) {
  Bench bench(hardened(&Hardening::holds));
  bench.ask(BookingVerb::hold);
  EXPECT_EQ(differences(bench.sent("HOLD").check),
            "not valid, not once, not unchanged, not watching, not closing");
  EXPECT_EQ(bench.sent("HOLD").lasts, Duration(15min));
}

TEST(BookingAsFound, with_holds_a_confirm_needs_one_and_consumes_it_in_one_write) {
  for (const BookingVerb verb : confirming) {
    Bench bench(hardened(&Hardening::holds));
    bench.ask(verb);
    EXPECT_EQ(differences(bench.sent("BOOK").check),
              "not free, not valid, not once, not unchanged, needs hold, not watching, not "
              "closing");
    EXPECT_EQ(bench.sent("BOOK").fencing, 5U);
    bench.answer("BOOK", CalendarStatus::ok);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.said().status, BookingStatus::done);
  }
}

TEST(BookingAsFound, with_holds_staff_need_none_and_still_book_without_a_look) {
  Bench bench(hardened(&Hardening::holds));
  bench.ask(BookingVerb::book);
  EXPECT_EQ(differences(bench.sent("BOOK").check),
            "not free, not valid, not once, not unchanged, not watching, not closing");
}

TEST(BookingAsFound, with_guard_whatever_is_booked_is_looked_at_whole_as_it_is_written) {
  for (const BookingVerb verb :
       {BookingVerb::create_job, BookingVerb::book_job, BookingVerb::book}) {
    Bench bench(hardened(&Hardening::guard));
    bench.ask(verb);
    EXPECT_EQ("not free, " + differences(bench.sent("BOOK").check), unchecked);
  }
}

TEST(BookingAsFound, with_guard_what_is_changed_or_held_is_still_written_without_a_look) {
  for (const WriteVerb& verb : write_verbs) {
    if (books(verb.asked)) continue;
    Bench bench(hardened(&Hardening::guard));
    bench.ask(verb.asked);
    EXPECT_EQ(differences(bench.calendar.next().check), unchecked);
  }
}

TEST(BookingAsFound, with_guard_the_hold_still_ends_in_a_second_write) {
  Bench bench(hardened(&Hardening::guard));
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::ok);
  EXPECT_EQ(bench.next(), "DROP");
}

TEST(BookingAsFound, with_guard_a_refused_confirm_leaves_its_hold) {
  Bench bench(hardened(&Hardening::guard));
  bench.ask(BookingVerb::create_job);
  bench.answer("BOOK", CalendarStatus::conflict);
  EXPECT_EQ(bench.said().status, BookingStatus::refused);
  EXPECT_EQ(bench.next(), "nothing");
}

// ---- Causes, each for itself ----

TEST(BookingAsFound, without_the_cache_every_list_is_read) {
  Bench bench(without(&Causes::cache));
  bench.remember({});
  bench.load();
  EXPECT_EQ(bench.next(), "READ");
}

TEST(BookingAsFound, without_start_only_lists_leave_out_what_is_under_way) {
  Bench bench(without(&Causes::start_only));
  bench.remember({row_at(7h)});
  EXPECT_EQ(in_words(bench.said().slots), "32 A");
  bench.ask(BookingVerb::create_job);
  EXPECT_EQ(differences(bench.sent("BOOK").check), unchecked);
}

TEST(BookingAsFound, without_the_race_a_confirm_looks_by_the_query_of_the_list_as_it_writes) {
  for (const BookingVerb verb : confirming) {
    Bench bench(without(&Causes::race));
    bench.ask(verb);
    EXPECT_EQ("not free, " + differences(bench.sent("BOOK").check),
              unchecked + ", start inside, one brand");
  }
}

TEST(BookingAsFound, without_the_race_a_confirm_believes_a_young_list_and_looks_no_further) {
  Bench offered(without(&Causes::race));
  offered.ask(BookingVerb::load);
  offered.expect_read();
  offered.ask(BookingVerb::create_job);
  EXPECT_FALSE(offered.sent("BOOK").check.free);

  Bench taken(without(&Causes::race));
  taken.ask(BookingVerb::load);
  taken.expect_read({row_at(8h)});
  taken.ask(BookingVerb::create_job);
  EXPECT_EQ(taken.next(), "nothing");
  EXPECT_EQ(taken.said().status, BookingStatus::refused);
}

TEST(BookingAsFound, without_race_and_cache_a_confirm_looks_whatever_a_list_has_shown) {
  BookingWorker::Options options = without(&Causes::race);
  options.causes.cache = false;
  Bench bench(options);
  bench.ask(BookingVerb::load);
  bench.expect_read({row_at(8h)});
  bench.ask(BookingVerb::create_job);
  EXPECT_TRUE(bench.sent("BOOK").check.free);
}

TEST(BookingAsFound, without_the_race_staff_still_book_without_a_look) {
  Bench bench(without(&Causes::race));
  bench.ask(BookingVerb::book);
  EXPECT_EQ(differences(bench.sent("BOOK").check), unchecked);
}

TEST(BookingAsFound, looks_at_a_replica_that_is_behind_wherever_it_looks_but_under_guard) {
  BookingWorker::Options options = without(&Causes::race);
  options.causes.behind = 5s;
  options.hardening.recheck = true;
  Bench bench(options);
  bench.load();
  EXPECT_EQ(bench.sent("READ").check.behind, Duration(5s));
  bench.answer("READ", CalendarStatus::failed);
  bench.ask(BookingVerb::create_job);
  EXPECT_EQ(bench.sent("READ").check.behind, Duration(5s));
  bench.expect_read();
  EXPECT_EQ(bench.sent("BOOK").check.behind, Duration(5s));

  options.hardening = {};
  options.hardening.guard = true;
  Bench guarded(options);
  guarded.ask(BookingVerb::create_job);
  EXPECT_EQ(guarded.sent("BOOK").check.behind, Duration{});
}

}  // namespace
}  // namespace interleave::reconciler::as_found
