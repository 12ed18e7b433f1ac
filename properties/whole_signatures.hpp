#pragma once

#include <array>
#include <cstdint>

#include "properties/measure.hpp"
#include "properties/signature.hpp"

namespace interleave::properties {

/// The ways in which systems that run together can fail, though none of them does by itself. The
/// order is that of the table.
enum class WholeFailure : std::uint8_t { record, missing, dispatched, doubled };

inline constexpr std::array<Signature, 4> whole_signatures{{
    {"WHOLE", "record", When::always, "a booking and its job never say different things"},
    {"WHOLE", "missing", When::settled,
     "at rest each booking that is on has a live order with its time and its inspectors, or staff "
     "are told by alert or record"},
    {"WHOLE", "dispatched", When::settled,
     "at rest no live order is left of a cancelled booking, or staff are told by alert or record"},
    {"WHOLE", "double", When::settled,
     "at rest no inspector stands on two live orders that overlap, or staff are told by alert or "
     "record"},
}};

/// Spans of virtual time that are reported.
enum class WholeMeasure : std::uint8_t { whole };

inline constexpr std::array<Measure, 1> whole_measures{{
    {"whole", "from a save of a booking until its order is as it says"},
}};

}  // namespace interleave::properties
