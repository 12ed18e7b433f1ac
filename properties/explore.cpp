#include "properties/explore.hpp"

#include <algorithm>

namespace interleave::properties {
namespace {

using sim::Footprint;
using sim::Waiting;

/// An event that need not be fired here: every execution that goes on with it has been seen, until
/// something happens that it conflicts with.
struct Sleeping {
  std::uint64_t id = 0;
  Footprint touched;
};

/// One event of the execution under way, and what is left to try in its place. The first frame is
/// the start of the world, whose draws have outcomes, too.
struct Frame {
  std::vector<Sleeping> asleep;
  std::vector<std::uint64_t> untried;  ///< events, the next one last
  std::uint64_t event = 0;
  sim::Enumeration answers;  ///< to the draws of the event
  Footprint touched;         ///< by the event, under all answers so far
  Footprint last;            ///< under the present ones
  model::Time not_before{};
};

bool contains(const std::vector<Sleeping>& sleeping, std::uint64_t id) {
  return std::ranges::find(sleeping, id, &Sleeping::id) != sleeping.end();
}

/// What the event is about; one that says nothing may be about anything. So may one that is not
/// ready: what it waits for may be about other keys, and has to be tried beside its rivals.
std::uint8_t keys_of(const Waiting& event) {
  return event.keys == 0 || !event.ready ? std::uint8_t{0xff} : event.keys;
}

/// The events that are ready among the smallest group of those that are about keys of their own.
std::vector<std::uint64_t> smallest_group(const std::vector<Waiting>& waiting) {
  std::uint8_t best_keys = 0xff;
  std::size_t best_size = waiting.size() + 1;
  for (const Waiting& seed : waiting) {
    std::uint8_t keys = keys_of(seed);
    for (bool grown = true; grown;) {
      grown = false;
      for (const Waiting& other : waiting) {
        if ((keys_of(other) & keys) == 0 || (keys_of(other) | keys) == keys) continue;
        keys = static_cast<std::uint8_t>(keys | keys_of(other));
        grown = true;
      }
    }
    const auto in_group = [&](const Waiting& event) { return (keys_of(event) & keys) != 0; };
    const bool any_ready = std::ranges::any_of(
        waiting, [&](const Waiting& event) { return event.ready && in_group(event); });
    const auto size = static_cast<std::size_t>(std::ranges::count_if(waiting, in_group));
    if (any_ready && size < best_size) {
      best_keys = keys;
      best_size = size;
    }
  }
  std::vector<std::uint64_t> ids;
  for (const Waiting& event : waiting) {
    if (event.ready && (keys_of(event) & best_keys) != 0) ids.push_back(event.id);
  }
  return ids;
}

std::vector<std::uint64_t> all_ready(const std::vector<Waiting>& waiting) {
  std::vector<std::uint64_t> ids;
  for (const Waiting& event : waiting) {
    if (event.ready) ids.push_back(event.id);
  }
  return ids;
}

class Search {
 public:
  Search(Explorable& world, const ExploreOptions& options, const std::function<bool()>& on_complete)
      : world_(world), options_(options), on_complete_(on_complete) {}

  Exploration run() {
    frames_.emplace_back();
    do {
      repeat();
      if (!go_on()) return found_;
    } while (next());
    found_.exhausted = true;
    return found_;
  }

 private:
  /// Plays what stands on the stack again, the last event with its present answers.
  void repeat() {
    for (bool torn = true; torn;) {
      world_.choices().enumerate(frames_.front().answers);
      world_.restart();
      torn = false;
      for (std::size_t i = 1; i < frames_.size() && !torn; ++i) torn = !fire(frames_[i]);
    }
  }

  /// False when the event has to be fired again, later.
  bool fire(Frame& frame) {
    world_.choices().enumerate(frame.answers);
    frame.last = world_.fire(frame.event, frame.not_before);
    ++found_.events;
    const std::optional<model::Time> torn = world_.torn_until();
    if (torn && world_.possible()) {
      frame.not_before = *torn;
      return false;
    }
    frame.touched = frame.touched | frame.last;
    return true;
  }

  /// Fires events until nothing is left. False when the search shall end.
  bool go_on() {
    for (;;) {
      if (!world_.possible()) {
        ++found_.impossible;
        return true;
      }
      world_.list_waiting(waiting_);
      std::vector<std::uint64_t> candidates =
          options_.reduce ? smallest_group(waiting_) : all_ready(waiting_);
      if (candidates.empty()) {
        ++found_.complete;
        return on_complete_();
      }
      Frame frame;
      if (options_.reduce) {
        frame.asleep = still_asleep();
        std::erase_if(candidates, [&](std::uint64_t id) { return contains(frame.asleep, id); });
        if (candidates.empty()) {
          ++found_.redundant;
          return true;
        }
      }
      frame.event = candidates.back();
      candidates.pop_back();
      frame.untried = std::move(candidates);
      frames_.push_back(std::move(frame));
      if (!fire(frames_.back())) repeat();
    }
  }

  [[nodiscard]] std::vector<Sleeping> still_asleep() const {
    const Frame& last = frames_.back();
    std::vector<Sleeping> asleep = last.asleep;
    std::erase_if(asleep,
                  [&](const Sleeping& event) { return conflict(event.touched, last.last); });
    return asleep;
  }

  /// Moves to the next execution: another answer to the last event's draws, then another event in
  /// its place. False when there is none.
  bool next() {
    for (;;) {
      Frame& last = frames_.back();
      last.not_before = {};
      if (last.answers.next()) return true;
      if (frames_.size() == 1) return false;  // the start has no rivals
      // Asleep only now that every outcome has been seen, with all that it touched in any.
      last.asleep.push_back({last.event, last.touched});
      last.touched = {};
      if (!last.untried.empty()) {
        last.event = last.untried.back();
        last.untried.pop_back();
        last.answers = {};
        return true;
      }
      frames_.pop_back();
    }
  }

  Explorable& world_;
  ExploreOptions options_;
  const std::function<bool()>& on_complete_;
  std::vector<Frame> frames_;
  std::vector<Waiting> waiting_;
  Exploration found_;
};

}  // namespace

Exploration explore(Explorable& world, const ExploreOptions& options,
                    const std::function<bool()>& on_complete) {
  return Search(world, options, on_complete).run();
}

}  // namespace interleave::properties
