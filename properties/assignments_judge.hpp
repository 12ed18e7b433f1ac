#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "model/intent.hpp"
#include "model/order.hpp"
#include "properties/assignments_signatures.hpp"
#include "properties/job_watch.hpp"
#include "properties/order_log.hpp"
#include "properties/remote_orders.hpp"

namespace interleave::properties {

/// Judges assignments from the commit logs of Attik and Spectora, the requests and replies on the
/// wire, and the answers given to people. It never reads what the core notes for itself. A job that
/// is cancelled, or whose record names no order, has nothing to be in step with, and counts as in
/// step. Who makes the orders is judged elsewhere, and so is what becomes of those that no record
/// names.
class AssignmentsJudge {
 public:
  static constexpr std::size_t jobs_max = model::jobs_with_orders_max;

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
    model::OrderId order = model::OrderId::none();  ///< as the job's record says, whoever wrote it
    model::Time linked_at = model::Time::min();     ///< in mid-run; the earliest time: it was not
    OrderLog log;                                   ///< of that order, since it was linked
    model::Time unknown_before = model::Time::min();  ///< what it showed until then
    model::Cause astray{};  ///< the run that last sent something about another order
    Span behind;
    Span both_stand;
    Span empty;
    // Before the probe.
    model::OrderId order_at_rest = model::OrderId::none();  ///< the one that counted
    RemoteOrder at_rest;

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset() {
      watch.reset();
      order = model::OrderId::none();
      linked_at = model::Time::min();
      log.reset();
      unknown_before = model::Time::min();
      astray = {};
      behind.reset();
      both_stand.reset();
      empty.reset();
    }
    [[nodiscard]] const model::Job& job() const { return watch.job(); }
    /// The order that has to be as the job wants it; none: there is none.
    [[nodiscard]] model::OrderId counted() const {
      return job().cancelled ? model::OrderId::none() : order;
    }
  };

  struct Finding {
    model::Time at{};
    model::JobId job;
    model::OrderId order;  ///< of that job; none: it had none
  };

  Pair& pair_of(model::OrderId order) { return pairs_[model::job_of(order).value]; }
  void violate(model::Time at, AssignmentsFailure failure, const Pair& pair, model::OrderId order) {
    violate(at, static_cast<std::size_t>(failure), pair, order);
  }
  /// `place`: in the table.
  void violate(model::Time at, std::size_t place, const Pair& pair, model::OrderId order);
  void arise(AssignmentsSituation situation) {
    sometimes_.add(static_cast<std::size_t>(situation));
  }
  /// What the pair's watch has found by now.
  void report(model::Time at, Pair& pair);
  /// For the questions of the watch. True where nobody knows.
  [[nodiscard]] auto was_in_step(const Pair& pair) const {
    return [this, &pair](const model::Job& job, model::Time from) {
      if (pair.order == model::OrderId::none() || job.cancelled) return true;
      if (from < pair.unknown_before) return true;
      return pair.log.was_in_step(job, orders_.assignments(pair.order), from);
    };
  }
  void begin(Pair& pair, const model::Job& job);
  void name_order(model::Time at, Pair& pair, model::OrderId order);
  /// The order is as its job wants it, or there is none that has to be.
  [[nodiscard]] bool is_right(const Pair& pair) const;
  void update_in_step(model::Time at, Pair& pair, model::Author author = model::Author::start);
  void judge_write(model::Time at, const Pair& pair, const model::SpectoraRequest& request);
  void judge_cover(model::Time at, const Pair& pair, const model::SpectoraCommit& commit);
  [[nodiscard]] bool may_seem_right(model::Time at, const Pair& pair,
                                    const model::SpectoraCommit& commit) const;
  void note_situations(model::Time at, const Pair& pair, const model::SpectoraCommit& commit);
  void settle(model::Time at);
  void judge_rest(model::Time at, const Pair& pair);
  void judge_assignments(model::Time at, const Pair& pair);
  [[nodiscard]] static bool primary_right(const model::Job& job, const RemoteOrder& order);
  [[nodiscard]] static bool event_right(const model::Job& job, const RemoteOrder& order);
  void tell_of(const Pair& pair, std::vector<std::string>& lines) const;

  Options options_;
  JobWatch::Options watching_;
  std::array<Pair, jobs_max> pairs_;  ///< by job number
  std::size_t pair_count_ = 0;
  RemoteOrders orders_;
  bool revoked_ = false;
  bool probing_ = false;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, assignments_measures.size()> measures_{};
  std::array<Finding, assignments_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
