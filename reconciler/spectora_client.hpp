#pragma once

#include <array>
#include <cstdint>

#include "model/spectora.hpp"
#include "reconciler/port.hpp"

namespace interleave::reconciler {

using SpectoraPort = Port<model::SpectoraRequest, model::SpectoraReply>;
using SpectoraCall = Call<model::SpectoraRequest, model::SpectoraReply>;

/// The Spectora partner API as one sync run uses it. It numbers the run's requests by verb, so that
/// each has a name that does not depend on what other runs do. The port must outlive it.
class SpectoraClient {
 public:
  struct Options {
    /// The sync run that sends the requests: the correlation id that each of them carries.
    model::Cause run;
    model::Issuer issuer = model::Issuer::attik_created;
    /// The lease under which they are sent; 0 when there is none.
    std::uint32_t fencing = 0;
    /// How long to wait for each reply; zero waits for ever.
    model::Duration timeout{};
  };

  SpectoraClient(SpectoraPort& port, const Options& options) : port_(port), options_(options) {}

  /// From now on requests are sent in that issuer's name, under that lease.
  void send_as(model::Issuer issuer, std::uint32_t fencing) {
    options_.issuer = issuer;
    options_.fencing = fencing;
  }

  /// `page`: counted from 1.
  SpectoraCall list_assignments(model::OrderId order, std::uint8_t page = 1);
  SpectoraCall get_event(model::OrderId order);
  SpectoraCall delete_assignment(model::OrderId order, const model::Assignment& assignment);
  SpectoraCall post_assignment(model::OrderId order, model::InspectorId inspector, bool primary);
  SpectoraCall put_event(model::OrderId order, const model::CalendarEvent& event);

 private:
  SpectoraCall call(model::SpectoraVerb verb, model::OrderId order, model::Cause record,
                    model::InspectorId inspector, bool primary, const model::CalendarEvent& event,
                    std::uint8_t page = 1);

  SpectoraPort& port_;
  Options options_;
  std::array<std::uint32_t, model::spectora_verb_count> sent_{};
};

}  // namespace interleave::reconciler
