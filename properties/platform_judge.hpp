#pragma once

#include <span>
#include <string>
#include <vector>

#include "properties/assignments_judge.hpp"
#include "properties/booking_judge.hpp"
#include "properties/crew_judge.hpp"
#include "properties/orders_judge.hpp"
#include "properties/whole_judge.hpp"

namespace interleave::properties {

/// The judges of all systems, each of which hears of its own, and of what they share; and one of
/// what none of them can see.
class PlatformJudge {
 public:
  struct Options {
    OrdersJudge::Options orders;
    AssignmentsJudge::Options assignments;
    CrewJudge::Options crew;
    BookingJudge::Options booking;
    WholeJudge::Options whole;
  };

  /// The judge of a system, whose alerts that of the whole hears of as well.
  template <class Judge, WholeJudge::Core core>
  class Part final : public Judge {
   public:
    Part(const typename Judge::Options& options, WholeJudge& whole)
        : Judge(options), whole_(whole) {}

    using Judge::on_commit;
    void on_commit(model::Time at, const model::IntentCommit& commit) {
      Judge::on_commit(at, commit);
      whole_.on_intent(core, at, commit);
    }

   private:
    WholeJudge& whole_;
  };
  using Orders = Part<OrdersJudge, WholeJudge::Core::orders>;
  using Assignments = Part<AssignmentsJudge, WholeJudge::Core::assignments>;
  using Crew = CrewJudge;
  using Booking = BookingJudge;

  explicit PlatformJudge(const Options& options);
  PlatformJudge() : PlatformJudge(Options()) {}
  /// Its parts know one another: a copy starts afresh.
  PlatformJudge(const PlatformJudge& other) : PlatformJudge(other.options_) {}
  PlatformJudge& operator=(const PlatformJudge&) = delete;

  void reset();

  // ---- What the world tells each of them ----
  [[nodiscard]] Orders& orders() { return orders_; }
  [[nodiscard]] Assignments& assignments() { return assignments_; }
  [[nodiscard]] Crew& crew() { return crew_; }
  [[nodiscard]] Booking& booking() { return booking_; }
  [[nodiscard]] WholeJudge& whole() { return whole_; }
  /// Settling is over; whatever is sent from now on is the probe's.
  void on_probe(model::Time at);
  /// Nothing is pending any more.
  void finish(model::Time at);

  /// By their places in the platform's tables.
  [[nodiscard]] SignatureSet violated() const;
  [[nodiscard]] SignatureSet sometimes() const;
  /// Over all runs since it was made.
  [[nodiscard]] std::span<const Histogram> measures() const { return whole_.measures(); }
  /// What each of them found, by the system's name.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  Options options_;
  WholeJudge whole_;
  Orders orders_;
  Assignments assignments_;
  Crew crew_;
  Booking booking_;
};

}  // namespace interleave::properties
