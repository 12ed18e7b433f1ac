#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace interleave::sim {

/// One option of a scenario, as `list` shows it and `--set NAME=VALUE` changes it.
struct OptionFacts {
  std::string_view name;
  std::string_view unit;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  std::int64_t fallback = 0;
  std::string_view sentence;
};

/// An option and the field of the struct that holds it.
template <class Options>
struct OptionField {
  OptionFacts facts;
  std::int64_t Options::*field;
};

/// The options struct for the values of its table, in the table's order.
template <class Options, std::size_t count>
Options options_from(const std::array<OptionField<Options>, count>& table,
                     std::span<const std::int64_t> values) {
  Options options;
  for (std::size_t i = 0; i < count; ++i) options.*(table[i].field) = values[i];
  return options;
}

template <class Options, std::size_t count>
std::vector<OptionFacts> facts_of(const std::array<OptionField<Options>, count>& table) {
  std::vector<OptionFacts> facts;
  for (const OptionField<Options>& entry : table) facts.push_back(entry.facts);
  return facts;
}

}  // namespace interleave::sim
