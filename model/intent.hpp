#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "model/cause.hpp"
#include "model/inspection.hpp"
#include "model/list.hpp"

namespace interleave::model {

/// What Attik's store keeps for each linked job beside the job itself: how far its order has been
/// brought in step, and who is at it.
struct Intent {
  /// The newest generation of the job that a read at Spectora has confirmed.
  std::uint32_t confirmed = 0;
  /// When a read last showed order and job in step.
  Time verified_at{};
  /// When the order has to be looked at again, because a write whose outcome is unknown may take
  /// effect until then; zero if there is no such write.
  Time recheck_at{};
  /// Spectora asked to be left alone until then.
  Time held_until{};
  /// When the last write of ours to the order was answered, or given up.
  Time wrote_at{};
  /// The lease: its number, who holds it (`nobody` when it was given back), and when it ends.
  std::uint32_t fencing = 0;
  std::uint8_t owner = nobody;
  Time leased_until{};
  /// A durable record for whoever looks into failures: the order could not be brought in step.
  bool record_open = false;
  /// An alert about the job, which staff see from then on; zero: there is none.
  Time alert_from{};
  /// The generation of the job whose alert staff have taken over; `no_generation`: none was.
  std::uint32_t acknowledged = no_generation;

  static constexpr std::uint8_t nobody = 0xff;
  static constexpr std::uint32_t no_generation = 0xffffffff;

  [[nodiscard]] bool alert_visible(Time now) const {
    return alert_from != Time{} && alert_from <= now;
  }
};

enum class IntentEffect : std::uint8_t {
  leased,
  renewed,
  released,
  recorded,
  record_closed,
  alerted,       ///< staff are told about the job, now or from some time on
  alert_closed,  ///< there is nothing to tell any more
  acknowledged,  ///< staff have taken the matter over
};

/// One entry of the commit log of Attik's intents, as far as it concerns more than the core: who
/// may work on which order, and what is on record. How far a job is confirmed is the core's own
/// note, and no judge may read it.
struct IntentCommit {
  IntentEffect effect = IntentEffect::leased;
  JobId job;
  Cause run{};                ///< the sync run that asked for it
  std::uint32_t fencing = 0;  ///< the lease under which it was committed; 0 when it named none
  std::uint8_t owner = Intent::nobody;  ///< leased
  Time until{};                         ///< leased, renewed
  Time from{};                          ///< alerted: when staff see it
};

/// A request to Attik's store. Each is one transaction.
enum class IntentVerb : std::uint8_t {
  acquire,     ///< take the lease of a job's key, unless there is nothing to do
  renew,       ///< make it last longer
  read_job,    ///< the job as it stands
  finish,      ///< end a run: note what it came to and give the lease back
  scan,        ///< which jobs need a run
  link_order,  ///< store the id of the job's order if it has the one that is expected
  save_job,    ///< write the whole record, whatever it has become since it was read
  alert,       ///< tell staff about the job
};
inline constexpr std::size_t intent_verb_count = 8;

/// What a run came to, for its intent.
struct RunEnd {
  /// A read showed order and job of that generation in step.
  bool in_step = false;
  std::uint32_t generation = 0;
  Time recheck_at{};
  Time held_until{};
  Time wrote_at{};
  /// Opens the record; being in step closes it.
  bool record = false;
  bool alert = false;    ///< staff are told, unless they have taken the matter over
  bool settled = false;  ///< nothing is left to be told about a job of that generation
  /// The order that it was about, if that matters: the store confirms nothing when the job has
  /// another one by then.
  std::optional<OrderId> order{};

  friend constexpr bool operator==(const RunEnd&, const RunEnd&) = default;
};

struct IntentRequest {
  /// The sync run (or scan) that sends it.
  Cause run;
  /// How many requests of this verb the same run sent before.
  std::uint32_t ordinal = 0;
  IntentVerb verb = IntentVerb::acquire;
  JobId job;
  std::uint8_t owner = Intent::nobody;  ///< the worker
  std::uint32_t fencing = 0;            ///< renew, finish: under which lease; 0 names none
  bool force = false;                   ///< acquire: even if all is confirmed
  bool confirm_now = false;  ///< acquire, finish: the newest generation counts as confirmed
  RunEnd end;                ///< finish
  /// scan: jobs whose order was not verified since then are due as well; zero: none are.
  Time verified_before{};
  /// acquire, renew: how long the lease shall last.
  Duration lease{};
  /// By the clock of the worker, which the other times in it are by, too; zero: they are by the
  /// store's.
  Time sent_at{};
  OrderId order = OrderId::none();     ///< link_order
  OrderId expected = OrderId::none();  ///< link_order: what the job has until then
  Job record{};                        ///< save_job

  [[nodiscard]] std::uint64_t fingerprint() const;
  [[nodiscard]] Cause cause() const {
    return run.child(16 + static_cast<std::uint32_t>(verb), ordinal);
  }
};

enum class IntentStatus : std::uint8_t {
  ok,
  unreachable,  ///< no connection, nothing was sent
  timed_out,    ///< nobody knows whether it was done
  unreadable,
  failed,         ///< the store is not available, nothing was done
  busy,           ///< acquire: another worker holds the lease, or Spectora asked to wait
  nothing_to_do,  ///< acquire: all is confirmed
  superseded,     ///< renew, finish: the lease has gone to another
  disabled,       ///< read_job: the sync is switched off
};

/// A job that a scan found.
struct DueJob {
  JobId job;
  bool force = false;  ///< it was not verified for long, though it is confirmed
  Time at{};           ///< not before
};
inline constexpr std::size_t due_jobs_max = 8;

struct IntentReply {
  IntentStatus status = IntentStatus::ok;
  Intent intent{};  ///< acquire: as it stands, the lease included
  Job job{};        ///< read_job, link_order: as it stands after it
  /// acquire, finish: the job's generation.
  std::uint32_t generation = 0;
  /// acquire, finish: the one that the job is linked to.
  OrderId order = OrderId::none();
  /// acquire: the run before never gave the lease back.
  bool unfinished = false;
  List<DueJob, due_jobs_max> due{};  ///< scan
  /// acquire, scan: by the store's clock, which the times in it are by; zero: they are by the
  /// worker's.
  Time answered_at{};
};

/// A time by one clock as another one tells it that shows `here` when that shows `there`, or, after
/// a message, a little later. Zero stays zero: it stands for no time.
constexpr Time translated(Time time, Time there, Time here) {
  return time == Time{} || there == Time{} ? time : time + (here - there);
}

/// "LEASE job 1", "FINISH job 1 in step": a request in the words of the timeline.
std::string describe(const IntentRequest& request);
std::string describe(const IntentRequest& request, const IntentReply& reply);

/// What staff see: "job 1, 101 Edward Ave, A on day 3 09:00: its cancel is not confirmed at
/// Spectora; cancel it there, or tell A".
std::string alert_about(const Job& job);

/// What a sync run tells the people who asked for it.
enum class Verdict : std::uint8_t {
  in_step,  ///< the order is as the job of that generation wants it
  not_yet,  ///< it is not, or nobody knows; the sync goes on
  refused,  ///< Spectora refuses for good, and nothing was applied
};

struct Answer {
  JobId job;
  std::uint32_t generation = 0;
  Verdict verdict = Verdict::not_yet;
  Cause run;
};

/// "in step", "not yet", "refused".
std::string name_of(Verdict verdict);

}  // namespace interleave::model
