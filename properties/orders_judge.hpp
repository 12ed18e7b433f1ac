#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "model/intent.hpp"
#include "model/order.hpp"
#include "properties/measure.hpp"
#include "properties/orders_signatures.hpp"

namespace interleave::properties {

/// Judges orders from what people did, the commit logs of Attik's store and of Spectora, and the
/// requests on the wire. What a job's record says is no wish: a sync may have written it.
class OrdersJudge {
 public:
  void reset();

  // ---- What the world tells, in the order in which it happens ----
  void on_commit(model::Time at, const model::AttikCommit& commit);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  void on_commit(model::Time at, const model::OrderCommit& commit);
  /// Somebody cancels a job, or saves one that is not cancelled.
  void on_wish(model::Time at, model::JobId job, bool cancelled);
  /// A sync of a cancelled job found no id, and sent nothing.
  void on_skipped(model::Time, model::JobId) { arise(OrdersSituation::cancelled_before_id); }
  void on_wire(model::Time at, const model::OrderRequest& request);
  void on_reply(model::Time, const model::OrderRequest&, const model::OrderReply&) {}
  void on_announced(model::Time, model::JobId, std::uint32_t) {}
  void on_asked(model::Time, model::JobId) {}
  void on_fault(model::Time, sim::Fault fault, std::optional<model::OrderId>);
  void on_crash(model::Time, std::uint8_t) {}
  void on_overlap(model::JobId) { arise(OrdersSituation::overlap); }
  void on_echo_overlap(model::JobId) {}
  /// Nothing is pending any more.
  void finish(model::Time at);

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] SignatureSet sometimes() const { return sometimes_; }
  /// Over all runs since it was made.
  [[nodiscard]] std::span<const Histogram> measures() const { return measures_; }
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  struct Row {
    bool known = false;
    bool native = false;
    bool cancelled = false;         ///< as people want it
    bool record_cancelled = false;  ///< as its record says
    bool alerted = false;
    model::OrderList orders;
    /// Those that a cancel was sent for since people cancelled the job.
    model::List<model::OrderId, model::orders_per_job_max> sent;
    Span dispatched;
    Span unknown;
  };

  Row& row_of(model::JobId job) { return rows_[job.value]; }
  void violate(OrdersFailure failure) { violated_.add(static_cast<std::size_t>(failure)); }
  void arise(OrdersSituation situation) { sometimes_.add(static_cast<std::size_t>(situation)); }
  [[nodiscard]] static std::size_t live(const Row& row);
  void measure(model::Time at, Row& row);
  void judge_cancelled(const Row& row);

  std::array<Row, model::jobs_with_orders_max> rows_;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, orders_measures.size()> measures_{};
};

}  // namespace interleave::properties
