#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "reconciler/fixtures.hpp"
#include "reconciler/orders_worker.hpp"

namespace interleave::reconciler {

/// For tests: the production worker of orders between a store and a Spectora that the test answers
/// by hand. Each `expect_…` takes the request that has to be the next one, and answers it. Orders
/// are named by their number: the first of the job is 0.
template <class Guards>
class OrdersBenchOf final : public SyncLog {
 public:
  static constexpr model::JobId job{1};
  static constexpr model::Cause cause{77};
  static constexpr int unlinked = -1;

  explicit OrdersBenchOf(const Guards& guards = {}, const SyncOptions& options = telling())
      : worker({spectora, store, timer}, *this, options, guards) {
    timer.pass(std::chrono::hours(1));
  }

  /// Options under which the worker looks for no work by itself, and tells staff what failed.
  static SyncOptions telling() {
    SyncOptions options;
    options.sweep_period = {};
    options.alerts = true;
    return options;
  }
  static model::OrderId numbered(int number) {
    return number == unlinked ? model::OrderId::none()
                              : model::order_of(job, static_cast<std::uint8_t>(number));
  }
  /// A job for A; its generation tells apart how it was saved.
  static model::Job job_of(int linked, std::uint32_t generation, bool cancelled = false) {
    model::Job wanted;
    wanted.id = job;
    wanted.order = numbered(linked);
    wanted.starts = model::Time{std::chrono::hours(33)};
    wanted.inspectors = {model::InspectorId{0}};
    wanted.generation = generation;
    wanted.cancelled = cancelled;
    return wanted;
  }
  /// Orders 0, 1, …: "o" is as it is wanted, "m" has another event, "x" is cancelled.
  static model::OrderList shelf(const std::string& orders) {
    model::OrderList list;
    for (const char state : orders) {
      const auto number = static_cast<std::uint8_t>(list.size());
      model::CalendarEvent event = wanted_event(job_of(unlinked, 1));
      if (state == 'm') event.starts += std::chrono::hours(1);
      list.push_back({model::order_of(job, number), {job, number}, event, state == 'x'});
    }
    return list;
  }

  // ---- Requests ----

  void change(const model::Job& saved) { worker.on_change({cause, saved, false}); }
  /// Up to the search at Spectora of a run for this job.
  void start_run(const model::Job& saved) {
    change(saved);
    expect_lease(saved.generation);
    expect_read(saved);
  }
  /// The next request, in a word: "LEASE", "FIND", "POST 0", "CANCEL 1", …
  [[nodiscard]] std::string next() const {
    if (spectora.pending() + store.pending() > 1) return "several requests";
    if (store.pending() == 1) return word(store.next());
    return spectora.pending() == 1 ? word(spectora.next()) : "nothing";
  }
  void expect_lease(std::uint32_t generation, const model::Intent& intent = leased()) {
    model::IntentReply reply;
    reply.intent = intent;
    reply.generation = generation;
    answer_store("LEASE", reply);
  }
  static model::Intent leased() {
    model::Intent intent;
    intent.fencing = 1;
    return intent;
  }
  void expect_read(const model::Job& saved) {
    model::IntentReply reply;
    reply.job = saved;
    answer_store("READ", reply);
  }
  /// The store answers the compare-and-set of the id with the job as it stands after it.
  void expect_link(int number, int linked) {
    model::IntentReply reply;
    reply.job.order = numbered(linked);
    answer_store("LINK " + std::to_string(number), reply);
  }
  model::RunEnd expect_finish(std::uint32_t generation) {
    const model::RunEnd end = next() == "FINISH" ? store.next().end : model::RunEnd{};
    model::IntentReply reply;
    reply.generation = generation;
    answer_store("FINISH", reply);
    return end;
  }
  void expect_from_store(const std::string& request, model::IntentStatus status) {
    model::IntentReply reply;
    reply.status = status;
    answer_store(request, reply);
  }
  void expect_find(const std::string& orders) {
    model::OrderReply reply;
    reply.orders = shelf(orders);
    answer_spectora("FIND", reply);
  }
  /// The order of that number is made.
  void expect_post(const std::string& request, int number) {
    model::OrderReply reply;
    reply.orders.push_back(shelf(std::string(static_cast<std::size_t>(number) + 1, 'o')).back());
    answer_spectora(request, reply);
  }
  void expect(const std::string& request, model::Status status,
              std::optional<model::Duration> retry_after = std::nullopt) {
    model::OrderReply reply;
    reply.status = status;
    reply.retry_after = retry_after;
    answer_spectora(request, reply);
  }

  void on_started(const RunStart&) override {}
  void on_finished(const model::Answer&, bool) override {}

  HandPort<model::OrderRequest, model::OrderReply> spectora;
  HandPort<model::IntentRequest, model::IntentReply> store;
  HandTimer timer;
  OrdersWorker<Guards> worker;

 private:
  static std::string number_of(model::OrderId order) {
    return std::to_string(order.value / model::jobs_with_orders_max);
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
        return "LINK " + number_of(request.order);
      case model::IntentVerb::save_job:
        return "SAVE " + number_of(request.record.order);
      case model::IntentVerb::alert:
        return "ALERT";
    }
    return "?";
  }
  static std::string word(const model::OrderRequest& request) {
    const bool nameless = request.reference.number == model::Reference::no_name;
    switch (request.verb) {
      case model::OrderVerb::post_order:
        return nameless ? "POST nameless" : "POST " + std::to_string(request.reference.number);
      case model::OrderVerb::get_order:
        return "GET " + number_of(request.order);
      case model::OrderVerb::find_orders:
        return "FIND";
      case model::OrderVerb::cancel_order:
        return "CANCEL " + number_of(request.order);
      case model::OrderVerb::put_event:
        return "PUT " + number_of(request.order);
    }
    return "?";
  }
  void answer_store(const std::string& request, const model::IntentReply& reply) {
    expect_next(request);
    store.answer(reply);
  }
  void answer_spectora(const std::string& request, const model::OrderReply& reply) {
    expect_next(request);
    spectora.answer(reply);
  }
  void expect_next(const std::string& request) const {
    if (next() != request) throw std::logic_error("expected " + request + ", found " + next());
  }
};

using OrdersBench = OrdersBenchOf<SealedGuards>;

}  // namespace interleave::reconciler
