#pragma once

#include <string>
#include <vector>

#include "properties/campaign.hpp"
#include "tools/nondeterminism.hpp"

namespace interleave::tools {

/// What came of making some runs again in a fresh process.
struct FreshProcess {
  std::vector<Nondeterminism> found;
  std::string impossible;  ///< why there was none; empty: there was one
};

/// Makes some of a campaign's runs again, here and in a fresh process, and compares them event by
/// event: up to twenty of those that are watched, evenly from all of them, and the first failing
/// run of each signature. What addresses, leftovers of memory or the state of the process decide,
/// comes out differently there. `program` is this command; it is asked for `trace`.
FreshProcess check_in_fresh_process(const std::string& program,
                                    const properties::Experiment& experiment,
                                    const properties::CampaignOptions& options,
                                    const properties::CampaignResult& result);

}  // namespace interleave::tools
