#include "edge/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace interleave::edge {

using namespace std::chrono;

namespace {

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view pattern = "Day, 00 Mon 0000 00:00:00 GMT";

/// Whether digits stand where they should, and spaces, comma, colons and zone.
bool fits(std::string_view text) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool letter_of_name = i < 3 || (i >= 8 && i < 11);
    if (pattern[i] == '0' ? !digit : !letter_of_name && text[i] != pattern[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t place, std::size_t digits) {
  int number = 0;
  const char* const first = text.data() + place;
  std::from_chars(first, first + digits, number);
  return number;
}

}  // namespace

std::optional<sys_seconds> http_date_in(std::string_view text) {
  if (!fits(text)) return std::nullopt;
  const auto month_name = std::ranges::find(month_names, text.substr(8, 3));
  if (std::ranges::find(day_names, text.substr(0, 3)) == day_names.end()) return std::nullopt;
  if (month_name == month_names.end()) return std::nullopt;
  const auto number_of_month = static_cast<unsigned>(month_name - month_names.begin()) + 1;
  const year_month_day date{year{number_at(text, 12, 4)}, month{number_of_month},
                            day{static_cast<unsigned>(number_at(text, 5, 2))}};
  const int hour = number_at(text, 17, 2);
  const int minute = number_at(text, 20, 2);
  const int second = number_at(text, 23, 2);
  // A leap second is the first of the minute after.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

std::string http_date_of(sys_seconds time) {
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  const hh_mm_ss clock{time - midnight};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     day_names[weekday{midnight}.c_encoding()], static_cast<unsigned>(date.day()),
                     month_names[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace interleave::edge
