#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/inspection.hpp"
#include "sim/attik.hpp"
#include "sim/choices.hpp"
#include "sim/link.hpp"
#include "sim/options.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// What a scenario of the assignments system may hold.
struct AssignmentsOptions {
  std::int64_t jobs = 3;             ///< jobs created in Attik, at most; one native job beside them
  std::int64_t inspectors = 3;       ///< inspectors of one job, at most
  std::int64_t actions = 6;          ///< actions of people in a run, at most
  std::int64_t second_post = 0;      ///< see SecondPost
  std::int64_t drag_saves_job = 1;   ///< whether a calendar drag saves the inspection, too
  std::int64_t primary_only = 0;     ///< whether only a new primary inspector fires the stream
  std::int64_t timeout_ms = 10'000;  ///< how long the client waits for a reply
  std::int64_t storm_end_s = 0;      ///< when people and faults stop; 0 when nothing is pending
};

inline constexpr std::array<OptionField<AssignmentsOptions>, 8> assignments_options{{
    {{"jobs", "jobs", 1, 3, 3,
      "jobs created in Attik, at most; one Spectora-native job beside them"},
     &AssignmentsOptions::jobs},
    {{"inspectors", "inspectors", 1, 3, 3, "inspectors of one job at the start, at most"},
     &AssignmentsOptions::inspectors},
    {{"actions", "actions", 0, 12, 6, "actions of people in a run, at most"},
     &AssignmentsOptions::actions},
    {{"second-post", "choice", 0, 2, 0,
      "a second POST of one inspector: 0 adds a duplicate, 1 answers 409, 2 is idempotent"},
     &AssignmentsOptions::second_post},
    {{"drag-saves-job", "switch", 0, 1, 1, "a calendar drag saves the inspection, too"},
     &AssignmentsOptions::drag_saves_job},
    {{"primary-only", "switch", 0, 1, 0, "only a change of the primary inspector fires the stream"},
     &AssignmentsOptions::primary_only},
    {{"timeout", "ms", 1'000, 60'000, 10'000, "how long the client waits for each reply"},
     &AssignmentsOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0, "when people and faults stop; 0: when nothing is pending"},
     &AssignmentsOptions::storm_end_s},
}};

/// What people do, in the order of the action's number. 0 is nothing.
enum class AssignmentsAction : std::uint8_t {
  work_order = 1,    ///< PATCH inspection: the change stream starts the sync
  drag = 2,          ///< PATCH event with syncJobSpectora: the event-only sync, and the save
  manual_sync = 3,   ///< the "sync job" button: the full sync
  native_patch = 4,  ///< PATCH inspection with syncJobSpectora: the Spectora-native path
};
inline constexpr std::uint32_t assignments_action_count = 4;

enum class SyncKind : std::uint8_t { job = 10, event = 11 };

/// Round trips to Spectora, and from a save to the stream handler.
inline constexpr LinkOptions spectora_link{model::Duration{20'000}, model::Duration{30'000},
                                           model::Duration{30'000'000}};
inline constexpr LinkOptions change_stream_link{model::Duration{5'000}, model::Duration{20'000},
                                                model::Duration{30'000'000}};

constexpr Workload::Options workload_options(const AssignmentsOptions& options) {
  return {static_cast<std::uint32_t>(options.actions), assignments_action_count,
          model::Duration{600'000'000}, 20};
}

/// The name of what a run gives a job at its start.
constexpr model::Cause job_cause(model::JobId job) { return model::run_root.child(4, job.value); }

/// The Spectora-native job that every scenario has. It comes first, so that its name does not
/// depend on how many others there are.
inline constexpr model::JobId native_job{0};

/// The jobs of a run: the Spectora-native one, then those created in Attik. Draws how many those
/// are and, for each job, how many inspectors it starts with.
using ScenarioJobs = model::List<model::Job, 4>;
ScenarioJobs draw_jobs(Choices& choices, const AssignmentsOptions& options);

/// A job as an action leaves it, and the decision that made it so.
struct JobEdit {
  model::Job after;
  Outcome change = 0;

  [[nodiscard]] std::uint64_t fingerprint() const {
    return model::mix(after.fingerprint()) + static_cast<std::uint64_t>(change);
  }
};

/// Draws what an action changes; 0 hands the job to the next inspector. The range is the same for
/// every job, so that the draw does not depend on what happened to the job before; what the job
/// does not allow counts as 0.
JobEdit edited(const model::Job& job, AssignmentsAction action, Choices& choices,
               model::Cause cause, const AssignmentsOptions& options);

/// "job 1 is moved from A to B in the work order".
std::string describe(AssignmentsAction action, const model::Job& before, const model::Job& after);

}  // namespace interleave::sim
