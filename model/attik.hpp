#pragma once

#include <cstdint>

#include "model/cause.hpp"
#include "model/inspection.hpp"

namespace interleave::model {

/// One entry of Attik's commit log: the job as it stands after the commit.
struct AttikCommit {
  Job job;
  bool by_sync = false;  ///< a sync wrote it; otherwise people did, or the run starts so
};

/// A change as Attik's change stream tells it: the job as it stood when it was saved.
struct JobChange {
  /// The action that saved the job, or the redelivery that tells it again.
  Cause cause;
  Job job;
  bool primary_changed = false;
  bool became_cancelled = false;
  bool linked = false;  ///< nothing changed but the order that it is linked to
};

}  // namespace interleave::model
