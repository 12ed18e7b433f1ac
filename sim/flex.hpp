#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "model/order.hpp"
#include "sim/crew_lines.hpp"
#include "sim/remote_endpoints.hpp"

namespace interleave::sim {

/// The element of a key, by whose number a remote's faults are told.
constexpr model::OrderId key_of(model::ElementId element) { return model::OrderId{element.value}; }

template <class Observer>
class Flex;
template <class Observer>
using FlexEndpoints =
    RemoteEndpoints<Flex<Observer>, Observer, model::FlexRequest, model::FlexReply>;

/// Flex: what it makes of each request about the lines of an element, and what it answers. Nothing
/// is idempotent: a resource that is added twice stands there twice. Every effect is published as a
/// commit. Observer: `on_commit(Time, const FlexCommit&)`, `on_wire`, `on_reply`, `on_fault`.
template <class Observer>
class Flex final : public FlexEndpoints<Observer> {
  using Endpoints = FlexEndpoints<Observer>;
  friend Endpoints;

 public:
  using Request = model::FlexRequest;
  using Reply = model::FlexReply;
  static constexpr std::string_view place = "Flex";
  static constexpr Actor actor = Actor::flex;
  /// For so long an old token counts beside the new one.
  static constexpr model::Duration token_grace = std::chrono::seconds(5);
  /// The technicians whom somebody at Flex may pick, from the first.
  static constexpr std::uint8_t pool_size = 5;

  /// A list, or a replica, may miss writes younger than the lag; zero: they never do. `burst`: see
  /// RemoteDesk.
  Flex(Scheduler& scheduler, Observer& observer, model::Duration lag, std::size_t burst = 0)
      : Endpoints(scheduler, observer, desk_),
        lag_(lag),
        desk_(scheduler, observer, actor, burst),
        lines_(scheduler, observer) {}

  void reset() {
    desk_.reset();
    lines_.reset();
    sessions_.clear();
    Endpoints::reset();
  }

  /// Puts a line there as the run's starting point. Returns its id.
  model::LineId give(model::ElementId element, model::InspectorId technician, bool lead) {
    return lines_.add(element, technician, lead, {}).id;
  }
  /// The lines of an element as they stand.
  [[nodiscard]] model::LineList lines(model::ElementId element) const {
    return lines_.now(element);
  }

  /// What a request touches: its element, and whether Flex still knows us.
  static Footprint touches(const Request& request) {
    const ResourceSet element{Resource::order, request.element.value};
    const ResourceSet account{Resource::account, 0};
    return model::writes(request.verb) ? Footprint{account, element}
                                       : Footprint{account | element, {}};
  }

 private:
  /// Each run logs in for itself; its token may be replaced on the way.
  struct Session {
    model::Cause run;
    std::uint32_t token = 0;    ///< the one that counts
    model::Time replaced_at{};  ///< when the one before it was replaced
  };
  static constexpr std::size_t sessions_max = 8;

  /// What somebody at Flex may do to an element.
  enum class HandChange : std::uint8_t { delete_latest, delete_first, add, add_foreign, swap_role };
  static constexpr std::array<std::string_view, 5> hand_words{
      "deletes the latest contact of ", "deletes the first contact of ", "adds a technician to ",
      "adds a foreign contact to ", "changes the role of the first contact of "};

  // ---- For its endpoints: see there ----
  static model::OrderId about(const Request& request) { return key_of(request.element); }
  static void clear(Reply& reply) { reply = Reply{.status = reply.status}; }
  [[nodiscard]] std::uint64_t commits() const { return lines_.commits(); }
  /// A line that is named, and is younger than the lag.
  [[nodiscard]] bool unknown_yet(const Request& request) const {
    const bool names =
        request.verb == model::FlexVerb::delete_line || request.verb == model::FlexVerb::set_role;
    return names && lines_.is_younger(request.line, this->scheduler().now() - lag_);
  }
  model::Status play(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  void find_gone(const Request& request, const Doing& doing) {
    if (request.verb == model::FlexVerb::delete_line) remove(request.line, doing);
  }
  void edit_by_hand(const Request& request, model::Cause cause);

  model::Status carry_out(const Request& request, model::Cause cause, const Doing& doing,
                          Reply& reply);
  void list(const Request& request, model::Cause cause, Reply& reply);
  model::Status add(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  model::Status set_role(const Request& request, const Doing& doing);
  model::Status remove(model::LineId line, const Doing& doing);
  model::Status remove_all(const Request& request, model::Cause cause, const Doing& doing);
  [[nodiscard]] bool expired(const Request& request);
  void tell_token(const Request& request, model::Cause cause, Reply& reply);
  Session& session_of(model::Cause run);
  template <class Enum>
  Enum odd_one(const Request& request, model::Cause cause, Enum usual, std::size_t count);
  [[nodiscard]] bool possible(HandChange change, model::ElementId element) const;
  [[nodiscard]] model::InspectorId absent(model::ElementId element) const;
  void change_by_hand(HandChange change, model::ElementId element, const Doing& doing);
  void strike(Fault fault, const Request& request) {
    this->observer().on_fault(this->scheduler().now(), fault, about(request));
  }

  model::Duration lag_;
  RemoteDesk<Observer> desk_;
  CrewLines<Observer> lines_;
  model::List<Session, sessions_max> sessions_;
};

// ---- Tokens ----

template <class Observer>
typename Flex<Observer>::Session& Flex<Observer>::session_of(model::Cause run) {
  const auto found = std::ranges::find(sessions_, run, &Session::run);
  if (found != sessions_.end()) return *found;
  if (model::full(sessions_)) sessions_.erase(sessions_.begin());
  sessions_.push_back({run});
  return sessions_.back();
}

template <class Observer>
bool Flex<Observer>::expired(const Request& request) {
  const auto found = std::ranges::find(sessions_, request.run, &Session::run);
  if (found == sessions_.end() || request.token >= found->token) return false;
  return this->scheduler().now() > found->replaced_at + token_grace;
}

/// The header comes with every answer as long as the sender does not know the new token.
template <class Observer>
void Flex<Observer>::tell_token(const Request& request, model::Cause cause, Reply& reply) {
  Scheduler& scheduler = this->scheduler();
  if (scheduler.faults().judge<TokenVerdict>(scheduler.choices(), FaultSite::token, cause) ==
      TokenVerdict::refreshed) {
    Session& session = session_of(request.run);
    ++session.token;
    session.replaced_at = scheduler.now();
    strike(Fault::token_refreshed, request);
  }
  const auto found = std::ranges::find(sessions_, request.run, &Session::run);
  if (found != sessions_.end() && request.token < found->token) reply.token = found->token;
}

// ---- Requests ----

template <class Observer>
model::Status Flex<Observer>::play(const Request& request, model::Cause cause, const Doing& doing,
                                   Reply& reply) {
  if (expired(request)) return model::Status::unauthorized;
  const model::Status status = carry_out(request, cause, doing, reply);
  tell_token(request, cause, reply);
  return status;
}

template <class Observer>
model::Status Flex<Observer>::carry_out(const Request& request, model::Cause cause,
                                        const Doing& doing, Reply& reply) {
  switch (request.verb) {
    case model::FlexVerb::list_lines:
      list(request, cause, reply);
      return model::Status::ok;
    case model::FlexVerb::add_resource:
      return add(request, cause, doing, reply);
    case model::FlexVerb::set_role:
      return set_role(request, doing);
    case model::FlexVerb::delete_line:
      return remove(request.line, doing);
    case model::FlexVerb::delete_lines:
      return remove_all(request, cause, doing);
  }
  return model::Status::ok;
}

/// The lines of an element, or what they were a moment ago, or a part of them.
template <class Observer>
void Flex<Observer>::list(const Request& request, model::Cause cause, Reply& reply) {
  Scheduler& scheduler = this->scheduler();
  Choices& choices = scheduler.choices();
  reply.lines = lines_.now(request.element);
  if (lag_ != model::Duration{} && scheduler.faults().judge<ListVerdict>(
                                       choices, FaultSite::list, cause) == ListVerdict::stale) {
    const Uniform range{static_cast<std::uint64_t>(lag_.count())};
    const Outcome staleness = choices.draw({Site::staleness, cause}, range);
    scheduler.trace(actor, 0, cause, 0, static_cast<std::uint64_t>(staleness));
    reply.lines = lines_.as_of(request.element, scheduler.now() - model::Duration(staleness + 1));
    if (reply.lines != lines_.now(request.element)) strike(Fault::stale_list, request);
  }
  reply.total = static_cast<std::uint8_t>(reply.lines.size());
  reply.shape = odd_one(request, cause, request.listing, model::listing_count);
  if (!reply.lines.empty() &&
      scheduler.faults().judge<CutVerdict>(choices, FaultSite::cut, cause) == CutVerdict::cut) {
    reply.lines.pop_back();
    scheduler.trace(actor, 1, cause, reply.lines.size());
    strike(Fault::list_cut, request);
  }
}

/// The usual one of so many, or another that the fault policy picks.
template <class Observer>
template <class Enum>
Enum Flex<Observer>::odd_one(const Request& request, model::Cause cause, Enum usual,
                             std::size_t count) {
  Scheduler& scheduler = this->scheduler();
  if (scheduler.faults().judge<ShapeVerdict>(scheduler.choices(), FaultSite::shape, cause) ==
      ShapeVerdict::pass) {
    return usual;
  }
  const Outcome drawn = scheduler.choices().draw({Site::shape, cause}, Uniform{count - 1});
  scheduler.trace(actor, 2, cause, static_cast<std::uint64_t>(drawn));
  strike(Fault::odd_shape, request);
  return static_cast<Enum>((static_cast<std::size_t>(usual) + 1 + static_cast<std::size_t>(drawn)) %
                           count);
}

template <class Observer>
model::Status Flex<Observer>::add(const Request& request, model::Cause cause, const Doing& doing,
                                  Reply& reply) {
  if (lines_.full(request.element)) return model::Status::unprocessable;
  reply.line = lines_.add(request.element, request.technician, false, doing).id;
  reply.place = odd_one(request, cause, model::IdPlace::id, model::id_place_count);
  return model::Status::ok;
}

template <class Observer>
model::Status Flex<Observer>::set_role(const Request& request, const Doing& doing) {
  const model::CrewLine* const line = lines_.find(request.line);
  if (line == nullptr) return model::Status::not_found;
  if (line->lead != request.lead) lines_.set_role(request.line, request.lead, doing);
  return model::Status::ok;
}

template <class Observer>
model::Status Flex<Observer>::remove(model::LineId line, const Doing& doing) {
  if (lines_.find(line) == nullptr) return model::Status::not_found;
  lines_.remove(line, doing);
  return model::Status::ok;
}

/// Whatever is gone already is no error.
template <class Observer>
model::Status Flex<Observer>::remove_all(const Request& request, model::Cause cause,
                                         const Doing& doing) {
  Scheduler& scheduler = this->scheduler();
  const auto verdict =
      scheduler.faults().judge<BatchVerdict>(scheduler.choices(), FaultSite::batch, cause);
  std::size_t done = request.lines.size();
  switch (verdict) {
    case BatchVerdict::pass:
      break;
    case BatchVerdict::partial:
      strike(Fault::batch_partial, request);
      done /= 2;
      break;
    case BatchVerdict::refused:
      strike(Fault::batch_refused, request);
      return model::Status::unprocessable;
    case BatchVerdict::ignored:
      strike(Fault::batch_ignored, request);
      done = 0;
      break;
  }
  for (std::size_t i = 0; i < done; ++i) remove(request.lines[i], doing);
  return model::Status::ok;
}

// ---- People at Flex ----

/// Somebody may change the element right after the request.
template <class Observer>
void Flex<Observer>::edit_by_hand(const Request& request, model::Cause cause) {
  Scheduler& scheduler = this->scheduler();
  if (scheduler.faults().judge<HandVerdict>(scheduler.choices(), FaultSite::hand, cause) ==
      HandVerdict::nobody) {
    return;
  }
  const Outcome drawn =
      scheduler.choices().draw({Site::hand_change, cause}, Uniform{hand_words.size()});
  const auto change = static_cast<HandChange>(drawn);
  const model::Cause edit = cause.child(7, 0);
  scheduler.touch({{}, ResourceSet(Resource::order, request.element.value)});
  scheduler.trace(Actor::hand, static_cast<std::uint8_t>(change), edit, request.element.value);
  if (!possible(change, request.element)) return;
  strike(Fault::hand_edit, request);
  scheduler.tell(model::Step::edited, cause, cause, place, [&] {
    return "somebody at Flex " + std::string(hand_words[static_cast<std::size_t>(drawn)]) +
           name_of(request.element);
  });
  change_by_hand(change, request.element, {model::Author::hand, cause, 0, edit});
}

template <class Observer>
bool Flex<Observer>::possible(HandChange change, model::ElementId element) const {
  switch (change) {
    case HandChange::add:
      return !lines_.full(element) && absent(element) != model::InspectorId::none();
    case HandChange::add_foreign:
      return !lines_.full(element);
    case HandChange::delete_latest:
    case HandChange::delete_first:
    case HandChange::swap_role:
      break;
  }
  return !lines_.now(element).empty();
}

/// The first technician of the pool who does not stand there; `none()`: all do.
template <class Observer>
model::InspectorId Flex<Observer>::absent(model::ElementId element) const {
  const model::LineList present = lines_.now(element);
  for (std::uint8_t candidate = 0; candidate < pool_size; ++candidate) {
    const model::InspectorId technician{candidate};
    const bool stands =
        std::ranges::find(present, technician, &model::CrewLine::technician) != present.end();
    if (!stands) return technician;
  }
  return model::InspectorId::none();
}

/// Precondition: it is possible.
template <class Observer>
void Flex<Observer>::change_by_hand(HandChange change, model::ElementId element,
                                    const Doing& doing) {
  const model::LineList present = lines_.now(element);
  switch (change) {
    case HandChange::delete_latest:
      return lines_.remove(present.back().id, doing);
    case HandChange::delete_first:
      return lines_.remove(present.front().id, doing);
    case HandChange::add:
      lines_.add(element, absent(element), false, doing);
      return;
    case HandChange::add_foreign:
      lines_.add(element, model::InspectorId::none(), false, doing);
      return;
    case HandChange::swap_role:
      return lines_.set_role(present.front().id, !present.front().lead, doing);
  }
}

}  // namespace interleave::sim
