#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "sim/store_fixtures.hpp"

/// For tests: the sequential reference of the intents of Attik's store, and what is told to both.
namespace interleave::sim::intents_reference {

using model::Intent;
using model::IntentEffect;
using model::IntentReply;
using model::IntentRequest;
using model::IntentStatus;
using model::IntentVerb;
using model::Job;
using model::JobId;
using model::OrderId;
using model::RunEnd;
using model::Time;
using namespace std::chrono_literals;

inline constexpr std::uint8_t job_count = 2;
inline constexpr Time start{1h};

// ---- What is told to both ----

struct Step {
  enum class Kind : std::uint8_t { request, save, oblige, acknowledge, forget, switch_on, pass };

  Kind kind = Kind::request;
  IntentRequest request{};  ///< of the others, its job counts
  Job saved{};              ///< save, and request: save_job
  Time from{};              ///< oblige
  model::Duration time{};   ///< pass
};

/// A job, of which its number does not count.
struct JobSeen : Job {
  JobSeen() = default;
  explicit JobSeen(const Job& seen) : Job(seen) {}

  [[nodiscard]] auto all() const {
    return std::tie(order, created, starts, inspectors, cancelled, generation);
  }
  friend bool operator==(const JobSeen& x, const JobSeen& y) { return x.all() == y.all(); }
};

/// An entry of one of the two commit logs.
struct Change {
  IntentEffect effect{};
  JobId job;
  std::uint32_t fencing = 0;  ///< leased, renewed, released
  std::uint8_t owner = Intent::nobody;
  Time until{};  ///< leased, renewed
  Time from{};   ///< alerted

  friend bool operator==(const Change&, const Change&) = default;
};

/// Of an intent, what is promised to whoever asks for its lease.
struct Lease {
  std::uint32_t confirmed = 0;
  Time recheck_at{};
  Time held_until{};
  Time wrote_at{};
  std::uint32_t fencing = 0;
  std::uint8_t owner = Intent::nobody;
  Time leased_until{};

  friend bool operator==(const Lease&, const Lease&) = default;
};

struct Answer {
  IntentStatus status = IntentStatus::ok;
  Lease lease{};                    ///< acquire
  JobSeen job{};                    ///< read_job, link_order
  std::uint32_t generation = 0;     ///< acquire, finish
  OrderId order = OrderId::none();  ///< acquire, finish
  bool unfinished = false;          ///< acquire
  std::vector<std::string> due{};   ///< scan: as the fixtures say it
  std::vector<Change> changes{};
  std::vector<JobSeen> saves{};  ///< by syncs

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::array<JobSeen, job_count> jobs{};
  std::array<bool, job_count> alerts{};
  std::array<std::uint32_t, job_count> leases{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

inline std::int64_t seconds(Time time) { return time.time_since_epoch() / 1s; }

inline std::ostream& operator<<(std::ostream& stream, const JobSeen& seen) {
  return stream << name_of(seen.order) << ", " << name_of(seen.inspectors) << " at "
                << seconds(seen.starts) << " s" << (seen.cancelled ? ", cancelled" : "")
                << ", generation " << seen.generation;
}

inline std::ostream& operator<<(std::ostream& stream, const Step& step) {
  const IntentRequest& request = step.request;
  const RunEnd& end = request.end;
  switch (step.kind) {
    case Step::Kind::request:
      return stream << describe(request) << " by " << int{request.owner} << ", fencing "
                    << request.fencing << ", generation " << end.generation << ", recheck at "
                    << seconds(end.recheck_at) << " s, held until " << seconds(end.held_until)
                    << (end.settled ? " s, settled" : " s")
                    << (end.order ? ", about " + name_of(*end.order) : "");
    case Step::Kind::save:
      return stream << "save " << name_of(request.job) << " as " << JobSeen(step.saved);
    case Step::Kind::oblige:
      return stream << "oblige " << name_of(request.job) << " from " << seconds(step.from) << " s";
    case Step::Kind::acknowledge:
      return stream << "acknowledge " << name_of(request.job);
    case Step::Kind::forget:
      return stream << "forget " << name_of(request.job);
    case Step::Kind::switch_on:
      return stream << "switch the sync on";
    case Step::Kind::pass:
      return stream << step.time / 1s << " s pass";
  }
  return stream;
}

inline std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << "status " << static_cast<int>(answer.status) << ", lease " << answer.lease.fencing
         << " until " << seconds(answer.lease.leased_until) << " s; " << answer.job
         << "; generation " << answer.generation << (answer.unfinished ? ", unfinished" : "");
  for (const std::string& each : answer.due) stream << "; due: " << each;
  for (const Change& change : answer.changes) {
    stream << "; effect " << static_cast<int>(change.effect) << " on " << name_of(change.job);
  }
  for (const JobSeen& save : answer.saves) stream << "; saved " << save;
  return stream;
}

inline std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (std::size_t i = 0; i < job_count; ++i) {
    stream << visible.jobs[i] << (visible.alerts[i] ? ", alert" : "") << ", lease "
           << visible.leases[i] << "; ";
  }
  return stream;
}

// ---- The reference ----

/// The contract of model::IntentRequest and of what belongs to it.
class Reference {
 public:
  /// Both jobs have been saved once: job 0 was created at Spectora, job 1 in Attik.
  explicit Reference(bool switched_on = true) : switched_on_(switched_on) {
    for (std::uint8_t number = 0; number < job_count; ++number) {
      JobSeen& given = rows_[number].job;
      given.order = OrderId{number};
      given.created = number == 0 ? model::Creation::spectora : model::Creation::attik;
      given.starts = Time{9h};
      given.inspectors = {model::InspectorId{0}};
      given.generation = 1;
    }
  }

  Answer play(const Step& step) {
    changes_.clear();
    saves_.clear();
    Answer answer;
    Row& row = rows_[step.request.job.value];
    switch (step.kind) {
      case Step::Kind::request:
        answer = transact(step, row);
        break;
      case Step::Kind::save: {
        const std::uint32_t generation = row.job.generation + 1;
        row.job = JobSeen(step.saved);
        row.job.generation = generation;
        break;
      }
      case Step::Kind::oblige:
        tell_staff(step.request.job, step.from);
        break;
      case Step::Kind::acknowledge:
        row.taken_over = row.job.generation;
        row.alert_from = Time{};
        changes_.push_back({IntentEffect::acknowledged, step.request.job});
        break;
      case Step::Kind::forget:
        row.lease.confirmed = Intent::no_generation;
        break;
      case Step::Kind::switch_on:
        switched_on_ = true;
        break;
      case Step::Kind::pass:
        now_ += step.time;
        break;
    }
    answer.changes = changes_;
    answer.saves = saves_;
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::size_t i = 0; i < job_count; ++i) {
      all.jobs[i] = rows_[i].job;
      all.alerts[i] = rows_[i].alert_from != Time{} && rows_[i].alert_from <= now_;
      all.leases[i] = rows_[i].lease.fencing;
    }
    return all;
  }
  [[nodiscard]] static bool allows(const Step&) { return true; }

  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] const JobSeen& job(JobId id) const { return rows_[id.value].job; }
  [[nodiscard]] std::uint32_t fencing(JobId id) const { return rows_[id.value].lease.fencing; }

 private:
  struct Row {
    JobSeen job{};
    Lease lease{};
    Time verified_at{};
    bool record = false;
    Time alert_from{};
    std::uint32_t taken_over = 0;  ///< no job is ever of generation 0
  };

  Answer transact(const Step& step, Row& row) {
    const IntentRequest& request = step.request;
    switch (request.verb) {
      case IntentVerb::acquire:
        return acquire(request, row);
      case IntentVerb::renew:
        if (row.lease.fencing != request.fencing || row.lease.owner != request.owner) {
          return {IntentStatus::superseded};
        }
        row.lease.leased_until = now_ + request.lease;
        note(IntentEffect::renewed, request.job);
        return {};
      case IntentVerb::read_job:
        if (!switched_on_) return {IntentStatus::disabled};
        return {.job = row.job};
      case IntentVerb::finish:
        return finish(request, row);
      case IntentVerb::scan:
        return scan(request);
      case IntentVerb::link_order:
        if (row.job.order == request.expected) {
          row.job.order = request.order;
          saves_.push_back(row.job);
        }
        return {.job = row.job};
      case IntentVerb::save_job: {
        const std::uint32_t generation = row.job.generation;
        row.job = JobSeen(step.saved);
        row.job.generation = generation;
        saves_.push_back(row.job);
        return {};
      }
      case IntentVerb::alert:
        tell_staff(request.job, now_);
        return {};
    }
    return {};
  }

  Answer acquire(const IntentRequest& request, Row& row) {
    const bool unfinished = row.lease.owner != Intent::nobody;
    Answer answer{.lease = row.lease, .generation = row.job.generation, .order = row.job.order};
    const bool elsewhere =
        unfinished && row.lease.owner != request.owner && now_ < row.lease.leased_until;
    if (elsewhere || now_ < row.lease.held_until) {
      answer.status = IntentStatus::busy;
    } else if (!request.force && !needs_a_run(row)) {
      answer.status = IntentStatus::nothing_to_do;
    } else {
      ++row.lease.fencing;
      row.lease.owner = request.owner;
      row.lease.leased_until = now_ + request.lease;
      note(IntentEffect::leased, request.job);
      answer.lease = row.lease;
      answer.unfinished = unfinished;
    }
    return answer;
  }

  Answer finish(const IntentRequest& request, Row& row) {
    Answer answer{.generation = row.job.generation, .order = row.job.order};
    if (request.fencing != row.lease.fencing) {
      answer.status = IntentStatus::superseded;
      return answer;
    }
    const RunEnd& end = request.end;
    // An end about another order says nothing of this one.
    const bool of_other = end.order && *end.order != row.job.order;
    const bool in_step = end.in_step && !of_other;
    if (in_step) row.lease.confirmed = end.generation;
    if (in_step) row.verified_at = now_;
    row.lease.recheck_at = by_our_clock(request, end.recheck_at);
    row.lease.held_until = by_our_clock(request, end.held_until);
    row.lease.wrote_at = std::max(row.lease.wrote_at, by_our_clock(request, end.wrote_at));
    if (end.record && !row.record) changes_.push_back({IntentEffect::recorded, request.job});
    if (in_step && row.record) changes_.push_back({IntentEffect::record_closed, request.job});
    row.record = (row.record || end.record) && !in_step;
    if (end.alert && row.taken_over != row.job.generation) tell_staff(request.job, now_);
    const bool settled = end.settled && !of_other && end.generation == row.job.generation;
    if (settled && row.alert_from != Time{}) {
      row.alert_from = Time{};
      changes_.push_back({IntentEffect::alert_closed, request.job});
    }
    const bool held = row.lease.owner != Intent::nobody;
    row.lease.owner = Intent::nobody;
    if (held) note(IntentEffect::released, request.job);
    return answer;
  }

  Answer scan(const IntentRequest& request) const {
    IntentReply found;
    for (std::uint8_t number = 0; number < job_count; ++number) {
      const Row& row = rows_[number];
      const bool unverified = row.job.created == model::Creation::attik &&
                              row.verified_at < by_our_clock(request, request.verified_before);
      const bool later = row.lease.recheck_at != Time{};
      if (unverified || needs_a_run(row)) {
        found.due.push_back({JobId{number}, unverified, Time{}});
      } else if (later) {
        found.due.push_back({JobId{number}, false, row.lease.recheck_at});
      }
    }
    return {.due = due(found)};
  }

  [[nodiscard]] bool needs_a_run(const Row& row) const {
    return row.lease.confirmed != row.job.generation || row.lease.owner != Intent::nobody ||
           row.alert_from != Time{} ||
           (row.lease.recheck_at != Time{} && row.lease.recheck_at <= now_);
  }
  /// A worker's clock is as much ahead as the time shows at which it sent the request.
  [[nodiscard]] Time by_our_clock(const IntentRequest& request, Time time) const {
    if (time == Time{} || request.sent_at == Time{}) return time;
    return time - (request.sent_at - now_);
  }
  void tell_staff(JobId id, Time from) {
    Time& told = rows_[id.value].alert_from;
    if (told != Time{} && told <= from) return;
    told = from;
    changes_.push_back({.effect = IntentEffect::alerted, .job = id, .from = from});
  }
  void note(IntentEffect effect, JobId id) {
    const Lease& lease = rows_[id.value].lease;
    Change change{effect, id, lease.fencing};
    if (effect == IntentEffect::leased) change.owner = lease.owner;
    if (effect != IntentEffect::released) change.until = lease.leased_until;
    changes_.push_back(change);
  }

  std::array<Row, job_count> rows_{};
  bool switched_on_;
  Time now_ = start;
  std::vector<Change> changes_;
  std::vector<JobSeen> saves_;
};

}  // namespace interleave::sim::intents_reference
