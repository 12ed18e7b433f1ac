#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "model/intent.hpp"
#include "model/list.hpp"
#include "model/spectora.hpp"
#include "properties/wire.hpp"

namespace interleave::properties {

/// What a run knows from reads of one kind, as far as writes could have escaped them.
struct Look {
  /// Some write was sent after it, or not answered before it: it proves nothing.
  static constexpr model::Duration never = model::Duration::min();

  model::Duration sent_after = never;  ///< how long after the last answer to any write
  model::Duration read_after = never;  ///< the same of the latest that was read
};

/// Which pages of a list a run has read since its last write, and whether they are all of it by the
/// remote's own count.
class PagesRead {
 public:
  void clear() { count_ = 0; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  void take(std::uint8_t page, std::size_t rows, std::uint8_t total);
  /// The pages agree on how many rows there are, and show as many.
  [[nodiscard]] bool whole() const;

 private:
  struct Page {
    std::uint8_t rows = 0;
    std::uint8_t total = 0;
  };
  static constexpr std::size_t pages_max = model::assignments_per_order_max + 1;

  std::array<Page, pages_max> pages_{};  ///< as they were last read
  std::size_t count_ = 0;                ///< how many, from the first
};

/// One sync run of a key, as the wire shows it.
struct RunTrail {
  model::Cause run;
  std::uint32_t fencing = 0;
  std::uint8_t owner = model::Intent::nobody;  ///< who held the lease that it began under
  model::Time first_sent{};
  model::Time list_sent{};  ///< its latest LIST
  bool listed = false;      ///< the latest LIST was read, and with it the whole list
  PagesRead pages;
  bool wrote = false;  ///< since its latest LIST
  Look list;
  Look event;
  std::uint32_t under_way = 0;  ///< writes of it that nobody has answered
  bool unheard = false;         ///< one of them took effect
  bool applied = false;         ///< something of it took effect
  bool accepted = false;        ///< one of them was answered 202
  bool conflicted = false;      ///< a POST of it was answered 409
  bool refused = false;         ///< it told people that Spectora refuses and nothing was applied
};

/// A lease on a key, as the store's commit log shows it.
struct LeaseTerm {
  model::Cause run;
  std::uint32_t fencing = 0;
  std::uint8_t owner = model::Intent::nobody;
  model::Time granted{};
  model::Time until{};
  bool released = false;
};

/// What the wire shows of one key: who sends, on what ground, and what is still unknown. The
/// rules that need nothing else are judged here; each question has a bool for an answer.
class RunWatch {
 public:
  void reset();

  // ---- What happens ----
  void on_sent(model::Time at, const WireRequest& request);
  void on_reply(model::Time at, const WireRequest& request, const WireReply& reply);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  /// A worker died: nobody waits for what it sent.
  void on_crash(std::uint8_t worker);

  // ---- What may be sent: asked right before `on_sent` ----
  /// The run goes on although a younger one has begun, and its lease had not expired by then.
  [[nodiscard]] bool overlaps(const WireRequest& request) const;
  /// The lease it is sent under has ended.
  [[nodiscard]] bool past_lease(model::Time at, const WireRequest& request) const;
  /// A POST for a subject whose last POST is unknown, with no read since.
  [[nodiscard]] bool blind(const WireRequest& request) const;
  /// The run's latest list was not read to its end, or there was none.
  [[nodiscard]] bool groundless(const WireRequest& request) const;
  [[nodiscard]] bool impatient(model::Time at) const { return at < held_until_; }
  /// Something is committed for a run whose lease has gone to another.
  [[nodiscard]] bool stale(const model::IntentCommit& commit) const {
    return ends_a_run(commit.effect) && lost_lease(commit.run);
  }
  /// The key's latest lease is not of that run.
  [[nodiscard]] bool lost_lease(model::Cause run) const {
    return leases_.empty() || leases_.back().run != run;
  }

  // ---- What is known ----
  [[nodiscard]] RunTrail* trail_of(model::Cause run);
  [[nodiscard]] const RunTrail* trail_of(model::Cause run) const;
  [[nodiscard]] const LeaseTerm* lease_of(std::uint32_t fencing) const;
  /// The lease that holds now, or null.
  [[nodiscard]] const LeaseTerm* lease_at(model::Time at) const;
  /// Some run has read a part of the list and not all of it.
  [[nodiscard]] bool in_list() const {
    return std::ranges::any_of(trails_, [](const RunTrail& trail) {
      return !trail.pages.empty() && !trail.pages.whole();
    });
  }
  /// Some write took effect, and its client waits for the answer.
  [[nodiscard]] bool unheard() const { return std::ranges::any_of(trails_, &RunTrail::unheard); }
  /// Its reads could see every write: sent after its own last write was answered, and at least
  /// `lag` after the last answer to any, both the list and the event were read.
  [[nodiscard]] static bool verified(const RunTrail& trail, model::Duration lag) {
    return trail.under_way == 0 && trail.pages.whole() && trail.list.read_after >= lag &&
           trail.event.read_after >= lag;
  }

 private:
  static constexpr std::size_t trails_max = 8;
  static constexpr std::size_t leases_max = 8;
  static constexpr std::size_t subjects_max = 8;
  /// A longer Retry-After than this does not count.
  static constexpr model::Duration hold_most = std::chrono::seconds(60);

  /// Only the run that holds the lease may have that committed.
  static bool ends_a_run(model::IntentEffect effect) {
    using model::IntentEffect;
    return effect == IntentEffect::renewed || effect == IntentEffect::released ||
           effect == IntentEffect::recorded || effect == IntentEffect::record_closed;
  }
  /// What is known of the last POST for one subject.
  enum class Post : std::uint8_t { settled, under_way, unknown };
  struct PostState {
    Post state = Post::settled;
    model::Cause request;
    model::Cause run;
  };

  RunTrail& begin_trail(model::Time at, const WireRequest& request);
  void forget_a_trail();
  static std::size_t place_of(const WireRequest& request) { return request.subject % subjects_max; }
  /// No other run has taken the key over.
  [[nodiscard]] bool holds_key(model::Cause run) const;
  [[nodiscard]] model::Duration since_write(model::Time at) const {
    return wrote_ ? at - last_write_answered_ : model::Duration::max();
  }

  model::List<RunTrail, trails_max> trails_;     ///< in the order in which they began
  model::List<LeaseTerm, leases_max> leases_;    ///< in the order in which they were granted
  std::array<PostState, subjects_max> posts_{};  ///< by subject
  bool wrote_ = false;
  model::Time last_write_answered_{};
  model::Time held_until_{};
};

}  // namespace interleave::properties
