#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "tools/environment.hpp"

namespace interleave::tools {

/// A seed that belongs to the commit under test: another commit explores other runs, the same one
/// the same.
struct CommitSeed {
  std::uint64_t seed = 0;  ///< the commit's first twelve hexadecimal digits as a number
  std::string commit;
};

/// What `git rev-parse HEAD` prints in the working directory; nothing when there is no commit.
std::optional<std::string> head_of_git();

/// The commit that a CI engine names in the environment, else the one that `head` finds. Throws
/// UsageError: no commit, or a variable that holds none.
CommitSeed seed_of_commit(const Environment& environment,
                          const std::function<std::optional<std::string>()>& head);

}  // namespace interleave::tools
