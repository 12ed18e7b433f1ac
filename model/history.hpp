#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/cause.hpp"
#include "model/units.hpp"

namespace interleave::model {

/// What kind of thing an entry of a recorded run tells.
enum class Step : std::uint8_t {
  scenario,      ///< a fact that holds from the start
  action,        ///< somebody does something
  delivered,     ///< a change reaches its handler
  started,       ///< a sync run starts
  sent,          ///< a request leaves its client
  applied,       ///< a request takes effect at the server
  no_effect,     ///< a request reaches the server, which does nothing about it now
  received,      ///< a reply reaches its client
  lost_request,  ///< a request vanishes before the server
  lost_reply,    ///< a reply vanishes after the effect
  refused,       ///< a connection is refused, nothing was sent
  timed_out,     ///< a client stops waiting
  too_late,      ///< a reply arrives that nobody waits for
  finished,      ///< a sync run ends with an answer
  crashed,       ///< a worker dies
  paused,        ///< a worker stands still
  restarted,     ///< a worker is back
  edited,        ///< somebody edits an order by hand
  lost_change,   ///< a change vanishes from the stream
  alerted,       ///< staff are told of something, or need not know it any more
  decided,       ///< somebody makes up their mind
};

std::string name_of(Step step);

/// One line of a recorded run. Histories are append-only and ordered by time, then by the order in
/// which things happened.
struct Entry {
  Time at{};
  Step step = Step::scenario;
  /// What this entry is about: a request, a sync run, an action.
  Cause id;
  /// What brought it about.
  Cause parent;
  /// Where it happened: "Attik", "Spectora", "sync".
  std::string place;
  /// What happened, in the domain's words.
  std::string text;
};

using History = std::vector<Entry>;

}  // namespace interleave::model
