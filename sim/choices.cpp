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
  model::ensure(at_ == steps_.size(), "as many decisions after the same answers");
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
  given_.clear();
}

void Choices::replay(std::span<const Decision> decisions) {
  mode_ = Mode::replay;
  given_.clear();
  for (const Decision& decision : decisions) insert(decision);
}

void Choices::enumerate(Enumeration& enumeration) {
  mode_ = Mode::enumerate;
  enumeration_ = &enumeration;
  enumeration.rewind();
}

void Choices::answer_from(const ByteSource& source) {
  mode_ = Mode::bytes;
  bytes_ = &source;
}

std::vector<Key> Choices::unused() const {
  std::vector<Key> keys;
  for (const Given& entry : given_) {
    if (!entry.used && entry.decision.outcome != 0) keys.push_back(entry.decision.key);
  }
  return keys;
}

void Choices::insert(const Decision& decision) {
  const std::uint64_t hash = decision.key.hash();
  if (Given* const known = find(hash)) {
    known->decision = decision;
    return;
  }
  const auto place = std::ranges::lower_bound(given_, hash, {}, &Given::key_hash);
  given_.insert(place, {hash, decision, false});
}

Choices::Given* Choices::find(std::uint64_t key_hash) {
  const auto found = std::ranges::lower_bound(given_, key_hash, {}, &Given::key_hash);
  return found != given_.end() && found->key_hash == key_hash ? &*found : nullptr;
}

Outcome Choices::given(const Key& key, Outcome max) {
  Given* const entry = find(key.hash());
  if (entry == nullptr || entry->decision.outcome < 0 || entry->decision.outcome > max) return 0;
  entry->used = true;
  return entry->decision.outcome;
}

Outcome Choices::forced(const Key& key, Outcome max, Outcome otherwise) {
  return find(key.hash()) == nullptr ? otherwise : given(key, max);
}

void Choices::record_draw(const Decision& decision) {
  if (keep_ == Keep::draws || decision.outcome != 0) recording_->push_back(decision);
}

}  // namespace interleave::sim
