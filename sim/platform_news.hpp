#pragma once

#include <cstdint>
#include <optional>

#include "model/attik.hpp"
#include "model/calendar.hpp"
#include "model/order.hpp"
#include "model/spectora.hpp"
#include "sim/fault.hpp"
#include "sim/job_scenario.hpp"

// What happens to what several systems share, for the judge of each that it concerns.

namespace interleave::sim {

/// Deaths and pauses of the processes that all cores live in. Observer: see PlatformJudge.
template <class Observer>
class ProcessNews {
 public:
  explicit ProcessNews(Observer& observer) : observer_(observer) {}

  void on_crash(model::Time at, std::uint8_t worker) {
    observer_.orders().on_crash(at, worker);
    observer_.assignments().on_crash(at, worker);
    observer_.crew().on_crash(at, worker);
    observer_.booking().on_crash(at, worker);
  }
  void on_fault(model::Time over, Fault fault, std::optional<model::OrderId> order) {
    observer_.orders().on_fault(over, fault, order);
    observer_.assignments().on_fault(over, fault, order);
    observer_.crew().on_fault(over, fault, order);
    observer_.booking().on_fault(over, fault, order);
  }

 private:
  Observer& observer_;
};

/// Bookings, their jobs, and their orders at Spectora. Observer: see PlatformJudge.
template <class Observer>
class PlatformNews {
 public:
  /// Hears what one system has to tell another.
  class Listener {
   public:
    /// The row of a booking is written: the same transaction goes on with its job.
    virtual void on_booking(const model::CalendarCommit& commit) = 0;
    /// A sync has linked the job to an order.
    virtual void on_link(model::JobId job) = 0;
    /// An order of a booking is made or moved.
    virtual void on_order(const model::OrderCommit& commit) = 0;
    /// The calendar event of such an order is written.
    virtual void on_event(model::OrderId order, const model::CalendarEvent& event) = 0;
    /// Somebody has booked, moved or cancelled a native order.
    virtual void on_native_change(const model::OrderCommit& commit) = 0;

   protected:
    ~Listener() = default;
  };

  PlatformNews(Observer& observer, Listener& listener) : observer_(observer), listener_(listener) {}

  // ---- Bookings and jobs ----

  void on_commit(model::Time at, const model::CalendarCommit& commit) {
    observer_.booking().on_commit(at, commit);
    observer_.whole().on_commit(at, commit);
    const bool booking = commit.entry.kind == model::EntryKind::booking;
    if (booking && commit.effect == model::CalendarEffect::written) listener_.on_booking(commit);
  }
  /// Of a native job only booking hears how it goes on: that a webhook came.
  void on_commit(model::Time at, const model::AttikCommit& commit) {
    const bool native = commit.job.created == model::Creation::spectora;
    if (native) observer_.booking().on_commit(at, commit);
    if (native && commit.job.generation > 0) return;
    observer_.orders().on_commit(at, commit);
    observer_.assignments().on_commit(at, commit);
    if (!native) observer_.whole().on_commit(at, commit);
    if (commit.by_sync) listener_.on_link(commit.job.id);
  }
  void on_wire(model::Time at, const model::CalendarRequest& request) {
    observer_.booking().on_wire(at, request);
  }
  void on_reply(model::Time at, const model::CalendarRequest& request,
                const model::CalendarReply& reply) {
    observer_.booking().on_reply(at, request, reply);
  }
  void on_repeated(model::Time at, model::Cause name) { observer_.booking().on_repeated(at, name); }
  void on_desk_fault(model::Time over, Fault fault) {
    observer_.booking().on_desk_fault(over, fault);
  }

  // ---- Orders at Spectora ----

  void on_commit(model::Time at, const model::OrderCommit& commit) {
    if (is_native(model::job_of(commit.order.id))) {
      observer_.booking().on_commit(at, commit);
      if (commit.author == model::Author::hand) listener_.on_native_change(commit);
      return;
    }
    // Their calendar events are the business of who assigns people to them.
    if (commit.effect != model::OrderEffect::rescheduled) {
      observer_.orders().on_commit(at, commit);
      observer_.whole().on_commit(at, commit);
    }
    if (commit.effect != model::OrderEffect::cancelled) listener_.on_order(commit);
  }
  void on_commit(model::Time at, const model::SpectoraCommit& commit) {
    observer_.assignments().on_commit(at, commit);
    observer_.whole().on_commit(at, commit);
    if (commit.effect == model::SpectoraEffect::event_written) {
      listener_.on_event(commit.order, commit.event);
    }
  }
  void on_wire(model::Time at, const model::OrderRequest& request) {
    if (request.issuer == model::Issuer::spectora_native) {
      observer_.booking().on_wire(at, request);
    } else {
      observer_.orders().on_wire(at, request);
    }
  }
  void on_reply(model::Time at, const model::OrderRequest& request,
                const model::OrderReply& reply) {
    if (request.issuer == model::Issuer::spectora_native) {
      observer_.booking().on_reply(at, request, reply);
    } else {
      observer_.orders().on_reply(at, request, reply);
    }
  }
  void on_wire(model::Time at, const model::SpectoraRequest& request) {
    observer_.assignments().on_wire(at, request);
  }
  void on_reply(model::Time at, const model::SpectoraRequest& request,
                const model::SpectoraReply& reply) {
    observer_.assignments().on_reply(at, request, reply);
  }

  // ---- Faults ----

  /// What hits a job's order hits whoever keeps it, whatever was asked.
  void on_fault(model::Time over, Fault fault, std::optional<model::OrderId> order) {
    observer_.orders().on_fault(over, fault, order);
    observer_.assignments().on_fault(over, fault, order);
    observer_.booking().on_fault(over, fault, order);
  }

 private:
  static bool is_native(model::JobId job) { return job == native_job; }

  Observer& observer_;
  Listener& listener_;
};

}  // namespace interleave::sim
