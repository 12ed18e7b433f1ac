#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/booking_worker.hpp"
#include "reconciler/fixtures.hpp"

namespace interleave::reconciler {

// ---- What people ask for ----

/// For tests: "AB" are the first two inspectors.
inline model::InspectorList people_of(const std::string& letters) {
  model::InspectorList people;
  for (const char letter : letters) people.push_back({static_cast<std::uint8_t>(letter - 'A')});
  return people;
}

/// For tests: every verb that is a write of the calendar, with what it is to be there.
struct WriteVerb {
  model::BookingVerb asked;
  model::CalendarVerb sent;
};
inline constexpr std::array write_verbs{
    WriteVerb{model::BookingVerb::hold, model::CalendarVerb::hold},
    WriteVerb{model::BookingVerb::drop, model::CalendarVerb::drop},
    WriteVerb{model::BookingVerb::create_job, model::CalendarVerb::book},
    WriteVerb{model::BookingVerb::book_job, model::CalendarVerb::book},
    WriteVerb{model::BookingVerb::book, model::CalendarVerb::book},
    WriteVerb{model::BookingVerb::move, model::CalendarVerb::move},
    WriteVerb{model::BookingVerb::reassign, model::CalendarVerb::reassign},
    WriteVerb{model::BookingVerb::cancel, model::CalendarVerb::cancel},
    WriteVerb{model::BookingVerb::reinstate, model::CalendarVerb::reinstate},
};
static_assert(write_verbs.size() + 1 == model::booking_verb_count);  // and one that reads

/// For tests: a load of the slots of A and B, of two hours and a half, on an ordinary day whose
/// midnight is the start of the run.
inline model::SlotsWanted slots_wanted() {
  constexpr model::Date date{2026, 5, 4};
  model::SlotsWanted wanted;
  wanted.date = date;
  wanted.clock.at_start = wanted.clock.occurrences(model::local_time(date, 0)).first;
  wanted.inspectors = 2;
  wanted.length = std::chrono::minutes(150);
  return wanted;
}

/// For tests: a request about those people at eight, or about booking 3 as it was once written.
inline model::BookingRequest asking(model::BookingVerb verb, const std::string& people = "A") {
  model::BookingRequest request;
  request.visit = model::Cause{70};
  request.id = model::Cause{71};
  request.name = model::Cause{72};
  request.verb = verb;
  request.slots = slots_wanted();
  request.inspectors = people_of(people);
  request.starts = model::Time(std::chrono::hours(8));
  request.entry = model::EntryId{3};
  request.seen = 1;
  request.hold = 5;
  return request;
}

// ---- What the calendar shows ----

/// For tests: a row of those people that starts then, and takes two hours and a half.
inline model::CalendarEntry row_at(model::Duration starts, const std::string& people = "A",
                                   model::EntryKind kind = model::EntryKind::booking) {
  model::CalendarEntry entry;
  entry.id = model::EntryId{7};
  entry.kind = kind;
  entry.inspectors = people_of(people);
  entry.when.start = model::Time(starts);
  entry.when.end = entry.when.start + std::chrono::minutes(150);
  return entry;
}

/// For tests: what that check does otherwise than that of a production booking does: "not free,
/// touching"; nothing if there is no difference.
inline std::string differences(const model::Check& check) {
  std::string words;
  const auto say = [&](bool differs, std::string_view what) {
    if (!differs) return;
    if (!words.empty()) words += ", ";
    words += what;
  };
  const auto leaves_out = [&](model::EntryKind kind) {
    return (check.query.kinds & model::kind_bit(kind)) == 0;
  };
  say(!check.free, "not free");
  say(!check.valid, "not valid");
  say(!check.once, "not once");
  say(!check.unchanged, "not unchanged");
  say(!check.consumes, "not consuming");
  say(!check.own_hold, "any hold");
  say(check.needs_hold, "needs hold");
  say(!check.fenced, "not fenced");
  say(!check.watch, "not watching");
  say(!check.closes, "not closing");
  say(check.behind != model::Duration{}, "behind");
  say(leaves_out(model::EntryKind::booking), "no bookings");
  say(leaves_out(model::EntryKind::native), "no natives");
  say(leaves_out(model::EntryKind::hold), "no holds");
  say(leaves_out(model::EntryKind::event), "no events");
  say(leaves_out(model::EntryKind::vacation), "no vacations");
  say(check.query.matching == model::Matching::touching, "touching");
  say(check.query.matching == model::Matching::start_inside, "start inside");
  say(check.query.matching == model::Matching::same_start, "same start");
  say(!check.query.every_inspector, "first inspectors");
  say(!check.query.identities_mapped, "identities apart");
  say(!check.query.every_brand, "one brand");
  say(check.query.cancelled_too, "cancelled too");
  say(check.query.expired_too, "expired too");
  say(check.query.own_holds_too, "own holds too");
  return words;
}

/// For tests: "8 A, 13 A": the slots by the hour they start in, and whose they are.
inline std::string in_words(const model::SlotList& slots) {
  std::string words;
  for (const model::Slot& slot : slots) {
    const auto hour =
        std::chrono::duration_cast<std::chrono::hours>(slot.starts.time_since_epoch());
    if (!words.empty()) words += ", ";
    words += std::to_string(hour.count()) + " " + model::name_of(slot.inspector);
  }
  return words;
}

// ---- Between whom it stands ----

/// For tests: a store, its calendar and a Spectora that the test answers by hand, and whoever waits
/// for an answer. Each `expect…` takes the request that has to be the next one, and answers it.
class BookingHands : public SyncLog, public BookingLog {
 public:
  static constexpr model::JobId native{1};

  BookingHands() { timer.pass(std::chrono::hours(1)); }
  BookingHands(const BookingHands&) = delete;
  BookingHands& operator=(const BookingHands&) = delete;

  [[nodiscard]] BookingPorts ports() { return {spectora, store, calendar, timer}; }

  /// The next request, in a word: "BOOK", "READ", …; at the store's intents "LEASE", "JOB", …; at
  /// Spectora "FIND". "nothing" if none is pending.
  [[nodiscard]] std::string next() const {
    const std::size_t pending = calendar.pending() + store.pending() + spectora.pending();
    if (pending > 1) return "several requests";
    if (calendar.pending() == 1) return word(calendar.next().verb);
    if (store.pending() == 1) return word(store.next().verb);
    return spectora.pending() == 1 ? word(spectora.next().verb) : "nothing";
  }

  // ---- The calendar ----

  /// That request, before it is answered.
  [[nodiscard]] model::CalendarRequest sent(const std::string& request) const {
    expect_next(request);
    return calendar.next();
  }
  void answer(const std::string& request, const model::CalendarReply& reply) {
    expect_next(request);
    calendar.answer(reply);
  }
  void answer(const std::string& request, model::CalendarStatus status) {
    model::CalendarReply reply;
    reply.status = status;
    answer(request, reply);
  }
  /// The calendar has these rows.
  void expect_read(const std::vector<model::CalendarEntry>& rows = {}) {
    model::CalendarReply reply;
    for (const model::CalendarEntry& row : rows) reply.entries.push_back(row);
    answer("READ", reply);
  }

  // ---- The store's intents ----

  void expect_lease(std::uint32_t generation = 1) {
    model::IntentReply reply;
    reply.intent.fencing = 4;
    reply.generation = generation;
    answer_store("LEASE", reply);
  }
  void expect_job(std::uint32_t generation = 1) {
    model::IntentReply reply;
    reply.job.id = native;
    reply.job.created = model::Creation::spectora;
    reply.job.generation = generation;
    answer_store("JOB", reply);
  }
  model::RunEnd expect_finish(std::uint32_t generation = 1) {
    const model::RunEnd end = next() == "FINISH" ? store.next().end : model::RunEnd{};
    model::IntentReply reply;
    reply.generation = generation;
    answer_store("FINISH", reply);
    return end;
  }
  void expect_from_store(const std::string& request, model::IntentStatus status) {
    model::IntentReply reply;
    reply.status = status;
    answer_store(request, reply);
  }
  void answer_store(const std::string& request, const model::IntentReply& reply) {
    expect_next(request);
    store.answer(reply);
  }

  // ---- Spectora ----

  /// An order of B's at nine.
  static model::Order order_at_nine(bool cancelled = false) {
    model::Order order;
    order.id = model::order_of(native, 0);
    order.event = {model::Time(std::chrono::hours(9)), model::InspectorId{1}};
    order.cancelled = cancelled;
    return order;
  }
  void expect_find(const std::vector<model::Order>& orders) {
    model::OrderReply reply;
    for (const model::Order& order : orders) reply.orders.push_back(order);
    expect_next("FIND");
    spectora.answer(reply);
  }
  void expect_find_fails(model::Status status) {
    model::OrderReply reply;
    reply.status = status;
    expect_next("FIND");
    spectora.answer(reply);
  }
  /// A webhook tells that the order is another one's, and later, than a read will show.
  static model::NativeNews news(std::uint32_t number = 0) {
    model::NativeNews told;
    told.cause = model::Cause{80}.child(1, number);
    told.native = native;
    told.event = {model::Time(std::chrono::hours(13)), model::InspectorId{0}};
    return told;
  }

  void on_started(const RunStart&) override { ++started; }
  void on_finished(const model::Answer& answer, bool) override { runs.push_back(answer.verdict); }
  void on_answer(const model::BookingAnswer& answer) override { answers.push_back(answer); }
  /// Precondition: somebody was answered.
  [[nodiscard]] const model::BookingAnswer& said() const { return answers.back(); }

  HandPort<model::OrderRequest, model::OrderReply> spectora;
  HandPort<model::IntentRequest, model::IntentReply> store;
  HandPort<model::CalendarRequest, model::CalendarReply> calendar;
  HandTimer timer;
  std::vector<model::BookingAnswer> answers;  ///< in their order
  int started = 0;                            ///< runs
  std::vector<model::Verdict> runs;           ///< what they came to

 protected:
  ~BookingHands() = default;

 private:
  static std::string word(model::CalendarVerb verb) {
    model::CalendarRequest request;
    request.verb = verb;
    const std::string words = model::describe(request);
    return words.substr(0, words.find(' '));
  }
  static std::string word(model::IntentVerb verb) {
    switch (verb) {
      case model::IntentVerb::acquire:
        return "LEASE";
      case model::IntentVerb::renew:
        return "RENEW";
      case model::IntentVerb::read_job:
        return "JOB";
      case model::IntentVerb::finish:
        return "FINISH";
      case model::IntentVerb::scan:
        return "SCAN";
      case model::IntentVerb::link_order:
      case model::IntentVerb::save_job:
      case model::IntentVerb::alert:
        break;
    }
    return "none of a calendar's intents";
  }
  static std::string word(model::OrderVerb verb) {
    return verb == model::OrderVerb::find_orders ? "FIND" : "a write at Spectora";
  }
  void expect_next(const std::string& request) const {
    if (next() != request) throw std::logic_error("expected " + request + ", found " + next());
  }
};

/// For tests: the production desk between them.
template <class Guards>
class DeskBenchOf final : public BookingHands {
 public:
  explicit DeskBenchOf(const Guards& guards = {}) : desk(ports(), *this, {}, guards) {}

  void ask(model::BookingVerb verb, const std::string& people = "A") {
    desk.on_request(asking(verb, people));
  }

  BookingDesk<Guards> desk;
};
using DeskBench = DeskBenchOf<SealedGuards>;

/// For tests: the production worker between them, which looks for no work by itself.
template <class Guards>
class BookingBenchOf final : public BookingHands {
 public:
  explicit BookingBenchOf(const Guards& guards = {}, const SyncOptions& options = quiet())
      : worker(ports(), *this, *this, options, guards) {}

  static SyncOptions quiet() {
    SyncOptions options;
    options.sweep_period = {};
    options.alerts = true;
    return options;
  }
  /// Up to the time that a run waits before it looks at Spectora.
  void start_run(std::uint32_t generation = 1) {
    worker.on_news(news());
    expect_lease(generation);
    expect_job(generation);
  }

  BookingWorker<Guards> worker;
};
using BookingBench = BookingBenchOf<SealedGuards>;

}  // namespace interleave::reconciler
