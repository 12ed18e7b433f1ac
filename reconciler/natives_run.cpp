#include "reconciler/natives_run.hpp"

namespace interleave::reconciler {

using namespace model;

template <class Guards>
NativesRun<Guards>::NativesRun(const BookingPorts& ports, const SyncOptions& options,
                               const Guards& guards, const Work<JobId>& work,
                               std::uint32_t failures, MutantMemory& memory)
    : guards_(guards),
      session_({ports.intents, ports.timer}, options, guards, work, failures, memory),
      orders_(ports.orders, {work.run, Issuer::spectora_native, 0, options.remote_timeout}),
      calendar_(ports.calendar, {work.run, options.store_timeout}) {}

template <class Guards>
Task<RunReport> NativesRun<Guards>::go() {
  const bool leased = co_await session_.begin();
  if (!leased) co_return session_.report();
  const Progress progress = co_await reconcile();
  co_await session_.finish(progress, observed_at_);
  co_return session_.report();
}

template <class Guards>
Task<Progress> NativesRun<Guards>::reconcile() {
  for (int round = 0; round < rounds_max; ++round) {
    const Progress read = co_await session_.read_job();
    if (read == Progress::failed) continue;
    if (read != Progress::go_on) co_return read;
    orders_.send_as(Issuer::spectora_native, session_.fencing());
    const Progress seen = co_await observe();
    if (seen == Progress::failed) continue;
    if (seen != Progress::go_on) co_return seen;
    const Progress written = co_await write();
    if (written != Progress::failed) co_return written;
  }
  co_return Progress::failed;
}

template <class Guards>
Task<Progress> NativesRun<Guards>::observe() {
  if (has(Guard::wait_out_lag)) {
    co_await Sleep(session_.timer(), session_.now() + session_.options().list_lag);
  }
  if (!session_.lease_lasts()) {
    const Progress renewed = co_await session_.renew_lease();
    if (renewed != Progress::go_on) co_return renewed;
  }
  observed_at_ = session_.now();
  observed_ = {};
  observed_.cancelled = true;
  const OrderReply& reply = co_await orders_.find_orders(session_.job().id);
  const Progress read = session_.judge_read(reply);
  if (read != Progress::go_on) co_return has(Guard::list_read_checked) ? read : Progress::go_on;
  for (const Order& order : reply.orders) {
    if (!order.cancelled || !has(Guard::live_rows)) observed_ = order;
  }
  if (!has(Guard::live_rows)) observed_.cancelled = reply.orders.empty();
  co_return Progress::go_on;
}

/// Whether the lease still holds the store knows best: it takes nothing from a run that has lost
/// it.
template <class Guards>
Task<Progress> NativesRun<Guards>::write() {
  const CalendarRequest wanted =
      import_of(session_.job().id, observed_, session_.fencing(), guards_);
  const CalendarReply& reply = co_await calendar_.send(wanted);
  if (reply.status == CalendarStatus::superseded) co_return Progress::superseded;
  co_return reply.status == CalendarStatus::ok ? Progress::in_step : Progress::failed;
}

template <class Guards>
CalendarRequest import_of(JobId native, const Order& order, std::uint32_t fencing,
                          const Guards& guards) {
  CalendarRequest wanted;
  wanted.verb = CalendarVerb::import;
  wanted.native = native;
  wanted.live = !order.cancelled;
  wanted.wish.when = interval_of(order.event);
  wanted.wish.inspectors.push_back(spectora_identity(order.event.inspector));
  wanted.fencing = fencing;
  wanted.check.free = false;  // it is there, whatever is in the way
  wanted.check.fenced = guards.has(Guard::fenced_books) && fencing != 0;
  wanted.check.watch = guards.has(Guard::watch_natives);
  wanted.check.closes = guards.has(Guard::close_alert);
  return wanted;
}

template class NativesRun<SealedGuards>;
template class NativesRun<AdjustableGuards>;
template CalendarRequest import_of(JobId, const Order&, std::uint32_t, const SealedGuards&);
template CalendarRequest import_of(JobId, const Order&, std::uint32_t, const AdjustableGuards&);

}  // namespace interleave::reconciler
