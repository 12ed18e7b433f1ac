#pragma once

#include <string_view>

#include "model/attik.hpp"
#include "model/crew.hpp"
#include "model/intent.hpp"
#include "model/spectora.hpp"

namespace interleave::reconciler {

/// One technician whom somebody puts on a crew call, or takes off it.
struct Click {
  model::JobId call;
  model::CrewMember member;
  bool added = false;
};

/// What Attik asks of whatever keeps the linked Spectora orders in step: one for each worker
/// process. The production worker and the historical syncs implement it.
class JobSync {
 public:
  virtual ~JobSync() = default;

  /// The process starts, for the first time or again. `incarnation` names this life of it.
  virtual void start(model::Cause incarnation) = 0;
  /// The process dies: everything in memory is gone.
  virtual void die() noexcept = 0;

  /// The change stream tells of a saved job.
  virtual void on_change(const model::JobChange& change) = 0;
  /// The change stream has lost something and says so.
  virtual void on_gap(model::Cause cause) = 0;
  /// Spectora tells that somebody was assigned to that job's order, or removed from it.
  virtual void on_echo(model::JobId job, const model::Echo& echo) = 0;
  /// Somebody dragged the job's appointment and waits for the sync.
  virtual void on_drag(const model::Job& job, model::Cause cause) = 0;
  /// Somebody asks for a full sync of the job and waits for it.
  virtual void on_sync(const model::Job& job, model::Cause cause) = 0;
  /// Somebody clicked a technician on or off, which that job is to follow; only crews know that.
  virtual void on_click(const model::Job&, const Click&, model::Cause) {}
  /// Brings a job's order in step once more, whatever is known of it.
  virtual void probe(const model::Job& job, model::Cause cause) = 0;
  /// Stops looking for work by itself.
  virtual void stop_sweeping() = 0;

  /// Whether a sync of that job is under way.
  [[nodiscard]] virtual bool works_on(model::JobId job) const = 0;
};

/// A run that starts.
struct RunStart {
  model::Cause run;
  model::Cause trigger;
  model::JobId job;
  bool event_only = false;
  /// Whom it is going to bring there, if it knows by now.
  model::InspectorList wanted{};
};

/// Hears what the syncs do: the log, and the people who wait for an answer. Must not call back.
class SyncLog {
 public:
  virtual void on_started(const RunStart& start) = 0;
  /// A run ends. `asked`: somebody waited for this answer.
  virtual void on_finished(const model::Answer& answer, bool asked) = 0;
  /// A run ends without having done anything, and only the console knows why.
  virtual void on_skipped(model::Cause, model::JobId, std::string_view) {}

 protected:
  ~SyncLog() = default;
};

}  // namespace interleave::reconciler
