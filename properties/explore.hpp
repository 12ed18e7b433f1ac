#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/choices.hpp"
#include "sim/footprint.hpp"
#include "sim/free_order.hpp"

namespace interleave::properties {

/// A world whose events can be fired in any order, as often as needed from the start. Everything
/// it draws goes through its choices; the same answers and the same order give the same run.
class Explorable {
 public:
  virtual ~Explorable() = default;

  [[nodiscard]] virtual sim::Choices& choices() = 0;
  /// Back to the state before the first event.
  virtual void restart() = 0;
  /// What waits now, in the order of the ids.
  virtual void list_waiting(std::vector<sim::Waiting>& waiting) = 0;
  /// Fires one that is ready, not before that time. Returns what it touched.
  virtual sim::Footprint fire(std::uint64_t id, model::Time not_before) = 0;
  /// The last event should have been fired not before this time: it has seen an earlier one, too.
  [[nodiscard]] virtual std::optional<model::Time> torn_until() const { return std::nullopt; }
  /// Equal for orders that differ only in events that touch no common resource.
  [[nodiscard]] virtual std::uint64_t fingerprint() const = 0;
  /// False when no run has its events in the order so far: nothing comes of it.
  [[nodiscard]] virtual bool possible() const = 0;
};

struct ExploreOptions {
  /// Sleep sets and persistent sets; false: every order.
  bool reduce = true;
};

/// How many executions a search made.
struct Exploration {
  std::uint64_t complete = 0;    ///< to the end; with reduction, hardly more than one a class
  std::uint64_t redundant = 0;   ///< given up: each went on as one before had gone
  std::uint64_t impossible = 0;  ///< given up: no run has its events in that order
  std::uint64_t events = 0;      ///< fired, replayed prefixes included
  bool exhausted = false;        ///< there are no others
};

/// Fires the events of a world in every order that can make a difference, and takes every outcome
/// of every draw, depth first, by running each execution from the start. Orders that differ only in
/// events that touch no common resource are one class (a Mazurkiewicz trace) and are run once:
/// *sleep sets* over what events were seen to touch, and *persistent sets* of events whose keys
/// nothing else that waits is about (Godefroid, "Partial-Order Methods for the Verification of
/// Concurrent Systems", 1996). `on_complete` is called at the end of each execution, while the
/// world stands there; false ends the search.
Exploration explore(Explorable& world, const ExploreOptions& options,
                    const std::function<bool()>& on_complete);

}  // namespace interleave::properties
