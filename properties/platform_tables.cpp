#include "properties/platform_tables.hpp"

#include "properties/assignments_signatures.hpp"
#include "properties/booking_signatures.hpp"
#include "properties/crew_signatures.hpp"
#include "properties/orders_signatures.hpp"
#include "properties/whole_signatures.hpp"

namespace interleave::properties {

const JointTable<Signature>& platform_signatures() {
  static const JointTable<Signature> table{
      {"orders", orders_signatures}, {"assignments", assignments_signatures},
      {"crew", crew_signatures},     {"booking", booking_signatures},
      {"", whole_signatures},
  };
  return table;
}

const JointTable<Sometimes>& platform_situations() {
  static const JointTable<Sometimes> table{
      {"orders", orders_situations},
      {"assignments", assignments_situations},
      {"crew", crew_situations},
      {"booking", booking_situations},
  };
  return table;
}

}  // namespace interleave::properties
