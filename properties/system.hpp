#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/history.hpp"
#include "properties/explore.hpp"
#include "properties/measure.hpp"
#include "properties/signature.hpp"
#include "sim/choices.hpp"
#include "sim/faults.hpp"
#include "sim/options.hpp"
#include "sim/strategy.hpp"

namespace interleave::properties {

/// One way to run a system's sync: the historical algorithm, a remedy, the production core.
struct Variant {
  std::string_view name;
  std::string_view sentence;
  /// A mutant: the property that must catch it.
  std::string_view killed_by{};
  /// It is meant to hold, whatever strikes.
  bool holds = false;
};

/// A situation that must arise, or the runs say little.
struct Sometimes {
  std::string_view name;
  std::string_view sentence;
  /// It can arise only where the profile injects this fault; `fault_count` stands for none.
  std::size_t needs_fault = sim::fault_count;

  [[nodiscard]] bool possible_under(const sim::FaultProfile& profile) const {
    return needs_fault == sim::fault_count ||
           profile.weight(static_cast<sim::Fault>(needs_fault)) > 0;
  }
};

/// A property, or one kind of it, that cannot be judged in some setup, and why.
struct Unjudged {
  std::string_view property;
  std::string_view reason;
};

/// The signatures that are not judged: an entry names a property, or one kind of it as "FAILC.old".
[[nodiscard]] SignatureSet failures_of(std::span<const Unjudged> unjudged,
                                       std::span<const Signature> signatures);

/// What some setup leaves out, so that nobody waits for it.
struct Omissions {
  std::vector<Unjudged> unjudged;
  std::vector<sim::Fault> faults;            ///< that cannot strike
  std::vector<std::string_view> situations;  ///< that cannot arise
};

/// A bounded scenario, for a search through all orders: its settings, each "OPTION=VALUE".
using Scope = std::vector<std::string_view>;

/// Everything that is fixed for all runs of one invocation.
struct Setup {
  std::size_t variant = 0;
  sim::FaultProfile faults = sim::fault_profiles[0];
  std::vector<std::int64_t> options;  ///< in the order of the system's table
  std::uint32_t events_max = 100'000;
};

/// What one run came to.
struct RunResult {
  std::uint64_t trace_hash = 0;
  std::uint32_t events = 0;
  SignatureSet violated;
  SignatureSet sometimes;  ///< the situations that arose, by their place in the system's table
  /// Equal for runs that differ only in the order of what has nothing to do with each other.
  std::uint64_t fingerprint = 0;
  /// The behaviours that the run showed: see sim::Sequences. Valid until the runner's next run.
  std::span<const std::uint64_t> behaviours;
  /// The limit that ended the run before it was settled, or empty. Such a run is not judged.
  std::string_view limit;
};

/// Where a run stands after an event, its start being the first.
struct EventMark {
  model::Time at{};
  std::uint64_t trace_hash = 0;
  std::uint64_t fingerprint = 0;
  std::size_t told = 0;  ///< entries of the history by then
};

/// A world that is reset between runs, and its judge. Not thread-safe: one per thread.
class Runner {
 public:
  virtual ~Runner() = default;
  /// Runs the system once with the decisions of `choices`. A history is filled if there is one.
  virtual RunResult run(sim::Strategy strategy, model::History* history) = 0;
  /// The same with a mark for each event; a runner that cannot tell them apart gives none.
  virtual RunResult run_marked(sim::Strategy strategy, model::History& history,
                               std::vector<EventMark>&) {
    return run(strategy, &history);
  }
  virtual sim::Choices& choices() = 0;
  [[nodiscard]] virtual sim::FaultCounts fault_counts() const = 0;
  /// Every measured span of all runs so far, by place in the system's table.
  [[nodiscard]] virtual std::span<const Histogram> measures() const { return {}; }
  /// The same world, for a search through all orders, in use until the next `run`; null: it has
  /// none.
  virtual Explorable* explorable() { return nullptr; }
  /// What the judge saw at the end of the last run, in words, from the commit logs.
  [[nodiscard]] virtual std::vector<std::string> evidence() const = 0;
};

/// A system under test, as the registry lists it. All views live as long as the program.
struct System {
  std::string_view name;
  std::string_view sentence;
  std::span<const Variant> variants;
  /// How many of `sim::fault_profiles` the system knows, from the first.
  std::size_t profile_count = sim::fault_profiles.size();
  std::vector<sim::OptionFacts> options;
  std::span<const Signature> signatures;
  std::span<const Sometimes> sometimes;
  std::span<const Measure> measures;
  /// What is searched for every order, the smallest first.
  std::vector<Scope> scopes{};
  std::unique_ptr<Runner> (*make_runner)(const Setup&) = nullptr;
  /// How long settling takes at most, in virtual time; null: until nothing is pending.
  model::Duration (*settling)(const Setup&) = nullptr;
  /// What that setup leaves out; null: nothing.
  Omissions (*omissions)(const Setup&) = nullptr;
};

}  // namespace interleave::properties
