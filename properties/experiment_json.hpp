#pragma once

#include <cstddef>

#include "properties/experiment.hpp"
#include "properties/json.hpp"

namespace interleave::properties {

/// "options" of a capsule or result: each by its name.
Json options_json(const Experiment& experiment);

/// The experiment of an object with "system", "variant", "profile" and "options". By best effort,
/// unknown options are passed over and missing ones have their default. Throws UsageError.
Experiment read_experiment(const JsonReader& reader, SchemaRule rule = SchemaRule::own);

/// The place of "signature" in the system's table. Throws UsageError.
std::size_t read_signature(const JsonReader& reader, const System& system);

/// Refuses another version than the known one. Throws UsageError.
void require_version(const JsonReader& reader, const char* name, std::int64_t known);

}  // namespace interleave::properties
