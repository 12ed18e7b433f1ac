#pragma once

#include <cstdint>

#include "model/order.hpp"
#include "model/spectora.hpp"

namespace interleave::reconciler {

/// What the caller of a remote write may conclude from its reply. Most incidents are a caller that
/// took `unknown`, or an answer it never read, for one of the other two.
enum class Outcome : std::uint8_t { applied, not_applied, unknown };

/// What a write does, as far as its outcome goes. Of a record that a replica does not show yet, a
/// removal cannot say more than a change can.
enum class Write : std::uint8_t { create, remove, change };

constexpr Write write_of(model::SpectoraVerb verb) {
  if (verb == model::SpectoraVerb::post_assignment) return Write::create;
  return verb == model::SpectoraVerb::delete_assignment ? Write::remove : Write::change;
}
/// A cancelled order is still there, so its cancel is a change.
constexpr Write write_of(model::OrderVerb verb) {
  return verb == model::OrderVerb::post_order ? Write::create : Write::change;
}

/// The outcome of a write, by the contract of outcomes: whatever is `not_applied` never had an
/// effect, whatever is `applied` had it, and `unknown` has to be looked for. Any status that is not
/// named counts as unknown.
constexpr Outcome outcome_of(Write write, model::Status status) {
  if (status == model::Status::unreachable) return Outcome::not_applied;
  switch (static_cast<std::uint16_t>(status)) {
    case 200:
    case 201:
    case 204:
      return Outcome::applied;
    case 400:
    case 401:
    case 403:
    case 405:
    case 413:
    case 415:
    case 422:
    case 429:
      return Outcome::not_applied;
    case 404:  // a replica may lag: what is gone may still come
      return write == Write::create ? Outcome::not_applied : Outcome::unknown;
    case 410:
      return write == Write::remove ? Outcome::applied : Outcome::not_applied;
    default:
      return Outcome::unknown;
  }
}

template <class Verb>
constexpr Outcome outcome_of(Verb verb, model::Status status) {
  return outcome_of(write_of(verb), status);
}

/// Whether a read may be believed.
constexpr bool is_read(model::Status status) { return status == model::Status::ok; }

/// Whether the remote refuses for good: trying again cannot help.
constexpr bool is_final(model::Status status) {
  switch (static_cast<std::uint16_t>(status)) {
    case 400:
    case 401:
    case 403:
    case 405:
    case 413:
    case 415:
    case 422:
      return true;
    default:
      return false;
  }
}

}  // namespace interleave::reconciler
