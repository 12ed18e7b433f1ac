#pragma once

#include <cstdint>

#include "properties/joint_table.hpp"

namespace interleave::properties {

/// The parts of the platform's tables, in their order. The last is what no single system can see.
enum class PlatformPart : std::uint8_t { orders, assignments, crew, booking, whole };

/// Every signature, with the name of its system before it: "orders-CAN.silent", "WHOLE.missing".
[[nodiscard]] const JointTable<Signature>& platform_signatures();
/// Every situation: "orders-overlap".
[[nodiscard]] const JointTable<Sometimes>& platform_situations();

}  // namespace interleave::properties
