#pragma once

#include <span>
#include <string>
#include <string_view>

#include "properties/experiment.hpp"

namespace interleave::properties {

/// A name for one seeded run, short enough for a log line:
/// `vSCHEMA/SYSTEM/VARIANT/STRATEGY/PROFILE/OPTIONS-HASH/SEED/RUN`. It regenerates the run on any
/// build of the same schema; options other than the defaults have to be given beside it.
std::string token_of(const Experiment& experiment, const SeededRun& run);

/// Whether the text means a token, well formed or not, rather than the path of a capsule.
bool looks_like_token(std::string_view text);

struct TokenRun {
  Experiment experiment;
  SeededRun run;
};

/// The run that a token names. `settings` are the "NAME=VALUE" options given beside it. Throws
/// UsageError: malformed, another schema, unknown names, options that do not match the token's
/// hash.
TokenRun parse_token(std::string_view text, std::span<const std::string> settings);

}  // namespace interleave::properties
