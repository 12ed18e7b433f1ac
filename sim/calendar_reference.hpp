#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "model/calendar.hpp"

/// For tests: the sequential reference of Attik's calendar, and what is told to both.
namespace interleave::sim::calendar_reference {

using model::CalendarEffect;
using model::CalendarEntry;
using model::CalendarRequest;
using model::CalendarStatus;
using model::CalendarVerb;
using model::Cause;
using model::EntryId;
using model::EntryKind;
using model::InspectorId;
using model::InspectorList;
using model::Interval;
using model::JobId;
using model::Time;
using namespace std::chrono_literals;

inline constexpr std::uint8_t natives = 2;
inline constexpr int day_hours = 8;           ///< every appointment starts and ends at a full hour
inline constexpr std::size_t rows_most = 80;  ///< the limits of the calendar are another test's

inline Interval hours(int from, int to) { return {Time{from * 1h}, Time{to * 1h}}; }

// ---- What is told to both ----

struct Step {
  enum class Kind : std::uint8_t { request, enter, remove, acknowledge, new_lease, pass };

  Kind kind = Kind::request;
  CalendarRequest request{};
  CalendarEntry entry{};   ///< enter; remove: its id
  JobId native{};          ///< acknowledge, new_lease
  model::Duration time{};  ///< pass
};

/// What became of a row, or of what staff are told.
struct Change {
  CalendarEffect effect = CalendarEffect::written;
  EntryId entry = EntryId::none();

  friend bool operator==(const Change&, const Change&) = default;
};

struct Answer {
  CalendarStatus status = CalendarStatus::ok;
  EntryId entry = EntryId::none();  ///< the row that was written, or is in the way
  std::uint32_t fencing = 0;
  std::vector<CalendarEntry> rows{};  ///< read
  std::vector<Change> changes{};      ///< published on the way

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::vector<CalendarEntry> rows{};
  std::array<bool, natives> alerts{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

inline std::string in_words(const Interval& when) {
  return std::to_string(when.start.time_since_epoch() / 1h) + " h to " +
         std::to_string(when.end.time_since_epoch() / 1h) + " h";
}

inline std::string in_words(const CalendarEntry& row) {
  std::ostringstream text;
  text << int{row.id.value} << ": " << name_of(row) << " of " << name_of_persons(row.inspectors)
       << " from " << in_words(row.when) << (row.live ? "" : ", gone") << ", owner "
       << row.owner.value << ", fencing " << row.fencing << ", generation " << row.generation;
  return text.str();
}

inline std::ostream& operator<<(std::ostream& stream, const Step& step) {
  const CalendarRequest& request = step.request;
  switch (step.kind) {
    case Step::Kind::request:
      return stream << describe(request) << " as " << request.name.value << " for visit "
                    << request.wish.visit.value << ": " << name_of_persons(request.wish.inspectors)
                    << " from " << in_words(request.wish.when) << ", seen " << request.seen
                    << ", fencing " << request.fencing
                    << (request.overriding ? ", overriding" : "");
    case Step::Kind::enter:
      return stream << "enter " << in_words(step.entry);
    case Step::Kind::remove:
      return stream << "remove row " << int{step.entry.id.value};
    case Step::Kind::acknowledge:
      return stream << "acknowledge native order " << int{step.native.value};
    case Step::Kind::new_lease:
      return stream << "a new lease of native order " << int{step.native.value};
    case Step::Kind::pass:
      return stream << step.time / 1min << " min pass";
  }
  return stream;
}

inline std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << describe(answer.status) << ", row " << int{answer.entry.value} << ", fencing "
         << answer.fencing;
  for (const CalendarEntry& row : answer.rows) stream << "; " << in_words(row);
  for (const Change& change : answer.changes) {
    stream << "; effect " << static_cast<int>(change.effect) << " on row "
           << int{change.entry.value};
  }
  return stream;
}

inline std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (const CalendarEntry& row : visible.rows) stream << in_words(row) << "; ";
  for (const bool alert : visible.alerts) stream << (alert ? "told " : "quiet ");
  return stream;
}

// ---- The reference ----

/// They have an hour in common.
inline bool share_an_hour(const Interval& x, const Interval& y) {
  for (int hour = 0; hour < 3 * day_hours; ++hour) {
    const Time now{hour * 1h};
    if (x.start <= now && now < x.end && y.start <= now && now < y.end) return true;
  }
  return false;
}

/// They have a person in common, by whichever of the two ids.
inline bool share_a_person(const InspectorList& x, const InspectorList& y) {
  for (const InspectorId one : x) {
    for (const InspectorId other : y) {
      if (one.value % 5 == other.value % 5) return true;
    }
  }
  return false;
}

/// The contract of model::Check, as it is by default.
class Reference {
 public:
  Answer play(const Step& step) {
    changes_.clear();
    Answer answer;
    switch (step.kind) {
      case Step::Kind::request:
        answer = once(step.request);
        break;
      case Step::Kind::enter:
        add(step.entry);
        break;
      case Step::Kind::remove:
        rows_[step.entry.id.value].live = false;
        note(CalendarEffect::written, step.entry.id);
        break;
      case Step::Kind::acknowledge:
        alerts_[step.native.value].taken_over = alerts_[step.native.value].about;
        alerts_[step.native.value].told = false;
        note(CalendarEffect::acknowledged, EntryId::none());
        break;
      case Step::Kind::new_lease:
        ++leases_[step.native.value];
        break;
      case Step::Kind::pass:
        now_ += step.time;
        break;
    }
    answer.changes = changes_;
    return answer;
  }
  [[nodiscard]] Visible visible() const { return {rows_, {alerts_[0].told, alerts_[1].told}}; }
  [[nodiscard]] bool allows(const Step& step) const {
    if (rows_.size() > rows_most) return step.kind == Step::Kind::pass;
    if (step.kind != Step::Kind::remove) return true;
    const std::uint8_t number = step.entry.id.value;
    return number < rows_.size() && rows_[number].live &&
           (rows_[number].kind == EntryKind::event || rows_[number].kind == EntryKind::vacation);
  }

  [[nodiscard]] const std::vector<CalendarEntry>& rows() const { return rows_; }
  [[nodiscard]] std::uint32_t lease(std::uint8_t native) const { return leases_[native]; }
  [[nodiscard]] std::uint32_t placings() const { return placings_; }

 private:
  struct Named {
    Cause name;
    Answer answer;
  };
  /// A booking that a native order overlaps, each as it was written.
  struct Overlap {
    EntryId booking;
    std::uint32_t booking_generation = 0;
    std::uint32_t native_generation = 0;

    friend bool operator==(const Overlap&, const Overlap&) = default;
  };
  struct Alert {
    std::vector<Overlap> about;
    std::vector<Overlap> taken_over;
    bool told = false;
  };

  static bool changes(CalendarVerb verb) {
    return verb == CalendarVerb::move || verb == CalendarVerb::reassign ||
           verb == CalendarVerb::cancel || verb == CalendarVerb::reinstate;
  }

  Answer once(const CalendarRequest& request) {
    if (request.verb != CalendarVerb::book && !changes(request.verb)) return transact(request);
    for (const Named& known : names_) {
      if (known.name == request.name) return known.answer;
    }
    Answer answer = transact(request);
    names_.push_back({request.name, answer});
    return answer;
  }
  Answer transact(const CalendarRequest& request) {
    switch (request.verb) {
      case CalendarVerb::read:
        return {.rows = rows_};
      case CalendarVerb::hold:
        return hold(request);
      case CalendarVerb::drop:
        return drop(request);
      case CalendarVerb::book:
        return book(request);
      case CalendarVerb::import:
        return import(request);
      default:
        return change(request);
    }
  }

  Answer hold(const CalendarRequest& request) {
    if (request.wish.when.start >= request.wish.when.end) return {CalendarStatus::invalid};
    const EntryId taken = in_the_way(request.wish);
    if (taken != EntryId::none()) return {CalendarStatus::conflict, taken};
    CalendarEntry placed{.kind = EntryKind::hold,
                         .inspectors = request.wish.inspectors,
                         .when = request.wish.when,
                         .brand = request.wish.brand,
                         .owner = request.wish.visit,
                         .fencing = ++placings_,
                         .expires = now_ + request.lasts};
    placed.id = hold_of(request.wish.visit);
    if (placed.id == EntryId::none()) {
      placed.id = add(placed);
    } else {
      rows_[placed.id.value] = placed;
      note(CalendarEffect::written, placed.id);
    }
    return {CalendarStatus::ok, placed.id, placed.fencing};
  }
  Answer drop(const CalendarRequest& request) {
    const EntryId held = hold_of(request.wish.visit);
    if (held == EntryId::none()) return {};
    if (rows_[held.value].fencing != request.fencing) return {CalendarStatus::changed};
    rows_[held.value].live = false;
    note(CalendarEffect::dropped, held);
    return {};
  }
  Answer book(const CalendarRequest& request) {
    if (request.wish.when.start >= request.wish.when.end) return {CalendarStatus::invalid};
    const EntryId taken = request.overriding ? EntryId::none() : in_the_way(request.wish);
    if (taken != EntryId::none()) return {CalendarStatus::conflict, taken};
    const EntryId held = hold_of(request.wish.visit);
    if (held != EntryId::none()) {
      rows_[held.value].live = false;
      note(CalendarEffect::consumed, held);
    }
    const EntryId id = add({.inspectors = request.wish.inspectors,
                            .when = request.wish.when,
                            .brand = request.wish.brand,
                            .owner = request.name,
                            .overriding = request.overriding});
    look_at_natives();
    return {CalendarStatus::ok, id};
  }
  Answer change(const CalendarRequest& request) {
    const EntryId id = request.wish.self;
    const bool known = id.value < rows_.size() && rows_[id.value].kind == EntryKind::booking;
    if (!known) return {CalendarStatus::changed};
    CalendarEntry wanted = rows_[id.value];
    if (wanted.generation != request.seen) return {CalendarStatus::changed};
    ++wanted.generation;
    wanted.owner = request.name;
    wanted.overriding = request.overriding;
    if (request.verb == CalendarVerb::cancel || request.verb == CalendarVerb::reinstate) {
      wanted.live = request.verb == CalendarVerb::reinstate;
    } else {
      wanted.when = request.wish.when;
      wanted.inspectors = request.wish.inspectors;
      if (wanted.when.start >= wanted.when.end) return {CalendarStatus::invalid};
    }
    // One that is cancelled takes nobody's time.
    const model::Wish wish{wanted.inspectors, wanted.when, wanted.brand, request.wish.visit, id};
    const bool looks = wanted.live && !request.overriding;
    const EntryId taken = looks ? in_the_way(wish) : EntryId::none();
    if (taken != EntryId::none()) return {CalendarStatus::conflict, taken};
    rows_[id.value] = wanted;
    note(CalendarEffect::written, id);
    look_at_natives();
    return {CalendarStatus::ok, id};
  }
  Answer import(const CalendarRequest& request) {
    if (leases_[request.native.value] != request.fencing) return {CalendarStatus::superseded};
    CalendarEntry* const known = native(request.native.value);
    if (known == nullptr) {
      if (!request.live) return {};
      add({.kind = EntryKind::native,
           .inspectors = request.wish.inspectors,
           .when = request.wish.when,
           .native = request.native});
    } else {
      CalendarEntry wanted = *known;
      wanted.live = request.live;
      // What a cancelled order is like does not count.
      if (wanted.live) wanted.inspectors = request.wish.inspectors;
      if (wanted.live) wanted.when = request.wish.when;
      if (wanted == *known) return {};
      ++wanted.generation;
      *known = wanted;
      note(CalendarEffect::written, wanted.id);
    }
    look_at_natives();
    return {};
  }

  [[nodiscard]] EntryId in_the_way(const model::Wish& wish) const {
    for (const CalendarEntry& row : rows_) {
      const bool own_hold = row.kind == EntryKind::hold && row.owner == wish.visit;
      const bool expired = row.kind == EntryKind::hold && row.expires <= now_;
      if (!row.live || row.id == wish.self || own_hold || expired) continue;
      if (share_an_hour(row.when, wish.when) && share_a_person(row.inspectors, wish.inspectors)) {
        return row.id;
      }
    }
    return EntryId::none();
  }
  [[nodiscard]] EntryId hold_of(Cause owner) const {
    for (const CalendarEntry& row : rows_) {
      if (row.kind == EntryKind::hold && row.live && row.owner == owner) return row.id;
    }
    return EntryId::none();
  }
  CalendarEntry* native(std::uint8_t number) {
    for (CalendarEntry& row : rows_) {
      if (row.kind == EntryKind::native && row.native == JobId{number}) return &row;
    }
    return nullptr;
  }
  void look_at_natives() {
    for (std::uint8_t number = 0; number < natives; ++number) {
      const CalendarEntry* const order = native(number);
      if (order == nullptr) continue;
      Alert& alert = alerts_[number];
      alert.about.clear();
      for (const CalendarEntry& row : rows_) {
        if (order->live && row.live && row.kind == EntryKind::booking &&
            share_an_hour(row.when, order->when) &&
            share_a_person(row.inspectors, order->inspectors)) {
          alert.about.push_back({row.id, row.generation, order->generation});
        }
      }
      const bool told = !alert.about.empty() && alert.about != alert.taken_over;
      if (told && !alert.told) note(CalendarEffect::alerted, order->id);
      if (!told && alert.told) note(CalendarEffect::alert_closed, order->id);
      alert.told = told;
    }
  }

  EntryId add(CalendarEntry row) {
    row.id = EntryId{static_cast<std::uint8_t>(rows_.size())};
    rows_.push_back(row);
    note(CalendarEffect::written, row.id);
    return row.id;
  }
  void note(CalendarEffect effect, EntryId entry) { changes_.push_back({effect, entry}); }

  std::vector<CalendarEntry> rows_;
  std::vector<Named> names_;
  std::array<Alert, natives> alerts_{};
  std::array<std::uint32_t, natives> leases_{};
  std::uint32_t placings_ = 0;
  Time now_{};
  std::vector<Change> changes_;
};

}  // namespace interleave::sim::calendar_reference
