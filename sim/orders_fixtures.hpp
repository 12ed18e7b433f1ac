#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/orders.hpp"

namespace interleave::sim {

/// For tests: everything that a judge would hear of one run.
class OrdersDiary {
 public:
  template <class What>
  struct Note {
    model::Time at{};
    What what;
  };
  struct Fault {
    sim::Fault fault{};
    std::optional<model::OrderId> order;
  };

  void on_references(bool honoured) { references.push_back(honoured); }
  void on_disabled(model::Time until) { disabled.push_back(until); }
  void on_commit(model::Time at, const model::AttikCommit& commit) {
    attik.push_back({at, commit});
  }
  void on_commit(model::Time at, const model::IntentCommit& commit) {
    intents.push_back({at, commit});
  }
  void on_commit(model::Time at, const model::OrderCommit& commit) {
    orders.push_back({at, commit});
  }
  void on_skipped(model::Time at, model::JobId job) { skipped.push_back({at, job}); }
  void on_wire(model::Time at, const model::OrderRequest& request) {
    wire.push_back({at, request});
  }
  void on_reply(model::Time, const model::OrderRequest&, const model::OrderReply&) {}
  void on_reply(model::Time at, const model::IntentRequest& request, const model::IntentReply&) {
    store.push_back({at, request});
  }
  void on_answer(model::Time at, const model::Answer& answer) { answers.push_back({at, answer}); }
  void on_announced(model::Time, model::JobId job, std::uint32_t) { announced.push_back(job); }
  void on_asked(model::Time at, model::JobId job) { asked.push_back({at, job}); }
  void on_fault(model::Time over, sim::Fault fault, std::optional<model::OrderId> order) {
    faults.push_back({over, {fault, order}});
  }
  void on_crash(model::Time, std::uint8_t) {}
  void on_overlap(model::JobId job) { overlaps.push_back(job); }
  void on_echo_overlap(model::JobId) {}
  void on_probe(model::Time at) { probes.push_back(at); }

  /// What was done to orders after the start, in words.
  [[nodiscard]] std::vector<std::string> changes() const {
    std::vector<std::string> all;
    for (const auto& note : orders) {
      if (note.what.author != model::Author::start) all.push_back(describe(note.what));
    }
    return all;
  }
  /// The job as its latest commit shows it.
  [[nodiscard]] model::Job job(std::uint8_t number) const {
    const auto found = std::find_if(attik.rbegin(), attik.rend(), [&](const auto& note) {
      return note.what.job.id == model::JobId{number};
    });
    return found == attik.rend() ? model::Job() : found->what.job;
  }
  /// What happened to the alerts of job 1.
  [[nodiscard]] std::vector<Note<model::IntentCommit>> alerts() const {
    std::vector<Note<model::IntentCommit>> all;
    std::ranges::copy_if(intents, std::back_inserter(all), [](const auto& note) {
      return note.what.effect >= model::IntentEffect::alerted && note.what.job == model::JobId{1};
    });
    return all;
  }
  [[nodiscard]] std::vector<model::IntentEffect> alert_effects() const {
    std::vector<model::IntentEffect> all;
    for (const auto& note : alerts()) all.push_back(note.what.effect);
    return all;
  }

  std::vector<bool> references;
  std::vector<model::Time> disabled;
  std::vector<Note<model::AttikCommit>> attik;
  std::vector<Note<model::IntentCommit>> intents;
  std::vector<Note<model::OrderCommit>> orders;
  std::vector<Note<model::JobId>> skipped;
  std::vector<Note<model::OrderRequest>> wire;
  std::vector<Note<model::IntentRequest>> store;
  std::vector<Note<model::Answer>> answers;
  std::vector<model::JobId> announced;
  std::vector<Note<model::JobId>> asked;
  std::vector<Note<Fault>> faults;
  std::vector<model::JobId> overlaps;
  std::vector<model::Time> probes;
};

/// For tests: one world that is run again and again.
class OrdersPlay {
 public:
  using World = Orders<OrdersDiary>;

  explicit OrdersPlay(const World::Options& options)
      : may_be_cut_(options.scheduler.events_max < Scheduler::Options().events_max),
        world_(choices_, diary_, options) {}

  /// A calm run but for these decisions. The first action comes at 600 s, and each of the others,
  /// unless it is given a gap, 600 s after the one before.
  const OrdersDiary& replayed(const std::vector<Decision>& decisions) {
    choices_.replay(decisions);
    return run(Strategy::latency);
  }
  const OrdersDiary& seeded(std::uint64_t seed, Strategy strategy) {
    choices_.seed(seed);
    return run(strategy);
  }

  [[nodiscard]] const Scheduler& scheduler() const { return world_.scheduler(); }
  [[nodiscard]] const Choices& choices() const { return choices_; }
  model::History* history = nullptr;

 private:
  const OrdersDiary& run(Strategy strategy) {
    diary_ = {};
    world_.start(strategy, history);
    world_.scheduler().run();
    EXPECT_TRUE(may_be_cut_ || world_.scheduler().limit_reached().empty());
    return diary_;
  }

  bool may_be_cut_;  ///< its runs, by the limit of events
  Choices choices_;
  OrdersDiary diary_;
  World world_;
};

/// For tests: a scenario in a variant; the rest is as usual.
inline OrdersPlay::World::Options options_of(OrdersVariant variant,
                                             const OrdersOptions& scenario = {}) {
  OrdersPlay::World::Options options;
  options.variant = variant;
  options.scenario = scenario;
  return options;
}

// For tests: what a run can be told.

inline Decision act_in(std::uint32_t slot, OrdersAction kind) {
  return {{Site::action_kind, action_cause(slot)}, static_cast<Outcome>(kind)};
}
inline Decision gap_before(std::uint32_t slot, model::Duration gap) {
  return {{Site::action_gap, action_cause(slot)}, gap.count()};
}
/// So many jobs back from the latest.
inline Decision target_of(std::uint32_t slot, Outcome back) {
  return {{Site::action_target, action_cause(slot)}, back};
}
inline Decision starts_as(SyncStart start) {
  return {{Site::scenario, model::run_root.child(4, 0xfe)}, static_cast<Outcome>(start)};
}
/// Job 1 is there from the start, with order 1.
inline constexpr Decision job_1_is_there{{Site::scenario, job_cause(model::JobId{1})}, 1};
inline constexpr Decision references_are_ignored{{Site::scenario, model::run_root.child(4, 0xff)},
                                                 1};

}  // namespace interleave::sim
