#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "model/calendar.hpp"
#include "model/intent.hpp"
#include "model/order.hpp"
#include "properties/whole_signatures.hpp"

namespace interleave::properties {

/// Judges what no single system can see: whether a booking in Attik's calendar, its job, and the
/// orders that are made for it at Spectora come to the same, by the commit logs of all of them. A
/// booking is what its row says; that the row says what people asked is judged elsewhere. So are
/// who is an order's primary, and whom its event names. A job that is no booking, for it was
/// created at Spectora, is none of its business.
class WholeJudge {
 public:
  static constexpr std::size_t jobs_max = model::jobs_with_orders_max;

  /// Who keeps orders in step with jobs. Each has alerts and records of its own; about who stands
  /// on an order staff are told by record alone.
  enum class Core : std::uint8_t { orders, assignments };

  struct Options {
    /// Failures that this variant never promised to avoid, or that cannot be told in this setup.
    SignatureSet unjudged;
  };

  explicit WholeJudge(const Options& options) : options_(options) {}
  WholeJudge() : WholeJudge(Options()) {}

  void reset();

  // ---- What the world tells, in the order in which it happens ----
  /// That row is that job. Told before or after the row is first written, and before the job is.
  /// Precondition: neither is anything else.
  void on_booked(model::EntryId entry, model::JobId job);
  /// A row and its job are written at one instant, one after the other.
  void on_commit(model::Time at, const model::CalendarCommit& commit);
  /// Of a sync's writes only the link counts.
  void on_commit(model::Time at, const model::AttikCommit& commit);
  /// That an order is moved is told by its event.
  void on_commit(model::Time at, const model::OrderCommit& commit);
  void on_commit(model::Time at, const model::SpectoraCommit& commit);
  void on_intent(Core core, model::Time at, const model::IntentCommit& commit);
  /// Settling is over.
  void on_probe(model::Time at);
  /// Nothing is pending any more: judges what holds at rest, unless that was done before the probe.
  void finish(model::Time at);

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  /// Over all runs since it was made.
  [[nodiscard]] std::span<const Histogram> measures() const { return measures_; }
  /// What was found first of each failure, and every booking whose order is not as it says.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  struct Row {
    model::CalendarEntry entry;
    bool given = false;  ///< the run starts so, and nobody has written it since
  };

  struct Order {
    model::OrderId id = model::OrderId::none();
    bool live = false;
    model::Time starts{};
    model::AssignmentList assignments{};

    [[nodiscard]] bool is_as(const model::CalendarEntry& booking) const;
  };

  /// What belongs to one job, and to the row of the calendar that it is; to none, if it is no
  /// booking.
  struct Booking {
    model::EntryId entry = model::EntryId::none();
    bool saved = false;  ///< there is a job
    model::Job job;      ///< as people saved it
    model::List<Order, model::orders_per_job_max> orders;
    /// By core: when staff see its alert; zero: there is none.
    std::array<model::Time, 2> alert_from{};
    std::array<bool, 2> on_record{};  ///< it has a record open
    bool acknowledged = false;        ///< staff have taken this generation's matter over
    Span behind;

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset();
    [[nodiscard]] bool booked() const { return entry != model::EntryId::none(); }
    [[nodiscard]] std::size_t live() const;
    [[nodiscard]] bool has_order_for(const model::CalendarEntry& row) const;
    /// One live order that is as the row says; none of a cancelled one.
    [[nodiscard]] bool is_as(const model::CalendarEntry& row) const;
    [[nodiscard]] bool says(const model::CalendarEntry& row) const;
    [[nodiscard]] bool told(model::Time at) const;
  };

  /// A live order, and how long it takes.
  struct Standing {
    const Booking* booking = nullptr;
    const Row* row = nullptr;
    const Order* order = nullptr;
    model::Interval when{};
  };

  struct Finding {
    model::Time at{};
    /// As they were then; without an id, there was none.
    model::CalendarEntry row{};
    model::CalendarEntry other{};
    model::Job job{.id = model::JobId::none(), .order = {}, .inspectors = {}};  ///< of `row`
  };

  /// Finds it, unless it was found or is not judged.
  void violate(WholeFailure failure, const Finding& finding);
  [[nodiscard]] Booking& booking_of(model::JobId job) { return bookings_.at(job.value); }
  [[nodiscard]] const Booking* booking_of(model::EntryId entry) const;
  [[nodiscard]] const Row* row_of(model::EntryId entry) const;
  static Order& order_of(Booking& booking, model::OrderId id);
  /// Something happens then: what was written at an instant before is complete.
  void pass(model::Time at);
  void compare();
  void update(model::Time at, Booking& booking, bool saved);
  void settle(model::Time at);
  void judge_rest(model::Time at, const model::CalendarEntry& row);
  void judge_double(model::Time at);
  void judge_pair(model::Time at, const Standing& one, const Standing& other);
  [[nodiscard]] static std::string describe(const Booking& booking);

  Options options_;
  model::List<Row, model::calendar_rows_max> rows_;  ///< those of bookings
  std::array<Booking, jobs_max> bookings_;           ///< by job
  bool compared_ = true;                             ///< rows and jobs, since the last was written
  model::Time written_at_{};
  bool probing_ = false;
  SignatureSet violated_;
  std::array<Histogram, whole_measures.size()> measures_{};
  std::array<Finding, whole_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
