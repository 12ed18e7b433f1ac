#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/inspection.hpp"
#include "sim/choices.hpp"
#include "sim/options.hpp"

namespace interleave::sim {

/// What a scenario of the orders system may hold.
struct OrdersOptions {
  std::int64_t jobs = 3;               ///< jobs created in Attik, at most; one native beside them
  std::int64_t actions = 6;            ///< actions of people in a run, at most
  std::int64_t client_references = 1;  ///< whether Spectora honours client references
  std::int64_t timeout_ms = 10'000;    ///< how long the client waits for a reply
  std::int64_t storm_end_s = 0;  ///< when people and faults stop; 0 soon after the last action
  std::int64_t lag_ms = 2'000;   ///< a search may miss writes younger than this
};

inline constexpr std::array<OptionField<OrdersOptions>, 6> orders_options{{
    {{"jobs", "jobs", 1, 3, 3,
      "jobs created in Attik, at most; one Spectora-native job beside them"},
     &OrdersOptions::jobs},
    {{"actions", "actions", 0, 12, 6, "actions of people in a run, at most"},
     &OrdersOptions::actions},
    {{"client-references", "switch", 0, 1, 1,
      "Spectora makes no second order of one client reference"},
     &OrdersOptions::client_references},
    {{"timeout", "ms", 1'000, 30'000, 10'000, "how long the client waits for each reply"},
     &OrdersOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0,
      "when people, who start at 600 s, and faults stop; 0: soon after the last action"},
     &OrdersOptions::storm_end_s},
    {{"list-lag", "ms", 0, 60'000, 2'000, "a search at Spectora may miss writes younger than this"},
     &OrdersOptions::lag_ms},
}};

/// What people do, in the order of the action's number. 0 is nothing.
enum class OrdersAction : std::uint8_t {
  book = 1,       ///< a new job, which the request that makes it saves twice in a row
  cancel = 2,     ///< POST inspection/:id/cancel
  edit = 3,       ///< PATCH inspection: another inspector, perhaps another time
  reinstate = 4,  ///< a cancelled job is on again
  sync = 5,       ///< the "sync job" button, which a cancelled job does not have
};
inline constexpr std::uint32_t orders_action_count = 5;

/// The job that an action books.
[[nodiscard]] model::Job booked_job(std::size_t number);
/// Whether a job allows that action.
[[nodiscard]] bool allows(const model::Job& job, OrdersAction action);
/// The job as the action leaves it; `change` tells which of `edit_count` edits it is.
inline constexpr std::uint64_t edit_count = 4;
[[nodiscard]] model::Job after(const model::Job& job, OrdersAction action, Outcome change);

/// "job 2 is booked for A on day 3 09:00".
std::string describe(OrdersAction action, const model::Job& before, const model::Job& after);

}  // namespace interleave::sim
