#include "reconciler/crew_run.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

template <class Guards>
CrewRun<Guards>::CrewRun(const CrewPorts& ports, const SyncOptions& options, const Guards& guards,
                         const Work<JobId>& work, std::uint32_t failures, MutantMemory& memory)
    : guards_(guards),
      session_({ports.intents, ports.timer}, options, guards, work, failures, memory),
      flex_(ports.flex, {work.run, 0, options.remote_timeout}),
      tables_(ports.tables, {work.run, options.store_timeout}) {
  sight_.element = element_of(work.key);
}

template <class Guards>
Task<RunReport> CrewRun<Guards>::go() {
  const bool leased = co_await session_.begin();
  if (!leased) co_return session_.report();
  const Progress progress = co_await reconcile();
  co_await session_.finish(progress, observed_at_);
  co_return session_.report();
}

// ---- Desired, books, list, plan, apply ----

template <class Guards>
Task<Progress> CrewRun<Guards>::reconcile() {
  for (int round = 0; round < rounds_max; ++round) {
    const Progress seen = co_await observe();
    if (over_) co_return Progress::failed;
    if (seen == Progress::failed) continue;
    if (seen != Progress::go_on) co_return seen;
    plan_ = plan(sight_, landing_max(), guards_);
    books_changed_ = books_changed_ || plan_.books != sight_.books;
    session_.tell_staff((plan_.stray || plan_.lacking) && has(Guard::stray_told));
    session_.look_again(plan_.wait != Duration{} ? now() + plan_.wait : Time{});
    if (plan_.empty()) {
      const Progress ended = co_await end_round();
      if (ended == Progress::failed && !over_) continue;
      co_return ended;
    }
    const Progress applied = co_await apply();
    if (over_) co_return Progress::failed;
    if (applied == Progress::failed) continue;
    if (applied != Progress::go_on) co_return applied;
    if (!has(Guard::verify)) co_return Progress::in_step;
  }
  co_return Progress::failed;
}

template <class Guards>
Task<Progress> CrewRun<Guards>::observe() {
  const Time believable = session_.believable_at();
  if (has(Guard::wait_out_lag) && now() < believable) {
    co_await Sleep(session_.timer(), believable);
  }
  const Progress read = co_await session_.read_job();
  if (read != Progress::go_on) co_return read;
  sight_.wanted = session_.job().inspectors;
  flex_.send_as(session_.fencing());
  const Progress booked = co_await read_books();
  if (booked != Progress::go_on) co_return booked;
  const Progress ready = co_await prepare();
  if (ready != Progress::go_on) co_return ready;
  const Progress listed = co_await list();
  if (listed == Progress::go_on || has(Guard::list_read_checked)) co_return listed;
  sight_.lines.clear();
  co_return Progress::go_on;
}

template <class Guards>
Task<Progress> CrewRun<Guards>::read_books() {
  const CrewTableReply& reply = co_await tables_.read_books(element());
  if (reply.status != Status::ok) co_return Progress::failed;
  sight_.crews = reply.crews;
  sight_.books = reply.books;
  sight_.books_read_at = reply.answered_at;
  books_changed_ = !answered_.empty();
  for (const CrewEntry& entry : answered_) enter(sight_.books, sight_.crews, entry);
  co_return Progress::go_on;
}

/// Each of the endpoints shows the same; after one that failed another is asked.
template <class Guards>
Task<Progress> CrewRun<Guards>::list() {
  const auto listing = static_cast<Listing>(lists_failed_ % listing_count);
  observed_at_ = now();
  ++lists_failed_;
  const FlexReply& reply = co_await flex_.list_lines(element(), listing);
  note(reply);
  const Progress read = session_.judge_read(reply);
  if (read != Progress::go_on) co_return read;
  sight_.lines = reply.lines;
  if (reply.shape != listing) {
    if (has(Guard::shape_checked)) co_return Progress::failed;
    sight_.lines.clear();
  }
  if (sight_.lines.size() < reply.total && has(Guard::all_pages) && reply.shape == listing) {
    co_return Progress::failed;
  }
  --lists_failed_;
  model::remove_if(sight_.lines, [&](const CrewLine& line) {
    return std::ranges::find(sent_away_, line.id) != sent_away_.end();
  });
  co_return Progress::go_on;
}

/// Nothing is left to do at Flex.
template <class Guards>
Task<Progress> CrewRun<Guards>::end_round() {
  if (books_changed_) {
    const Progress kept = co_await keep_books();
    if (kept != Progress::go_on) co_return kept;
  }
  if (plan_.unclear) co_return Progress::stopped;
  co_return plan_.wait != Duration{} ? Progress::waits : Progress::in_step;
}

template <class Guards>
Task<Progress> CrewRun<Guards>::apply() {
  const Progress added = co_await add_all();
  if (added != Progress::go_on) co_return added;
  for (const RoleStep& step : plan_.roles) {
    const Progress set = co_await set_role(step);
    if (set != Progress::go_on) co_return set;
  }
  co_return co_await remove_all();
}

template <class Guards>
void CrewRun<Guards>::note(const FlexReply& reply) {
  if (reply.token != 0 && has(Guard::new_token)) flex_.use_token(reply.token);
  if (reply.status == Status::unauthorized && asked_before_) over_ = true;
  asked_before_ = true;
}

/// The lease outlasts the next request.
template <class Guards>
Task<Progress> CrewRun<Guards>::prepare() {
  if (session_.lease_lasts()) co_return Progress::go_on;
  co_return co_await session_.renew_lease();
}

template <class Guards>
Task<Progress> CrewRun<Guards>::keep_books() {
  const std::uint32_t fencing = has(Guard::fenced_books) ? session_.fencing() : 0;
  const CrewTableReply& reply = co_await tables_.write_books(element(), fencing, plan_.books);
  if (reply.status == Status::conflict) co_return Progress::superseded;
  // One without an answer may be done later, over what this run would write then: the next has
  // another lease.
  const bool undone = reply.status == Status::unavailable || reply.status == Status::unreachable;
  if (reply.status != Status::ok && !undone) over_ = true;
  if (reply.status != Status::ok) co_return Progress::failed;
  books_changed_ = false;
  answered_.clear();
  co_return Progress::go_on;
}

// ---- Adding ----

/// Whatever became of them, the books say what is known.
template <class Guards>
Task<Progress> CrewRun<Guards>::add_all() {
  Progress progress = Progress::go_on;
  for (const InspectorId technician : plan_.adds) {
    const Progress added = co_await add(technician);
    progress = added;
    if (added != Progress::go_on) break;
  }
  if (!books_changed_ || progress == Progress::superseded) co_return progress;
  const Progress kept = co_await keep_books();
  co_return progress == Progress::go_on ? kept : progress;
}

template <class Guards>
Task<Progress> CrewRun<Guards>::add(InspectorId technician) {
  const Progress ready = co_await prepare();
  if (ready != Progress::go_on) co_return ready;
  if (has(Guard::journal)) {
    const Progress opened = co_await open_entry(technician);
    const bool undaunted = opened == Progress::failed && !has(Guard::journal_checked);
    if (opened != Progress::go_on && !undaunted) co_return opened;
  }
  co_return co_await send_add(technician);
}

/// The add has to leave at once: when it can no longer land is counted from its entry.
template <class Guards>
Task<Progress> CrewRun<Guards>::open_entry(InspectorId technician) {
  if (full(plan_.books.journal)) co_return Progress::stopped;
  CrewEntry entry{technician};
  for (const CrewLine& line : sight_.lines) {
    const auto& journal = plan_.books.journal;
    const bool ours = std::ranges::find(journal, line.id, &CrewEntry::line) != journal.end();
    if (line.technician == technician && !ours) entry.seen.push_back(line.id);
  }
  plan_.books.journal.push_back(entry);
  const Time asked_at = now();
  const Progress kept = co_await keep_books();
  if (kept != Progress::go_on) co_return kept;
  const bool late = now() - asked_at > session_.options().store_timeout;
  if (late || !session_.lease_lasts()) co_return Progress::failed;
  co_return Progress::go_on;
}

template <class Guards>
Task<Progress> CrewRun<Guards>::send_add(InspectorId technician) {
  bool form = false;
  for (int tries = 0;; ++tries) {
    const FlexReply& reply = co_await flex_.add_resource(element(), technician, form);
    note(reply);
    const Status status = reply.status;
    const LineId line = reply.line;
    const Outcome outcome = notes().note_write(now(), Write::create, status);
    const bool again = outcome == Outcome::unknown && tries == 0 && notes().sends_again(status);
    if (again) continue;
    form = outcome == Outcome::applied && reply.place != IdPlace::id && !has(Guard::id_anywhere) &&
           tries == 0;
    if (form) continue;
    // Without its id nobody knows which contact it is.
    const bool nameless = outcome == Outcome::applied && line == LineId::none();
    if (outcome == Outcome::unknown || (nameless && has(Guard::accepted_is_unknown))) {
      co_return Progress::failed;
    }
    disown(technician);
    books_changed_ = true;
    if (outcome == Outcome::applied && !nameless) {
      answered_.push_back({technician, line});
      enter(plan_.books, sight_.crews, answered_.back());
      const bool leads = !sight_.wanted.empty() && technician == sight_.wanted.front();
      const bool sound = department_of(element()) == Department::sound;
      if (sound && leads && has(Guard::primary)) plan_.roles.push_back({line, true});
    }
    co_return notes().judge_write(now(), outcome, reply);
  }
}

/// No add of that technician is open any more.
template <class Guards>
void CrewRun<Guards>::disown(InspectorId technician) {
  model::remove_if(plan_.books.journal, [&](const CrewEntry& entry) {
    return entry.open() && entry.technician == technician;
  });
}

template <class Guards>
Task<Progress> CrewRun<Guards>::set_role(RoleStep step) {
  const Progress ready = co_await prepare();
  if (ready != Progress::go_on) co_return ready;
  const FlexReply& reply = co_await flex_.set_role(step.line, step.lead);
  note(reply);
  const Outcome outcome = notes().note_write(now(), Write::change, reply.status);
  if (reply.status == Status::not_found) {
    // Somebody deleted it, or a replica does not know it yet; the list that follows will tell.
    co_return has(Guard::gone_is_done) ? Progress::failed : Progress::refused;
  }
  co_return notes().judge_write(now(), outcome, reply);
}

// ---- Deleting ----

template <class Guards>
bool CrewRun<Guards>::within_budget() const {
  std::size_t all = deleted_.size();
  for (const LineId line : plan_.removals) {
    if (std::ranges::find(deleted_, line) == deleted_.end()) ++all;
  }
  return all <= deletions_max || session_.acknowledged() || !has(Guard::deletion_budget);
}

template <class Guards>
Task<Progress> CrewRun<Guards>::remove_all() {
  if (plan_.removals.empty()) co_return Progress::go_on;
  if (!within_budget()) co_return Progress::stopped;
  if (plan_.removals.size() > 1 && !batch_tried_) co_return co_await remove_at_once();
  for (const LineId line : plan_.removals) {
    const Progress removed = co_await remove(line);
    if (removed != Progress::go_on) co_return removed;
  }
  co_return Progress::go_on;
}

/// The lease outlasts the delete, and the last that the store said is that the crew is as it was
/// when that was planned.
template <class Guards>
Task<Progress> CrewRun<Guards>::prepare_delete() {
  const Progress ready = co_await prepare();
  if (ready != Progress::go_on || !has(Guard::recheck_wish)) co_return ready;
  const std::uint32_t planned = session_.job().generation;
  const Progress read = co_await session_.read_job();
  if (read != Progress::go_on) co_return read;
  const bool sound = session_.job().generation == planned && session_.lease_lasts();
  co_return sound ? Progress::go_on : Progress::failed;
}

template <class Guards>
void CrewRun<Guards>::count_as_gone(LineId line) {
  if (!full(sent_away_)) sent_away_.push_back(line);
}

template <class Guards>
Task<Progress> CrewRun<Guards>::remove(LineId line) {
  const Progress ready = co_await prepare_delete();
  if (ready != Progress::go_on) co_return ready;
  if (std::ranges::find(deleted_, line) == deleted_.end()) deleted_.push_back(line);
  if (!has(Guard::delete_status)) count_as_gone(line);
  const FlexReply& reply = co_await flex_.delete_line(line);
  note(reply);
  const Outcome outcome = notes().note_write(now(), Write::remove, reply.status);
  if (reply.status == Status::not_found) {
    // Somebody else deleted it; the list that follows will tell.
    co_return has(Guard::gone_is_done) ? Progress::go_on : Progress::refused;
  }
  if (!has(Guard::delete_status)) co_return Progress::go_on;
  co_return notes().judge_write(now(), outcome, reply);
}

/// A batch may be refused for one of its lines, or be done in part: what is left goes one by one.
template <class Guards>
Task<Progress> CrewRun<Guards>::remove_at_once() {
  const Progress ready = co_await prepare_delete();
  if (ready != Progress::go_on) co_return ready;
  batch_tried_ = true;
  for (const LineId line : plan_.removals) {
    if (std::ranges::find(deleted_, line) == deleted_.end()) deleted_.push_back(line);
    if (!has(Guard::delete_status)) count_as_gone(line);
  }
  const FlexReply& reply = co_await flex_.delete_lines(element(), plan_.removals);
  note(reply);
  const Outcome outcome = notes().note_write(now(), Write::change, reply.status);
  if (outcome == Outcome::applied && !has(Guard::batch_verified)) {
    for (const LineId line : plan_.removals) count_as_gone(line);
  }
  if (reply.status == Status::unprocessable || !has(Guard::delete_status)) {
    co_return Progress::failed;
  }
  co_return notes().judge_write(now(), outcome, reply);
}

template class CrewRun<SealedGuards>;
template class CrewRun<AdjustableGuards>;

}  // namespace interleave::reconciler
