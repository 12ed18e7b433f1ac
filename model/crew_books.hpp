#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/crew.hpp"

namespace interleave::model {

/// An entry of the journal of an element: a contact that is ours, or an add that may become one.
/// The entry of an add is written before the add is sent.
struct CrewEntry {
  InspectorId technician;
  /// The contact that is ours; `none()`: the add is open, nobody knows yet what came of it.
  LineId line = LineId::none();
  /// Open: when it was first written, by the database's clock; zero: it is about to be.
  Time opened_at{};
  /// Open: contacts of that technician that stood there before, and are none of ours.
  LineIdList seen{};

  [[nodiscard]] bool open() const { return line == LineId::none(); }

  friend bool operator==(const CrewEntry&, const CrewEntry&) = default;
};

/// The most entries of an element: contacts that are ours, and one open add of each technician.
inline constexpr std::size_t entries_max = lines_at_once_max + technicians_max;
using CrewJournal = List<CrewEntry, entries_max>;

/// Which contact stands for a technician on a call: a row, whatever its number.
struct CrewLink {
  InspectorId technician;
  LineId line = LineId::none();

  friend constexpr bool operator==(const CrewLink&, const CrewLink&) = default;
};
using CrewLinks = List<CrewLink, technicians_max>;

/// What is kept about an element: its journal, and the rows of each of its calls.
struct CrewBooks {
  CrewJournal journal;
  std::array<CrewLinks, calls_per_element> links;

  friend bool operator==(const CrewBooks&, const CrewBooks&) = default;

  [[nodiscard]] std::uint64_t fingerprint() const;
};

/// "line 0 of A and an open add of B"; "nothing".
std::string describe(const CrewJournal& journal);

}  // namespace interleave::model
