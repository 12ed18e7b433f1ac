#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/crew.hpp"

namespace interleave::sim {

/// For tests: what a judge would hear of one run, as far as a test looks at it.
class CrewDiary {
 public:
  template <class What>
  struct Note {
    model::Time at{};
    What what;
  };

  void on_commit(model::Time at, const model::FlexCommit& commit) { flex.push_back({at, commit}); }
  void on_commit(model::Time at, const model::CrewTableCommit& commit) {
    rows.push_back({at, commit});
  }
  void on_commit(model::Time at, const model::CrewWish& wish) { wishes.push_back({at, wish}); }
  void on_commit(model::Time at, const model::AttikCommit& commit) {
    saves.push_back({at, commit});
  }
  void on_commit(model::Time at, const model::IntentCommit& commit) {
    intents.push_back({at, commit});
  }
  void on_wire(model::Time at, const model::FlexRequest& request) { wire.push_back({at, request}); }
  void on_wire(model::Time at, const model::CrewTableRequest& request) {
    if (request.verb == model::CrewTableVerb::write_books) books.push_back({at, request.books});
  }
  void on_reply(model::Time, const model::FlexRequest&, const model::FlexReply&) {}
  void on_reply(model::Time, const model::CrewTableRequest&, const model::CrewTableReply&) {}
  void on_reply(model::Time, const model::IntentRequest&, const model::IntentReply&) {}
  void on_answer(model::Time at, const model::Answer& answer) { answers.push_back({at, answer}); }
  void on_announced(model::Time, model::JobId, std::uint32_t) {}
  void on_asked(model::Time, model::JobId call) { asked.push_back(call); }
  void on_fault(model::Time, Fault fault, std::optional<model::OrderId>) {
    faults.push_back(fault);
  }
  void on_crash(model::Time, std::uint8_t) {}
  void on_probe(model::Time at) { probed_at = at; }
  void on_overlap(model::JobId call) { overlaps.push_back(call); }
  void on_echo_overlap(model::JobId) {}

  /// What syncs and hands did at Flex, in words.
  [[nodiscard]] std::vector<std::string> changes() const {
    std::vector<std::string> all;
    for (const auto& note : flex) {
      if (note.what.author != model::Author::start) all.push_back(describe(note.what));
    }
    return all;
  }

  std::vector<Note<model::FlexCommit>> flex;
  std::vector<Note<model::CrewTableCommit>> rows;
  std::vector<Note<model::CrewWish>> wishes;
  std::vector<Note<model::AttikCommit>> saves;
  std::vector<Note<model::IntentCommit>> intents;
  std::vector<Note<model::FlexRequest>> wire;
  std::vector<Note<model::CrewBooks>> books;  ///< as the production core wants them written
  std::vector<Note<model::Answer>> answers;
  std::vector<model::JobId> asked;
  std::vector<Fault> faults;
  std::vector<model::JobId> overlaps;
  std::optional<model::Time> probed_at;  ///< when everything is looked at once more
};

/// For tests: one world that is run again and again.
class CrewPlay {
 public:
  using World = Crew<CrewDiary>;

  explicit CrewPlay(const World::Options& options)
      : may_be_cut_(options.scheduler.events_max < Scheduler::Options().events_max),
        world_(choices_, diary_, options) {}

  /// A calm run but for these decisions. The first action comes at 600 s, and each of the others,
  /// unless it is given a gap, 600 s after the one before.
  const CrewDiary& replayed(const std::vector<Decision>& decisions) {
    choices_.replay(decisions);
    return run(Strategy::latency);
  }
  const CrewDiary& seeded(std::uint64_t seed, Strategy strategy) {
    choices_.seed(seed);
    return run(strategy);
  }

  [[nodiscard]] const Scheduler& scheduler() const { return world_.scheduler(); }
  /// Of the latest run.
  [[nodiscard]] const CrewDiary& diary() const { return diary_; }
  model::History* history = nullptr;

 private:
  const CrewDiary& run(Strategy strategy) {
    diary_ = {};
    world_.start(strategy, history);
    world_.scheduler().run();
    EXPECT_TRUE(may_be_cut_ || world_.scheduler().limit_reached().empty())
        << world_.scheduler().limit_reached();
    return diary_;
  }

  bool may_be_cut_;  ///< its runs, by the limit of events
  Choices choices_;
  CrewDiary diary_;
  World world_;
};

/// For tests: a sync; the rest of the scenario is as usual.
inline CrewPlay::World::Options options_of(const CrewVariant& variant,
                                           const CrewOptions& scenario = {}) {
  CrewPlay::World::Options options;
  options.variant = variant;
  options.scenario = scenario;
  return options;
}
inline constexpr CrewVariant as_audited{};
inline constexpr CrewVariant as_coded{.remedies = {.as_coded = true}, .unique = true};
inline constexpr CrewVariant production{.unique = true, .core = CrewCore::production};

// For tests: what a run can be told.

inline std::vector<Decision> act_in(std::uint32_t slot, CrewAction kind, model::JobId call,
                                    const CrewChange& change = {}) {
  const model::Cause action = action_cause(slot);
  const auto element = static_cast<Outcome>(model::element_of(call).value);
  const auto number = static_cast<Outcome>(call.value / model::elements_max);
  return {{{Site::action_kind, action}, static_cast<Outcome>(kind)},
          {{Site::action_target, action}, element + number * model::department_count},
          {{Site::action_change, action}, 2 * Outcome{change.person} + (change.other ? 1 : 0)}};
}
/// That many are on the call from the start.
inline Decision starts_with(model::JobId call, Outcome count) {
  return {{Site::scenario, job_cause(call)}, count};
}

}  // namespace interleave::sim
