#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/attik.hpp"
#include "model/list.hpp"
#include "model/order.hpp"
#include "sim/link.hpp"
#include "sim/process.hpp"
#include "sim/worker_processes.hpp"

namespace interleave::sim {

/// The name of what a run gives a job at its start.
constexpr model::Cause job_cause(model::JobId job) { return model::run_root.child(4, job.value); }

/// Hears what the change stream delivers to a worker.
class JobChangeHandler {
 public:
  virtual void on_change(std::uint8_t worker, const model::JobChange& change) = 0;
  /// The stream lost something and says so.
  virtual void on_gap(std::uint8_t worker, model::Cause cause) = 0;

 protected:
  ~JobChangeHandler() = default;
};

struct AttikOptions {
  LinkOptions stream;  ///< from a save, or the delivery before, to the delivery
  std::uint8_t workers = 1;
  bool source = true;           ///< the stream delivers anything at all
  bool primary_only = false;    ///< only a change of the primary inspector fires it
  bool inspectors_only = true;  ///< only a change of the inspectors fires it; otherwise any save
  bool links = false;           ///< so does a sync that links a job to an order
  std::uint32_t stream_id = 0;  ///< of several streams, whose faults have names of their own
};

/// Attik's inspections and the change stream over them. A save takes effect at once. Each worker
/// follows its share of the jobs (by number); its changes come one by one, in the order of the
/// saves, at least once, each some time after. What a worker has not taken when it dies is told
/// again when it is back. Observer: `on_commit(Time, const AttikCommit&)`, `on_fault`.
template <class Observer>
class Attik final : public EventOwner, public ProcessTenant {
 public:
  static constexpr std::size_t jobs_max = 4;

  Attik(Scheduler& scheduler, Observer& observer, JobChangeHandler& handler,
        std::array<Process, workers_max>& processes, const AttikOptions& options)
      : scheduler_(scheduler),
        observer_(observer),
        handler_(handler),
        processes_(processes),
        options_(options) {}

  void reset() {
    jobs_.clear();
    for (Stream& stream : streams_) {
      stream.pending.clear();
      stream.told.clear();
      stream.moving = false;
    }
  }

  /// Puts a job there as the run's starting point. Its id is its place in the order of giving.
  void give(const model::Job& job) {
    jobs_.push_back({job, job, model::Time{}});
    observer_.on_commit(scheduler_.now(), model::AttikCommit{job});
  }

  [[nodiscard]] const model::Job& job(model::JobId id) const { return jobs_[id.value].now; }
  /// The job as it stood at that time, if not more than one save has come since.
  [[nodiscard]] const model::Job& job_at(model::JobId id, model::Time at) const {
    const Row& row = jobs_[id.value];
    return row.saved_at > at ? row.before : row.now;
  }
  [[nodiscard]] std::size_t job_count() const { return jobs_.size(); }

  /// Makes a new job, whose id is the next, as its first generation. The stream will say so.
  /// Returns it as saved.
  const model::Job& insert(const model::Job& job, model::Cause cause) {
    const model::JobId id{static_cast<std::uint8_t>(jobs_.size())};
    scheduler_.touch({{}, ResourceSet(Resource::job, id.value)});
    jobs_.push_back({job, job, scheduler_.now()});
    jobs_.back().now.id = id;
    jobs_.back().now.generation = 1;
    observer_.on_commit(scheduler_.now(), model::AttikCommit{jobs_.back().now});
    if (options_.source) publish({cause, jobs_.back().now, true});
    return jobs_.back().now;
  }

  /// A sync writes the whole record: whatever was saved since it read that is lost. The stream says
  /// nothing, for the sync hears only of what others do; but of a link, if that is wanted. `cause`:
  /// the request, for one run may link a job to one order twice.
  void overwrite(const model::Job& job, model::Cause cause) {
    Row& row = jobs_[job.id.value];
    const std::uint32_t generation = row.now.generation;
    row.before = row.now;
    row.saved_at = scheduler_.now();
    row.now = job;
    row.now.generation = generation;
    observer_.on_commit(scheduler_.now(), model::AttikCommit{row.now, true});
    const bool linked =
        row.now.order != row.before.order && row.now.order != model::OrderId::none();
    if (linked && options_.links && options_.source) {
      publish({.cause = cause.child(link_kind, 0), .job = row.now, .linked = true});
    }
  }

  /// Saves a job as its next generation. When its inspectors changed, the stream will say so.
  /// Returns the job as saved.
  const model::Job& save(const model::Job& job, model::Cause cause);

  /// The stream tells every worker to look at whatever it may have missed. Precondition: there is a
  /// job.
  void call_for_scan(model::Cause cause);
  void on_start(std::uint8_t) override {}
  void on_death(std::uint8_t) override {}
  /// The stream of a worker that is back goes on.
  void on_return(std::uint8_t worker, model::Cause death) override;

  void land(std::uint32_t worker) override { deliver_first(static_cast<std::uint8_t>(worker)); }
  void ring(std::uint32_t worker) override { take_up_first(static_cast<std::uint8_t>(worker)); }

 private:
  static constexpr std::size_t stream_max = 32;
  static constexpr std::size_t told_max = 2;
  static constexpr std::uint32_t link_kind = 17;  ///< of child that a link is to its request
  static constexpr std::string_view stream_limit = "changes in the stream";

  struct Row {
    model::Job now;
    model::Job before;
    model::Time saved_at{};
  };
  struct Entry {
    model::JobChange change;
    bool gap = false;          ///< tells of a loss instead
    model::Time not_before{};  ///< the stream stands still until then
    std::uint32_t retold = 0;  ///< how often it was told again
    std::uint32_t tries = 0;   ///< how often it has reached the worker
  };
  struct Stream {
    model::List<Entry, stream_max> pending;  ///< the first is on its way, if `moving`
    model::List<Entry, told_max> told;       ///< the latest that were taken
    bool moving = false;
  };

  [[nodiscard]] std::uint8_t worker_of(model::JobId job) const {
    return static_cast<std::uint8_t>(job.value % options_.workers);
  }
  static ResourceSet stream_of(std::uint8_t worker) { return {Resource::stream, worker}; }
  void publish(const model::JobChange& change);
  model::Duration lateness(StreamVerdict verdict, const model::JobChange& change);
  void push(Stream& stream, const Entry& entry);
  void send_first(std::uint8_t worker);
  void deliver_first(std::uint8_t worker);
  void take_up_first(std::uint8_t worker);
  void settle_reception(std::uint8_t worker, Process::Reception reception);
  void hand_over(std::uint8_t worker);

  Scheduler& scheduler_;
  Observer& observer_;
  JobChangeHandler& handler_;
  std::array<Process, workers_max>& processes_;
  AttikOptions options_;
  model::List<Row, jobs_max> jobs_;
  std::array<Stream, workers_max> streams_;
};

template <class Observer>
const model::Job& Attik<Observer>::save(const model::Job& job, model::Cause cause) {
  scheduler_.touch({{}, ResourceSet(Resource::job, job.id.value)});
  Row& row = jobs_[job.id.value];
  row.before = row.now;
  row.saved_at = scheduler_.now();
  row.now = job;
  row.now.generation = row.before.generation + 1;
  observer_.on_commit(scheduler_.now(), model::AttikCommit{row.now});
  const bool other_people = row.before.inspectors != job.inspectors;
  const bool other_primary = row.before.primary() != job.primary();
  const bool cancelled = job.cancelled && !row.before.cancelled;
  const bool fires =
      options_.primary_only ? other_primary : other_people || !options_.inspectors_only;
  if (fires && options_.source) publish({cause, row.now, other_primary, cancelled});
  return row.now;
}

template <class Observer>
void Attik<Observer>::publish(const model::JobChange& change) {
  const std::uint8_t worker = worker_of(change.job.id);
  scheduler_.touch({{}, stream_of(worker)});
  Stream& stream = streams_[worker];
  const auto verdict = scheduler_.faults().judge<StreamVerdict>(scheduler_.choices(),
                                                                FaultSite::stream, change.cause);
  if (verdict != StreamVerdict::pass) {
    scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::lost_change),
                     change.cause, static_cast<std::uint64_t>(verdict));
  }
  if (verdict == StreamVerdict::lost || verdict == StreamVerdict::lost_with_error) {
    scheduler_.tell(model::Step::lost_change, change.cause, change.cause, "Attik", [&] {
      return "the change of " + name_of(change.job.id) + " to " + name_of(change.job.inspectors);
    });
    observer_.on_fault(scheduler_.now(),
                       verdict == StreamVerdict::lost ? Fault::change_lost : Fault::stream_gap,
                       model::order_of(change.job.id, 0));
    if (verdict == StreamVerdict::lost_with_error) push(stream, {.change = change, .gap = true});
  } else {
    push(stream, {.change = change, .not_before = scheduler_.now() + lateness(verdict, change)});
  }
  if (verdict == StreamVerdict::twice) {
    Entry again{.change = change, .retold = 1};
    again.change.cause = change.cause.child(9, 1);
    push(stream, again);
  }
  if (!stream.moving) send_first(worker);
}

template <class Observer>
void Attik<Observer>::call_for_scan(model::Cause cause) {
  for (std::uint8_t worker = 0; worker < options_.workers; ++worker) {
    scheduler_.touch({{}, stream_of(worker)});
    Stream& stream = streams_[worker];
    push(stream, {.change = {cause.child(15, worker), jobs_.front().now}, .gap = true});
    if (!stream.moving) send_first(worker);
  }
}

/// By how much the stream is later than usual with a change.
template <class Observer>
model::Duration Attik<Observer>::lateness(StreamVerdict verdict, const model::JobChange& change) {
  if (verdict != StreamVerdict::late) return {};
  const Outcome late = scheduler_.choices().draw({Site::lateness, change.cause}, lateness_ms);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::lost_change), change.cause,
                   0, static_cast<std::uint64_t>(late));
  observer_.on_fault(scheduler_.now(), Fault::change_late, model::order_of(change.job.id, 0));
  return std::chrono::milliseconds(late);
}

template <class Observer>
void Attik<Observer>::push(Stream& stream, const Entry& entry) {
  if (model::full(stream.pending)) return scheduler_.reach_limit(stream_limit);
  stream.pending.push_back(entry);
}

/// The next change leaves only when the one before has arrived: the stream keeps its order whatever
/// the delays are.
template <class Observer>
void Attik<Observer>::send_first(std::uint8_t worker) {
  Stream& stream = streams_[worker];
  stream.moving = !stream.pending.empty() && processes_[worker].up();
  if (!stream.moving) return;
  const Entry& first = stream.pending.front();
  const Key delay{Site::stream_delay, first.change.cause, first.tries};
  Footprint touches{processes_[worker].itself(),
                    stream_of(worker) | ResourceSet(Resource::sync, first.change.job.id.value)};
  if (first.gap) touches.reads = touches.reads | ResourceSet::all(Resource::job);
  const model::Time leaves = std::max(scheduler_.now(), first.not_before);
  scheduler_.send(*this, worker, options_.stream.leg(delay, leaves, touches));
}

template <class Observer>
void Attik<Observer>::deliver_first(std::uint8_t worker) {
  scheduler_.touch({processes_[worker].itself(), stream_of(worker)});
  Stream& stream = streams_[worker];
  stream.moving = false;
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::sent), model::run_root,
                   worker);
  if (stream.pending.empty()) return;
  Entry& first = stream.pending.front();
  settle_reception(worker, processes_[worker].receive(first.change.cause, first.tries++));
}

/// The worker goes on after a pause.
template <class Observer>
void Attik<Observer>::take_up_first(std::uint8_t worker) {
  scheduler_.touch({processes_[worker].itself(), stream_of(worker)});
  Stream& stream = streams_[worker];
  stream.moving = false;
  if (stream.pending.empty()) return;
  settle_reception(worker, processes_[worker].take_up());
}

template <class Observer>
void Attik<Observer>::settle_reception(std::uint8_t worker, Process::Reception reception) {
  switch (reception) {
    case Process::Reception::taken:
      return hand_over(worker);
    case Process::Reception::held:
      streams_[worker].moving = true;
      return scheduler_.set_timer(*this, worker, processes_[worker].awake_at());
    case Process::Reception::gone:
      return;  // it will be told again when the worker is back
  }
}

template <class Observer>
void Attik<Observer>::hand_over(std::uint8_t worker) {
  Stream& stream = streams_[worker];
  const Entry entry = stream.pending.front();
  stream.pending.erase(stream.pending.begin());
  if (model::full(stream.told)) stream.told.erase(stream.told.begin());
  stream.told.push_back(entry);
  send_first(worker);
  const model::JobChange& change = entry.change;
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::delivered), change.cause,
                   (change.primary_changed ? 1U : 0U) + (entry.gap ? 2U : 0U));
  scheduler_.tell(model::Step::delivered, change.cause, change.cause, "Attik", [&] {
    return entry.gap ? "the stream says that it lost something"
                     : "the change of " + name_of(change.job.id) + " to " +
                           name_of(change.job.inspectors);
  });
  if (entry.gap) {
    handler_.on_gap(worker, change.cause);
  } else {
    handler_.on_change(worker, change);
  }
}

template <class Observer>
void Attik<Observer>::on_return(std::uint8_t worker, model::Cause death) {
  scheduler_.touch({{}, stream_of(worker)});
  Stream& stream = streams_[worker];
  const auto verdict = scheduler_.faults().judge<ResumeVerdict>(
      scheduler_.choices(), FaultSite::resume, death, options_.stream_id);
  if (verdict != ResumeVerdict::pass) {
    scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::restarted), death,
                     static_cast<std::uint64_t>(verdict));
  }
  if (verdict == ResumeVerdict::from_now && !stream.moving) stream.pending.clear();
  if (verdict == ResumeVerdict::again) {
    for (auto entry = stream.told.rbegin(); entry != stream.told.rend(); ++entry) {
      if (model::full(stream.pending)) break;
      ++entry->retold;
      Entry again = *entry;
      again.tries = 0;
      again.not_before = {};
      again.change.cause = entry->change.cause.child(9, 1 + entry->retold);
      // What is on its way already stays the first.
      stream.pending.insert(stream.pending.begin() + (stream.moving ? 1 : 0), again);
    }
  }
  if (!stream.moving) send_first(worker);
}

}  // namespace interleave::sim
