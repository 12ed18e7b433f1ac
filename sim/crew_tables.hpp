#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/crew_table.hpp"
#include "sim/flex.hpp"
#include "sim/leases.hpp"
#include "sim/link.hpp"

namespace interleave::sim {

/// The tables that the crew sync reads and keeps: who is on which call, which line at Flex stands
/// for whom, and the journal of which are ours. Every request is one transaction; the leases are in
/// the same database. Observer: `on_commit(Time, const
/// CrewTableCommit&)`, `on_commit(Time, const CrewWish&)`, `on_wire`, `on_reply`, `on_fault`.
template <class Observer>
class CrewTables {
 public:
  using Request = model::CrewTableRequest;
  using Reply = model::CrewTableReply;
  static constexpr std::string_view place = "database";
  static constexpr Actor actor = Actor::store;
  static constexpr model::Status unreachable = model::Status::unreachable;
  static constexpr model::Status timed_out = model::Status::timed_out;
  static constexpr model::Status unreadable = model::Status::unreadable;

  CrewTables(Scheduler& scheduler, Observer& observer, const Leases& leases)
      : scheduler_(scheduler), observer_(observer), leases_(leases) {}

  /// `unique`: a call has one row of a technician, and a second is refused.
  void reset(bool unique) {
    unique_ = unique;
    for (Call& call : calls_) {
      call.members.clear();
      call.rows.clear();
      call.next_row = 1;
    }
    for (model::CrewJournal& journal : journals_) journal.clear();
  }

  // ---- People ----

  /// Whom people want on a call, from now on.
  void wish(model::JobId call, const model::CrewMembers& members) {
    scheduler_.touch({{}, ResourceSet(Resource::job, call.value)});
    calls_[call.value].members = members;
    observer_.on_commit(scheduler_.now(), model::CrewWish{call, members});
  }
  [[nodiscard]] const model::CrewMembers& members(model::JobId call) const {
    return calls_[call.value].members;
  }

  // ---- Rows ----

  /// Puts a row there as the run's starting point, whatever the constraint says.
  void give(model::JobId call, model::InspectorId technician, model::LineId line) {
    insert(call, {technician, line}, {});
    journal_of(call).push_back({technician, line});
  }
  /// The clean-up that comes with the constraint: of the rows of one technician on a call the
  /// highest id stays. What the others named at Flex nobody knows any more.
  void clean_up();
  /// The rows of a call, by id.
  [[nodiscard]] const model::CrewRows& rows(model::JobId call) const {
    return calls_[call.value].rows;
  }

  // ---- For a Network: see there ----

  bool apply(const Request& request, model::Cause cause, bool awaited, Reply& reply);
  /// What a request touches: who is on the call, or its rows; of an element, those of both calls.
  static Footprint touches(const Request& request) {
    ResourceSet members{Resource::job, request.call.value};
    ResourceSet rows{Resource::intent, request.call.value};
    if (request.verb >= model::CrewTableVerb::read_books) {
      const model::JobId alias = model::call_of(model::element_of(request.call), 1);
      members = members | ResourceSet(Resource::job, alias.value);
      rows = rows | ResourceSet(Resource::intent, alias.value);
    }
    switch (request.verb) {
      case model::CrewTableVerb::read_members:
        return {members, {}};
      case model::CrewTableVerb::read_rows:
        return {rows, {}};
      case model::CrewTableVerb::read_books:
        return {members | rows, {}};
      case model::CrewTableVerb::insert_row:
      case model::CrewTableVerb::upsert_row:
      case model::CrewTableVerb::drop_rows:
      case model::CrewTableVerb::write_books:
        break;
    }
    return {{}, rows};
  }
  /// It is reached over a reliable network; it is the database that fails.
  static RequestVerdict judge_request(model::Cause) { return RequestVerdict::pass; }
  [[nodiscard]] ReplyVerdict judge_reply(model::Cause) const {
    return verdict_ == StoreVerdict::reply_lost ? ReplyVerdict::lost : ReplyVerdict::pass;
  }
  void on_sent(const Request& request) { observer_.on_wire(scheduler_.now(), request); }
  void on_reply(const Request& request, const Reply& reply) {
    observer_.on_reply(scheduler_.now(), request, reply);
  }
  void on_fault(Fault, const Request& request, model::Time over) {
    observer_.on_fault(over, Fault::store_reply_lost, key_of(model::element_of(request.call)));
  }

 private:
  struct Call {
    model::CrewMembers members;
    model::CrewRows rows;
    std::uint32_t next_row = 1;
  };
  /// Who writes rows; nobody: the run starts so.
  struct By {
    model::Cause run{};
    bool kept = false;
  };

  model::Status play(const Request& request, Reply& reply);
  model::Status write_row(const Request& request);
  void read_books(model::ElementId element, Reply& reply);
  model::Status write_books(const Request& request);
  void write_links(model::JobId call, const model::CrewLinks& links, const By& by);
  void insert(model::JobId call, const model::CrewLink& link, const By& by);
  void drop(model::JobId call, std::uint32_t id, const By& by);
  void publish(model::CrewTableEffect effect, model::JobId call, const model::CrewRow& row,
               const By& by) {
    observer_.on_commit(scheduler_.now(),
                        model::CrewTableCommit{effect, call, row, by.run, by.kept});
  }
  [[nodiscard]] model::CrewJournal& journal_of(model::JobId call) {
    return journals_[model::element_of(call).value];
  }

  Scheduler& scheduler_;
  Observer& observer_;
  const Leases& leases_;
  std::array<Call, model::calls_max> calls_;
  std::array<model::CrewJournal, model::elements_max> journals_;
  bool unique_ = false;
  StoreVerdict verdict_ = StoreVerdict::pass;
};

template <class Observer>
bool CrewTables<Observer>::apply(const Request& request, model::Cause cause, bool, Reply& reply) {
  reply.members.clear();
  reply.rows.clear();
  verdict_ = scheduler_.faults().judge<StoreVerdict>(scheduler_.choices(), FaultSite::store, cause);
  if (verdict_ == StoreVerdict::failed) {
    observer_.on_fault(scheduler_.now(), Fault::store_failed,
                       key_of(model::element_of(request.call)));
    reply.status = model::Status::unavailable;
    return false;
  }
  reply.status = play(request, reply);
  return reply.status == model::Status::ok;
}

template <class Observer>
model::Status CrewTables<Observer>::play(const Request& request, Reply& reply) {
  switch (request.verb) {
    case model::CrewTableVerb::read_members:
      reply.members = members(request.call);
      break;
    case model::CrewTableVerb::read_rows:
      reply.rows = rows(request.call);
      break;
    case model::CrewTableVerb::insert_row:
    case model::CrewTableVerb::upsert_row:
      return write_row(request);
    case model::CrewTableVerb::drop_rows:
      for (const std::uint32_t row : request.rows) drop(request.call, row, {request.run});
      break;
    case model::CrewTableVerb::read_books:
      read_books(model::element_of(request.call), reply);
      break;
    case model::CrewTableVerb::write_books:
      return write_books(request);
  }
  return model::Status::ok;
}

/// An upsert needs the constraint to know what it collides with; without one it is refused.
template <class Observer>
model::Status CrewTables<Observer>::write_row(const Request& request) {
  const bool upsert = request.verb == model::CrewTableVerb::upsert_row;
  if (upsert && !unique_) return model::Status::unprocessable;
  model::CrewRows& rows = calls_[request.call.value].rows;
  const auto found = std::ranges::find(rows, request.technician, &model::CrewRow::technician);
  if (unique_ && found != rows.end()) {
    if (!upsert) return model::Status::conflict;
    found->line = request.line;
    publish(model::CrewTableEffect::replaced, request.call, *found, {request.run});
    return model::Status::ok;
  }
  if (model::full(rows)) return model::Status::unprocessable;
  insert(request.call, {request.technician, request.line}, {request.run});
  return model::Status::ok;
}

// ---- Books ----

template <class Observer>
void CrewTables<Observer>::read_books(model::ElementId element, Reply& reply) {
  reply.answered_at = scheduler_.now();
  reply.books.journal = journals_[element.value];
  for (std::uint8_t number = 0; number < model::calls_per_element; ++number) {
    const model::JobId call = model::call_of(element, number);
    reply.crews[number] = members(call);
    model::CrewLinks& links = reply.books.links[number];
    links.clear();
    for (const model::CrewRow& row : rows(call)) {
      if (!model::full(links)) links.push_back({row.technician, row.line});
    }
    std::ranges::sort(links, {}, &model::CrewLink::technician);
  }
}

template <class Observer>
model::Status CrewTables<Observer>::write_books(const Request& request) {
  const model::ElementId element = model::element_of(request.call);
  const std::uint32_t latest = leases_.fencing_of(model::JobId{element.value});
  if (request.fencing != 0 && request.fencing != latest) return model::Status::conflict;
  journals_[element.value] = request.books.journal;
  for (model::CrewEntry& entry : journals_[element.value]) {
    if (entry.open() && entry.opened_at == model::Time{}) entry.opened_at = scheduler_.now();
  }
  for (std::uint8_t number = 0; number < model::calls_per_element; ++number) {
    write_links(model::call_of(element, number), request.books.links[number], {request.run, true});
  }
  return model::Status::ok;
}

template <class Observer>
void CrewTables<Observer>::write_links(model::JobId call, const model::CrewLinks& links,
                                       const By& by) {
  const model::CrewRows before = rows(call);
  for (const model::CrewRow& row : before) {
    const auto link = std::ranges::find(links, row.technician, &model::CrewLink::technician);
    if (link == links.end()) {
      drop(call, row.id, by);
    } else if (link->line != row.line) {
      auto& there = calls_[call.value].rows;
      const auto changed = std::ranges::find(there, row.id, &model::CrewRow::id);
      changed->line = link->line;
      publish(model::CrewTableEffect::replaced, call, *changed, by);
    }
  }
  for (const model::CrewLink& link : links) {
    const auto row = std::ranges::find(before, link.technician, &model::CrewRow::technician);
    if (row == before.end() && !model::full(rows(call))) insert(call, link, by);
  }
}

template <class Observer>
void CrewTables<Observer>::insert(model::JobId call, const model::CrewLink& link, const By& by) {
  Call& there = calls_[call.value];
  there.rows.push_back({there.next_row++, link.technician, link.line});
  publish(model::CrewTableEffect::inserted, call, there.rows.back(), by);
}

template <class Observer>
void CrewTables<Observer>::drop(model::JobId call, std::uint32_t id, const By& by) {
  model::CrewRows& rows = calls_[call.value].rows;
  const auto found = std::ranges::find(rows, id, &model::CrewRow::id);
  if (found == rows.end()) return;
  const model::CrewRow dropped = *found;
  rows.erase(found);
  publish(model::CrewTableEffect::dropped, call, dropped, by);
}

template <class Observer>
void CrewTables<Observer>::clean_up() {
  for (std::uint8_t number = 0; number < model::calls_max; ++number) {
    const model::JobId call{number};
    const model::CrewRows before = rows(call);
    for (const model::CrewRow& row : before) {
      const bool superseded = std::ranges::any_of(before, [&](const model::CrewRow& other) {
        return other.technician == row.technician && other.id > row.id;
      });
      if (superseded) drop(call, row.id, {});
    }
  }
}

}  // namespace interleave::sim
