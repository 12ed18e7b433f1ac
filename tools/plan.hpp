#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "properties/campaign.hpp"
#include "tools/check.hpp"
#include "tools/check_report.hpp"
#include "tools/environment.hpp"

namespace interleave::tools {

/// What a check is going to do.
struct Plan {
  std::vector<properties::Experiment> experiments;
  std::vector<Skipped> skipped;
  properties::CampaignOptions options;  ///< with the range of this shard
  /// The runs of all shards; none: as many as fit in the time.
  std::optional<std::uint64_t> runs_asked;
  std::optional<std::chrono::seconds> time;  ///< for all systems together
  std::optional<Shard> shard;                ///< where there are several
  std::optional<std::string> commit;         ///< that the seed was made of
};

/// Everything that can be refused about the arguments is refused here. Throws UsageError.
Plan plan(const CheckArguments& arguments, const Environment& environment);

/// "90", "90s", "10m", "2h": at least a second, at most a year. Throws UsageError.
std::chrono::seconds parse_wall_time(std::string_view text);

/// The variant that is checked when none is named: production, or locked where there is none.
std::string default_variant(const properties::System& system);

}  // namespace interleave::tools
