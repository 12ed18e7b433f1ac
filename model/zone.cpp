#include "model/zone.hpp"

#include <array>
#include <chrono>
#include <ratio>

#include <date/date.h>

namespace interleave::model {
namespace {

namespace calendar = ::date;

using Minutes = std::chrono::duration<std::int64_t, std::ratio<60>>;

// ---- The rules ----

/// A day of every year, and what the clocks show on it when they are changed.
struct Change {
  calendar::month month;
  calendar::weekday_indexed weekday;
  std::int32_t minute_of_day;
};

/// Daylight saving time begins and ends in one calendar year, away from its ends. South of the
/// equator it does not.
struct DaylightRules {
  Change begins;  ///< by the standard clock
  Change ends;    ///< by the daylight clock
  std::int32_t advance_minutes;
};

struct RuleSet {
  Zone zone;
  std::string_view name;
  std::int32_t standard_minutes;  ///< what a clock in standard time shows, less UTC
  const DaylightRules* daylight;  ///< null: the clocks are never changed
};

/// Energy Policy Act of 2005, section 110, in force since 2007; the hour is that of 15 U.S.C. 260a.
constexpr DaylightRules united_states{
    .begins = {calendar::March, calendar::Sunday[2], 2 * 60},
    .ends = {calendar::November, calendar::Sunday[1], 2 * 60},
    .advance_minutes = 60,
};

constexpr std::array<RuleSet, zone_count> rule_sets{{
    {Zone::eastern, "America/New_York", -5 * 60, &united_states},
    {Zone::central, "America/Chicago", -6 * 60, &united_states},
    {Zone::arizona, "America/Phoenix", -7 * 60, nullptr},
    {Zone::pacific, "America/Los_Angeles", -8 * 60, &united_states},
}};

constexpr bool every_rule_set_stands_at_its_zone() {
  for (std::size_t at = 0; at < rule_sets.size(); ++at) {
    if (static_cast<std::size_t>(rule_sets[at].zone) != at) return false;
  }
  return true;
}
static_assert(every_rule_set_stands_at_its_zone());

constexpr const RuleSet& rules_of(Zone zone) {
  return rule_sets.at(static_cast<std::size_t>(zone));
}

// ---- The calendar ----

constexpr LocalTime midnight(calendar::local_days day) {
  return {Minutes(day.time_since_epoch()).count()};
}

constexpr calendar::local_days day_of(LocalTime local) {
  return calendar::local_days(calendar::floor<calendar::days>(Minutes(local.minutes)));
}

constexpr calendar::year year_of(LocalTime local) {
  return calendar::year_month_day(day_of(local)).year();
}

constexpr LocalTime local_time_of(const Change& change, calendar::year year) {
  const LocalTime day = midnight(calendar::local_days(year / change.month / change.weekday));
  return {day.minutes + change.minute_of_day};
}

// ---- The two clocks of a zone ----

constexpr std::int32_t daylight_minutes(const RuleSet& rules) {
  return rules.standard_minutes + (rules.daylight != nullptr ? rules.daylight->advance_minutes : 0);
}

/// The instant at which a clock that is never changed shows that.
constexpr Instant instant_by(std::int32_t offset_minutes, LocalTime local) {
  return {local.minutes - offset_minutes};
}

/// begins <= instant < ends
struct DaylightTime {
  Instant begins;
  Instant ends;

  [[nodiscard]] constexpr bool holds_at(Instant instant) const {
    return begins <= instant && instant < ends;
  }
};

/// That of one year; empty where the clocks are never changed. New Year by either clock will do
/// for the year, for neither is near a change.
constexpr DaylightTime daylight_time(const RuleSet& rules, calendar::year year) {
  if (rules.daylight == nullptr) return {};
  return {
      .begins = instant_by(rules.standard_minutes, local_time_of(rules.daylight->begins, year)),
      .ends = instant_by(daylight_minutes(rules), local_time_of(rules.daylight->ends, year)),
  };
}

}  // namespace

LocalTime local_time(const Date& date, std::int32_t minute_of_day) {
  const auto day = calendar::year(date.year) / calendar::month(date.month) / date.day;
  return {midnight(calendar::local_days(day)).minutes + minute_of_day};
}

LocalTime local_time_of(Zone zone, Instant instant) {
  const RuleSet& rules = rules_of(zone);
  const LocalTime standard{instant.minutes + rules.standard_minutes};
  if (!daylight_time(rules, year_of(standard)).holds_at(instant)) return standard;
  return {instant.minutes + daylight_minutes(rules)};
}

Occurrences occurrences(Zone zone, LocalTime local) {
  const RuleSet& rules = rules_of(zone);
  const DaylightTime daylight = daylight_time(rules, year_of(local));
  // Each clock shows every time once. A reading counts where its clock is the one on the wall.
  const Instant by_daylight = instant_by(daylight_minutes(rules), local);
  const Instant by_standard = instant_by(rules.standard_minutes, local);
  const bool in_daylight = daylight.holds_at(by_daylight);
  const bool in_standard = !daylight.holds_at(by_standard);
  if (in_daylight && in_standard) return {Occurrences::Kind::twice, by_daylight, by_standard};
  if (in_daylight) return {Occurrences::Kind::once, by_daylight, by_daylight};
  if (in_standard) return {Occurrences::Kind::once, by_standard, by_standard};
  return {Occurrences::Kind::never, daylight.begins, daylight.begins};
}

std::string describe(LocalTime local) {
  const auto two_digits = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  const calendar::year_month_day date(day_of(local));
  const std::int64_t minute_of_day = local.minutes - midnight(day_of(local)).minutes;
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day())) + " " + two_digits(minute_of_day / 60) +
         ":" + two_digits(minute_of_day % 60);
}

std::string_view name_of(Zone zone) { return rules_of(zone).name; }

}  // namespace interleave::model
