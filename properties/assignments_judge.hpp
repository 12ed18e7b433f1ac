#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "model/intent.hpp"
#include "properties/assignments_signatures.hpp"
#include "properties/job_watch.hpp"
#include "properties/order_log.hpp"
#include "properties/remote_orders.hpp"

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

  explicit AssignmentsJudge(const Options& options);
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
  /// What a run hears from the store is its own business here.
  void on_reply(model::Time, const model::IntentRequest&, const model::IntentReply&) {}
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
    for (std::size_t i = 0; i < pair_count_; ++i) pairs_[i].watch.on_probe();
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
  /// Everything about one job and its order.
  struct Pair {
    JobWatch watch;
    OrderLog log;
    Span behind;
    Span both_stand;
    Span empty;

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset() {
      watch.reset();
      log.reset();
      behind.reset();
      both_stand.reset();
      empty.reset();
    }
    [[nodiscard]] const model::Job& job() const { return watch.job(); }
  };

  struct Finding {
    model::Time at{};
    model::OrderId order;
  };

  Pair& pair_of(model::OrderId order) { return pairs_[order.value]; }
  void violate(model::Time at, AssignmentsFailure failure, model::OrderId order) {
    violate(at, static_cast<std::size_t>(failure), order);
  }
  /// `place`: in the table.
  void violate(model::Time at, std::size_t place, model::OrderId order);
  void arise(AssignmentsSituation situation) {
    sometimes_.add(static_cast<std::size_t>(situation));
  }
  /// What the pair's watch has found by now.
  void report(model::Time at, Pair& pair);
  /// For the questions of the watch.
  [[nodiscard]] auto was_in_step(const Pair& pair) const {
    return [this, &pair](const model::Job& job, model::Time from) {
      return pair.log.was_in_step(job, orders_.assignments(job.order), from);
    };
  }
  void look_at_start(Pair& pair);
  void update_in_step(model::Time at, Pair& pair, model::Author author = model::Author::start);
  void judge_write(model::Time at, const Pair& pair, const model::SpectoraRequest& request);
  void judge_cover(model::Time at, const Pair& pair, const model::SpectoraCommit& commit);
  void note_situations(model::Time at, const Pair& pair, const model::SpectoraCommit& commit);
  void settle(model::Time at);
  void judge_assignments(model::Time at, const Pair& pair);
  [[nodiscard]] static bool primary_right(const model::Job& job, const RemoteOrders& orders);
  [[nodiscard]] static bool event_right(const model::Job& job, const RemoteOrders& orders);

  Options options_;
  JobWatch::Options watching_;
  std::array<Pair, jobs_max> pairs_;  ///< by job number, which is its order's
  std::size_t pair_count_ = 0;
  RemoteOrders orders_;
  RemoteOrders orders_at_rest_;  ///< as they were at the end of settling, before the probe
  bool probing_ = false;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, assignments_measures.size()> measures_{};
  std::array<Finding, assignments_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
