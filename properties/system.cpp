#include "properties/system.hpp"

namespace interleave::properties {

SignatureSet failures_of(std::span<const Unjudged> unjudged,
                         std::span<const Signature> signatures) {
  SignatureSet set;
  for (const Unjudged& entry : unjudged) {
    for (std::size_t i = 0; i < signatures.size(); ++i) {
      const Signature& signature = signatures[i];
      if (signature.property == entry.property || name_of(signature) == entry.property) set.add(i);
    }
  }
  return set;
}

}  // namespace interleave::properties
