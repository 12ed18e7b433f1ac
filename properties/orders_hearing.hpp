#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "properties/orders_judge.hpp"

namespace interleave::properties {

/// For tests: tells a judge of orders a history that was made by hand, entry by entry, as the
/// services would publish it. Everything happens at the time that was set last, the start of the
/// run at first, and is about job 1 unless another one is named.
class OrdersHearing {
 public:
  static constexpr model::JobId subject{1};
  static constexpr model::Time nine{std::chrono::hours(24 + 9)};

  /// A sync run and the lease under which it sends; fencing 0 when it has none.
  struct SyncRun {
    model::Cause cause;
    model::JobId job = subject;
    std::uint8_t worker = 0;
    std::uint32_t fencing = 0;
  };

  explicit OrdersHearing(const OrdersJudge::Options& options) : judge_(options) {}
  OrdersHearing() : OrdersHearing(OrdersJudge::Options()) {}

  /// From now on it is so long after the start of the run.
  void at(model::Duration since_start) { now_ = model::Time(since_start); }
  void references(bool honoured) { judge_.on_references(honoured); }

  // ---- Attik ----

  void booked(model::JobId id = subject, model::Creation created = model::Creation::attik) {
    model::Job& job = job_of(id);
    job = {id, model::OrderId::none(), created, nine, {}};
    job.inspectors.push_back(model::InspectorId{0});
    judge_.on_commit(now_, model::AttikCommit{job});
  }
  /// People save the job as the change leaves it.
  void saved(const std::function<void(model::Job&)>& change, model::JobId id = subject) {
    save(change, false, id);
  }
  void cancelled(model::JobId id = subject) {
    saved([](model::Job& job) { job.cancelled = true; }, id);
  }
  void reinstated() {
    saved([](model::Job& job) {
      job.cancelled = false;
      job.order = model::OrderId::none();
    });
  }
  /// A sync stores the id of that order of the job.
  void linked(std::uint8_t number = 0, model::JobId id = subject) {
    save([&](model::Job& job) { job.order = model::order_of(id, number); }, true, id);
  }
  /// A sync writes the whole record as it was before the cancel.
  void undone() {
    save([](model::Job& job) { job.cancelled = false; }, true, subject);
  }
  /// A job that is on, with an order that its record names.
  void given(model::JobId id = subject) {
    made(model::Author::start, 0, id);
    booked(id);
    linked(0, id);
  }
  /// A worker heard of the latest generation.
  void announced(model::JobId id = subject) {
    judge_.on_announced(now_, id, job_of(id).generation);
  }
  void asked() { judge_.on_asked(now_, subject); }
  void disabled(model::Duration until) { judge_.on_disabled(model::Time(until)); }
  void skipped() { judge_.on_skipped(now_, subject); }

  // ---- Alerts ----

  /// Staff see it from then on.
  void alerted(model::Duration from) {
    tell_staff(model::IntentEffect::alerted, model::Time(from));
  }
  void alert_closed() { tell_staff(model::IntentEffect::alert_closed); }
  void acknowledged() { tell_staff(model::IntentEffect::acknowledged); }

  // ---- Runs and their leases ----

  SyncRun leased(std::uint8_t worker = 0, model::JobId job = subject) {
    const SyncRun run{model::Cause{++causes_}, job, worker, ++fencings_};
    tell_store(model::IntentEffect::leased, run, now_ + std::chrono::seconds(60));
    return run;
  }
  SyncRun unleased() { return {model::Cause{++causes_}}; }
  void released(const SyncRun& run) { tell_store(model::IntentEffect::released, run); }
  void recorded(const SyncRun& run) { tell_store(model::IntentEffect::recorded, run); }
  /// The run hears from the store how the job stands.
  void read_job(const SyncRun& run) { heard(run, model::IntentVerb::read_job); }
  void heard(const SyncRun& run, model::IntentVerb verb,
             model::IntentStatus status = model::IntentStatus::ok) {
    model::IntentRequest request;
    request.run = run.cause;
    request.verb = verb;
    request.job = run.job;
    model::IntentReply reply;
    reply.status = status;
    reply.job = job_of(run.job);
    judge_.on_reply(now_, request, reply);
  }
  void answer(const SyncRun& run, model::Verdict verdict = model::Verdict::in_step) {
    answer(run, verdict, job_of(run.job).generation);
  }
  void answer(const SyncRun& run, model::Verdict verdict, std::uint32_t generation) {
    judge_.on_answer(now_, {run.job, generation, verdict, run.cause});
  }

  // ---- Requests ----

  model::OrderRequest sent(const SyncRun& run, model::OrderVerb verb, std::uint8_t number = 0,
                           model::Issuer issuer = model::Issuer::attik_created) {
    model::OrderRequest request;
    request.run = run.cause;
    request.ordinal = requests_++;
    request.verb = verb;
    request.issuer = issuer;
    request.fencing = run.fencing;
    request.reference = {run.job, number};
    request.order = model::order_of(run.job, number);
    request.event = {nine, model::InspectorId{0}};
    judge_.on_wire(now_, request);
    return request;
  }
  void answered(const model::OrderRequest& request, model::Status status = model::Status::ok,
                std::optional<model::Duration> retry_after = std::nullopt) {
    model::OrderReply reply;
    reply.status = status;
    reply.retry_after = retry_after;
    judge_.on_reply(now_, request, reply);
  }
  void search(const SyncRun& run, model::Status status = model::Status::ok) {
    answered(sent(run, model::OrderVerb::find_orders), status);
  }
  /// It takes effect.
  void applied(const model::OrderRequest& request, model::Author author = model::Author::client) {
    model::OrderCommit commit;
    commit.author = author;
    commit.run = request.run;
    commit.fencing = request.fencing;
    commit.order = {request.order, request.reference, request.event};
    if (request.verb == model::OrderVerb::cancel_order) {
      commit.effect = model::OrderEffect::cancelled;
      commit.order.cancelled = true;
    } else if (request.verb == model::OrderVerb::put_event) {
      commit.effect = model::OrderEffect::rescheduled;
    }
    judge_.on_commit(now_, commit);
  }
  /// The job is read, the request is sent, takes effect, and its client is told so.
  void done(const SyncRun& run, model::OrderVerb verb, std::uint8_t number = 0) {
    read_job(run);
    const model::OrderRequest request = sent(run, verb, number);
    applied(request);
    answered(request);
  }

  // ---- What else changes an order ----

  void made(model::Author author = model::Author::start, std::uint8_t number = 0,
            model::JobId job = subject) {
    tell_spectora(model::OrderEffect::created, author, order(job, number));
  }
  void order_cancelled(model::Author author, std::uint8_t number = 0) {
    model::Order changed = order(subject, number);
    changed.cancelled = true;
    tell_spectora(model::OrderEffect::cancelled, author, changed);
  }
  void moved(model::Author author, model::Time starts) {
    model::Order changed = order(subject, 0);
    changed.event.starts = starts;
    tell_spectora(model::OrderEffect::rescheduled, author, changed);
  }

  // ---- Faults and phases ----

  /// Its direct consequences end now.
  void fault(sim::Fault fault) { judge_.on_fault(now_, fault, model::order_of(subject, 0)); }
  void fault_everywhere(sim::Fault fault) { judge_.on_fault(now_, fault, std::nullopt); }
  void crashed(std::uint8_t worker = 0) { judge_.on_crash(now_, worker); }
  void probe_starts() { judge_.on_probe(now_); }

  // ---- What the judge finds ----

  /// The signatures by now, as "CAN.silent".
  [[nodiscard]] std::vector<std::string> violated() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < orders_signatures.size(); ++i) {
      if (judge_.violated().contains(i)) names.push_back(name_of(orders_signatures[i]));
    }
    return names;
  }
  std::vector<std::string> at_rest() {
    judge_.finish(now_);
    return violated();
  }
  [[nodiscard]] std::vector<std::string> situations() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < orders_situations.size(); ++i) {
      if (judge_.sometimes().contains(i)) names.emplace_back(orders_situations[i].name);
    }
    return names;
  }
  [[nodiscard]] const Histogram& measure(OrdersMeasure measure) const {
    return judge_.measures()[static_cast<std::size_t>(measure)];
  }
  [[nodiscard]] OrdersJudge& judge() { return judge_; }

 private:
  [[nodiscard]] model::Job& job_of(model::JobId id) { return jobs_.at(id.value); }
  static model::Order order(model::JobId job, std::uint8_t number) {
    return {model::order_of(job, number), {job, number}, {nine, model::InspectorId{0}}};
  }
  void save(const std::function<void(model::Job&)>& change, bool by_sync, model::JobId id) {
    model::Job& job = job_of(id);
    change(job);
    if (!by_sync) ++job.generation;
    judge_.on_commit(now_, model::AttikCommit{job, by_sync});
  }
  void tell_staff(model::IntentEffect effect, model::Time from = {}) {
    judge_.on_commit(now_, model::IntentCommit{.effect = effect, .job = subject, .from = from});
  }
  void tell_store(model::IntentEffect effect, const SyncRun& run, model::Time until = {}) {
    judge_.on_commit(now_, model::IntentCommit{.effect = effect,
                                               .job = run.job,
                                               .run = run.cause,
                                               .fencing = run.fencing,
                                               .owner = run.worker,
                                               .until = until});
  }
  void tell_spectora(model::OrderEffect effect, model::Author author, const model::Order& order) {
    judge_.on_commit(now_, model::OrderCommit{.effect = effect, .order = order, .author = author});
  }

  OrdersJudge judge_;
  model::Time now_{};
  std::array<model::Job, model::jobs_with_orders_max> jobs_{};
  std::uint32_t fencings_ = 0;
  std::uint32_t requests_ = 0;
  std::uint64_t causes_ = 0;
};

}  // namespace interleave::properties
