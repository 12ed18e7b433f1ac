#include "sim/faults.hpp"

namespace interleave::sim {
namespace {

constexpr std::size_t index_of(Fault fault) { return static_cast<std::size_t>(fault); }

}  // namespace

std::uint32_t FaultProfile::weight(Fault fault) const {
  const std::size_t index = index_of(fault);
  const std::size_t reply_first = index_of(Fault::reply_lost);
  return index < reply_first ? request.parts_per_million[index + 1]
                             : reply.parts_per_million[index - reply_first + 1];
}

FaultCounts Faults::counts() const {
  FaultCounts counts;
  const auto fill = [&counts](const auto& legs, Fault first) {
    for (std::size_t i = 1; i < legs.outcomes.size(); ++i) {
      counts[index_of(first) + i - 1] = {legs.possible, legs.drawn, legs.outcomes[i]};
    }
  };
  fill(requests_, Fault::request_lost);
  fill(replies_, Fault::reply_lost);
  return counts;
}

RequestVerdict Faults::judge_request(Choices& choices, model::Cause request) {
  const Key key{Site::request_fault, request};
  return static_cast<RequestVerdict>(requests_.judge(choices, key, enabled_));
}

ReplyVerdict Faults::judge_reply(Choices& choices, model::Cause request) {
  const Key key{Site::reply_fault, request};
  return static_cast<ReplyVerdict>(replies_.judge(choices, key, enabled_));
}

/// A replay asks even where the profile would not, so that a capsule says what happens, not how it
/// was found.
template <std::size_t outcome_count>
Outcome Faults::Legs<outcome_count>::judge(Choices& choices, const Key& key, bool enabled) {
  ++possible;
  if (!enabled || (!chancy && choices.mode() != Choices::Mode::replay)) return 0;
  ++drawn;
  const Outcome outcome = choices.draw(key, weights);
  ++outcomes[static_cast<std::size_t>(outcome)];
  return outcome;
}

}  // namespace interleave::sim
