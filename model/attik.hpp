#pragma once

#include "model/inspection.hpp"

namespace interleave::model {

/// One entry of Attik's commit log: the job as it stands after the commit.
struct AttikCommit {
  Job job;
};

}  // namespace interleave::model
