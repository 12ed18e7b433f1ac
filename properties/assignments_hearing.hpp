#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/order.hpp"
#include "properties/assignments_judge.hpp"

namespace interleave::properties {

// Inspectors A, B and C, and two appointments.
inline constexpr model::InspectorId a{0};
inline constexpr model::InspectorId b{1};
inline constexpr model::InspectorId c{2};
inline constexpr model::Time nine{std::chrono::hours(24 + 9)};
inline constexpr model::Time ten{std::chrono::hours(24 + 10)};

/// For tests: every signature of those properties.
inline SignatureSet signatures_of(std::initializer_list<std::string_view> properties) {
  SignatureSet set;
  for (std::size_t i = 0; i < assignments_signatures.size(); ++i) {
    if (std::ranges::find(properties, assignments_signatures[i].property) != properties.end()) {
      set.add(i);
    }
  }
  return set;
}

/// For tests: tells a judge a history that was made by hand, entry by entry, as the services would
/// publish it. Everything happens at the time that was set last, the start of the run at first, and
/// is about job 0, and the order that its record names, unless another one is named. A job has its
/// first order unless it is told otherwise.
class Hearing {
 public:
  struct About {
    std::uint8_t job = 0;
    model::Time starts = nine;
    model::Creation created = model::Creation::attik;
    bool cancelled = false;
    bool linked = true;  ///< its record names the order that it did, or else none
  };
  /// A sync run and the lease under which it sends; fencing 0 when it has none.
  struct SyncRun {
    model::Cause cause;
    std::uint8_t job = 0;
    std::uint8_t worker = 0;
    std::uint32_t fencing = 0;
  };
  struct LeaseOf {
    std::uint8_t job = 0;
    std::uint8_t worker = 0;
    model::Duration lasts = std::chrono::seconds(60);
  };
  /// What counts of a request beside its verb, which depends on the verb.
  struct Content {
    model::InspectorId inspector{};
    bool primary = true;
    model::Cause record{};
    model::CalendarEvent event{nine, a};
    model::Issuer issuer = model::Issuer::attik_created;
    std::optional<model::OrderId> order{};  ///< instead of the job's
  };

  explicit Hearing(const AssignmentsJudge::Options& options) : judge_(options) {}
  Hearing() : Hearing(AssignmentsJudge::Options()) {}

  /// From now on it is so long after the start of the run.
  void at(model::Duration since_start) { now_ = model::Time(since_start); }

  // ---- Attik ----

  void saved(const model::InspectorList& inspectors) { saved(inspectors, About{}); }
  void saved(const model::InspectorList& inspectors, const About& about) {
    if (!about.linked) named_[about.job] = model::OrderId::none();
    const model::Job job{
        model::JobId{about.job}, named_by(about.job), about.created, about.starts, inspectors,
        about.cancelled,         saves_[about.job]++};
    records_[about.job] = job;
    judge_.on_commit(now_, model::AttikCommit{job});
  }
  /// A sync stores the id of the job's order, the first one or a later one.
  void linked(std::uint8_t number, std::uint8_t job = 0) {
    store_id(model::order_of(model::JobId{job}, number), job);
  }
  /// A sync writes the whole record, as it was before there was an id.
  void id_lost(std::uint8_t job = 0) { store_id(model::OrderId::none(), job); }
  void given(const model::InspectorList& inspectors) { given(inspectors, About{}); }
  /// A job and its order in step, as a run starts.
  void given(const model::InspectorList& inspectors, const About& about) {
    saved(inspectors, about);
    for (const model::InspectorId inspector : inspectors) {
      assigned(inspector, inspector == inspectors.front(), about.job);
    }
    event_written({about.starts, inspectors.front()}, about.job);
  }
  /// A worker heard of the latest generation, or of an older one.
  void announced(std::uint8_t job = 0) { announced(job, saves_[job] - 1); }
  void announced(std::uint8_t job, std::uint32_t generation) {
    judge_.on_announced(now_, model::JobId{job}, generation);
  }
  void asked(std::uint8_t job = 0) { judge_.on_asked(now_, model::JobId{job}); }
  /// The same, and they are told at once that it is not in step yet.
  void asked_and_told(std::uint8_t job = 0) {
    asked(job);
    judge_.on_answer(now_, {model::JobId{job}, 0, model::Verdict::not_yet, next_cause()});
  }

  // ---- Runs and their leases ----

  SyncRun leased() { return leased(LeaseOf{}); }
  SyncRun leased(const LeaseOf& lease) {
    const SyncRun run{next_cause(), lease.job, lease.worker, ++fencings_};
    tell_store(model::IntentEffect::leased, run, lease.lasts);
    return run;
  }
  /// Another run of the same name: its trigger was told again after the worker had died.
  SyncRun leased_again(SyncRun run) {
    run.fencing = ++fencings_;
    tell_store(model::IntentEffect::leased, run, std::chrono::seconds(60));
    return run;
  }
  SyncRun unleased(std::uint8_t job = 0) { return {next_cause(), job, 0, 0}; }
  void renewed(const SyncRun& run, model::Duration lasts = std::chrono::seconds(60)) {
    tell_store(model::IntentEffect::renewed, run, lasts);
  }
  void released(const SyncRun& run) { tell_store(model::IntentEffect::released, run); }
  void recorded(const SyncRun& run) { tell_store(model::IntentEffect::recorded, run); }
  void record_closed(const SyncRun& run) { tell_store(model::IntentEffect::record_closed, run); }
  /// What the run tells people, by default about the latest generation.
  void answer(const SyncRun& run, model::Verdict verdict = model::Verdict::in_step) {
    answer(run, verdict, saves_[run.job] - 1);
  }
  void answer(const SyncRun& run, model::Verdict verdict, std::uint32_t generation) {
    judge_.on_answer(now_, {model::JobId{run.job}, generation, verdict, run.cause});
  }

  // ---- Requests, one leg after the other ----

  model::SpectoraRequest sent(const SyncRun& run, model::SpectoraVerb verb) {
    return sent(run, verb, Content{});
  }
  model::SpectoraRequest sent(const SyncRun& run, model::SpectoraVerb verb,
                              const Content& content) {
    model::SpectoraRequest request;
    request.run = run.cause;
    request.ordinal = requests_++;
    request.verb = verb;
    request.issuer = content.issuer;
    request.order = content.order.value_or(named_by(run.job));
    request.fencing = run.fencing;
    request.record = content.record;
    request.inspector = content.inspector;
    request.primary = content.primary;
    request.event = content.event;
    judge_.on_wire(now_, request);
    return request;
  }
  void applied(const model::SpectoraRequest& request,
               model::Author author = model::Author::client) {
    using model::SpectoraEffect;
    model::SpectoraCommit commit;
    commit.order = request.order;
    commit.author = author;
    commit.run = request.run;
    commit.fencing = request.fencing;
    commit.event = request.event;
    commit.assignment = {request.cause(), request.inspector, request.primary};
    commit.effect = SpectoraEffect::assigned;
    if (request.verb == model::SpectoraVerb::put_event) {
      commit.effect = SpectoraEffect::event_written;
    }
    if (request.verb == model::SpectoraVerb::delete_assignment) {
      commit.effect = SpectoraEffect::unassigned;
      commit.assignment = record_named(request.record, request.order);
    }
    tell_spectora(commit);
  }
  void answered(const model::SpectoraRequest& request, model::Status status = model::Status::ok,
                std::optional<model::Duration> retry_after = std::nullopt) {
    model::SpectoraReply reply;
    reply.status = status;
    reply.retry_after = retry_after;
    judge_.on_reply(now_, request, reply);
  }

  // ---- Requests, there and back ----

  void list(const SyncRun& run, model::Status status = model::Status::ok) {
    answered(sent(run, model::SpectoraVerb::list_assignments), status);
  }
  /// A page with so many rows of a list that says it has `total`.
  void list_page(const SyncRun& run, std::uint8_t page, std::size_t rows, std::uint8_t total) {
    model::SpectoraRequest request = sent(run, model::SpectoraVerb::list_assignments);
    request.page = page;
    model::SpectoraReply reply;
    reply.assignments.resize(rows);
    reply.total = total;
    judge_.on_reply(now_, request, reply);
  }
  void get_event(const SyncRun& run, model::Status status = model::Status::ok) {
    answered(sent(run, model::SpectoraVerb::get_event), status);
  }
  void look(const SyncRun& run) {
    list(run);
    get_event(run);
  }
  model::SpectoraRequest post_sent(const SyncRun& run, model::InspectorId inspector,
                                   bool primary = true) {
    return sent(run, model::SpectoraVerb::post_assignment,
                {.inspector = inspector, .primary = primary});
  }
  /// Of the oldest record that the inspector has on the order.
  model::SpectoraRequest delete_sent(const SyncRun& run, model::InspectorId inspector) {
    return sent(run, model::SpectoraVerb::delete_assignment,
                {.inspector = inspector, .record = record_of(inspector, run.job)});
  }
  model::SpectoraRequest put_sent(const SyncRun& run, const model::CalendarEvent& event) {
    return sent(run, model::SpectoraVerb::put_event, {.event = event});
  }
  void post(const SyncRun& run, model::InspectorId inspector, bool primary = true) {
    done(post_sent(run, inspector, primary));
  }
  void remove(const SyncRun& run, model::InspectorId inspector) {
    done(delete_sent(run, inspector));
  }
  void put(const SyncRun& run, const model::CalendarEvent& event) { done(put_sent(run, event)); }
  /// It takes effect, and its client is told so.
  void done(const model::SpectoraRequest& request) {
    applied(request);
    answered(request);
  }

  // ---- What else changes an order ----

  void assigned(model::InspectorId inspector, bool primary, std::uint8_t job = 0,
                model::Author author = model::Author::start) {
    assigned_on(named_by(job), inspector, primary, author);
  }
  void assigned_on(model::OrderId order, model::InspectorId inspector, bool primary,
                   model::Author author) {
    model::SpectoraCommit commit;
    commit.effect = model::SpectoraEffect::assigned;
    commit.order = order;
    commit.assignment = {next_cause(), inspector, primary};
    commit.author = author;
    tell_spectora(commit);
  }
  void unassigned(model::InspectorId inspector, std::uint8_t job = 0,
                  model::Author author = model::Author::start) {
    model::SpectoraCommit commit;
    commit.effect = model::SpectoraEffect::unassigned;
    commit.order = named_by(job);
    commit.assignment = record_named(record_of(inspector, job), commit.order);
    commit.author = author;
    tell_spectora(commit);
  }
  void event_written(const model::CalendarEvent& event, std::uint8_t job = 0,
                     model::Author author = model::Author::start) {
    event_written_on(named_by(job), event, author);
  }
  /// The first one of an order: somebody else makes it.
  void event_written_on(model::OrderId order, const model::CalendarEvent& event,
                        model::Author author = model::Author::client) {
    model::SpectoraCommit commit;
    commit.effect = model::SpectoraEffect::event_written;
    commit.order = order;
    commit.event = event;
    commit.author = author;
    tell_spectora(commit);
  }
  void added_by_hand(model::InspectorId inspector) {
    assigned(inspector, false, 0, model::Author::hand);
  }
  void removed_by_hand(model::InspectorId inspector) {
    unassigned(inspector, 0, model::Author::hand);
  }

  // ---- Faults and phases ----

  /// Its direct consequences end now.
  void fault(sim::Fault fault, std::uint8_t job = 0) {
    fault_on(model::order_of(model::JobId{job}, 0), fault);
  }
  void fault_on(model::OrderId order, sim::Fault fault) { judge_.on_fault(now_, fault, order); }
  void fault_everywhere(sim::Fault fault) { judge_.on_fault(now_, fault, std::nullopt); }
  void crashed(std::uint8_t worker = 0) { judge_.on_crash(now_, worker); }
  void probe_starts() { judge_.on_probe(now_); }
  /// A new run starts, of which nothing is known.
  void reset() { *this = Hearing(judge_); }

  // ---- What the judge finds ----

  /// The signatures by now, as "ASG.extra".
  [[nodiscard]] std::vector<std::string> violated() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < assignments_signatures.size(); ++i) {
      if (judge_.violated().contains(i)) names.push_back(name_of(assignments_signatures[i]));
    }
    return names;
  }
  std::vector<std::string> at_rest() {
    judge_.finish(now_);
    return violated();
  }
  /// The situations by now, as "reply-lost".
  [[nodiscard]] std::vector<std::string> situations() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < assignments_situations.size(); ++i) {
      if (judge_.sometimes().contains(i)) names.emplace_back(assignments_situations[i].name);
    }
    return names;
  }
  [[nodiscard]] AssignmentsJudge& judge() { return judge_; }

 private:
  /// The same judge, reset.
  explicit Hearing(const AssignmentsJudge& judge) : judge_(judge) { judge_.reset(); }

  [[nodiscard]] model::OrderId named_by(std::uint8_t job) const {
    return named_[job].value_or(model::order_of(model::JobId{job}, 0));
  }
  void store_id(model::OrderId order, std::uint8_t job) {
    named_[job] = order;
    records_[job].order = order;
    judge_.on_commit(now_, model::AttikCommit{records_[job], true});
  }
  model::Cause next_cause() { return model::Cause{++causes_}; }
  /// None when the inspector does not stand there.
  [[nodiscard]] model::Cause record_of(model::InspectorId inspector, std::uint8_t job) const {
    const model::AssignmentList& shown = orders_.assignments(named_by(job));
    const auto found = std::ranges::find(shown, inspector, &model::Assignment::inspector);
    return found == shown.end() ? model::Cause{} : found->record;
  }
  [[nodiscard]] model::Assignment record_named(model::Cause record, model::OrderId order) const {
    const model::AssignmentList& shown = orders_.assignments(order);
    const auto found = std::ranges::find(shown, record, &model::Assignment::record);
    return found == shown.end() ? model::Assignment{record, {}, false} : *found;
  }
  void tell_store(model::IntentEffect effect, const SyncRun& run, model::Duration lasts = {}) {
    judge_.on_commit(now_, model::IntentCommit{effect, model::JobId{run.job}, run.cause,
                                               run.fencing, run.worker, now_ + lasts});
  }
  void tell_spectora(const model::SpectoraCommit& commit) {
    judge_.on_commit(now_, commit);
    orders_.on_commit(commit);
  }

  AssignmentsJudge judge_;
  RemoteOrders orders_;
  model::Time now_{};
  std::array<std::uint32_t, 8> saves_{};                  ///< of each job
  std::array<model::Job, 8> records_{};                   ///< as they were written last
  std::array<std::optional<model::OrderId>, 8> named_{};  ///< by each; its first order, if nothing
  std::uint32_t fencings_ = 0;
  std::uint32_t requests_ = 0;
  std::uint64_t causes_ = 0;
};

}  // namespace interleave::properties
