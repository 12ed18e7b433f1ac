#include "model/booking.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace interleave::model {
namespace {

constexpr Date ordinary{2026, 5, 4};

/// A and B at eight for two hours and a half, or what is to become of booking 3.
BookingRequest request_with(BookingVerb verb) {
  BookingRequest request;
  request.verb = verb;
  request.slots.clock.at_start = occurrences(Zone::eastern, local_time(ordinary, 0)).first;
  request.slots.length = 150min;
  request.inspectors = {InspectorId{0}, InspectorId{1}};
  request.starts = Time{8h};
  request.entry = EntryId{3};
  return request;
}

TEST(Booking, customers_confirm_by_two_endpoints_and_staff_book_by_a_third) {
  const std::set<BookingVerb> confirming{BookingVerb::create_job, BookingVerb::book_job};
  std::set<BookingVerb> booking = confirming;
  booking.insert(BookingVerb::book);
  for (std::size_t i = 0; i < booking_verb_count; ++i) {
    const auto verb = static_cast<BookingVerb>(i);
    EXPECT_EQ(confirms(verb), confirming.contains(verb));
    EXPECT_EQ(books(verb), booking.contains(verb));
  }
}

TEST(Booking, a_length_is_a_span_of_time_whatever_the_clocks_show) {
  BookingRequest request = request_with(BookingVerb::book);
  EXPECT_EQ(request.when(), (Interval{Time{8h}, Time{10h + 30min}}));
  request.slots.clock.at_start = occurrences(Zone::eastern, local_time({2026, 3, 7}, 0)).first;
  request.starts = Time{25h + 30min};  // the clocks go forward half an hour later
  EXPECT_EQ(request.when(), (Interval{Time{25h + 30min}, Time{28h}}));
}

TEST(Booking, a_native_order_takes_two_hours_and_a_half) {
  EXPECT_EQ(interval_of({Time{9h}, InspectorId{0}}), (Interval{Time{9h}, Time{11h + 30min}}));
}

TEST(Booking, a_calendar_full_of_free_time_fits_a_list_of_slots) {
  static_assert(slots_max == std::size_t{persons_max} * starts_max);
  const WallClock& clock = request_with(BookingVerb::load).slots.clock;
  EXPECT_LE(offered_starts(clock, ordinary).size(), starts_max);
}

TEST(Booking, a_request_is_told_by_its_endpoint_and_what_it_is_about) {
  const std::string slot = "A and B on 2026-05-04 08:00 to 10:30";
  const auto words = [](BookingVerb verb) { return describe(request_with(verb)); };
  EXPECT_EQ(words(BookingVerb::load), "GET optimal-slots for 150 min");
  EXPECT_EQ(words(BookingVerb::hold), "the hold on " + slot);
  EXPECT_EQ(words(BookingVerb::drop), "the end of the hold");
  EXPECT_EQ(words(BookingVerb::create_job), "POST create-job for " + slot);
  EXPECT_EQ(words(BookingVerb::book_job), "POST book-job for " + slot);
  EXPECT_EQ(words(BookingVerb::book), "staff's POST book-job for " + slot);
  EXPECT_EQ(words(BookingVerb::move), "PATCH booking 3 to 2026-05-04 08:00");
  EXPECT_EQ(words(BookingVerb::reassign), "PATCH booking 3 to A and B");
  EXPECT_EQ(words(BookingVerb::cancel), "POST cancel of booking 3");
  EXPECT_EQ(words(BookingVerb::reinstate), "POST re-instate of booking 3");
}

TEST(Booking, every_status_has_words_of_its_own) {
  EXPECT_EQ(name_of(BookingStatus::done), "done");
  std::set<std::string> words;
  constexpr auto last = static_cast<std::uint8_t>(BookingStatus::failed);
  for (std::uint8_t status = 0; status <= last; ++status) {
    EXPECT_TRUE(words.insert(name_of(static_cast<BookingStatus>(status))).second);
  }
}

}  // namespace
}  // namespace interleave::model
