#include "properties/run_watch.hpp"

#include <algorithm>

namespace interleave::properties {

using namespace model;

namespace {

/// What the sender of a POST may conclude from its answer: nothing happened, or it did. The core
/// has a table of outcomes, too (reconciler/outcome.hpp); this one is apart on purpose, so that a
/// mistake there is not repeated here.
bool definite(Status status) {
  switch (status) {
    case Status::ok:
    case Status::unreachable:
    case Status::unauthorized:
    case Status::forbidden:
    case Status::not_found:
    case Status::gone:
    case Status::unprocessable:
    case Status::too_many_requests:
      return true;
    default:
      return false;
  }
}

}  // namespace

void PagesRead::take(std::uint8_t page, std::size_t rows, std::uint8_t total) {
  if (page == 0 || page > pages_max || page > count_ + 1) return;  // one before it was never read
  count_ = std::max<std::size_t>(count_, page);
  pages_[page - 1U] = {static_cast<std::uint8_t>(rows), total};
}

bool PagesRead::whole() const {
  std::size_t rows = 0;
  for (std::size_t i = 0; i < count_ && pages_[i].total == pages_[0].total; ++i) {
    rows += pages_[i].rows;
    if (rows >= pages_[0].total) return rows == pages_[0].total;
  }
  return false;
}

void RunWatch::reset() {
  trails_.clear();
  leases_.clear();
  posts_.fill({});
  wrote_ = false;
  last_write_answered_ = Time{};
  held_until_ = Time{};
}

RunTrail& RunWatch::begin_trail(Time at, const WireRequest& request) {
  if (full(trails_)) forget_a_trail();
  RunTrail& trail = trails_.emplace_back();
  trail.run = request.run;
  trail.fencing = request.fencing;
  trail.first_sent = at;
  const LeaseTerm* const lease = lease_of(request.fencing);
  if (lease != nullptr) trail.owner = lease->owner;
  return trail;
}

/// The oldest but for the latest of each owner: a worker may stand still within a run while others
/// come and go.
void RunWatch::forget_a_trail() {
  auto past = trails_.begin();
  while (std::ranges::find(past + 1, trails_.end(), past->owner, &RunTrail::owner) ==
         trails_.end()) {
    ++past;  // there are fewer owners than trails
  }
  trails_.erase(past);
}

void RunWatch::on_sent(Time at, const WireRequest& request) {
  RunTrail* trail = trail_of(request.run);
  if (trail == nullptr) trail = &begin_trail(at, request);
  trail->fencing = request.fencing;
  const Duration sent_after = trail->under_way == 0 ? since_write(at) : Look::never;
  if (request.lists) {
    trail->list_sent = at;
    trail->listed = false;
    if (trail->wrote) trail->pages.clear();
    trail->wrote = false;
    trail->list.sent_after = sent_after;
    for (PostState& post : posts_) {
      // A POST that another run has under way is as good as unknown: that run lost its key.
      const bool elsewhere = post.state == Post::under_way && post.run != request.run;
      if (post.state == Post::unknown || elsewhere) post.state = Post::settled;
    }
  }
  if (request.shows_event) trail->event.sent_after = sent_after;
  if (request.reads()) return;
  if (request.creates) posts_[place_of(request)] = {Post::under_way, request.cause, request.run};
  ++trail->under_way;
  trail->wrote = true;
  trail->list = {};
  trail->event = {};
}

void RunWatch::on_reply(Time at, const WireRequest& request, const WireReply& reply) {
  // What a run learns after another one took its key over, that one cannot know.
  const bool known = holds_key(request.run);
  if (reply.status == Status::too_many_requests && known && reply.retry_after) {
    held_until_ = std::max(held_until_, at + std::min(*reply.retry_after, hold_most));
  }
  RunTrail* const trail = trail_of(request.run);
  if (trail == nullptr) return;
  const bool read = reply.status == Status::ok;
  if (request.lists) {
    if (read) trail->pages.take(request.page, reply.rows, reply.total);
    trail->listed = read && trail->pages.whole();
    if (read) trail->list.read_after = trail->list.sent_after;
  }
  if (request.shows_event && read) trail->event.read_after = trail->event.sent_after;
  if (request.reads()) return;
  --trail->under_way;
  trail->unheard = false;
  if (reply.status == Status::accepted) trail->accepted = true;
  if (known) {
    wrote_ = true;
    last_write_answered_ = at;
  }
  if (!request.creates) return;
  if (reply.status == Status::conflict) trail->conflicted = true;
  PostState& post = posts_[place_of(request)];
  if (post.request != request.cause) return;
  // A read of the run that took the key over has looked for it since.
  if (post.state == Post::settled && !known) return;
  post.state = definite(reply.status) ? Post::settled : Post::unknown;
}

void RunWatch::on_commit(Time at, const IntentCommit& commit) {
  switch (commit.effect) {
    case IntentEffect::leased:
      if (full(leases_)) leases_.erase(leases_.begin());
      leases_.push_back({commit.run, commit.fencing, commit.owner, at, commit.until, false});
      return;
    case IntentEffect::renewed:
      for (LeaseTerm& lease : leases_) {
        if (lease.fencing == commit.fencing) lease.until = commit.until;
      }
      return;
    case IntentEffect::released:
      if (!leases_.empty()) leases_.back().released = true;
      return;
    case IntentEffect::recorded:
    case IntentEffect::record_closed:
    case IntentEffect::alerted:
    case IntentEffect::alert_closed:
    case IntentEffect::acknowledged:
      return;
  }
}

void RunWatch::on_crash(std::uint8_t worker) {
  for (PostState& post : posts_) {
    const RunTrail* const trail = trail_of(post.run);
    const LeaseTerm* const lease = trail == nullptr ? nullptr : lease_of(trail->fencing);
    const bool was_of_worker = lease == nullptr || lease->owner == worker;
    if (post.state == Post::under_way && was_of_worker) post.state = Post::unknown;
  }
  // A change that is told again starts another run of the same name.
  model::remove_if(trails_, [&](const RunTrail& trail) {
    const LeaseTerm* const lease = lease_of(trail.fencing);
    return lease != nullptr && lease->owner == worker;
  });
  // A run that was given back told the store how long to wait; one that died told nobody.
  if (leases_.empty() || leases_.back().released) return;
  if (leases_.back().owner == worker) held_until_ = Time{};
}

bool RunWatch::holds_key(Cause run) const {
  if (!leases_.empty()) return leases_.back().run == run;
  return !trails_.empty() && trails_.back().run == run;
}

bool RunWatch::overlaps(const WireRequest& request) const {
  const RunTrail* const trail = trail_of(request.run);
  if (trail == nullptr || trail == &trails_.back()) return false;
  const RunTrail& younger = *(trail + 1);
  const LeaseTerm* const lease = lease_of(trail->fencing);
  return lease == nullptr || younger.first_sent <= lease->until;
}

bool RunWatch::past_lease(Time at, const WireRequest& request) const {
  if (request.fencing == 0) return false;  // it claims none: a matter of overlap
  const LeaseTerm* const lease = lease_of(request.fencing);
  return lease != nullptr && (lease->released || at > lease->until);
}

bool RunWatch::blind(const WireRequest& request) const {
  return request.creates && posts_[place_of(request)].state != Post::settled;
}

bool RunWatch::groundless(const WireRequest& request) const {
  const RunTrail* const trail = trail_of(request.run);
  return trail == nullptr || !trail->listed;
}

RunTrail* RunWatch::trail_of(Cause run) {
  const auto found = std::ranges::find(trails_, run, &RunTrail::run);
  return found == trails_.end() ? nullptr : &*found;
}

const RunTrail* RunWatch::trail_of(Cause run) const {
  const auto found = std::ranges::find(trails_, run, &RunTrail::run);
  return found == trails_.end() ? nullptr : &*found;
}

const LeaseTerm* RunWatch::lease_of(std::uint32_t fencing) const {
  const auto found = std::ranges::find(leases_, fencing, &LeaseTerm::fencing);
  return found == leases_.end() ? nullptr : &*found;
}

const LeaseTerm* RunWatch::lease_at(Time at) const {
  if (leases_.empty()) return nullptr;
  const LeaseTerm& last = leases_.back();
  return last.released || at > last.until ? nullptr : &last;
}

}  // namespace interleave::properties
