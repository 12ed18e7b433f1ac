#pragma once

#include <array>
#include <string_view>

#include "model/attik.hpp"
#include "model/list.hpp"
#include "sim/link.hpp"

namespace interleave::sim {

/// A change as Attik's change stream tells it: the job as it stood when it was saved.
struct JobChange {
  /// The action that saved the job.
  model::Cause cause;
  model::Job job;
  bool primary_changed = false;
};

class JobChangeHandler {
 public:
  virtual void on_change(const JobChange& change) = 0;

 protected:
  ~JobChangeHandler() = default;
};

/// Attik's inspections and the change stream over their inspector lists. A save takes effect at
/// once; the stream delivers the changes one by one, in the order of the saves, each some time
/// after. Observer: `on_commit(const model::AttikCommit&)`.
template <class Observer>
class Attik final : public EventOwner {
 public:
  static constexpr std::size_t jobs_max = 4;

  Attik(Scheduler& scheduler, Observer& observer, JobChangeHandler& handler,
        const LinkOptions& stream)
      : scheduler_(scheduler), observer_(observer), handler_(handler), stream_link_(stream) {}

  void reset() {
    jobs_.clear();
    stream_.clear();
  }

  /// Puts a job there as the run's starting point. Its id is its place in the order of giving.
  void give(const model::Job& job) {
    jobs_.push_back(job);
    observer_.on_commit(model::AttikCommit{job});
  }

  [[nodiscard]] const model::Job& job(model::JobId id) const { return jobs_[id.value]; }
  [[nodiscard]] std::size_t job_count() const { return jobs_.size(); }

  /// Saves a job. When its inspectors changed, the stream will say so.
  void save(const model::Job& job, model::Cause cause);

  void land(std::uint32_t) override { deliver_first(); }
  void ring(std::uint32_t) override {}

 private:
  static constexpr std::size_t stream_max = 32;
  static constexpr std::string_view stream_limit = "changes in the stream";

  void deliver_first();
  void send_first();

  Scheduler& scheduler_;
  Observer& observer_;
  JobChangeHandler& handler_;
  LinkOptions stream_link_;  ///< from a save, or the delivery before, to the delivery
  model::List<model::Job, jobs_max> jobs_;
  model::List<JobChange, stream_max> stream_;  // the first is on its way
};

template <class Observer>
void Attik<Observer>::save(const model::Job& job, model::Cause cause) {
  const model::Job before = jobs_[job.id.value];
  jobs_[job.id.value] = job;
  observer_.on_commit(model::AttikCommit{job});
  if (before.inspectors == job.inspectors) return;
  if (model::full(stream_)) return scheduler_.reach_limit(stream_limit);
  stream_.push_back({cause, job, before.primary() != job.primary()});
  if (stream_.size() == 1) send_first();
}

/// The next change leaves only when the one before has arrived: the stream keeps its order whatever
/// the delays are.
template <class Observer>
void Attik<Observer>::send_first() {
  const Key delay{Site::stream_delay, stream_.front().cause};
  scheduler_.send(*this, 0, stream_link_.leg(delay, scheduler_.now()));
}

template <class Observer>
void Attik<Observer>::deliver_first() {
  const JobChange change = stream_.front();
  stream_.erase(stream_.begin());
  if (!stream_.empty()) send_first();
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::delivered), change.cause,
                   change.primary_changed ? 1 : 0);
  scheduler_.tell(model::Step::delivered, change.cause, change.cause, "Attik", [&] {
    return "the change of " + name_of(change.job.id) + " to " + name_of(change.job.inspectors);
  });
  handler_.on_change(change);
}

}  // namespace interleave::sim
