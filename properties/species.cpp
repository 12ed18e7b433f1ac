#include "properties/species.hpp"

#include <algorithm>
#include <cmath>

namespace interleave::properties {

void SpeciesSample::add_run(std::span<const std::uint64_t> behaviours) {
  if (runs_added_++ == 0) entries_.reserve(size_max + 1);
  for (const std::uint64_t hash : behaviours) {
    if (hash <= limit_) count(hash);
  }
}

void SpeciesSample::count(std::uint64_t hash) {
  const auto place = std::ranges::lower_bound(entries_, hash, {}, &Entry::hash);
  if (place != entries_.end() && place->hash == hash) {
    if (place->last_run != runs_added_) ++place->runs;
    place->last_run = runs_added_;
    return;
  }
  entries_.insert(place, {hash, 1, runs_added_});
  if (entries_.size() > size_max) {
    entries_.pop_back();
    limit_ = entries_.back().hash;
  }
}

void SpeciesSample::merge(const SpeciesSample& other) {
  std::vector<Entry> all;
  auto mine = entries_.begin();
  auto theirs = other.entries_.begin();
  while (all.size() < size_max && (mine != entries_.end() || theirs != other.entries_.end())) {
    const bool ours =
        theirs == other.entries_.end() || (mine != entries_.end() && mine->hash <= theirs->hash);
    const bool both = ours && theirs != other.entries_.end() && mine->hash == theirs->hash;
    all.push_back({ours ? mine->hash : theirs->hash,
                   (ours ? mine->runs : 0) + (both || !ours ? theirs->runs : 0), 0});
    if (ours) ++mine;
    if (both || !ours) ++theirs;
  }
  entries_ = std::move(all);
  if (entries_.size() == size_max) limit_ = entries_.back().hash;
  runs_added_ += other.runs_added_;
}

double SpeciesSample::seen() const {
  if (entries_.size() < size_max) return static_cast<double>(entries_.size());
  // The k-th smallest of n uniform hashes lies at about k / n of their range.
  const double share = std::ldexp(static_cast<double>(entries_.back().hash) + 1, -64);
  return static_cast<double>(size_max - 1) / share;
}

double SpeciesSample::unseen_per_run(std::uint64_t runs) const {
  if (entries_.empty() || runs == 0) return 0;
  const auto once =
      static_cast<double>(std::ranges::count(entries_, std::uint64_t{1}, &Entry::runs));
  const double share = once / static_cast<double>(entries_.size());
  return share * seen() / static_cast<double>(runs);
}

std::vector<SpeciesSample::Species> SpeciesSample::species() const {
  std::vector<Species> all;
  for (const Entry& entry : entries_) all.push_back({entry.hash, entry.runs});
  return all;
}

void SpeciesSample::restore(std::span<const Species> species) {
  entries_.clear();
  limit_ = ~std::uint64_t{0};
  for (const Species& entry : species) entries_.push_back({entry.hash, entry.runs, 0});
  if (entries_.size() == size_max) limit_ = entries_.back().hash;
}

}  // namespace interleave::properties
