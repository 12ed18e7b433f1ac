#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/fixtures.hpp"
#include "sim/intents.hpp"

namespace interleave::sim {

/// For tests: a store with a Spectora-native job 0 and job 1 of Attik, both saved once and in step
/// nowhere. It is 1 h, and nobody follows the stream.
class Store {
 public:
  static constexpr model::JobId native{0};
  static constexpr model::JobId job{1};
  static constexpr model::Duration lease = std::chrono::seconds(60);
  static constexpr std::uint8_t first_worker = 0;
  static constexpr std::uint8_t second_worker = 1;

  explicit Store(const std::vector<Decision>& decisions = {},
                 const Intents<Recorder>::Options& options = {})
      : attik_(machine.scheduler(), recorder, nobody_, machine.processes(), AttikOptions{}),
        intents_(machine.scheduler(), recorder, attik_, options) {
    machine.decide(decisions);
    attik_.give(job_number(native, model::Creation::spectora));
    attik_.give(job_number(job, model::Creation::attik));
    machine.pass(std::chrono::hours(1));
  }

  /// The name of the request that is sent next.
  [[nodiscard]] model::Cause next() const { return model::Cause{1000 + sent_}; }

  model::IntentReply send(model::IntentRequest request) {
    model::IntentReply reply;
    intents_.apply(request, next(), true, reply);
    ++sent_;
    return reply;
  }
  model::IntentReply acquire(std::uint8_t worker, bool force = false) {
    model::IntentRequest request = request_for(model::IntentVerb::acquire);
    request.owner = worker;
    request.force = force;
    return send(request);
  }
  model::IntentReply renew(std::uint8_t worker, std::uint32_t fencing) {
    model::IntentRequest request = request_for(model::IntentVerb::renew);
    request.owner = worker;
    request.fencing = fencing;
    return send(request);
  }
  model::IntentReply finish(std::uint32_t fencing, const model::RunEnd& end) {
    model::IntentRequest request = request_for(model::IntentVerb::finish);
    request.fencing = fencing;
    request.end = end;
    return send(request);
  }
  model::IntentReply read_job() { return send(request_for(model::IntentVerb::read_job)); }
  model::IntentReply scan(model::Time verified_before = {}) {
    model::IntentRequest request = request_for(model::IntentVerb::scan);
    request.verified_before = verified_before;
    return send(request);
  }
  model::IntentReply link(model::OrderId order, model::OrderId expected) {
    model::IntentRequest request = request_for(model::IntentVerb::link_order);
    request.order = order;
    request.expected = expected;
    return send(request);
  }
  model::IntentReply save_record(const model::Job& record) {
    model::IntentRequest request = request_for(model::IntentVerb::save_job);
    request.record = record;
    return send(request);
  }
  static model::IntentRequest request_for(model::IntentVerb verb, model::JobId about = job) {
    model::IntentRequest request;
    request.run = model::Cause{50};
    request.verb = verb;
    request.job = about;
    request.lease = lease;
    return request;
  }
  /// One run of a job that it may have whatever is known of it, from lease to end.
  void run(const model::RunEnd& end, model::JobId about = job) {
    model::IntentRequest start = request_for(model::IntentVerb::acquire, about);
    start.owner = first_worker;
    start.force = true;
    model::IntentRequest last = request_for(model::IntentVerb::finish, about);
    last.fencing = send(start).intent.fencing;
    last.end = end;
    send(last);
  }
  /// Brings both jobs in step, as far as the store knows.
  void confirm_all() {
    for (const model::JobId each : {native, job}) run(in_step(job_of(each).generation), each);
    recorder.intents.clear();
  }
  /// Somebody saves the job with that change.
  void change(model::JobId id, const std::function<void(model::Job&)>& edit) {
    model::Job changed = attik_.job(id);
    edit(changed);
    attik_.save(changed, model::Cause{1});
  }
  /// Somebody saves it an hour later.
  void save(model::JobId id) {
    change(id, [](model::Job& saved) { saved.starts += std::chrono::hours(1); });
  }
  /// Somebody cancels it, or wants it after all.
  void cancel(model::JobId id, bool cancelled = true) {
    change(id, [&](model::Job& saved) { saved.cancelled = cancelled; });
  }

  static model::RunEnd in_step(std::uint32_t generation) {
    return {.in_step = true, .generation = generation};
  }
  [[nodiscard]] const model::Job& job_of(model::JobId id) const { return attik_.job(id); }
  Intents<Recorder>& intents() { return intents_; }

  Machine machine;
  Recorder recorder;

 private:
  class NoWorkers final : public JobChangeHandler {
   public:
    void on_change(std::uint8_t, const model::JobChange&) override {}
    void on_gap(std::uint8_t, model::Cause) override {}
  };

  static model::Job job_number(model::JobId id, model::Creation created) {
    model::Job given;
    given.id = id;
    given.order = model::OrderId{id.value};
    given.created = created;
    given.starts = model::Time{std::chrono::hours(9)};
    given.inspectors = {model::InspectorId{0}};
    given.generation = 1;
    return given;
  }

  NoWorkers nobody_;
  Attik<Recorder> attik_;
  Intents<Recorder> intents_;
  std::uint64_t sent_ = 0;
};

/// For tests: what happened to the intents, in order.
inline std::vector<model::IntentEffect> effects(const Recorder& recorder) {
  std::vector<model::IntentEffect> all;
  for (const model::IntentCommit& commit : recorder.intents) all.push_back(commit.effect);
  return all;
}

/// For tests: "1 at 0" for each job that a scan found, "1! at 0" if it insists; times in seconds.
inline std::vector<std::string> due(const model::IntentReply& reply) {
  std::vector<std::string> all;
  for (const model::DueJob& each : reply.due) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(each.at.time_since_epoch());
    all.push_back(std::to_string(each.job.value) + (each.force ? "!" : "") + " at " +
                  std::to_string(seconds.count()));
  }
  return all;
}

}  // namespace interleave::sim
