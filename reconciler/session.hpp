#pragma once

#include <optional>

#include "reconciler/guards.hpp"
#include "reconciler/intent_client.hpp"
#include "reconciler/reply_notes.hpp"
#include "reconciler/task.hpp"
#include "reconciler/timer.hpp"
#include "reconciler/work_queue.hpp"

namespace interleave::reconciler {

/// How a production sync is set up; one for each worker.
struct SyncOptions {
  std::uint8_t worker = 0;
  std::uint8_t workers = 1;
  /// How long to wait for a reply of Spectora, and of the store.
  model::Duration remote_timeout = std::chrono::seconds(10);
  model::Duration store_timeout = std::chrono::seconds(5);
  /// How long a lease lasts; longer than `remote_timeout`.
  model::Duration lease = std::chrono::seconds(60);
  /// A list at Spectora may miss writes younger than this.
  model::Duration list_lag = std::chrono::seconds(2);
  /// A write may take effect this long after its sender stopped waiting.
  model::Duration late_effect_max = std::chrono::seconds(65);
  /// Every order is looked at once in this time; zero: the sweep is off.
  model::Duration sweep_period = std::chrono::hours(1);
  /// What goes on record is told to staff as well.
  bool alerts = false;
  /// Which of several cores in one process it is: their runs have names of their own.
  std::uint32_t core = 0;
  /// Orders: it keeps their calendar events as well; otherwise another core does.
  bool events = true;
};

/// What a session needs of the ports of its worker.
struct SessionPorts {
  IntentPort& intents;
  Timer& timer;
};

/// What one run came to, for the worker.
struct RunReport {
  enum class Kind : std::uint8_t {
    in_step,        ///< a read showed it
    nothing_to_do,  ///< all was confirmed before, or there is nothing to keep in step
    busy,           ///< not now: another worker is at it, or Spectora asked to wait
    failed,         ///< worth trying again
    refused,        ///< the remote refuses for good, or staff have to look first
    waiting,        ///< it goes on by itself, at `recheck_at`
  };

  Kind kind = Kind::failed;
  model::Time until{};       ///< busy: when to try again at the earliest
  model::Time recheck_at{};  ///< when a write of unknown outcome can no longer land; zero: none
  bool moved = false;        ///< the job was saved meanwhile
  model::Answer answer;
};

/// A job read by an earlier run; only a mutant looks at it.
struct CachedJob {
  model::Time read_at{};
  model::Job job;
};

/// What a worker remembers of a job between two runs. Only mutants do.
struct MutantMemory {
  std::optional<CachedJob> job;
  std::optional<model::InspectorList> echoed;  ///< whom an echo showed
};

/// What every run of a key does, whatever it keeps in step: it takes the lease, reads what is
/// wanted, keeps the lease while it goes on, and tells the store how it ended.
template <class Guards>
class Session {
 public:
  using JobWork = Work<model::JobId>;

  Session(const SessionPorts& ports, const SyncOptions& options, const Guards& guards,
          const JobWork& work, std::uint32_t failures, MutantMemory& memory);

  // ---- Steps; the session must outlive their tasks ----

  /// Takes the lease. False when there is nothing to do, or not now: the report says which.
  Task<bool> begin();
  /// Reads the job. `failed`: it could not be read; `refused`: the sync is switched off.
  Task<Progress> read_job();
  /// Stores the id of the job's order, if that has the one that was read. False when it had not, or
  /// nobody knows.
  Task<bool> link(model::OrderId order);
  /// Makes the lease last longer. Nothing may be sent after anything but `go_on`.
  Task<Progress> renew_lease();
  /// Ends the run. `observed_at`: when it asked last for what is there.
  Task<> finish(Progress progress, model::Time observed_at);

  // ---- What it knows ----

  [[nodiscard]] const RunReport& report() const { return report_; }
  [[nodiscard]] const JobWork& work() const { return work_; }
  [[nodiscard]] const SyncOptions& options() const { return options_; }
  /// As it was read last.
  [[nodiscard]] const model::Job& job() const { return job_; }
  /// In whose name requests are sent: by where the job was created.
  [[nodiscard]] model::Issuer issuer() const {
    const bool native = job_.created == model::Creation::spectora && has(Guard::scope);
    return native ? model::Issuer::spectora_native : model::Issuer::attik_created;
  }
  /// The job's when the lease was taken.
  [[nodiscard]] model::OrderId linked_order() const { return linked_order_; }
  [[nodiscard]] std::uint32_t fencing() const { return fencing_; }
  [[nodiscard]] model::Time now() const { return ports_.timer.now(); }
  [[nodiscard]] Timer& timer() { return ports_.timer; }
  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }
  /// The lease outlasts the next request. It is to be renewed before that is sent, if not.
  [[nodiscard]] bool lease_lasts() const {
    return !has(Guard::lease) || !has(Guard::lease_check) ||
           leased_until_ - ports_.timer.now() >= options_.remote_timeout;
  }
  /// A write of ours whose outcome is unknown may still land.
  [[nodiscard]] bool writes_at_large() const {
    return notes_.unknown_at() != model::Time{} || recheck_at_ != model::Time{} || unfinished_;
  }
  /// When a read can no longer miss our last write; the earliest time there is if there was none.
  [[nodiscard]] model::Time believable_at() const {
    const bool wrote = notes_.wrote_at() != model::Time{};
    return wrote ? notes_.wrote_at() + options_.list_lag : model::Time::min();
  }
  [[nodiscard]] ReplyNotes<Guards>& notes() { return notes_; }
  /// Staff have taken over what they were told about the job as it is.
  [[nodiscard]] bool acknowledged() const { return acknowledged_ == job_.generation; }
  template <class Reply>
  Progress judge_read(const Reply& reply) {
    return notes_.judge_read(now(), reply);
  }
  /// Another run has to look at the key then, whatever this one comes to; zero: none has to.
  void look_again(model::Time at) { look_again_ = at; }
  /// The end is about the order of the job as it was read last: it counts for nothing, and the key
  /// is run again, when the job has another one by then.
  void end_with_order() { end_order_ = job_.order; }
  /// Staff are to look at what stands there, even if it is in step.
  void tell_staff(bool tell) { tell_staff_ = tell; }
  /// For a mutant: another wish than the job's.
  void wish(const model::InspectorList& inspectors) { job_.inspectors = inspectors; }

 private:
  /// After so many failed runs in a row the key goes on record.
  static constexpr std::uint32_t failures_on_record = 4;
  static constexpr int finish_tries_max = 3;
  static constexpr model::Duration finish_pause = std::chrono::milliseconds(500);
  static constexpr model::Duration busy_pause = std::chrono::seconds(3);
  static constexpr model::Duration cache_age_max = std::chrono::minutes(5);

  std::optional<model::Job> take_cached_job();
  [[nodiscard]] model::Job nobody_wanted() const;
  [[nodiscard]] model::RunEnd end_of(Progress progress, model::Time observed_at) const;
  void judge(Progress progress);

  SessionPorts ports_;
  const SyncOptions& options_;
  Guards guards_;
  JobWork work_;
  std::uint32_t failures_;
  MutantMemory& memory_;
  IntentClient store_;

  std::uint32_t fencing_ = 0;
  model::Time leased_until_{};
  std::uint32_t generation_ = 0;  ///< the job's when the lease was taken
  model::OrderId linked_order_ = model::OrderId::none();
  std::optional<model::OrderId> end_order_;
  model::Time recheck_at_{};
  bool unfinished_ = false;  ///< the run before left no word
  std::uint32_t acknowledged_ = model::Intent::no_generation;
  model::Time look_again_{};
  bool tell_staff_ = false;

  model::Job job_;
  ReplyNotes<Guards> notes_;
  RunReport report_;
};

extern template class Session<SealedGuards>;
extern template class Session<AdjustableGuards>;

}  // namespace interleave::reconciler
