#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "properties/booking_judge.hpp"

namespace interleave::properties {

/// Whom and what somebody asks for: a customer confirms A at eight unless it says otherwise.
struct BookingAsk {
  model::BookingVerb verb = model::BookingVerb::create_job;
  std::vector<std::uint8_t> inspectors{0};
  model::Time starts{std::chrono::hours(24)};
  model::Duration lasts = std::chrono::minutes(150);
  model::EntryId entry = model::EntryId::none();  ///< a change: of which booking
  std::uint32_t seen = 0;                         ///< a change: the generation that was seen
  std::uint8_t brand = 0;
  bool overriding = false;
  model::Cause visit{};  ///< zero: somebody new
};

/// For tests: tells a judge of bookings a history that was made by hand, entry by entry, as the
/// services would publish it. Everything happens at the time that was set last, the start of the
/// run at first. What is booked at Spectora is native order 0 unless another one is named.
class BookingHearing {
  using BookingRequest = model::BookingRequest;
  using BookingStatus = model::BookingStatus;
  using BookingVerb = model::BookingVerb;
  using CalendarCommit = model::CalendarCommit;
  using CalendarEffect = model::CalendarEffect;
  using CalendarEntry = model::CalendarEntry;
  using Duration = model::Duration;
  using EntryId = model::EntryId;
  using EntryKind = model::EntryKind;
  using IntentEffect = model::IntentEffect;
  using JobId = model::JobId;
  using Time = model::Time;
  using Writing = model::Writing;

 public:
  static constexpr JobId native{0};
  static constexpr Duration length = std::chrono::minutes(150);
  /// 08:00 of 2026-06-02 in New York; the run starts a day before.
  static constexpr Time eight{std::chrono::hours(24)};
  static constexpr Time half_past_ten = eight + length;

  using Change = std::function<void(CalendarCommit&)>;

  /// A sync run of a native order and the lease under which it sends.
  struct SyncRun {
    model::Cause cause;
    JobId native;
    std::uint8_t worker = 0;
    std::uint32_t fencing = 0;
  };

  explicit BookingHearing(const BookingJudge::Options& options,
                          sim::Season season = sim::season_of(0, model::Zone::eastern))
      : judge_(options), season_(season) {
    for (const JobId each : {native, JobId{1}}) {
      const model::Job job{.id = each, .order = {}, .inspectors = {}, .cancelled = true};
      judge_.on_commit(now_, model::AttikCommit{job});
    }
  }
  BookingHearing() : BookingHearing(BookingJudge::Options()) {}

  /// Judges only those, each a property or a signature: "HOLD", "NOOV.confirm".
  static BookingJudge::Options only(std::initializer_list<std::string_view> names) {
    BookingJudge::Options options;
    options.lag = std::chrono::seconds(2);
    for (std::size_t i = 0; i < booking_signatures.size(); ++i) {
      const std::string name = name_of(booking_signatures[i]);
      const auto judges = [&](std::string_view each) {
        return each == name || each == booking_signatures[i].property;
      };
      if (std::ranges::none_of(names, judges)) options.unjudged.add(i);
    }
    return options;
  }

  /// From now on it is so long after the start of the run.
  void at(Duration since_start) { now_ = Time(since_start); }

  // ---- What people ask, and are told ----

  BookingRequest asks(const BookingAsk& ask) {
    BookingRequest request = request_of(ask);
    judge_.on_asked(now_, request);
    return request;
  }
  /// The same once more, under the same name.
  BookingRequest asks_again(const BookingRequest& request) {
    BookingRequest again = request;
    again.id = cause();
    judge_.on_asked(now_, again);
    return again;
  }
  void taken(const BookingRequest& request, std::uint8_t worker = 0) {
    judge_.on_taken(now_, worker, request);
  }
  /// A worker answers, whoever asked hears the answer, or both at once.
  void said(const BookingRequest& request, BookingStatus status = BookingStatus::done) {
    judge_.on_said(now_, answer_to(request, status));
  }
  void hears(const BookingRequest& request, BookingStatus status = BookingStatus::done) {
    judge_.on_told(now_, answer_to(request, status));
  }
  void told(const BookingRequest& request, BookingStatus status = BookingStatus::done) {
    said(request, status);
    hears(request, status);
  }

  // ---- Rows of Attik's calendar ----

  /// The store books what was asked, but for what the change says.
  EntryId books(const BookingRequest& request, const Change& change = {}) {
    const bool online = model::confirms(request.verb);
    return add({.entry = {.inspectors = request.inspectors,
                          .when = request.when(),
                          .brand = request.slots.brand,
                          .owner = request.name,
                          .overriding = request.overriding},
                .writing = online ? Writing::confirm : Writing::internal,
                .run = request.id,
                .name = request.name},
               change);
  }
  /// Somebody asks for it, and it is booked.
  EntryId booked(const BookingAsk& ask) { return books(asks(ask)); }

  /// The store does to the booking what was asked.
  void changes(const BookingRequest& request, const Change& change = {}) {
    CalendarCommit commit{.entry = rows_.at(request.entry.value),
                          .writing = writing_of(request.verb),
                          .run = request.id,
                          .name = request.name,
                          .seen = request.seen,
                          .generation = rows_.at(request.entry.value).generation};
    ++commit.entry.generation;
    commit.entry.owner = request.name;
    commit.entry.overriding = request.overriding;
    commit.entry.live = request.verb == BookingVerb::reinstate ||
                        (commit.entry.live && request.verb != BookingVerb::cancel);
    const bool moves = request.verb == BookingVerb::move || request.verb == BookingVerb::reassign;
    if (moves) commit.entry.when = request.when();
    if (moves) commit.entry.inspectors = request.inspectors;
    write(commit, change);
  }
  /// Somebody who sees the booking as it stands asks for that change, and it is done. What a change
  /// leaves alone it names as it is, as the world does.
  void changed(EntryId booking, BookingVerb verb, BookingAsk ask = {}) {
    changes(asks(seen(booking, verb, std::move(ask))));
  }
  /// What somebody asks for who sees the booking as it stands.
  [[nodiscard]] BookingAsk seen(EntryId booking, BookingVerb verb, BookingAsk ask = {}) const {
    const CalendarEntry& row = rows_.at(booking.value);
    ask.verb = verb;
    ask.entry = booking;
    ask.seen = row.generation;
    ask.brand = row.brand;
    ask.lasts = row.when.end - row.when.start;
    if (verb != BookingVerb::move) ask.starts = row.when.start;
    if (verb != BookingVerb::reassign) {
      ask.inspectors.clear();
      for (const model::InspectorId each : row.inspectors) ask.inspectors.push_back(each.value);
    }
    return ask;
  }

  /// Staff block that inspector's time, or enter a vacation.
  EntryId blocks(EntryKind kind, Time starts = eight, std::uint8_t inspector = 0) {
    CalendarEntry entry{.kind = kind, .when = {starts, starts + length}};
    entry.inspectors.push_back(model::InspectorId{inspector});
    return add({.entry = entry, .writing = Writing::block, .run = cause()}, {});
  }
  void unblocks(EntryId block) { end(block, {.writing = Writing::block, .run = cause()}); }

  /// The store places the hold that was asked for, in place of the one that the visit has.
  EntryId holds(const BookingRequest& request, Duration lasts) {
    return place({.entry = {.kind = EntryKind::hold,
                            .inspectors = request.inspectors,
                            .when = request.when(),
                            .owner = request.visit,
                            .fencing = ++placings_,
                            .expires = now_ + lasts},
                  .writing = Writing::hold,
                  .run = request.id,
                  .name = request.name});
  }
  /// Somebody asks for a hold on A at eight, or what else is said, and has it.
  EntryId held(BookingAsk ask = {}, Duration lasts = std::chrono::minutes(10)) {
    ask.verb = BookingVerb::hold;
    return holds(asks(ask), lasts);
  }
  void consumes(EntryId hold, const BookingRequest& request) {
    end(hold, {.effect = CalendarEffect::consumed, .run = request.id});
  }
  /// `fencing`: of the hold that is meant; nothing: of the one that stands.
  void drops(EntryId hold, const BookingRequest& request,
             std::optional<std::uint32_t> fencing = std::nullopt) {
    end(hold, {.effect = CalendarEffect::dropped,
               .run = request.id,
               .fencing = fencing.value_or(rows_.at(hold.value).fencing)});
  }

  // ---- Orders at Spectora ----

  /// The office books it at Spectora, or moves it there.
  void ordered(Time starts = eight, std::uint8_t inspector = 0, JobId id = native) {
    orders_.at(id.value) = {
        model::order_of(id, 0), {id, 0}, {starts, model::InspectorId{inspector}}};
    tell_spectora(id, model::OrderEffect::rescheduled);
  }
  void order_cancelled(JobId id = native) {
    orders_.at(id.value).cancelled = true;
    tell_spectora(id, model::OrderEffect::cancelled);
  }
  /// A worker heard of its latest change; `behind`: of one before it.
  void announced(JobId id = native, std::uint32_t behind = 0) {
    judge_.on_announced(now_, id, changes_.at(id.value) - behind);
  }
  SyncRun leased(std::uint8_t worker = 0, JobId id = native) {
    const SyncRun run{cause(), id, worker, ++fencings_};
    tell_store(about(run, IntentEffect::leased, now_ + std::chrono::seconds(60)));
    return run;
  }
  void released(const SyncRun& run) { tell_store(about(run, IntentEffect::released)); }
  void recorded(const SyncRun& run) { tell_store(about(run, IntentEffect::recorded)); }
  model::OrderRequest sent(const SyncRun& run,
                           model::OrderVerb verb = model::OrderVerb::find_orders) {
    model::OrderRequest request;
    request.run = run.cause;
    request.verb = verb;
    request.fencing = run.fencing;
    request.reference = {run.native, 0};
    request.order = model::order_of(run.native, 0);
    judge_.on_wire(now_, request);
    return request;
  }
  void answered(const model::OrderRequest& request, model::Status status = model::Status::ok,
                std::optional<Duration> retry_after = std::nullopt) {
    judge_.on_reply(now_, request, model::OrderReply{status, {}, retry_after});
  }
  void search(const SyncRun& run, model::Status status = model::Status::ok) {
    answered(sent(run), status);
  }
  /// The run asks the store to write down what the order is like.
  void asks_to_import(const SyncRun& run) {
    judge_.on_wire(now_, model::CalendarRequest{.run = run.cause,
                                                .verb = model::CalendarVerb::import,
                                                .fencing = run.fencing,
                                                .native = run.native});
  }
  /// The store writes down what the order is like, unless the row says so.
  void imports(const SyncRun& run) {
    const model::Order& there = orders_.at(run.native.value);
    place({.entry = {.kind = EntryKind::native,
                     .inspectors =
                         model::InspectorList(1, model::spectora_identity(there.event.inspector)),
                     .when = model::interval_of(there.event),
                     .live = !there.cancelled,
                     .native = run.native},
           .writing = Writing::import,
           .run = run.cause});
  }
  /// A run searches, imports and ends.
  void synced(JobId id = native) {
    const SyncRun run = leased(0, id);
    search(run);
    asks_to_import(run);
    imports(run);
    released(run);
  }

  /// Staff are told that the order overlaps bookings.
  void alerted(JobId id = native) { tell_staff(CalendarEffect::alerted, id); }
  void alert_closed(JobId id = native) { tell_staff(CalendarEffect::alert_closed, id); }
  void acknowledged(JobId id = native) { tell_staff(CalendarEffect::acknowledged, id); }
  /// Staff are told, from then on, that the order cannot be read.
  void unreadable(Duration from) {
    tell_store({.effect = IntentEffect::alerted, .job = native, .from = Time(from)});
  }
  void read_again() { tell_store({.effect = IntentEffect::alert_closed, .job = native}); }

  /// Its direct consequences end now, as do those of one that hit what people ask.
  void fault(sim::Fault fault, std::optional<model::OrderId> about = std::nullopt) {
    judge_.on_fault(now_, fault, about);
  }
  void desk_fault(sim::Fault fault) { judge_.on_desk_fault(now_, fault); }
  void crashed(std::uint8_t worker = 0) { judge_.on_crash(now_, worker); }
  void probe_starts() { judge_.on_probe(now_); }

  // ---- What the judge finds ----

  /// The signatures by now, as "NOOV.confirm".
  [[nodiscard]] std::vector<std::string> violated() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < booking_signatures.size(); ++i) {
      if (judge_.violated().contains(i)) names.push_back(name_of(booking_signatures[i]));
    }
    return names;
  }
  std::vector<std::string> at_rest() {
    judge_.finish(now_);
    return violated();
  }
  [[nodiscard]] BookingJudge& judge() { return judge_; }

 private:
  static Writing writing_of(BookingVerb verb) {
    if (verb == BookingVerb::move) return Writing::move;
    if (verb == BookingVerb::reassign) return Writing::reassign;
    return verb == BookingVerb::reinstate ? Writing::reinstate : Writing::cancel;
  }
  static model::BookingAnswer answer_to(const BookingRequest& request, BookingStatus status) {
    return {request.visit, request.id, request.name, request.verb, status};
  }
  model::Cause cause() { return model::Cause{++causes_}; }
  BookingRequest request_of(const BookingAsk& ask) {
    BookingRequest request;
    request.visit = ask.visit == model::Cause{} ? cause() : ask.visit;
    request.id = cause();
    request.name = cause();
    request.verb = ask.verb;
    request.slots.clock = season_.clock;
    request.slots.length = ask.lasts;
    request.slots.brand = ask.brand;
    for (const std::uint8_t each : ask.inspectors) {
      request.inspectors.push_back(model::InspectorId{each});
    }
    request.starts = ask.starts;
    request.entry = ask.entry;
    request.seen = ask.seen;
    request.overriding = ask.overriding;
    return request;
  }
  static model::IntentCommit about(const SyncRun& run, IntentEffect effect, Time until = {}) {
    return {effect, run.native, run.cause, run.fencing, run.worker, until};
  }
  EntryId add(CalendarCommit commit, const Change& change) {
    commit.entry.id = EntryId{static_cast<std::uint8_t>(rows_.size())};
    rows_.emplace_back();
    write(commit, change);
    return commit.entry.id;
  }
  /// Over the visit's hold, or the order, if there is one.
  EntryId place(CalendarCommit commit) {
    const CalendarEntry& entry = commit.entry;
    const auto known = std::ranges::find_if(rows_, [&](const CalendarEntry& row) {
      return row.kind == entry.kind && row.owner == entry.owner && row.native == entry.native &&
             (row.live || row.kind != EntryKind::hold);
    });
    if (known == rows_.end()) return add(commit, {});
    commit.entry.id = known->id;
    commit.generation = known->generation;
    commit.entry.generation = known->generation + 1;
    write(commit, {});
    return known->id;
  }
  void write(CalendarCommit commit, const Change& change) {
    if (change) change(commit);
    rows_.at(commit.entry.id.value) = commit.entry;
    judge_.on_commit(now_, commit);
  }
  void end(EntryId hold, CalendarCommit commit) {
    commit.entry = rows_.at(hold.value);
    commit.entry.live = false;
    write(commit, {});
  }
  void tell_spectora(JobId id, model::OrderEffect effect) {
    ++changes_.at(id.value);
    judge_.on_commit(
        now_, model::OrderCommit{effect, orders_.at(id.value), model::Author::hand, cause()});
  }
  void tell_staff(CalendarEffect effect, JobId id) {
    judge_.on_commit(now_, CalendarCommit{.effect = effect,
                                          .entry = {.kind = EntryKind::native, .native = id},
                                          .run = cause()});
  }
  void tell_store(const model::IntentCommit& commit) { judge_.on_commit(now_, commit); }

  BookingJudge judge_;
  sim::Season season_;
  Time now_{};
  std::vector<CalendarEntry> rows_;
  std::array<model::Order, BookingJudge::natives_max> orders_{};
  std::array<std::uint32_t, BookingJudge::natives_max> changes_{};
  std::uint32_t placings_ = 0;
  std::uint32_t fencings_ = 0;
  std::uint64_t causes_ = 0;
};

}  // namespace interleave::properties
