#pragma once

#include "reconciler/crew_table_client.hpp"
#include "reconciler/flex_client.hpp"
#include "reconciler/intent_client.hpp"
#include "reconciler/timer.hpp"

namespace interleave::reconciler {

/// The ports of a worker of crews.
struct CrewPorts {
  FlexPort& flex;
  CrewTablePort& tables;
  IntentPort& intents;
  Timer& timer;
};

}  // namespace interleave::reconciler
