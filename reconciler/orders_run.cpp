#include "reconciler/orders_run.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

template <class Guards>
OrdersRun<Guards>::OrdersRun(const OrdersPorts& ports, const SyncOptions& options,
                             const Guards& guards, const Work<JobId>& work, std::uint32_t failures,
                             MutantMemory& memory)
    : guards_(guards),
      session_({ports.intents, ports.timer}, options, guards, work, failures, memory),
      orders_(ports.orders, {work.run, Issuer::attik_created, 0, options.remote_timeout}) {}

template <class Guards>
Task<RunReport> OrdersRun<Guards>::go() {
  const bool leased = co_await session_.begin();
  if (!leased) co_return session_.report();
  const Progress progress = co_await reconcile();
  co_await session_.finish(progress, observed_at_);
  co_return session_.report();
}

// ---- Desired, observe, plan, apply ----

template <class Guards>
Task<Progress> OrdersRun<Guards>::reconcile() {
  for (int round = 0; round < rounds_max; ++round) {
    const Progress read = co_await session_.read_job();
    if (read == Progress::failed) continue;
    if (read != Progress::go_on) co_return read;
    orders_.send_as(session_.issuer(), session_.fencing());
    const Progress seen = co_await observe();
    if (seen == Progress::failed) continue;
    if (seen != Progress::go_on) co_return seen;
    const OrderPlan steps = plan(job(), observed_, guards_, session_.options().events);
    if (steps.empty()) co_return Progress::in_step;
    const Progress applied = co_await apply(steps);
    if (applied == Progress::failed) {
      if (job().cancelled && !has(Guard::cancel_persists)) co_return Progress::in_step;
      continue;
    }
    if (applied != Progress::go_on) co_return applied;
    if (!has(Guard::verify)) co_return Progress::in_step;
  }
  co_return Progress::failed;
}

/// All orders that were ever made for the job.
template <class Guards>
Task<Progress> OrdersRun<Guards>::observe() {
  const Time believable = session_.believable_at();
  if (has(Guard::wait_out_lag) && now() < believable) {
    co_await Sleep(session_.timer(), believable);
  }
  observed_at_ = now();
  observed_.clear();
  const bool unlinked = job().order == OrderId::none() && !job().cancelled;
  if (unlinked && !has(Guard::look_before_create)) co_return Progress::go_on;
  if (!session_.lease_lasts()) {
    const Progress renewed = co_await session_.renew_lease();
    if (renewed != Progress::go_on) co_return renewed;
  }
  const OrderReply& reply = co_await orders_.find_orders(job().id);
  const Progress read = session_.judge_read(reply);
  if (read != Progress::go_on) {
    co_return has(Guard::list_read_checked) ? read : Progress::go_on;
  }
  observed_ = reply.orders;
  for (Order& order : observed_) {
    const bool sent_away = std::ranges::find(sent_away_, order.id) != sent_away_.end();
    if (sent_away) order.cancelled = true;
  }
  co_return Progress::go_on;
}

template <class Guards>
Task<Progress> OrdersRun<Guards>::apply(const OrderPlan& steps) {
  for (const OrderStep& step : steps) {
    const Progress made = co_await make(step);
    if (made != Progress::go_on) co_return made;
  }
  co_return Progress::go_on;
}

template <class Guards>
Task<Progress> OrdersRun<Guards>::make(const OrderStep& step) {
  if (step.kind == OrderStep::Kind::link) {
    const bool linked = co_await session_.link(step.order);
    co_return linked ? Progress::go_on : Progress::failed;
  }
  const Progress ready = co_await prepare_write();
  if (ready != Progress::go_on) co_return ready;
  if (step.kind == OrderStep::Kind::create) co_return co_await create(step.number);
  if (step.kind == OrderStep::Kind::cancel) co_return co_await cancel(step.order);
  co_return co_await move(step.order);
}

/// The lease outlasts the write, and the last that the store said is that the job is as it was when
/// that was planned.
template <class Guards>
Task<Progress> OrdersRun<Guards>::prepare_write() {
  if (!session_.lease_lasts()) {
    const Progress renewed = co_await session_.renew_lease();
    if (renewed != Progress::go_on) co_return renewed;
  }
  if (!has(Guard::recheck_wish)) co_return Progress::go_on;
  const std::uint32_t planned = job().generation;
  const Progress read = co_await session_.read_job();
  if (read != Progress::go_on) co_return read;
  const bool sound = job().generation == planned && session_.lease_lasts();
  co_return sound ? Progress::go_on : Progress::failed;
}

/// An order that was made is linked at once, whatever the job has become: the id must not be lost.
template <class Guards>
Task<Progress> OrdersRun<Guards>::create(std::uint8_t number) {
  const Reference reference{job().id, has(Guard::one_reference) ? number : Reference::no_name};
  const CalendarEvent event = wanted_event(job());
  for (int tries = 0;; ++tries) {
    const OrderReply& reply = co_await orders_.post_order(reference, event);
    const Status status = reply.status;
    const Outcome outcome = notes().note_write(now(), Write::create, status);
    const bool again = outcome == Outcome::unknown && tries == 0 && notes().sends_again(status);
    if (again) continue;
    const Progress made = notes().judge_write(now(), outcome, reply);
    if (made != Progress::go_on || reply.orders.empty()) co_return made;
    const OrderId order = reply.orders.front().id;
    const bool linked = co_await session_.link(order);
    co_return linked ? Progress::go_on : Progress::failed;
  }
}

template <class Guards>
Task<Progress> OrdersRun<Guards>::cancel(OrderId order) {
  if (!has(Guard::delete_status) && !full(sent_away_)) sent_away_.push_back(order);
  const OrderReply& reply = co_await orders_.cancel_order(order);
  const Outcome outcome = notes().note_write(now(), Write::change, reply.status);
  if (!has(Guard::delete_status)) co_return Progress::go_on;
  co_return notes().judge_write(now(), outcome, reply);
}

template <class Guards>
Task<Progress> OrdersRun<Guards>::move(OrderId order) {
  const CalendarEvent event = wanted_event(job());
  const OrderReply& reply = co_await orders_.put_event(order, event);
  const Outcome outcome = notes().note_write(now(), Write::change, reply.status);
  co_return notes().judge_write(now(), outcome, reply);
}

template class OrdersRun<SealedGuards>;
template class OrdersRun<AdjustableGuards>;

}  // namespace interleave::reconciler
