#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "properties/booked_time.hpp"
#include "properties/booking_signatures.hpp"
#include "properties/job_watch.hpp"
#include "sim/booking_scenario.hpp"

namespace interleave::properties {

/// Judges bookings from the commit logs of Attik's calendar and of Spectora's orders, what people
/// ask and are told, and the requests and replies on the wire. A booking is when its people meant
/// it to be, whatever its row says.
class BookingJudge {
 public:
  static constexpr std::size_t natives_max = 2;

  struct Options {
    /// A search may miss writes younger than this.
    model::Duration lag{};
    model::Duration sweep_period = std::chrono::hours(1);
    /// How long after its webhook staff may not know of an overlap.
    model::Duration alert_within = std::chrono::minutes(5);
    /// Failures that this variant never promised to avoid, or that cannot be told in this setup.
    SignatureSet unjudged;
  };

  explicit BookingJudge(const Options& options);
  BookingJudge() : BookingJudge(Options()) {}

  void reset();

  // ---- What the world tells, in the order in which it happens ----
  void on_commit(model::Time at, const model::AttikCommit& commit);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  void on_commit(model::Time at, const model::OrderCommit& commit);
  void on_commit(model::Time at, const model::CalendarCommit& commit);
  /// Somebody asks for something, perhaps once more.
  void on_asked(model::Time at, const model::BookingRequest& request);
  /// A worker takes that.
  void on_taken(model::Time at, std::uint8_t worker, const model::BookingRequest& request);
  /// A worker answers.
  void on_said(model::Time at, const model::BookingAnswer& answer);
  /// Somebody learns what came of it.
  void on_told(model::Time at, const model::BookingAnswer& answer);
  /// A request of that name was done before, and comes once more.
  void on_repeated(model::Time, model::Cause) { arise(BookingSituation::repeated); }
  /// Somebody tries to see it again, long after everything: they load slots, which are looked for
  /// so.
  void on_repro(model::Time at, const model::SlotsWanted& wanted, const model::Query& query);
  void on_wire(model::Time at, const model::OrderRequest& request);
  void on_reply(model::Time at, const model::OrderRequest& request, const model::OrderReply& reply);
  void on_wire(model::Time at, const model::CalendarRequest& request);
  void on_reply(model::Time, const model::IntentRequest&, const model::IntentReply&) {}
  void on_reply(model::Time, const model::CalendarRequest&, const model::CalendarReply&) {}
  /// A worker heard of that change of an order at Spectora.
  void on_announced(model::Time at, model::JobId id, std::uint32_t generation);
  void on_asked(model::Time, model::JobId) {}
  void on_answer(model::Time, const model::Answer&) {}
  /// A fault hit what concerns an order at Spectora, or all of them; its direct consequences end at
  /// `over`.
  void on_fault(model::Time over, sim::Fault fault, std::optional<model::OrderId> order);
  /// A fault hit what somebody asks.
  void on_desk_fault(model::Time over, sim::Fault fault);
  void on_crash(model::Time at, std::uint8_t worker);
  void on_overlap(model::JobId) {}
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
  /// What was found first of each failure, and whatever overlaps in the end.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  struct Sending {
    model::Cause id;
    model::Time at{};
    model::Time said_at{};  ///< a worker answered it
  };
  /// Something that somebody asks for, however often.
  struct Asked {
    model::BookingRequest request;  ///< the first
    model::Time at{};
    model::List<Sending, 8> sendings{};
    std::uint32_t made = 0;  ///< how many bookings have come of it
    bool done = false;
    bool told = false;  ///< somebody knows what came of it
    bool denied = false;
  };
  static constexpr std::size_t asked_max = 160;

  /// Somebody's business with an inspector, from its load to its end.
  struct Business {
    model::Cause visit;
    model::Time loaded_at{};
    model::Time latest{};
    model::InspectorList inspectors{};
    bool over = false;
  };
  static constexpr std::size_t businesses_max = 28;
  static constexpr model::Duration forgotten_after = std::chrono::minutes(20);

  /// A customer's booking that came on top of one of staff.
  struct OnTop {
    model::EntryId online;
    model::EntryId internal;
  };
  static constexpr std::size_t on_top_max = 8;

  /// A request that a worker has taken and not answered.
  struct UnderWay {
    model::Cause id;
    std::uint8_t worker = 0;
    bool committed = false;
  };
  static constexpr std::size_t under_way_max = 32;

  /// An order that was booked at Spectora, there and as Attik knows it.
  struct Native {
    JobWatch watch;
    model::Job job;      ///< how often it was changed there
    model::Order order;  ///< as it stands there
    model::EntryId row = model::EntryId::none();
    bool announced = false;  ///< a worker has heard of its latest change
    bool alert_open = false;
    std::uint64_t acknowledged = 0;
    model::Time alert_from{};  ///< that it cannot be read is told from then on
    bool owed = false;         ///< staff are to know of an overlap
    model::Time owed_since{};
    model::Time disturbed_until{};
    Span untold;
    Span unread;

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset() {
      watch.reset();
      job = {};
      order = {};
      order.cancelled = true;
      row = model::EntryId::none();
      announced = false;
      alert_open = false;
      acknowledged = 0;
      alert_from = {};
      owed = false;
      owed_since = {};
      disturbed_until = {};
      untold.reset();
      unread.reset();
    }
  };

  struct Finding {
    model::Time at{};
    /// As they were then; without an id, there was none.
    BookedRow row;
    BookedRow other;
  };

  void violate(model::Time at, BookingFailure failure, model::EntryId row = model::EntryId::none(),
               model::EntryId other = model::EntryId::none()) {
    violate(at, static_cast<std::size_t>(failure), row, other);
  }
  /// `place`: in the table.
  void violate(model::Time at, std::size_t place, model::EntryId row, model::EntryId other);
  void arise(BookingSituation situation) { sometimes_.add(static_cast<std::size_t>(situation)); }
  Histogram& lengths(BookingMeasure measure) {
    return measures_[static_cast<std::size_t>(measure)];
  }

  // ---- Bookings ----
  Asked* asked(model::Cause name);
  /// What was asked for by the request of that id.
  Asked* asked_by(model::Cause id);
  void on_row(model::Time at, const model::CalendarCommit& commit);
  void judge_booking(model::Time at, const BookedRow& row, const model::CalendarCommit& commit,
                     Asked* wanted, bool was_live);
  void judge_overlap(model::Time at, const BookedRow& row, const BookedRow& other,
                     const Asked* wanted);
  void judge_write(model::Time at, const BookedRow& row, const model::CalendarCommit& commit,
                   const Asked* wanted, bool was_live);
  void judge_hold(model::Time at, const BookedRow& row, Asked* wanted);
  void judge_hold_end(model::Time at, const model::CalendarCommit& commit);
  void judge_refusal(model::Time at, const Asked& asked, model::Time said_at);
  void note_overlaps(model::Time at);
  [[nodiscard]] bool offered_again(model::Time at, const OnTop& pair,
                                   const model::SlotsWanted& wanted,
                                   const model::Query& query) const;
  [[nodiscard]] bool apart(const BookedRow& first, const BookedRow& second) const;
  void note_booking(model::Time at, const BookedRow& row, const Business& business);
  [[nodiscard]] static bool overlapping(const BookedRow& a, const BookedRow& b);
  [[nodiscard]] std::string describe(const BookedRow& row) const;
  void investigate(model::EntryId id, std::vector<std::string>& lines) const;

  // ---- Orders at Spectora ----
  void on_import(model::Time at, Native& native, const model::CalendarCommit& commit);
  void report(model::Time at, Native& native);
  void update(model::Time at, Native& native);
  void update_natives(model::Time at);
  void check_alert(model::Time at, Native& native);
  /// It is that late by now.
  void pass(model::Time at);
  [[nodiscard]] bool in_step(const Native& native) const;
  /// What its row overlaps, as a number; 0: nothing.
  [[nodiscard]] std::uint64_t overlaps_of_row(const Native& native) const;
  /// Whether a booking overlaps what stands at Spectora.
  [[nodiscard]] bool overlaps_there(const Native& native) const;
  /// Which; none: no booking does.
  [[nodiscard]] model::EntryId booking_under(const Native& native) const;
  [[nodiscard]] bool told(const Native& native) const {
    if (!in_step(native)) return false;
    return native.alert_open || native.acknowledged == overlaps_of_row(native);
  }
  void settle(model::Time at);

  Options options_;
  JobWatch::Options watching_;
  BookedTime booked_;
  model::List<Asked, asked_max> asked_;
  model::List<Business, businesses_max> businesses_;
  model::List<UnderWay, under_way_max> under_way_;
  model::List<OnTop, on_top_max> on_top_;
  std::array<Native, natives_max> natives_;
  Span overlapping_;
  model::WallClock clock_;
  bool revoked_ = false;  ///< Spectora refuses all reads for good
  bool probing_ = false;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, booking_measures.size()> measures_{};
  std::array<Finding, booking_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
