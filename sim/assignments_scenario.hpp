#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/inspection.hpp"
#include "reconciler/assignments_run.hpp"
#include "sim/attik.hpp"
#include "sim/choices.hpp"
#include "sim/job_scenario.hpp"
#include "sim/options.hpp"
#include "sim/phases.hpp"
#include "sim/process.hpp"
#include "sim/spectora.hpp"
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
  std::int64_t storm_end_s = 0;      ///< when people and faults stop; 0 soon after the last action
  std::int64_t workers = 2;          ///< worker processes of the production core
  std::int64_t sweep = 1;            ///< whether the workers sweep
  std::int64_t sweep_period_s = 3'600;
  std::int64_t source = 1;           ///< whether the change stream delivers anything
  std::int64_t list_lag_ms = 2'000;  ///< a list may miss writes younger than this
  std::int64_t page_size = 3;        ///< rows on a page of a list; 0: a list has one page
};

inline constexpr std::array<OptionField<AssignmentsOptions>, 14> assignments_options{{
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
    {{"timeout", "ms", 1'000, 30'000, 10'000, "how long the client waits for each reply"},
     &AssignmentsOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0,
      "when people, who start at 600 s, and faults stop; 0: soon after the last action"},
     &AssignmentsOptions::storm_end_s},
    {{"workers", "processes", 1, workers_max, 2, "worker processes of the production core"},
     &AssignmentsOptions::workers},
    {{"sweep", "switch", 0, 1, 1, "the workers look at every order once a sweep period"},
     &AssignmentsOptions::sweep},
    {{"sweep-period", "s", 1'800, 86'400, 3'600, "how often the sweep looks at every order"},
     &AssignmentsOptions::sweep_period_s},
    {{"source", "switch", 0, 1, 1, "the change stream delivers anything"},
     &AssignmentsOptions::source},
    {{"list-lag", "ms", 0, 60'000, 2'000, "a list at Spectora may miss writes younger than this"},
     &AssignmentsOptions::list_lag_ms},
    {{"page-size", "rows", 0, 16, 3, "rows on a page of a list at Spectora; 0: all of them"},
     &AssignmentsOptions::page_size},
}};

/// What people do, in the order of the action's number. 0 is nothing.
enum class AssignmentsAction : std::uint8_t {
  work_order = 1,    ///< PATCH inspection: the change stream starts the sync
  drag = 2,          ///< PATCH event with syncJobSpectora: the event-only sync, and the save
  manual_sync = 3,   ///< the "sync job" button: the full sync
  native_patch = 4,  ///< PATCH inspection with syncJobSpectora: the Spectora-native path
};
inline constexpr std::uint32_t assignments_action_count = 4;

constexpr Workload::Options workload_options(const AssignmentsOptions& options) {
  return {static_cast<std::uint32_t>(options.actions),
          assignments_action_count,
          model::Duration{600'000'000},
          22,
          {}};
}

constexpr SpectoraOptions spectora_options(const AssignmentsOptions& options) {
  return {static_cast<SecondPost>(options.second_post),
          std::chrono::milliseconds(options.list_lag_ms), model::OrderId{native_job.value},
          static_cast<std::uint8_t>(options.page_size)};
}

constexpr AttikOptions attik_options(const AssignmentsOptions& options, std::uint8_t workers) {
  return {change_stream_link, workers, options.source != 0, options.primary_only != 0, true};
}

/// How the production core is set up for the scenario.
constexpr reconciler::SyncOptions core_options(const AssignmentsOptions& options,
                                               std::uint8_t worker, std::uint8_t workers) {
  reconciler::SyncOptions core;
  core.worker = worker;
  core.workers = workers;
  core.remote_timeout = std::chrono::milliseconds(options.timeout_ms);
  core.list_lag = std::chrono::milliseconds(options.list_lag_ms);
  core.sweep_period = std::chrono::seconds(options.sweep != 0 ? options.sweep_period_s : 0);
  return core;
}

// By default 2 s + 61 s + 64 s + 60 s + 2 h + 60 * 10.02 s + 33.768 s.
static_assert(settling_bound(AssignmentsOptions()) == std::chrono::milliseconds(8'021'968));
// What the stream or an echo is late with arrives before the probe, however often the sweep goes.
static_assert(settling_bound(AssignmentsOptions{.sweep_period_s = 1'800}) >
              lateness_most + Phases::storm_tail);

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
