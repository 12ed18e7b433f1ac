#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "model/crew.hpp"
#include "sim/choices.hpp"
#include "sim/job_scenario.hpp"
#include "sim/options.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// What a scenario of the crew system may hold.
struct CrewOptions {
  std::int64_t departments = 3;      ///< elements at Flex, one for each
  std::int64_t aliases = 1;          ///< whether a second job maps to each element
  std::int64_t actions = 12;         ///< actions of people in a run, at most
  std::int64_t old_duplicates = 1;   ///< whether some runs start with what went wrong before
  std::int64_t timeout_ms = 10'000;  ///< how long the client waits for a reply
  std::int64_t storm_end_s = 0;      ///< when people and faults stop; 0 soon after the last action
  std::int64_t workers = 2;          ///< worker processes of the production core
  std::int64_t sweep = 1;            ///< whether the workers sweep
  std::int64_t sweep_period_s = 3'600;
  std::int64_t source = 1;      ///< whether the change stream delivers anything
  std::int64_t lag_ms = 2'000;  ///< a list may miss writes younger than this
  std::int64_t throttle = 0;    ///< whether Flex takes only so many requests within a second
};

inline constexpr std::array<OptionField<CrewOptions>, 12> crew_options{{
    {{"departments", "departments", 1, model::department_count, model::department_count,
      "elements at Flex, one for each department"},
     &CrewOptions::departments},
    {{"aliases", "switch", 0, 1, 1, "a second job maps to each element"}, &CrewOptions::aliases},
    {{"actions", "actions", 0, 12, 12, "actions of people in a run, at most"},
     &CrewOptions::actions},
    {{"old-duplicates", "switch", 0, 1, 1,
      "some runs start with a technician who stands there twice or more, with a row each"},
     &CrewOptions::old_duplicates},
    {{"timeout", "ms", 1'000, 30'000, 10'000, "how long the client waits for each reply"},
     &CrewOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0,
      "when people, who start at 600 s, and faults stop; 0: soon after the last action"},
     &CrewOptions::storm_end_s},
    {{"workers", "processes", 1, workers_max, 2, "worker processes of the production core"},
     &CrewOptions::workers},
    {{"sweep", "switch", 0, 1, 1, "the workers look at every element once a sweep period"},
     &CrewOptions::sweep},
    {{"sweep-period", "s", 1'800, 86'400, 3'600, "how often the sweep looks at every element"},
     &CrewOptions::sweep_period_s},
    {{"source", "switch", 0, 1, 1, "the change stream delivers anything to the production core"},
     &CrewOptions::source},
    {{"list-lag", "ms", 0, 60'000, 2'000, "a list at Flex may miss writes younger than this"},
     &CrewOptions::lag_ms},
    {{"throttle", "switch", 0, 1, 0,
      "Flex takes eight requests within a second, and answers 429 to others"},
     &CrewOptions::throttle},
}};

/// How many requests Flex takes within a second when it throttles: those of one sync, not of two.
inline constexpr std::size_t throttled_burst = 8;

/// What an earlier sync has left under an element: nothing, somebody once more, or so often that no
/// sync may clear it up before staff have looked. The last in one of 64 of those that have a crew.
struct Leftovers {
  static constexpr Outcome many = 2;
  static constexpr std::size_t many_count = 5;

  [[nodiscard]] static Outcome outcome(Bits bits) {
    const std::uint64_t drawn = scaled(bits, 64);
    return drawn < 55 ? 0 : drawn < 63 ? 1 : many;
  }
  [[nodiscard]] static Outcome max() { return many; }
};

/// What people do. The first are what a slot of the workload is drawn from, by number, 0 being
/// nothing; the others are done in place of these: see `suited`.
enum class CrewAction : std::uint8_t {
  put_on = 1,       ///< a technician is put on a call
  take_off = 2,     ///< one is taken off it, or his role is cleared
  press = 3,        ///< "Sync Flex", in one dialog or in both at once
  lead = 4,         ///< another technician leads
  acknowledge = 5,  ///< staff take over what an alert tells them, and press the button
};
inline constexpr std::uint32_t crew_kind_count = 4;

/// Which of several ways an action is done, of the decision that says so.
struct CrewChange {
  bool other = false;       ///< take_off: the role is cleared; press: both dialogs; else: no click
  std::uint8_t person = 0;  ///< whom it is about, counted among those it can be
};
inline constexpr std::uint64_t crew_change_count = 2 * model::technicians_max;
constexpr CrewChange crew_change(Outcome drawn) {
  return {drawn % 2 == 1, static_cast<std::uint8_t>(drawn / 2)};
}

/// What is done to such a call by somebody who wants that; nothing: the call does not allow it.
[[nodiscard]] std::optional<CrewAction> suited(CrewAction action, const model::CrewMembers& members,
                                               bool alerted);
/// Whom an action puts on the call, takes off it or makes its lead. Precondition: it is suited, and
/// no press or acknowledgement.
[[nodiscard]] model::InspectorId person_of(CrewAction action, const model::CrewMembers& members,
                                           const CrewChange& change);
/// The call as the action leaves it: whoever is on it has one lead among them.
[[nodiscard]] model::CrewMembers after(CrewAction action, const model::CrewMembers& members,
                                       const CrewChange& change);

/// Whom the calls of an element want together, the lead first: whoever is on the first, then
/// whoever is only on the second. Who leads the second does so only if nobody leads the first.
[[nodiscard]] model::InspectorList wanted_together(const model::CrewMembers& first,
                                                   const model::CrewMembers& second);

/// "job 1 (lights)".
std::string name_of_call(model::JobId call);
/// What staff see of an element, given as the job of its number.
std::string alert_about_crew(const model::Job& element);
/// "B is put on job 1 (lights), and clicked on".
std::string describe(CrewAction action, model::JobId call, const model::CrewMembers& members,
                     const CrewChange& change);

}  // namespace interleave::sim
