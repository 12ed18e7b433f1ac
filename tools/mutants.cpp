// What each removed guard costs to notice: over some seeds, how many runs it takes until the
// property that the table names kills the mutant. With several mixes of strategies side by side it
// is their power table. Fails when the first mix leaves a mutant alive on more than one seed in
// ten, or, beside `uniform`, takes more than three times as many runs as that.

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "properties/campaign.hpp"
#include "properties/count.hpp"
#include "properties/recording.hpp"
#include "properties/registry.hpp"
#include "properties/usage_error.hpp"

namespace interleave::tools {
namespace {

using properties::CampaignOptions;
using properties::Experiment;
using properties::grouped;
using properties::Mix;
using properties::Runner;
using properties::RunResult;
using properties::System;
using properties::Variant;

constexpr std::uint64_t runs_max = 100'000;

/// A mix of strategies under the name that the table gives it.
struct Column {
  std::string name;
  Mix mix;
};

/// A variant under one seed and one mix.
struct Trial {
  Experiment experiment;
  Mix mix;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> runs_to_kill;
};

/// Whether the run shows what kills the variant: for one that names no property, anything.
bool killed(const Experiment& experiment, const RunResult& result) {
  const std::string_view property = experiment.system->variants[experiment.variant].killed_by;
  if (!result.limit.empty() || result.violated.empty()) return false;
  if (property.empty()) return true;
  const std::span<const properties::Signature> signatures = experiment.system->signatures;
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (result.violated.contains(i) && signatures[i].property == property) return true;
  }
  return false;
}

void run(Trial& trial) {
  CampaignOptions options;
  options.mix = trial.mix;
  options.seed = trial.seed;
  const std::unique_ptr<Runner> runner = trial.experiment.make_runner();
  for (std::uint64_t index = 0; index < runs_max; ++index) {
    if (!killed(trial.experiment, run_seeded(*runner, plan_run(options, index)))) continue;
    trial.runs_to_kill = index + 1;
    return;
  }
}

void run_all(std::vector<Trial>& trials) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < trials.size(); at = next++) run(trials[at]);
    });
  }
}

/// What the seeds of one variant and mix came to, survivors last.
class Kills {
 public:
  explicit Kills(std::span<const Trial> trials) : trials_(trials.size()) {
    for (const Trial& trial : trials) {
      if (trial.runs_to_kill) runs_.push_back(*trial.runs_to_kill);
    }
    std::ranges::sort(runs_);
  }

  /// On nine seeds of ten.
  [[nodiscard]] bool enough() const { return runs_.size() * 10 >= trials_ * 9; }
  [[nodiscard]] std::size_t count() const { return runs_.size(); }
  [[nodiscard]] std::optional<std::uint64_t> median() const { return at((trials_ - 1) / 2); }
  [[nodiscard]] std::optional<std::uint64_t> worst() const { return at(trials_ - 1); }

 private:
  [[nodiscard]] std::optional<std::uint64_t> at(std::size_t place) const {
    return place < runs_.size() ? std::optional(runs_[place]) : std::nullopt;
  }

  std::size_t trials_;
  std::vector<std::uint64_t> runs_;
};

std::string shown(std::optional<std::uint64_t> runs) { return runs ? grouped(*runs) : "-"; }

/// More than three times the runs of the walk. A median of a few runs is no more than luck.
bool too_slow(const Kills& mix, const Kills& walk) {
  constexpr std::uint64_t luck = 10;
  const std::optional<std::uint64_t> of_walk = walk.median();
  const std::optional<std::uint64_t> of_mix = mix.median();
  if (!of_walk) return false;
  return !of_mix || *of_mix > std::max(3 * *of_walk, luck);
}

/// All that a mutants run was asked for, and its trials: by variant, column and seed.
class Table {
 public:
  Table(std::vector<Column> columns, std::uint64_t seeds)
      : columns_(std::move(columns)), seeds_(seeds) {
    for (const System& system : properties::systems()) {
      for (std::size_t i = 0; i < system.variants.size(); ++i) add(system, i);
    }
    run_all(trials_);
  }

  /// True when the first column does all it should.
  [[nodiscard]] bool print() const {
    print_head();
    bool all = true;
    for (std::size_t at = 0; at < trials_.size(); at += columns_.size() * seeds_) {
      all = print_row(at) && all;
    }
    return all;
  }

 private:
  void add(const System& system, std::size_t variant) {
    const Variant& facts = system.variants[variant];
    if (facts.holds) return;
    // The power of a strategy is of interest for whatever fails; a mutant must be killed anyway.
    if (columns_.size() == 1 && facts.killed_by.empty()) return;
    const std::size_t profile = std::min(sim::typical_profile, system.profile_count - 1);
    for (const Column& column : columns_) {
      for (std::uint64_t seed = 1; seed <= seeds_; ++seed) {
        trials_.push_back(
            {{&system, variant, profile, default_options(system)}, column.mix, seed, std::nullopt});
      }
    }
  }

  [[nodiscard]] Kills kills(std::size_t row, std::size_t column) const {
    return Kills(std::span(trials_).subspan(row + column * seeds_, seeds_));
  }

  void print_head() const {
    fmt::print("median runs to the first kill, of {} seeds, up to {} runs each; faults typical\n",
               seeds_, grouped(runs_max));
    fmt::print("{:<31} {:<7} {:>8} {:>8}", "variant", "by", "seeds", "worst");
    for (const Column& column : columns_) fmt::print(" {:>8}", column.name);
    fmt::print("\n");
  }

  [[nodiscard]] bool print_row(std::size_t row) const {
    const Experiment& experiment = trials_[row].experiment;
    const Variant& variant = experiment.system->variants[experiment.variant];
    const Kills first = kills(row, 0);
    fmt::print("{:<31} {:<7} {:>8} {:>8}", variant.name,
               variant.killed_by.empty() ? "any" : variant.killed_by,
               fmt::format("{}/{}", first.count(), seeds_), shown(first.worst()));
    bool slow = false;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const Kills found = kills(row, column);
      fmt::print(" {:>8}", shown(found.median()));
      if (columns_[column].name == "uniform") slow = too_slow(first, found);
    }
    fmt::print("{}{}\n", first.enough() ? "" : "  SURVIVES", slow ? "  TOO SLOW" : "");
    return first.enough() && !slow;
  }

  std::vector<Column> columns_;
  std::uint64_t seeds_;
  std::vector<Trial> trials_;
};

std::vector<Column> columns_of(std::span<const std::string> names) {
  std::vector<Column> columns{{"mix", Mix::standard()}};
  for (const std::string& name : names) {
    if (name == "all") {
      for (const sim::StrategyFacts& facts : sim::strategy_facts) {
        columns.push_back({std::string(facts.name), Mix::parse(facts.name)});
      }
    } else {
      columns.push_back({name, Mix::parse(name)});
    }
  }
  return columns;
}

int run(const std::vector<std::string>& arguments) {
  const auto seeds = static_cast<std::uint64_t>(
      arguments.empty() ? 10 : properties::parse_integer(arguments[0], "SEEDS", 1, 1000));
  const std::span names(arguments);
  const Table table(columns_of(names.subspan(std::min<std::size_t>(names.size(), 1))), seeds);
  return table.print() ? 0 : 1;
}

}  // namespace
}  // namespace interleave::tools

int main(int argument_count, char** arguments) {
  try {
    return interleave::tools::run({arguments + 1, arguments + argument_count});
  } catch (const std::exception& error) {
    fmt::print(stderr, "mutants: {}\nexpected: mutants [SEEDS [all | STRATEGY,…]…]\n",
               error.what());
    return 2;
  }
}
