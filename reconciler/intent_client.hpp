#pragma once

#include <array>

#include "model/intent.hpp"
#include "reconciler/port.hpp"
#include "reconciler/timer.hpp"

namespace interleave::reconciler {

using IntentPort = Port<model::IntentRequest, model::IntentReply>;
using IntentCall = Call<model::IntentRequest, model::IntentReply>;

/// Attik's store as one run uses it. It numbers the run's requests by verb. The port must outlive
/// it.
class IntentClient {
 public:
  struct Options {
    model::Cause run;
    std::uint8_t owner = model::Intent::nobody;  ///< the worker
    model::Duration timeout{};                   ///< how long to wait for each reply
    model::Duration lease{};                     ///< how long a lease shall last
    const Timer* clock = nullptr;                ///< whose times it sends; null: the store's
  };
  struct Acquire {
    bool force = false;
    bool confirm_now = false;
  };

  IntentClient(IntentPort& port, const Options& options) : port_(port), options_(options) {}

  IntentCall acquire(model::JobId job, const Acquire& how);
  IntentCall renew(model::JobId job, std::uint32_t fencing);
  IntentCall read_job(model::JobId job);
  /// `confirm_newest`: for a mutant, whatever generation the job has reached counts as confirmed.
  IntentCall finish(model::JobId job, std::uint32_t fencing, const model::RunEnd& end,
                    bool confirm_newest = false);
  IntentCall scan(model::Time verified_before);
  /// Stores the id of the job's order, if that has the expected one until then.
  IntentCall link_order(model::JobId job, model::OrderId expected, model::OrderId order);
  /// As found: whoever saved it meanwhile has done so in vain.
  IntentCall save_job(const model::Job& record);
  IntentCall alert(model::JobId job);

 private:
  IntentCall call(model::IntentVerb verb, model::JobId job, std::uint32_t fencing,
                  const Acquire& how, const model::RunEnd& end, model::Time verified_before,
                  model::OrderId expected = model::OrderId::none(),
                  model::OrderId order = model::OrderId::none(), const model::Job& record = {});

  IntentPort& port_;
  Options options_;
  std::array<std::uint32_t, model::intent_verb_count> sent_{};
};

}  // namespace interleave::reconciler
