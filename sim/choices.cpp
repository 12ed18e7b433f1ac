#include "sim/choices.hpp"

#include <algorithm>

#include "model/ensure.hpp"

namespace interleave::sim {

Outcome Enumeration::take(Outcome max) {
  if (at_ == steps_.size()) steps_.push_back({0, max});
  Step& step = steps_[at_++];
  model::ensure(step.max == max, "the same decisions after the same answers");
  return step.outcome;
}

bool Enumeration::next() {
  at_ = 0;
  while (!steps_.empty()) {
    if (steps_.back().outcome < steps_.back().max) {
      ++steps_.back().outcome;
      return true;
    }
    steps_.pop_back();
  }
  return false;
}

void Choices::seed(std::uint64_t seed) {
  mode_ = Mode::seeded;
  seed_ = model::mix(seed + 0x9e3779b97f4a7c15U);
}

void Choices::replay(std::span<const Override> overrides) {
  mode_ = Mode::replay;
  replayed_.clear();
  for (const Override& decision : overrides) {
    const auto place = std::ranges::lower_bound(
        replayed_, decision.key_hash, {}, [](const Replayed& r) { return r.decision.key_hash; });
    if (place != replayed_.end() && place->decision.key_hash == decision.key_hash) {
      place->decision = decision;
    } else {
      replayed_.insert(place, {decision, false});
    }
  }
}

void Choices::enumerate(Enumeration& enumeration) {
  mode_ = Mode::enumerate;
  enumeration_ = &enumeration;
  enumeration.rewind();
}

std::vector<std::uint64_t> Choices::unused() const {
  std::vector<std::uint64_t> keys;
  for (const Replayed& entry : replayed_) {
    if (!entry.used && entry.decision.outcome != 0) keys.push_back(entry.decision.key_hash);
  }
  return keys;
}

Outcome Choices::replayed(const Key& key, Outcome max) {
  const std::uint64_t hash = key.hash();
  const auto found = std::ranges::lower_bound(
      replayed_, hash, {}, [](const Replayed& entry) { return entry.decision.key_hash; });
  if (found == replayed_.end() || found->decision.key_hash != hash) return 0;
  if (found->decision.outcome < 0 || found->decision.outcome > max) return 0;
  found->used = true;
  return found->decision.outcome;
}

void Choices::record(const Decision& decision) {
  if (keep_ == Keep::everything || decision.outcome != 0) recording_->push_back(decision);
}

}  // namespace interleave::sim
