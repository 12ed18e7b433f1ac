#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/cause.hpp"
#include "model/units.hpp"

namespace interleave::reconciler {

/// Why a key is marked. Marks of one key coalesce: the first since its last run started names the
/// run, and whatever any of them asks for is done.
struct Mark {
  model::Cause cause;
  std::uint32_t attempt = 0;  ///< how many runs that cause has named before
  bool force = false;         ///< even if all is confirmed
  bool asked = false;         ///< somebody waits for the answer
  bool event_only = false;    ///< for a mutant: somebody dragged the appointment
  model::Time due{};          ///< not before
};

/// A run to start.
template <class Key>
struct Work {
  Key key;
  model::Cause run;  ///< the run's name
  Mark mark;
};

/// Waits of a key that failed once, twice, …: doubling from the first to the last.
inline constexpr model::Duration backoff_least = std::chrono::seconds(1);
inline constexpr model::Duration backoff_most = std::chrono::seconds(64);

/// The keys that need a run: level-triggered, keyed, with a dirty and a processing set. A key that
/// is marked while it runs is run once more; of one key there is one run at a time. A failed run
/// backs off, and longer each time. Passive and synchronous; runs nothing itself.
///
/// `Key` has a `value`, 0 ≤ value < capacity. Each key comes when it is due, whatever the others
/// do.
template <class Key, std::size_t capacity>
class WorkQueue {
 public:
  struct Options {
    bool one_run_per_key = true;
    bool keep_dirty = true;
    bool failing_apart = true;  ///< a key that backs off holds up no other
    std::uint32_t core = 0;     ///< see SyncOptions
  };

  explicit WorkQueue(const Options& options) : options_(options) {}

  void clear() { entries_.fill({}); }

  void mark(Key key, const Mark& mark);

  /// The run of that key to start, if one is due.
  std::optional<Work<Key>> take(Key key, model::Time now);

  /// The run of that key has ended well: only a mark of its own brings it back.
  void succeed(Key key) {
    Entry& entry = at(key);
    --entry.running;
    entry.failures = 0;
  }
  /// The run has failed: it is tried again after a while.
  void fail(const Work<Key>& work, model::Time now);
  /// The run could not start; it is tried again then, and nothing counts as failed.
  void postpone(const Work<Key>& work, model::Time until);

  /// When a run of that key is due, if it waits for nothing else.
  [[nodiscard]] std::optional<model::Time> due(Key key) const;
  [[nodiscard]] bool running(Key key) const { return at(key).running > 0; }
  /// How often it failed in a row.
  [[nodiscard]] std::uint32_t failures(Key key) const { return at(key).failures; }

  /// What a core calls a run of that cause: its child of a kind that is the core's own.
  static constexpr model::Cause run_of(model::Cause cause, std::uint32_t core,
                                       std::uint32_t attempt) {
    constexpr std::uint32_t run_kind = 12;
    constexpr std::uint32_t kinds_of_a_core = 0x100;
    return cause.child(run_kind + kinds_of_a_core * core, attempt);
  }

 private:
  struct Entry {
    Mark mark;  ///< if dirty: what was asked for since the last start
    bool dirty = false;
    std::uint32_t running = 0;
    std::uint32_t failures = 0;
  };

  Entry& at(Key key) { return entries_[key.value]; }
  const Entry& at(Key key) const { return entries_[key.value]; }
  [[nodiscard]] bool ready(const Entry& entry) const {
    return entry.dirty && (entry.running == 0 || !options_.one_run_per_key);
  }
  /// Another key keeps failing, and holds up this one.
  [[nodiscard]] bool held_up(const Entry& entry) const {
    return !options_.failing_apart && std::ranges::any_of(entries_, [&](const Entry& other) {
      return &other != &entry && other.failures > 0 && (other.dirty || other.running > 0);
    });
  }
  void mark_again(const Work<Key>& work, model::Time due);

  Options options_;
  std::array<Entry, capacity> entries_{};
};

template <class Key, std::size_t capacity>
void WorkQueue<Key, capacity>::mark(Key key, const Mark& mark) {
  Entry& entry = at(key);
  if (entry.running > 0 && !options_.keep_dirty) return;
  if (!entry.dirty) {
    entry.dirty = true;
    entry.mark = mark;
    return;
  }
  entry.mark.force = entry.mark.force || mark.force;
  entry.mark.asked = entry.mark.asked || mark.asked;
  entry.mark.event_only = entry.mark.event_only && mark.event_only;
  entry.mark.due = std::min(entry.mark.due, mark.due);
}

template <class Key, std::size_t capacity>
std::optional<Work<Key>> WorkQueue<Key, capacity>::take(Key key, model::Time now) {
  const std::optional<model::Time> next = due(key);
  if (!next || *next > now) return std::nullopt;
  Entry& entry = at(key);
  entry.dirty = false;
  ++entry.running;
  const model::Cause run = run_of(entry.mark.cause, options_.core, entry.mark.attempt);
  return Work<Key>{key, run, entry.mark};
}

template <class Key, std::size_t capacity>
void WorkQueue<Key, capacity>::fail(const Work<Key>& work, model::Time now) {
  Entry& entry = at(work.key);
  --entry.running;
  const std::uint32_t doublings = std::min(entry.failures++, 16U);
  const model::Duration wait = std::min(backoff_least * (1U << doublings), backoff_most);
  mark_again(work, now + wait);
}

template <class Key, std::size_t capacity>
void WorkQueue<Key, capacity>::postpone(const Work<Key>& work, model::Time until) {
  --at(work.key).running;
  mark_again(work, until);
}

/// Whoever waited for the answer had it; what was marked meanwhile comes as early as it wants.
template <class Key, std::size_t capacity>
void WorkQueue<Key, capacity>::mark_again(const Work<Key>& work, model::Time due) {
  Mark again = work.mark;
  again.due = due;
  ++again.attempt;
  mark(work.key, again);
}

template <class Key, std::size_t capacity>
std::optional<model::Time> WorkQueue<Key, capacity>::due(Key key) const {
  const Entry& entry = at(key);
  if (!ready(entry) || held_up(entry)) return std::nullopt;
  return entry.mark.due;
}

}  // namespace interleave::reconciler
