#include "model/intent.hpp"

namespace interleave::model {
namespace {

std::uint64_t number_of(Time time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

}  // namespace

std::uint64_t IntentRequest::fingerprint() const {
  std::uint64_t number = std::uint64_t{fencing} << 32U;
  number += std::uint64_t{job.value} * 8 + (force ? 4 : 0) + (confirm_now ? 2 : 0);
  number += mix(number_of(end.recheck_at) + 3 * number_of(end.held_until) +
                5 * number_of(end.wrote_at) + 7 * std::uint64_t{end.generation});
  if (verb == IntentVerb::link_order) number += mix(256U * expected.value + order.value + 1U);
  if (verb == IntentVerb::save_job) number += mix(record.fingerprint() + record.order.value);
  return number + (end.in_step ? 1U << 20U : 0U) + (end.record ? 1U << 21U : 0U) +
         (end.alert ? 1U << 22U : 0U) + (end.settled ? 1U << 23U : 0U);
}

std::string describe(const IntentRequest& request) {
  const std::string job = name_of(request.job);
  switch (request.verb) {
    case IntentVerb::acquire:
      return "LEASE " + job;
    case IntentVerb::renew:
      return "RENEW the lease of " + job;
    case IntentVerb::read_job:
      return "READ " + job;
    case IntentVerb::finish:
      return "FINISH " + job + (request.end.in_step ? " in step" : " not in step") +
             (request.end.record ? ", on record" : "") + (request.end.alert ? ", alert" : "");
    case IntentVerb::scan:
      return "SCAN for jobs that are not confirmed";
    case IntentVerb::link_order:
      return "LINK " + job + " to " + name_of(request.order);
    case IntentVerb::save_job:
      return "SAVE " + job + " with " + name_of(request.record.order) +
             (request.record.cancelled ? ", cancelled" : "");
    case IntentVerb::alert:
      return "ALERT staff about " + job;
  }
  return "unknown request";
}

std::string describe(const IntentRequest& request, const IntentReply& reply) {
  switch (reply.status) {
    case IntentStatus::ok:
      break;
    case IntentStatus::unreachable:
      return "connection refused";
    case IntentStatus::timed_out:
      return "timed out";
    case IntentStatus::unreadable:
      return "unreadable";
    case IntentStatus::failed:
      return "not available";
    case IntentStatus::busy:
      return "busy";
    case IntentStatus::nothing_to_do:
      return "nothing to do";
    case IntentStatus::superseded:
      return "the lease has gone to another";
    case IntentStatus::disabled:
      return "the sync is switched off";
  }
  switch (request.verb) {
    case IntentVerb::acquire:
      return "lease " + std::to_string(reply.intent.fencing);
    case IntentVerb::read_job:
      return name_of(reply.job.inspectors) + (reply.job.cancelled ? ", cancelled" : "") +
             ", generation " + std::to_string(reply.job.generation);
    case IntentVerb::scan:
      return std::to_string(reply.due.size()) + " due";
    case IntentVerb::link_order:
      return name_of(request.job) + " has " + name_of(reply.job.order);
    case IntentVerb::renew:
    case IntentVerb::finish:
    case IntentVerb::save_job:
    case IntentVerb::alert:
      break;
  }
  return "done";
}

std::string alert_about(const Job& job) {
  const std::string who = name_of(job.primary());
  return name_of(job.id) + ", " + name_of_address(job.id) + ", " + who + " on " +
         name_of_appointment(job.starts) + ": " +
         (job.cancelled ? "its cancel is not confirmed at Spectora; cancel it there, or tell " + who
                        : "Spectora may not show it as it is; look there, and set it right");
}

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::in_step:
      return "in step";
    case Verdict::not_yet:
      return "not yet";
    case Verdict::refused:
      return "refused";
  }
  return "unknown";
}

}  // namespace interleave::model
