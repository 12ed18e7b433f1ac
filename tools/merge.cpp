#include "tools/merge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "properties/usage_error.hpp"
#include "tools/counts_json.hpp"
#include "tools/coverage.hpp"
#include "tools/parts.hpp"
#include "tools/plan.hpp"
#include "tools/publish.hpp"
#include "tools/result_json.hpp"

namespace interleave::tools {

using properties::UsageError;

namespace {

/// A fact that all results must share.
struct Fact {
  std::string name;
  std::string value;
};

std::string runs_in_words(const SystemReport& report) {
  return report.runs_asked ? properties::grouped(*report.runs_asked) : "as many as fit";
}

/// Whatever makes runs of the same index the same run, or the results ones of the same check.
std::vector<Fact> facts_of(const SystemReport& report) {
  std::vector<Fact> facts{{"variant", std::string(report.experiment.variant_name())},
                          {"fault profile", std::string(report.experiment.faults().name)},
                          {"seed", std::to_string(report.options.seed)},
                          {"strategies", report.options.mix.as_argument()},
                          {"number of runs", runs_in_words(report)}};
  for (std::size_t i = 0; i < report.experiment.options.size(); ++i) {
    facts.push_back({"option " + std::string(report.experiment.system->options[i].name),
                     std::to_string(report.experiment.options[i])});
  }
  return facts;
}

std::string systems_of(const CheckReport& report) {
  std::string names;
  for (const SystemReport& system : report.systems) {
    names += (names.empty() ? "" : ", ") + std::string(system.experiment.system->name);
  }
  return names;
}

void require_equal(const Fact& found, const Fact& expected, const NamedReport& here,
                   const NamedReport& there) {
  if (found.value == expected.value) return;
  throw UsageError(here.name + ": found " + found.name + " " + found.value + ", expected " +
                   expected.value + " as in " + there.name);
}

void require_same_check(const NamedReport& here, const NamedReport& there) {
  require_equal({"systems", systems_of(here.report)}, {"systems", systems_of(there.report)}, here,
                there);
  for (std::size_t i = 0; i < here.report.systems.size(); ++i) {
    const SystemReport& system = here.report.systems[i];
    const std::vector<Fact> found = facts_of(system);
    const std::vector<Fact> expected = facts_of(there.report.systems[i]);
    for (std::size_t fact = 0; fact < found.size(); ++fact) {
      const std::string name =
          std::string(system.experiment.system->name) + ": " + found[fact].name;
      require_equal({name, found[fact].value}, expected[fact], here, there);
    }
  }
}

/// A part and the first file that holds it.
struct Source {
  const Part* part = nullptr;
  const std::string* name = nullptr;
};

bool same_counts(const SystemReport& report, const Part& one, const Part& other) {
  return one.stop == other.stop &&
         counts_json(report.experiment, one.result) == counts_json(report.experiment, other.result);
}

/// How much a part can be relied on: all of its runs, as many as its rules allowed, or whatever was
/// made before an interrupt.
int rank_of(const Part& part) {
  if (part.result.runs == part.asked.size()) return 2;
  return part.stop == Stop::interrupted ? 0 : 1;
}

/// Which of two parts of one range to keep.
Source choose(const SystemReport& report, const Source& one, const Source& other) {
  const int rank = rank_of(*one.part);
  const int other_rank = rank_of(*other.part);
  if (rank != other_rank) return rank > other_rank ? one : other;
  // Times differ even where all counts are equal; the choice must not depend on the order.
  if (same_counts(report, *one.part, *other.part)) {
    return one.part->seconds <= other.part->seconds ? one : other;
  }
  // What was interrupted is to be replaced, or refused.
  if (rank == 0) return one.part->result.runs >= other.part->result.runs ? one : other;
  throw UsageError(*other.name + ": " + in_words(one.part->asked) + " differ from those in " +
                   *one.name + ", expected one result for each run");
}

void require_apart(const Source& before, const Source& after) {
  if (before.part->asked.end <= after.part->asked.begin) return;
  throw UsageError(*after.name + ": found " + in_words(after.part->asked) + " and in " +
                   *before.name + " " + in_words(before.part->asked) +
                   ", expected shards of one --shard I/N, which do not overlap");
}

void require_finished(const Source& source) {
  if (source.part->stop != Stop::interrupted) return;
  throw UsageError(*source.name + ": found " + in_words(source.part->asked) +
                   " interrupted after " + properties::grouped(source.part->result.runs) +
                   ", expected the whole result of that range beside it");
}

std::vector<Part> merge_parts(const std::vector<NamedReport>& results, std::size_t place) {
  std::map<RunRange, Source> chosen;
  for (const NamedReport& result : results) {
    const SystemReport& report = result.report.systems[place];
    for (const Part& part : report.parts) {
      if (part.asked.size() == 0 && report.runs_asked) continue;  // a shard without runs
      const Source source{&part, &result.name};
      const auto [at, added] = chosen.emplace(part.asked, source);
      if (!added) at->second = choose(report, at->second, source);
    }
  }
  std::vector<Part> parts;
  const Source* before = nullptr;
  for (const auto& [range, source] : chosen) {
    if (before != nullptr) require_apart(*before, source);
    require_finished(source);
    parts.push_back(*source.part);
    before = &source;
  }
  return parts;
}

/// The order in which equal things are chosen among, so that it does not matter how they came.
bool comes_first(const Failure& one, const Failure& other) {
  return std::tie(one.first_run, one.capsule_path) < std::tie(other.first_run, other.capsule_path);
}

/// Of each signature the failure of the part that has the lowest failing index.
std::vector<Failure> merge_failures(const std::vector<NamedReport>& results, std::size_t place,
                                    const properties::CampaignResult& total) {
  std::map<std::size_t, Failure> first;
  for (const NamedReport& result : results) {
    for (const Failure& failure : result.report.systems[place].investigation.failures) {
      const auto [at, added] = first.emplace(failure.signature, failure);
      if (!added && comes_first(failure, at->second)) at->second = failure;
    }
  }
  std::vector<Failure> failures;
  for (auto& [signature, failure] : first) {
    failure.runs = total.signatures[signature].runs;
    if (failure.runs > 0) failures.push_back(std::move(failure));
  }
  return failures;
}

std::vector<Nondeterminism> merge_nondeterminism(const std::vector<NamedReport>& results,
                                                 std::size_t place) {
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::optional<std::uint64_t>, bool>;
  std::map<Key, Nondeterminism> all;
  for (const NamedReport& result : results) {
    for (const Nondeterminism& found : result.report.systems[place].investigation.nondeterminism) {
      all.emplace(Key{found.run.index, found.first_hash, found.second_hash, found.fresh_process},
                  found);
    }
  }
  std::vector<Nondeterminism> merged;
  for (auto& [key, found] : all) merged.push_back(std::move(found));
  return merged;
}

/// Of the reasons why there was no fresh process, if any, the first as texts are ordered.
std::string merge_no_fresh_process(const std::vector<NamedReport>& results, std::size_t place) {
  std::set<std::string> reasons;
  for (const NamedReport& result : results) {
    reasons.insert(result.report.systems[place].investigation.no_fresh_process);
  }
  reasons.erase("");
  return reasons.empty() ? "" : *reasons.begin();
}

SystemReport merge_system(const std::vector<NamedReport>& results, std::size_t place) {
  SystemReport merged = results.front().report.systems[place];
  merged.parts = merge_parts(results, place);
  merged.coverage_required = std::ranges::any_of(results, [&](const NamedReport& result) {
    return result.report.systems[place].coverage_required;
  });
  total_up(merged);
  merged.investigation.failures = merge_failures(results, place, merged.result);
  merged.investigation.nondeterminism = merge_nondeterminism(results, place);
  merged.investigation.no_fresh_process = merge_no_fresh_process(results, place);
  merged.vacuous = find_vacuous(merged);
  return merged;
}

/// Every regression once for each way in which it ended.
std::vector<Regression> merge_regressions(const std::vector<NamedReport>& results) {
  const auto key = [](const Regression& r) { return std::tie(r.path, r.ending, r.story); };
  std::vector<Regression> merged;
  for (const NamedReport& result : results) {
    for (const Regression& regression : result.report.regressions) {
      if (std::ranges::find(merged, regression) == merged.end()) merged.push_back(regression);
    }
  }
  std::ranges::sort(merged, [&](const auto& a, const auto& b) { return key(a) < key(b); });
  return merged;
}

}  // namespace

CheckReport merge(const std::vector<NamedReport>& results) {
  const CheckReport& first = results.front().report;
  for (const NamedReport& other : results) require_same_check(other, results.front());
  CheckReport merged;
  merged.merged = true;
  std::set<Skipped> skipped;
  std::set<std::string> commits;
  for (const NamedReport& result : results) {
    skipped.insert(result.report.skipped.begin(), result.report.skipped.end());
    if (result.report.commit) commits.insert(*result.report.commit);
  }
  merged.skipped.assign(skipped.begin(), skipped.end());
  if (!commits.empty()) merged.commit = *commits.begin();
  merged.regressions = merge_regressions(results);
  for (std::size_t i = 0; i < first.systems.size(); ++i) {
    merged.systems.push_back(merge_system(results, i));
  }
  return merged;
}

ExitCode merge_results(const MergeArguments& arguments) {
  const Publication publication{arguments.json, arguments.junit, process_environment()};
  std::vector<NamedReport> results;
  for (const std::string& path : arguments.results) results.push_back({path, read_result(path)});
  const CheckReport merged = merge(results);
  require_publishable(publication);
  for (const Regression& regression : merged.regressions) fmt::print("{}", text_of(regression));
  if (!merged.regressions.empty()) fmt::print("\n");
  for (const SystemReport& system : merged.systems) {
    fmt::print("{}{}\n", headline_of(system, merged), text_of(system, merged));
  }
  for (const Skipped& skipped : merged.skipped) {
    fmt::print("skipped {}: {}\n", skipped.system, skipped.reason);
  }
  return publish(merged, publication);
}

}  // namespace interleave::tools
