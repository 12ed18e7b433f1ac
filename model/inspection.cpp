#include "model/inspection.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

std::uint64_t Job::fingerprint() const {
  auto digits = static_cast<std::uint64_t>(starts.time_since_epoch().count());
  for (const InspectorId inspector : inspectors) digits = digits * 257 + inspector.value + 1;
  digits = digits * 257 + id.value;
  return digits + (cancelled ? std::uint64_t{1} << 62U : 0);
}

std::string name_of(InspectorId inspector) {
  if (inspector == InspectorId::none()) return "nobody";
  return std::string(1, static_cast<char>('A' + inspector.value));
}

std::string name_of(const InspectorList& inspectors) {
  std::vector<std::string> names;
  for (const InspectorId inspector : inspectors) names.push_back(name_of(inspector));
  return enumeration(names, "nobody");
}

std::string name_of(JobId job) { return "job " + std::to_string(job.value); }

std::string name_of(OrderId order) {
  return order == OrderId::none() ? "no order" : "order " + std::to_string(order.value);
}

std::string name_of_address(JobId job) { return std::to_string(100 + job.value) + " Edward Ave"; }

std::string name_of_appointment(Time starts) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(starts.time_since_epoch());
  const auto day = minutes.count() / (24 * 60) + 1;
  const auto minute_of_day = minutes.count() % (24 * 60);
  const auto two_digits = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return "day " + std::to_string(day) + " " + two_digits(minute_of_day / 60) + ":" +
         two_digits(minute_of_day % 60);
}

}  // namespace interleave::model
