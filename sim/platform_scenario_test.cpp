#include "sim/platform_scenario.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "model/crew.hpp"
#include "sim/attik.hpp"
#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::CalendarEntry;
using model::ElementId;
using model::InspectorId;
using model::Job;
using model::JobId;
using model::OrderId;
using model::Time;
using namespace std::chrono_literals;

constexpr InspectorId a{0};
constexpr InspectorId b{1};

std::vector<std::int64_t> fallbacks() {
  std::vector<std::int64_t> values;
  for (const OptionFacts& option : facts_of(platform_options)) values.push_back(option.fallback);
  return values;
}

/// The most that an option may be.
std::int64_t most(std::string_view name) {
  for (const OptionFacts& option : facts_of(platform_options)) {
    if (option.name == name) return option.maximum;
  }
  return 0;
}

// ---- Options ----

TEST(PlatformOptions, each_has_a_range_that_its_fallback_lies_in) {
  std::map<std::string_view, std::array<std::int64_t, 3>> ranges;
  for (const OptionFacts& option : facts_of(platform_options)) {
    EXPECT_LE(option.minimum, option.fallback) << option.name;
    EXPECT_LE(option.fallback, option.maximum) << option.name;
    EXPECT_FALSE(option.unit.empty()) << option.name;
    EXPECT_FALSE(option.sentence.empty()) << option.name;
    ranges[option.name] = {option.minimum, option.maximum, option.fallback};
  }
  using Range = std::array<std::int64_t, 3>;
  EXPECT_EQ(ranges.size(), platform_options.size());  // no two of one name
  EXPECT_EQ(ranges["jobs"], (Range{1, 3, 3}));
  EXPECT_EQ(ranges["actions"], (Range{0, 32, 24}));
  EXPECT_EQ(ranges["inspectors"], (Range{1, 3, 2}));
  EXPECT_EQ(ranges["client-references"], (Range{0, 2, 2}));
  EXPECT_EQ(ranges["seasons"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["bad-starts"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["known-within"], (Range{60, 3'600, 300}));
  EXPECT_EQ(ranges["alert-within"], (Range{60, 3'600, 300}));
  EXPECT_EQ(ranges["timeout"], (Range{1'000, 30'000, 10'000}));
  EXPECT_EQ(ranges["storm-end"], (Range{0, 86'400, 0}));
  EXPECT_EQ(ranges["workers"], (Range{1, 2, 2}));
  EXPECT_EQ(ranges["sweep"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["sweep-period"], (Range{1'800, 86'400, 3'600}));
  EXPECT_EQ(ranges["source"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["list-lag"], (Range{0, 60'000, 2'000}));
  EXPECT_EQ(ranges["page-size"], (Range{0, 8, 1}));
}

TEST(PlatformOptions, fall_back_to_what_the_struct_holds_by_itself) {
  const PlatformOptions given = options_from(platform_options, fallbacks());
  const PlatformOptions usual;
  for (const auto& option : platform_options) {
    EXPECT_EQ(given.*option.field, usual.*option.field) << option.facts.name;
  }
}

TEST(PlatformOptions, each_has_a_field_of_its_own) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < platform_options.size(); ++i) {
    numbers.push_back(static_cast<std::int64_t>(i));
  }
  const PlatformOptions given = options_from(platform_options, numbers);
  EXPECT_EQ(given.jobs, 0);
  EXPECT_EQ(given.actions, 1);
  EXPECT_EQ(given.inspectors, 2);
  EXPECT_EQ(given.client_references, 3);
  EXPECT_EQ(given.seasons, 4);
  EXPECT_EQ(given.bad_starts, 5);
  EXPECT_EQ(given.known_within_s, 6);
  EXPECT_EQ(given.alert_within_s, 7);
  EXPECT_EQ(given.timeout_ms, 8);
  EXPECT_EQ(given.storm_end_s, 9);
  EXPECT_EQ(given.workers, 10);
  EXPECT_EQ(given.sweep, 11);
  EXPECT_EQ(given.sweep_period_s, 12);
  EXPECT_EQ(given.source, 13);
  EXPECT_EQ(given.lag_ms, 14);
  EXPECT_EQ(given.page_size, 15);
}

TEST(PlatformOptions, one_that_a_system_has_by_itself_has_its_name_and_its_range) {
  std::map<std::string_view, OptionFacts> known;
  const auto learn = [&](const std::vector<OptionFacts>& facts) {
    for (const OptionFacts& option : facts) known.try_emplace(option.name, option);
  };
  learn(facts_of(orders_options));
  learn(facts_of(booking_options));
  const std::set<std::string_view> own{"actions", "page-size"};
  for (const OptionFacts& option : facts_of(platform_options)) {
    if (own.contains(option.name)) continue;
    ASSERT_TRUE(known.contains(option.name)) << option.name;
    EXPECT_EQ(option.minimum, known[option.name].minimum) << option.name;
    EXPECT_EQ(option.maximum, known[option.name].maximum) << option.name;
    EXPECT_EQ(option.fallback, known[option.name].fallback) << option.name;
  }
}

TEST(PlatformOptions, every_job_that_may_be_there_has_room_and_an_element_for_its_crew) {
  // Beside those that are booked there is the native one.
  EXPECT_LE(most("jobs") + 1, std::int64_t{Attik<Recorder>::jobs_max});
  EXPECT_LE(most("jobs") + 1, std::int64_t{model::jobs_with_orders_max});
  EXPECT_LE(most("jobs"), std::int64_t{model::department_count});
}

// ---- The scenarios within it ----

TEST(PlatformScenario, people_book_as_in_the_booking_system_but_for_what_is_set) {
  PlatformOptions options;
  options.inspectors = 3;
  options.seasons = 0;
  options.bad_starts = 0;
  options.alert_within_s = 61;
  options.source = 0;
  const BookingOptions booking = booking_of(options);
  const BookingOptions usual;
  const std::map<std::string_view, std::int64_t> set{
      {"inspectors", 3}, {"seasons", 0}, {"bad-starts", 0}, {"alert-within", 61}, {"source", 0}};
  for (const auto& option : booking_options) {
    const auto found = set.find(option.facts.name);
    const std::int64_t expected = found == set.end() ? usual.*option.field : found->second;
    EXPECT_EQ(booking.*option.field, expected) << option.facts.name;
  }
}

TEST(PlatformScenario, a_list_of_inspectors_lags_and_has_pages_as_it_is_set) {
  PlatformOptions options;
  options.lag_ms = 1'500;
  options.page_size = 2;
  const SpectoraOptions spectora = spectora_of(options);
  EXPECT_EQ(spectora.list_lag, model::Duration(1'500ms));
  EXPECT_EQ(spectora.page_size, 2);
  EXPECT_EQ(spectora.second_post, SecondPost::adds_duplicate);
  EXPECT_EQ(spectora.hands_off, OrderId::none());
}

// ---- A booking and its job ----

/// A and B from ten to half past twelve.
CalendarEntry booking() {
  CalendarEntry row;
  row.inspectors = {b, a};
  row.when = {Time(34h), Time(36h + 30min)};
  return row;
}
/// A job that says something else.
Job earlier() {
  Job job;
  job.id = JobId{2};
  job.order = OrderId{6};
  job.starts = Time(33h);
  job.inspectors = {a};
  job.generation = 7;
  return job;
}
CalendarEntry cancelled(CalendarEntry row) {
  row.live = false;
  return row;
}

TEST(PlatformScenario, a_job_says_what_its_booking_says_and_stays_the_job_that_it_was) {
  const Job job = job_for(booking(), earlier());
  EXPECT_EQ(job.starts, Time(34h));
  EXPECT_EQ(job.inspectors, (model::InspectorList{b, a}));
  EXPECT_EQ(job.primary(), b);
  EXPECT_FALSE(job.cancelled);
  EXPECT_EQ(job.id, JobId{2});
  EXPECT_EQ(job.order, OrderId{6});
  EXPECT_EQ(job.generation, 7U);
  EXPECT_EQ(job.created, model::Creation::attik);
}

TEST(PlatformScenario, a_job_that_is_cancelled_keeps_its_order_and_one_that_is_on_again_does_not) {
  const Job gone = job_for(cancelled(booking()), earlier());
  EXPECT_TRUE(gone.cancelled);
  EXPECT_EQ(gone.order, OrderId{6});
  EXPECT_EQ(job_for(cancelled(booking()), gone).order, OrderId{6});
  const Job on_again = job_for(booking(), gone);
  EXPECT_FALSE(on_again.cancelled);
  EXPECT_EQ(on_again.order, OrderId::none());
}

TEST(PlatformScenario, each_job_has_a_crew_call_and_an_element_of_its_own) {
  std::set<std::uint8_t> elements;
  for (std::uint8_t number = 1; number <= most("jobs"); ++number) {
    const ElementId element = element_of_job(JobId{number});
    EXPECT_TRUE(elements.insert(element.value).second);
    EXPECT_LT(element.value, model::department_count);
    EXPECT_EQ(model::element_of(model::call_of(element, 0)), element);
  }
  EXPECT_EQ(element_of_job(JobId{1}), ElementId{0});
}

TEST(PlatformScenario, the_first_booking_is_one_of_a_on_the_first_time_that_is_offered) {
  for (std::uint64_t number = 0; number < season_count; ++number) {
    const Season season = season_of(number, model::Zone::eastern);
    const CalendarEntry first = first_booking(season);
    EXPECT_EQ(first.kind, model::EntryKind::booking);
    EXPECT_TRUE(first.live);
    EXPECT_EQ(first.inspectors, model::InspectorList{a});
    EXPECT_EQ(first.when.start, model::offered_starts(season.clock, season.date).front());
    EXPECT_EQ(first.when.end - first.when.start, model::Duration(150min));
  }
}

// ---- What people do ----

TEST(PlatformActions, those_about_time_are_those_of_bookings) {
  const std::initializer_list<std::pair<PlatformAction, BookingAction>> same{
      {PlatformAction::online, BookingAction::online},
      {PlatformAction::internal, BookingAction::internal},
      {PlatformAction::move, BookingAction::move},
      {PlatformAction::reassign, BookingAction::reassign},
      {PlatformAction::cancel, BookingAction::cancel},
      {PlatformAction::block, BookingAction::block},
      {PlatformAction::native, BookingAction::native}};
  for (const auto& [action, expected] : same) {
    EXPECT_EQ(booking_action(action), expected);
    EXPECT_TRUE(is_about_time(action));
    EXPECT_FALSE(is_about_crew(action));
  }
}

TEST(PlatformActions, those_about_a_crew_are_those_of_crews) {
  const std::initializer_list<std::pair<PlatformAction, CrewAction>> same{
      {PlatformAction::put_on, CrewAction::put_on},
      {PlatformAction::take_off, CrewAction::take_off},
      {PlatformAction::press, CrewAction::press},
      {PlatformAction::lead, CrewAction::lead}};
  for (const auto& [action, expected] : same) {
    EXPECT_EQ(crew_action(action), expected);
    EXPECT_TRUE(is_about_crew(action));
    EXPECT_FALSE(is_about_time(action));
  }
}

TEST(PlatformActions, the_button_is_about_neither_and_the_last_number_is_that_of_the_last) {
  EXPECT_FALSE(is_about_time(PlatformAction::sync));
  EXPECT_FALSE(is_about_crew(PlatformAction::sync));
  EXPECT_EQ(static_cast<std::uint32_t>(PlatformAction::lead), platform_kind_count);
}

}  // namespace
}  // namespace interleave::sim
