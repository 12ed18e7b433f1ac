#include "properties/registry.hpp"

#include <array>

#include "properties/assignments.hpp"
#include "properties/booking.hpp"
#include "properties/crew.hpp"
#include "properties/orders.hpp"
#include "properties/platform.hpp"
#include "properties/reassign_race.hpp"

namespace interleave::properties {

std::span<const System> systems() {
  static const std::array all{
      reassign_race(), assignments(), orders(), crew(), booking(), platform(),
  };
  return all;
}

const System* find_system(std::string_view name) {
  for (const System& system : systems()) {
    if (system.name == name) return &system;
  }
  return nullptr;
}

}  // namespace interleave::properties
