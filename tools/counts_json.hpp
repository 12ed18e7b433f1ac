#pragma once

#include "properties/campaign.hpp"
#include "properties/json.hpp"

namespace interleave::tools {

// Everything of a CampaignResult that shards have to bring together. A new member that can be
// merged takes a line in each of the two functions, and a row in docs/result.md.

/// The counts as fields of an object.
properties::Json counts_json(const properties::Experiment& experiment,
                             const properties::CampaignResult& result);

/// The counts of such an object. Throws UsageError.
properties::CampaignResult read_counts(const properties::System& system,
                                       const properties::JsonReader& reader);

}  // namespace interleave::tools
