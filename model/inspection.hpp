#pragma once

#include <cstdint>
#include <string>

#include "model/list.hpp"
#include "model/units.hpp"

namespace interleave::model {

using InspectorId = Id<struct InspectorKind>;
using JobId = Id<struct JobKind>;
using OrderId = Id<struct OrderKind>;

/// The inspectors of one job, the primary first. A job has at most eight.
inline constexpr std::size_t inspectors_per_job_max = 8;
using InspectorList = List<InspectorId, inspectors_per_job_max>;

/// Where a job was created. Only jobs created in Attik are written by the Attik-created path.
enum class Creation : std::uint8_t { attik, spectora };

/// An Attik inspection record, as far as its order at Spectora goes, whose calendar event carries
/// `starts` and the primary inspector.
struct Job {
  JobId id;
  OrderId order;  ///< the one it is linked to; `none()`: nobody has stored an id
  Creation created = Creation::attik;
  Time starts{};
  InspectorList inspectors;
  bool cancelled = false;
  /// How often it was saved: tells a newer wish from an older one.
  std::uint32_t generation = 0;

  /// A number that tells two states of a job apart, for the trace.
  [[nodiscard]] std::uint64_t fingerprint() const;

  [[nodiscard]] InspectorId primary() const {
    return inspectors.empty() ? InspectorId::none() : inspectors.front();
  }
};

/// "A", "B", … for the inspectors of a scenario.
std::string name_of(InspectorId inspector);
/// "A and B", "A, B and C"; "nobody" for an empty list.
std::string name_of(const InspectorList& inspectors);
/// "job 0", "job 1", …
std::string name_of(JobId job);
/// "order 0", "order 1", …
std::string name_of(OrderId order);
/// "101 Edward Ave", "102 Edward Ave", …: where the inspection is.
std::string name_of_address(JobId job);
/// Virtual time of day of the appointment, as "day 1 09:30".
std::string name_of_appointment(Time starts);

}  // namespace interleave::model
