#include "properties/signature.hpp"

namespace interleave::properties {

std::string name_of(const Signature& signature) {
  return std::string(signature.property) + "." + std::string(signature.kind);
}

}  // namespace interleave::properties
