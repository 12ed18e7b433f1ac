#pragma once

#include <algorithm>

#include "model/inspection.hpp"
#include "reconciler/reply_notes.hpp"
#include "reconciler/session.hpp"
#include "reconciler/work_queue.hpp"
#include "sim/backlog.hpp"
#include "sim/link.hpp"
#include "sim/retry_after.hpp"

// What the scenarios of all systems of jobs have in common.

namespace interleave::sim {

/// Round trips to Spectora, to Flex and to the store, and from a save to the stream handler.
inline constexpr LinkOptions spectora_link{model::Duration{20'000}, model::Duration{30'000},
                                           model::Duration{30'000'000}};
inline constexpr LinkOptions flex_link = spectora_link;
inline constexpr LinkOptions store_link{model::Duration{500}, model::Duration{1'500},
                                        model::Duration{30'000'000}};
inline constexpr LinkOptions echo_link{model::Duration{20'000}, model::Duration{300'000},
                                       model::Duration{30'000'000}};
inline constexpr LinkOptions change_stream_link{model::Duration{5'000}, model::Duration{20'000},
                                                model::Duration{30'000'000}};

/// The Spectora-native job that every scenario has. It comes first, so that its name does not
/// depend on how many others there are.
inline constexpr model::JobId native_job{0};

/// How many inspectors there are, and when the first appointment of a run is.
inline constexpr std::uint8_t pool_size = 5;
inline constexpr model::Time first_appointment{std::chrono::hours(24 + 9)};

/// What the core counts on: a request that comes after its client's patience, and is only accepted
/// then, is done by that time.
static_assert(overshoot_most + backlog_wait.base + backlog_wait.latency_max <=
              reconciler::SyncOptions{}.late_effect_max);

/// How long settling takes at most: lag, Retry-After, back-off, lease, two sweep periods (of the
/// scenario, even if the sweep is off) or the latest change of the stream, the attempts of a run at
/// their slowest, and whatever is in flight.
constexpr model::Duration settling_bound(const reconciler::SyncOptions& core,
                                         model::Duration sweep_period) {
  constexpr std::int64_t requests_per_run = 20;
  constexpr std::int64_t attempts = 3;
  // What is held goes on a moment after that; whoever was not told how long asks once more then.
  constexpr model::Duration past_retry_after = reconciler::hold_most + std::chrono::seconds(1);
  static_assert(retry_after_most + reconciler::hold_unsaid < past_retry_after);
  const model::Duration one_request = core.remote_timeout + spectora_link.base;
  return core.list_lag + past_retry_after + reconciler::backoff_most + core.lease +
         std::max(2 * sweep_period, lateness_most) + requests_per_run * attempts * one_request +
         overshoot_most;
}

/// How the production core is set up for a scenario whose staff are told of what fails. Options:
/// the struct of the system's options.
template <class Options>
  requires requires(const Options& options) { options.lag_ms; }
constexpr reconciler::SyncOptions core_options(const Options& options, std::uint8_t worker,
                                               std::uint8_t workers) {
  reconciler::SyncOptions core;
  core.worker = worker;
  core.workers = workers;
  core.remote_timeout = std::chrono::milliseconds(options.timeout_ms);
  core.list_lag = std::chrono::milliseconds(options.lag_ms);
  core.sweep_period = std::chrono::seconds(options.sweep != 0 ? options.sweep_period_s : 0);
  core.alerts = true;
  return core;
}

/// The same bound for the core of a scenario. It is that of every variant, so that what their runs
/// come to can be compared.
template <class Options>
constexpr model::Duration settling_bound(const Options& options) {
  return settling_bound(core_options(options, 0, 1), std::chrono::seconds(options.sweep_period_s));
}

}  // namespace interleave::sim
