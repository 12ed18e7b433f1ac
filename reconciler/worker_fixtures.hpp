#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "reconciler/assignments_worker.hpp"
#include "reconciler/fixtures.hpp"

namespace interleave::reconciler {

/// For tests: the production worker between a store and a Spectora that the test answers by hand.
/// Each `expect_…` takes the request that has to be the next one, and answers it. Inspectors are
/// letters, a capital letter is a primary: "A b".
template <class Guards>
class WorkerBenchOf final : public SyncLog {
 public:
  static constexpr model::JobId job{1};
  static constexpr model::OrderId order{1};
  static constexpr model::Cause cause{77};
  static constexpr model::Time appointment{std::chrono::hours(33)};

  explicit WorkerBenchOf(const SyncOptions& options = quiet(), const Guards& guards = {})
      : worker({spectora, store, timer}, *this, options, guards) {
    timer.pass(std::chrono::hours(1));
  }

  /// Options under which the worker looks for no work by itself.
  static SyncOptions quiet() {
    SyncOptions options;
    options.sweep_period = {};
    return options;
  }

  // ---- Triggers ----

  static model::Job job_of(const std::string& people, std::uint32_t generation) {
    model::Job wanted;
    wanted.id = job;
    wanted.order = order;
    wanted.starts = appointment;
    wanted.generation = generation;
    for (const char person : people) wanted.inspectors.push_back(inspector(person));
    return wanted;
  }
  void change(const std::string& people, std::uint32_t generation) {
    worker.on_change({cause.child(1, generation), job_of(people, generation), true});
  }
  void ask() { worker.on_sync(job_of("A", 1), cause); }

  // ---- The store ----

  /// The next request, in a word: "LEASE", "LIST", …, "POST B"; "nothing" if none is pending.
  [[nodiscard]] std::string next() const {
    if (spectora.pending() + store.pending() > 1) return "several requests";
    if (store.pending() == 1) return word(store.next());
    return spectora.pending() == 1 ? word(spectora.next()) : "nothing";
  }
  void expect_lease(std::uint32_t generation, const model::Intent& intent = leased(1),
                    bool unfinished = false, model::Time answered_at = {}) {
    model::IntentReply reply;
    reply.answered_at = answered_at;
    reply.intent = intent;
    reply.generation = generation;
    reply.order = linked;
    reply.unfinished = unfinished;
    answer_store("LEASE", reply);
  }
  void expect_read(const std::string& people, std::uint32_t generation) {
    model::IntentReply reply;
    reply.job = job_of(people, generation);
    reply.job.order = linked;
    answer_store("READ", reply);
  }
  /// Returns what the run came to. The job has reached that generation.
  model::RunEnd expect_finish(std::uint32_t generation) {
    const bool pending = store.pending() == 1;
    const model::RunEnd end = pending ? store.next().end : model::RunEnd{};
    model::IntentReply reply;
    reply.generation = generation;
    reply.order = linked;
    answer_store("FINISH", reply);
    return end;
  }
  void expect_from_store(const std::string& request, model::IntentStatus status) {
    model::IntentReply reply;
    reply.status = status;
    answer_store(request, reply);
  }
  void answer_store(const std::string& request, const model::IntentReply& reply) {
    expect(request);
    store.answer(reply);
  }
  static model::Intent leased(std::uint32_t fencing) {
    model::Intent intent;
    intent.fencing = fencing;
    return intent;
  }

  // ---- Spectora ----

  void expect_list(const std::string& people) { answer_spectora("LIST", list_of(people)); }
  static model::SpectoraReply list_of(const std::string& people) {
    model::SpectoraReply reply;
    for (const char person : people) {
      if (person == ' ') continue;
      const model::Cause record{1000 + static_cast<std::uint64_t>(person)};
      reply.assignments.push_back({record, inspector(person), person <= 'Z'});
    }
    reply.total = static_cast<std::uint8_t>(reply.assignments.size());
    return reply;
  }
  /// The calendar event has the right time, and this inspector.
  void expect_event(char person) {
    model::SpectoraReply reply;
    reply.event = {appointment, inspector(person)};
    answer_spectora("EVENT", reply);
  }
  void expect_reads(const std::string& people, char event_of) {
    expect_list(people);
    expect_event(event_of);
  }
  /// A page of a longer list.
  void expect_page(std::uint8_t page, const std::string& people, std::uint8_t total) {
    if (spectora.pending() == 1 && spectora.next().page != page) {
      throw std::logic_error("expected page " + std::to_string(page) + ", found page " +
                             std::to_string(spectora.next().page));
    }
    model::SpectoraReply reply = list_of(people);
    reply.total = total;
    answer_spectora("LIST", reply);
  }
  void expect(const std::string& request, model::Status status,
              std::optional<model::Duration> retry_after = std::nullopt) {
    model::SpectoraReply reply;
    reply.status = status;
    reply.retry_after = retry_after;
    answer_spectora(request, reply);
  }
  void answer_spectora(const std::string& request, const model::SpectoraReply& reply) {
    expect(request);
    spectora.answer(reply);
  }

  /// Up to the reads at Spectora of a run for this job.
  void start_run(const std::string& people, std::uint32_t generation) {
    change(people, generation);
    expect_lease(generation);
    expect_read(people, generation);
  }

  void on_started(const RunStart&) override { ++started; }
  void on_finished(const model::Answer& answer, bool asked) override {
    ++finished;
    if (asked) told.push_back(answer.verdict);
  }

  HandPort<model::SpectoraRequest, model::SpectoraReply> spectora;
  HandPort<model::IntentRequest, model::IntentReply> store;
  HandTimer timer;
  AssignmentsWorker<Guards> worker;
  model::OrderId linked = order;  ///< what the job's record names, as the store has it
  int started = 0;
  int finished = 0;
  std::vector<model::Verdict> told;  ///< what those who asked were told

 private:
  static model::InspectorId inspector(char person) {
    return {static_cast<std::uint8_t>(person - (person <= 'Z' ? 'A' : 'a'))};
  }
  static std::string word(const model::IntentRequest& request) {
    switch (request.verb) {
      case model::IntentVerb::acquire:
        return "LEASE";
      case model::IntentVerb::renew:
        return "RENEW";
      case model::IntentVerb::read_job:
        return "READ";
      case model::IntentVerb::finish:
        return "FINISH";
      case model::IntentVerb::scan:
        return "SCAN";
      case model::IntentVerb::link_order:
        return "LINK";
      case model::IntentVerb::save_job:
        return "SAVE";
      case model::IntentVerb::alert:
        return "ALERT";
    }
    return "?";
  }
  static std::string word(const model::SpectoraRequest& request) {
    const std::string person(1, static_cast<char>('A' + request.inspector.value));
    switch (request.verb) {
      case model::SpectoraVerb::list_assignments:
        return "LIST";
      case model::SpectoraVerb::get_event:
        return "EVENT";
      case model::SpectoraVerb::post_assignment:
        return "POST " + person;
      case model::SpectoraVerb::delete_assignment:
        return "DELETE " + person;
      case model::SpectoraVerb::put_event:
        return "PUT";
    }
    return "?";
  }
  void expect(const std::string& request) const {
    if (next() != request) {
      throw std::logic_error("expected " + request + ", found " + next());
    }
  }
};

using WorkerBench = WorkerBenchOf<SealedGuards>;

}  // namespace interleave::reconciler
