#include "reconciler/intent_client.hpp"

namespace interleave::reconciler {

using namespace model;

IntentCall IntentClient::acquire(JobId job, const Acquire& how) {
  return call(IntentVerb::acquire, job, 0, how, {}, {});
}

IntentCall IntentClient::renew(JobId job, std::uint32_t fencing) {
  return call(IntentVerb::renew, job, fencing, {}, {}, {});
}

IntentCall IntentClient::read_job(JobId job) {
  return call(IntentVerb::read_job, job, 0, {}, {}, {});
}

IntentCall IntentClient::finish(JobId job, std::uint32_t fencing, const RunEnd& end,
                                bool confirm_newest) {
  return call(IntentVerb::finish, job, fencing, {false, confirm_newest}, end, {});
}

IntentCall IntentClient::scan(Time verified_before) {
  return call(IntentVerb::scan, {}, 0, {}, {}, verified_before);
}

IntentCall IntentClient::link_order(JobId job, OrderId expected, OrderId order) {
  return call(IntentVerb::link_order, job, 0, {}, {}, {}, expected, order);
}

IntentCall IntentClient::save_job(const Job& record) {
  return call(IntentVerb::save_job, record.id, 0, {}, {}, {}, OrderId::none(), OrderId::none(),
              record);
}

IntentCall IntentClient::alert(JobId job) { return call(IntentVerb::alert, job, 0, {}, {}, {}); }

IntentCall IntentClient::call(IntentVerb verb, JobId job, std::uint32_t fencing, const Acquire& how,
                              const RunEnd& end, Time verified_before, OrderId expected,
                              OrderId order, const Job& record) {
  const std::uint32_t ordinal = sent_[static_cast<std::size_t>(verb)]++;
  const Time sent_at = options_.clock == nullptr ? Time{} : options_.clock->now();
  return IntentCall(port_, options_.timeout, options_.run, ordinal, verb, job, options_.owner,
                    fencing, how.force, how.confirm_now, end, verified_before, options_.lease,
                    sent_at, order, expected, record);
}

}  // namespace interleave::reconciler
