#include "properties/signature.hpp"

#include <bit>

namespace interleave::properties {

std::string name_of(const Signature& signature) {
  return std::string(signature.property) + "." + std::string(signature.kind);
}

std::size_t SignatureSet::first() const {
  return static_cast<std::size_t>(std::countr_zero(bits_));
}

}  // namespace interleave::properties
