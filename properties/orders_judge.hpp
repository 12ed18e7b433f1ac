#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "properties/job_orders.hpp"
#include "properties/job_watch.hpp"
#include "properties/orders_signatures.hpp"

namespace interleave::properties {

/// Judges orders from the commit logs of Attik's store and of Spectora, the requests and replies on
/// the wire, and the answers and alerts given to people. What a job's record says is no wish: a
/// sync may have written it.
class OrdersJudge {
 public:
  static constexpr std::size_t jobs_max = model::jobs_with_orders_max;

  struct Options {
    /// A search may miss writes younger than this.
    model::Duration lag{};
    model::Duration sweep_period = std::chrono::hours(1);
    /// How long after a cancel staff may not know.
    model::Duration known_within = std::chrono::minutes(5);
    /// The sync keeps client references and obligations: where Spectora honours references a job
    /// never has two live orders, and an alert stands as long as a cancelled one has any.
    bool obliged = false;
    /// What an order's calendar event says is the sync's business.
    bool events = true;
    /// Failures that this variant never promised to avoid, or that cannot be told in this setup.
    SignatureSet unjudged;
  };

  explicit OrdersJudge(const Options& options);
  OrdersJudge() : OrdersJudge(Options()) {}

  void reset();

  // ---- What the world tells, in the order in which it happens ----
  /// The run starts: whether Spectora honours client references in it.
  void on_references(bool honoured) { references_honoured_ = honoured; }
  /// The sync is switched off until then.
  void on_disabled(model::Time until);
  void on_commit(model::Time at, const model::AttikCommit& commit);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  void on_commit(model::Time at, const model::OrderCommit& commit);
  /// A sync of a cancelled job found no id, and sent nothing.
  void on_skipped(model::Time, model::JobId job) { row_of(job).skipped = true; }
  void on_wire(model::Time at, const model::OrderRequest& request);
  void on_reply(model::Time at, const model::OrderRequest& request, const model::OrderReply& reply);
  /// What a run hears from the store.
  void on_reply(model::Time at, const model::IntentRequest& request,
                const model::IntentReply& reply);
  /// What people learn.
  void on_answer(model::Time at, const model::Answer& answer);
  /// A worker heard of that generation of a job.
  void on_announced(model::Time at, model::JobId job, std::uint32_t generation);
  /// Somebody asked a worker to bring that job in step, and waits for the answer.
  void on_asked(model::Time at, model::JobId job);
  /// A fault hit what concerns the job of this order, or all of them; its direct consequences end
  /// at `over`.
  void on_fault(model::Time over, sim::Fault fault, std::optional<model::OrderId> order);
  /// A worker died.
  void on_crash(model::Time at, std::uint8_t worker);
  /// A sync is triggered while another one of its job is under way.
  void on_overlap(model::JobId) { arise(OrdersSituation::overlap); }
  void on_echo_overlap(model::JobId) {}
  /// Settling is over; whatever is sent from now on is the probe's.
  void on_probe(model::Time at);
  /// Nothing is pending any more: judges what holds at rest, unless that was done before the probe.
  void finish(model::Time at) {
    if (!probing_) settle(at);
  }

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] SignatureSet sometimes() const { return sometimes_; }
  /// Over all runs since it was made.
  [[nodiscard]] std::span<const Histogram> measures() const { return measures_; }
  /// What was found first of each failure, and every job whose orders are not as it wants.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  /// What a run heard last from the store about its job.
  struct Hearsay {
    model::Cause run;
    bool job_read = false;
    bool cancelled = false;
  };
  static constexpr std::size_t hearsay_max = 8;

  /// A cancel by people, for as long as the job stays cancelled.
  struct Cancel {
    model::Time at{};
    bool before_id = false;  ///< the job's record named no order by then
    bool ever_live = false;  ///< an order of the job has been live since
    bool live = false;
    model::Time live_until{};  ///< when the last one was cancelled
    bool overdue = false;      ///< staff do not know, and ought to

    void hold(model::Time now, bool dispatched) {
      if (live && !dispatched) live_until = now;
      live = dispatched;
      overdue = overdue && dispatched;
      ever_live = ever_live || dispatched;
    }
  };

  struct Row {
    JobWatch watch;
    JobOrders orders;
    model::Job record;  ///< as it says, whoever wrote it
    Cancel cancel;
    model::Time alert_from{};   ///< when staff see the alert; zero: there is none
    bool acknowledged = false;  ///< staff have taken this generation's matter over
    bool skipped = false;       ///< a sync of the cancelled job said so
    bool helped = false;        ///< somebody else than a sync has changed its orders
    model::Time in_step_since{};
    /// Orders that a cancel was sent for since people cancelled the job.
    model::List<model::OrderId, model::orders_per_job_max> sent;
    model::List<Hearsay, hearsay_max> heard;
    Span unknown;
    Span behind;

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset() {
      watch.reset();
      orders.reset();
      record = {};
      cancel = {};
      alert_from = {};
      acknowledged = false;
      skipped = false;
      helped = false;
      in_step_since = {};
      sent.clear();
      heard.clear();
      unknown.reset();
      behind.reset();
    }
    [[nodiscard]] const model::Job& job() const { return watch.job(); }
    [[nodiscard]] bool native() const { return job().created == model::Creation::spectora; }
    /// Staff see an alert, or have taken it over.
    [[nodiscard]] bool told(model::Time at) const {
      return acknowledged || (alert_from != model::Time{} && alert_from <= at);
    }
    [[nodiscard]] bool dispatched_in_vain() const { return job().cancelled && orders.live() > 0; }
  };

  struct Finding {
    model::Time at{};
    model::JobId job;
  };

  Row& row_of(model::JobId job) { return rows_[job.value]; }
  [[nodiscard]] bool right(const model::Job& job, const Row& row) const {
    return in_step(job, row.orders.all(), options_.events);
  }
  [[nodiscard]] auto was_in_step(const Row& row) const {
    return [this, &row](const model::Job& wish, model::Time from) {
      return row.orders.was_in_step(wish, from, options_.events);
    };
  }
  void violate(model::Time at, OrdersFailure failure, const Row& row) {
    violate(at, static_cast<std::size_t>(failure), row);
  }
  /// `place`: in the table.
  void violate(model::Time at, std::size_t place, const Row& row);
  void arise(OrdersSituation situation) { sometimes_.add(static_cast<std::size_t>(situation)); }
  Histogram& lengths(OrdersMeasure measure) { return measures_[static_cast<std::size_t>(measure)]; }
  void report(model::Time at, Row& row);
  void check_known(model::Time at, Row& row);
  void update(model::Time at, Row& row, model::Author author = model::Author::start);
  void note_situations(model::Time at, const Row& row, const model::OrderCommit& commit);
  void judge_write(model::Time at, Row& row, const model::OrderRequest& request);
  void end_cancel(model::Time at, const Row& row);
  void settle(model::Time at);
  void judge_rest(model::Time at, Row& row);
  void judge_cancelled(model::Time at, const Row& row);
  void judge_alert(model::Time at, const Row& row);
  void measure_alert(model::Time at, const Row& row);

  Options options_;
  JobWatch::Options watching_;
  std::array<Row, jobs_max> rows_;
  bool references_honoured_ = false;
  bool revoked_ = false;
  model::Time disabled_until_{};
  bool probing_ = false;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, orders_measures.size()> measures_{};
  std::array<Finding, orders_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
