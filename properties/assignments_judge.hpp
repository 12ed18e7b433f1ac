#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "model/intent.hpp"
#include "properties/assignments_signatures.hpp"
#include "properties/order_log.hpp"
#include "properties/prompt_clock.hpp"
#include "properties/remote_orders.hpp"
#include "properties/run_watch.hpp"

namespace interleave::properties {

/// Judges assignments from the commit logs of Attik and Spectora, the requests and replies on the
/// wire, and the answers given to people. It never reads what the core notes for itself.
class AssignmentsJudge {
 public:
  static constexpr std::size_t jobs_max = RemoteOrders::orders_max;

  struct Options {
    /// A list may miss writes younger than this.
    model::Duration list_lag{};
    model::Duration sweep_period = std::chrono::hours(1);
    /// A second POST of one inspector adds a second record.
    bool second_post_adds = true;
    /// Rows on a page of a list; zero: all of them.
    std::uint32_t page_size = 0;
    /// Failures that this variant never promised to avoid, or that cannot be told in this setup.
    SignatureSet unjudged;
  };

  explicit AssignmentsJudge(const Options& options) : options_(options) {}
  AssignmentsJudge() : AssignmentsJudge(Options()) {}

  void reset();

  // ---- What the world tells, in the order in which it happens ----
  void on_commit(model::Time at, const model::AttikCommit& commit);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  void on_commit(model::Time at, const model::SpectoraCommit& commit);
  /// A request leaves.
  void on_wire(model::Time at, const model::SpectoraRequest& request);
  /// What its sender learns.
  void on_reply(model::Time at, const model::SpectoraRequest& request,
                const model::SpectoraReply& reply);
  /// What people learn.
  void on_answer(model::Time at, const model::Answer& answer);
  /// A worker heard of that generation of a job.
  void on_announced(model::Time at, model::JobId job, std::uint32_t generation);
  /// Somebody asked a worker to bring that job's order in step, and waits for the answer.
  void on_asked(model::Time at, model::JobId job);
  /// A fault hit what concerns this order, or all of them; its direct consequences end at `over`.
  void on_fault(model::Time over, sim::Fault fault, std::optional<model::OrderId> order);
  /// A worker died.
  void on_crash(model::Time at, std::uint8_t worker);
  /// A sync is triggered while another one of its order is under way.
  void on_overlap(model::JobId) { arise(AssignmentsSituation::overlap); }
  /// Settling is over; whatever is sent from now on is the probe's.
  void on_probe(model::Time at) {
    settle(at);
    probing_ = true;
  }
  /// An echo of Spectora's reaches a worker while a sync of its order is under way.
  void on_echo_overlap(model::JobId) { arise(AssignmentsSituation::echo_in_run); }
  /// Nothing is pending any more: judges what holds at rest, unless that was done before the probe.
  void finish(model::Time at) {
    if (!probing_) settle(at);
  }

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] SignatureSet sometimes() const { return sometimes_; }
  /// Over all runs since it was made.
  [[nodiscard]] std::span<const Histogram> measures() const { return measures_; }
  /// What was found first of each failure, and every order that is not as its job wants it.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  /// The saves of one job that the judge remembers: more than a run makes.
  static constexpr std::size_t saves_max = 16;
  static constexpr std::size_t asks_max = 16;

  struct Ask {
    model::Time at{};
    std::uint32_t generation = 0;
  };

  /// Everything about one job and its order.
  struct Pair {
    model::List<model::Job, saves_max> saves;  ///< by generation; the last is the job as it stands
    OrderLog log;
    RunWatch wire;
    PromptClock prompt;
    model::List<Ask, asks_max> asks;
    Span behind;
    Span both_stand;
    Span empty;
    bool in_step = true;
    bool in_step_at_probe = false;
    bool was_in_step = true;  ///< since the latest save
    bool record_open = false;
    bool poisoned = false;  ///< Spectora refuses to write this order for good
    bool refused = false;   ///< Spectora refused something for good
    bool touched = false;   ///< by a hand or a late write
    model::Time touched_at{};
    std::uint32_t calls_for = 0;  ///< saves, asks, faults and hand edits that may cost requests
    std::uint32_t writes = 0;
    std::uint32_t requests = 0;
    std::uint32_t requests_refused = 0;   ///< since the first refusal for good
    std::uint32_t calls_for_refused = 0;  ///< since then

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset() {
      saves.clear();
      log.reset();
      wire.reset();
      prompt.reset();
      asks.clear();
      behind.reset();
      both_stand.reset();
      empty.reset();
      in_step = true;
      in_step_at_probe = false;
      was_in_step = true;
      record_open = false;
      poisoned = false;
      refused = false;
      touched = false;
      touched_at = model::Time{};
      calls_for = 0;
      writes = 0;
      requests = 0;
      requests_refused = 0;
      calls_for_refused = 0;
    }
    [[nodiscard]] const model::Job& job() const { return saves.back(); }
  };

  struct Finding {
    model::Time at{};
    model::OrderId order;
  };

  Pair& pair_of(model::OrderId order) { return pairs_[order.value]; }
  void violate(model::Time at, AssignmentsFailure failure, model::OrderId order);
  void arise(AssignmentsSituation situation) {
    sometimes_.add(static_cast<std::size_t>(situation));
  }
  void call_for(Pair& pair);
  [[nodiscard]] static model::Time began_at(const Pair& pair, const RunTrail& trail);
  [[nodiscard]] bool may_look_in_step(model::Time at, const Pair& pair) const;
  void check_prompt(model::Time at, const Pair& pair);
  void look_at_start(Pair& pair);
  void update_in_step(model::Time at, Pair& pair);
  void judge_claim(model::Time at, const Pair& pair, const model::Answer& answer,
                   model::Time began);
  void judge_write(model::Time at, const Pair& pair, const model::SpectoraRequest& request);
  void judge_cover(model::Time at, const Pair& pair, const model::SpectoraCommit& commit);
  void settle(model::Time at);
  void judge_assignments(model::Time at, const Pair& pair);
  void judge_budget(model::Time at, const Pair& pair);
  [[nodiscard]] bool unrecoverable(const Pair& pair) const { return revoked_ || pair.poisoned; }
  [[nodiscard]] static bool primary_right(const model::Job& job, const RemoteOrders& orders);
  [[nodiscard]] static bool event_right(const model::Job& job, const RemoteOrders& orders);

  Options options_;
  std::array<Pair, jobs_max> pairs_;  ///< by job number, which is its order's
  std::size_t pair_count_ = 0;
  RemoteOrders orders_;
  RemoteOrders orders_at_rest_;  ///< as they were at the end of settling, before the probe
  bool revoked_ = false;
  bool probing_ = false;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, assignments_measures.size()> measures_{};
  std::array<Finding, assignments_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
