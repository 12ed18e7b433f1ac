#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "model/inspection.hpp"
#include "sim/choices.hpp"
#include "sim/job_scenario.hpp"
#include "sim/options.hpp"
#include "sim/phases.hpp"
#include "sim/process.hpp"
#include "sim/spectora_orders.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// What a scenario of the orders system may hold.
struct OrdersOptions {
  std::int64_t jobs = 3;               ///< jobs created in Attik, at most; one native beside them
  std::int64_t actions = 12;           ///< actions of people in a run, at most
  std::int64_t client_references = 2;  ///< see ClientReferences
  std::int64_t bad_starts = 1;         ///< whether some runs start with a sync that cannot work
  std::int64_t known_within_s = 300;   ///< how soon after a cancel staff are told
  std::int64_t timeout_ms = 10'000;    ///< how long the client waits for a reply
  std::int64_t storm_end_s = 0;  ///< when people and faults stop; 0 soon after the last action
  std::int64_t workers = 2;      ///< worker processes of the production core
  std::int64_t sweep = 1;        ///< whether the workers sweep
  std::int64_t sweep_period_s = 3'600;
  std::int64_t source = 1;      ///< whether the change stream delivers anything
  std::int64_t lag_ms = 2'000;  ///< a search may miss writes younger than this
};

inline constexpr std::array<OptionField<OrdersOptions>, 12> orders_options{{
    {{"jobs", "jobs", 1, 3, 3,
      "jobs created in Attik, at most; one Spectora-native job beside them"},
     &OrdersOptions::jobs},
    {{"actions", "actions", 0, 12, 12, "actions of people in a run, at most"},
     &OrdersOptions::actions},
    {{"client-references", "choice", 0, 2, 2,
      "Spectora makes a second order of one client reference: 0 yes, 1 no, 2 either, run by run"},
     &OrdersOptions::client_references},
    {{"bad-starts", "switch", 0, 1, 1,
      "some runs start with the sync switched off for a while, or with a key that is refused"},
     &OrdersOptions::bad_starts},
    {{"known-within", "s", 60, 3'600, 300,
      "a cancel that is not confirmed by then is told to staff"},
     &OrdersOptions::known_within_s},
    {{"timeout", "ms", 1'000, 30'000, 10'000, "how long the client waits for each reply"},
     &OrdersOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0,
      "when people, who start at 600 s, and faults stop; 0: soon after the last action"},
     &OrdersOptions::storm_end_s},
    {{"workers", "processes", 1, workers_max, 2, "worker processes of the production core"},
     &OrdersOptions::workers},
    {{"sweep", "switch", 0, 1, 1, "the workers look at every order once a sweep period"},
     &OrdersOptions::sweep},
    {{"sweep-period", "s", 1'800, 86'400, 3'600, "how often the sweep looks at every order"},
     &OrdersOptions::sweep_period_s},
    {{"source", "switch", 0, 1, 1, "the change stream delivers anything"}, &OrdersOptions::source},
    {{"list-lag", "ms", 0, 60'000, 2'000, "a search at Spectora may miss writes younger than this"},
     &OrdersOptions::lag_ms},
}};

/// What people do. The first are what a slot of the workload is drawn from, by number, 0 being
/// nothing; the others are done in place of these: see `suited`.
enum class OrdersAction : std::uint8_t {
  book = 1,         ///< a new job, which the request that makes it saves twice in a row
  cancel = 2,       ///< POST inspection/:id/cancel
  edit = 3,         ///< PATCH inspection: another inspector, perhaps another time
  sync = 4,         ///< the "sync job" button, which a cancelled job does not have
  reinstate = 5,    ///< a cancelled job is on again
  acknowledge = 6,  ///< staff take over what an alert tells them
};
inline constexpr std::uint32_t orders_kind_count = 4;

/// Whether Spectora honours client references.
enum class ClientReferences : std::uint8_t { ignored, honoured, either };

/// Whether Spectora honours them in the run that starts.
bool draw_references(Scheduler& scheduler, ClientReferences references);

/// How the sync stands when a run starts.
enum class SyncStart : std::uint8_t {
  healthy,
  disabled,  ///< switched off until `disabled_until`
  failing,   ///< Spectora refuses our key
};
inline constexpr model::Time disabled_until{std::chrono::minutes(40)};
/// One run in 32 starts disabled, and one failing.
struct SyncStarts {
  [[nodiscard]] static Outcome outcome(Bits bits) {
    const std::uint64_t drawn = scaled(bits, 32);
    return drawn < 30 ? 0 : static_cast<Outcome>(drawn - 29);
  }
  [[nodiscard]] static Outcome max() { return 2; }
};

/// The job of that number, which an action books or a run starts with.
[[nodiscard]] model::Job booked_job(std::size_t number);
/// What is done to such a job by somebody who wants that: what is cancelled already is re-instated,
/// and of an alert that is seen the matter is taken over. Nothing: the job does not allow it; one
/// that Spectora created allows nothing but edits.
[[nodiscard]] std::optional<OrdersAction> suited(OrdersAction action, const model::Job& job,
                                                 bool alerted);
/// The job as the action leaves it; `change` tells which of `edit_count` edits it is.
inline constexpr std::uint64_t edit_count = 4;
[[nodiscard]] model::Job after(const model::Job& job, OrdersAction action, Outcome change);

/// "job 2 is booked for A on day 3 09:00".
std::string describe(OrdersAction action, const model::Job& before, const model::Job& after);

}  // namespace interleave::sim
