#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/cause.hpp"
#include "sim/byte_source.hpp"
#include "sim/distributions.hpp"
#include "sim/site.hpp"

namespace interleave::sim {

/// The name of a decision: where it is made, about what, and for the how-manieth time. It does not
/// depend on what else the run decides.
struct Key {
  Site site = Site::pick;
  model::Cause cause;
  std::uint32_t ordinal = 0;

  /// What draws and replays go by.
  [[nodiscard]] constexpr std::uint64_t hash() const {
    return cause.child(static_cast<std::uint32_t>(site), ordinal).value;
  }
  /// A name for what the key is about: cheaper than the hash, and as good where it is mixed again.
  [[nodiscard]] constexpr model::Cause name() const {
    const std::uint64_t place = (std::uint64_t{static_cast<std::uint8_t>(site)} << 32U) | ordinal;
    // Another factor than that of `Cause::child`, or names and children would meet.
    return model::Cause{cause.value + place * 0xd1342543de82ef95U};
  }
  friend constexpr bool operator==(const Key&, const Key&) = default;
};

/// One answer that a run was given.
struct Decision {
  Key key;
  Outcome outcome = 0;

  friend constexpr bool operator==(const Decision&, const Decision&) = default;
};

template <class Candidate>
concept Distribution = requires(const Candidate& distribution, Bits bits) {
  { distribution.outcome(bits) } -> std::same_as<Outcome>;
  { distribution.max() } -> std::same_as<Outcome>;
};

/// A depth-first walk over every outcome of every decision. The answers so far are a prefix;
/// `next` increments the last one that can be, and drops what follows it (the scheme of
/// TigerBeetle's exhaustigen).
class Enumeration {
 public:
  Outcome take(Outcome max);
  /// Moves to the next run. False when all have been visited.
  bool next();
  /// Starts the current run from its first decision again.
  void rewind() { at_ = 0; }

 private:
  struct Step {
    Outcome outcome;
    Outcome max;
  };
  std::vector<Step> steps_;
  std::size_t at_ = 0;
};

/// The one door for chance. Every decision of a run is drawn here, under its key; outcome 0 is
/// always the dullest answer.
///
/// *Seeded*: the outcome is a pure function of seed and key, but for keys that are forced.
/// *Replay*: a sparse map from key to outcome; what is absent or out of range is 0. *Enumerate*:
/// depth first over all outcomes. *Bytes*: a fuzzer's input. Not thread-safe: one per world.
class Choices {
 public:
  enum class Mode : std::uint8_t { seeded, replay, enumerate, bytes };

  void seed(std::uint64_t seed);
  /// Replays these decisions. Of two with one key, the last counts.
  void replay(std::span<const Decision> decisions);
  void enumerate(Enumeration& enumeration);
  /// The source must outlive its use. A run then takes a strategy that draws delays, as in a
  /// replay.
  void answer_from(const ByteSource& source);

  [[nodiscard]] Mode mode() const { return mode_; }

  /// Seeded mode, after `seed`: this key has that outcome, whatever the seed says. All others stay.
  void force(const Decision& decision) { insert(decision); }

  /// Draws one decision. Range: [0, distribution.max()].
  template <Distribution D>
  Outcome draw(const Key& key, const D& distribution) {
    Outcome outcome = 0;
    switch (mode_) {
      case Mode::seeded:
        outcome = distribution.outcome(bits(key));
        if (!given_.empty()) [[unlikely]]
          outcome = forced(key, distribution.max(), outcome);
        break;
      case Mode::replay:
        outcome = given(key, distribution.max());
        break;
      case Mode::enumerate:
        outcome = enumeration_->take(distribution.max());
        break;
      case Mode::bytes:
        outcome = bytes_->outcome(key.hash(), distribution.max());
        break;
    }
    if (recording_ != nullptr) [[unlikely]]
      record_draw({key, outcome});
    return outcome;
  }

  /// Seeded mode: bits that depend on seed and name alone, for whatever guides the search without
  /// being a decision of the run, as the rank of a leg or what a run leaves out. A replay asks for
  /// none.
  [[nodiscard]] Bits search_bits(model::Cause about, std::uint32_t ordinal) const {
    return model::mix(seed_ ^ (about.value + 0xc2b2ae3d27d4eb4fU * ordinal));
  }

  /// Of what a run may leave out, what it has: one bit each. Seeded runs have about half, all
  /// others everything.
  [[nodiscard]] Bits swarm_bits(model::Cause about) const {
    return mode_ == Mode::seeded ? search_bits(about, 0) : ~Bits{0};
  }

  /// Records a decision that a strategy took in another form, so that a replay can draw it: see
  /// docs/decisions/0003-schedules-are-latencies.md.
  void write_back(const Key& key, Outcome outcome) {
    if (recording_ != nullptr && keep_ == Keep::deviations) [[unlikely]]
      record_draw({key, outcome});
  }

  /// What to record: all that a replay has to be told, which is every outcome that is not 0,
  /// written back ones included; or every draw that was made, whatever its outcome.
  enum class Keep : std::uint8_t { deviations, draws };
  /// Appends decisions to `decisions` from now on; null stops.
  void record_into(std::vector<Decision>* decisions, Keep keep = Keep::deviations) {
    recording_ = decisions;
    keep_ = keep;
  }

  /// Replay mode: the keys that were replayed but never asked for, or asked for with a smaller
  /// range. Empty means that the run was told exactly what the capsule says.
  [[nodiscard]] std::vector<Key> unused() const;

 private:
  struct Given {
    std::uint64_t key_hash = 0;
    Decision decision;
    bool used = false;
  };

  [[nodiscard]] Bits bits(const Key& key) const { return model::mix(seed_ ^ key.hash()); }
  void insert(const Decision& decision);
  [[nodiscard]] Given* find(std::uint64_t key_hash);
  Outcome given(const Key& key, Outcome max);
  Outcome forced(const Key& key, Outcome max, Outcome otherwise);
  void record_draw(const Decision& decision);

  Mode mode_ = Mode::seeded;
  Keep keep_ = Keep::deviations;
  std::uint64_t seed_ = 0;
  std::vector<Given> given_;  // replayed or forced, ordered by key hash
  Enumeration* enumeration_ = nullptr;
  const ByteSource* bytes_ = nullptr;
  std::vector<Decision>* recording_ = nullptr;
};

}  // namespace interleave::sim
