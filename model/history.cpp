#include "model/history.hpp"

namespace interleave::model {

std::string name_of(Step step) {
  switch (step) {
    case Step::scenario:
      return "given";
    case Step::action:
      return "action";
    case Step::delivered:
      return "delivered";
    case Step::started:
      return "started";
    case Step::sent:
      return "sent";
    case Step::applied:
      return "applied";
    case Step::no_effect:
      return "no effect";
    case Step::received:
      return "received";
    case Step::lost_request:
      return "request lost";
    case Step::lost_reply:
      return "reply lost";
    case Step::refused:
      return "refused";
    case Step::timed_out:
      return "timed out";
    case Step::too_late:
      return "too late";
    case Step::finished:
      return "finished";
    case Step::crashed:
      return "crashed";
    case Step::paused:
      return "paused";
    case Step::restarted:
      return "restarted";
    case Step::edited:
      return "edited";
    case Step::lost_change:
      return "change lost";
    case Step::alerted:
      return "alerted";
    case Step::decided:
      return "decided";
  }
  return "unknown";
}

}  // namespace interleave::model
