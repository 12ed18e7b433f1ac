#pragma once

#include <array>
#include <cstdint>

#include "model/flex.hpp"
#include "reconciler/port.hpp"

namespace interleave::reconciler {

using FlexPort = Port<model::FlexRequest, model::FlexReply>;
using FlexCall = Call<model::FlexRequest, model::FlexReply>;

/// Flex's API as one sync run uses it. It numbers the run's requests by verb, so that each has a
/// name that does not depend on what other runs do. The port must outlive it.
class FlexClient {
 public:
  struct Options {
    /// The sync run that sends the requests: the correlation id that each of them carries.
    model::Cause run;
    /// The lease under which they are sent; 0 when there is none.
    std::uint32_t fencing = 0;
    /// How long to wait for each reply; zero waits for ever.
    model::Duration timeout{};
  };

  FlexClient(FlexPort& port, const Options& options) : port_(port), options_(options) {}

  /// From now on requests are sent under that lease.
  void send_as(std::uint32_t fencing) { options_.fencing = fencing; }
  /// From now on requests carry that token.
  void use_token(std::uint32_t token) { token_ = token; }

  FlexCall list_lines(model::ElementId element, model::Listing listing);
  /// `form`: form-encoded instead of JSON.
  FlexCall add_resource(model::ElementId element, model::InspectorId technician, bool form = false);
  FlexCall set_role(model::LineId line, bool lead);
  FlexCall delete_line(model::LineId line);
  FlexCall delete_lines(model::ElementId element, const model::LineIdList& lines);

 private:
  /// What a request is about beside its verb.
  struct About {
    model::ElementId element;
    model::Listing listing = model::Listing::row_data;
    model::InspectorId technician = model::InspectorId::none();
    bool form = false;
    model::LineId line = model::LineId::none();
    bool lead = false;
    model::LineIdList lines{};
  };

  FlexCall call(model::FlexVerb verb, const About& about);

  FlexPort& port_;
  Options options_;
  std::uint32_t token_ = 0;
  std::array<std::uint32_t, model::flex_verb_count> sent_{};
};

}  // namespace interleave::reconciler
