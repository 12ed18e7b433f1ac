#include "tools/list.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "properties/registry.hpp"

namespace interleave::tools {

using properties::System;

namespace {

void print_row(std::string_view name, std::string_view sentence) {
  fmt::print("    {:<18} {}\n", name, sentence);
}

void print_variants(const System& system) {
  fmt::print("  variants\n");
  for (const properties::Variant& variant : system.variants) {
    if (variant.killed_by.empty()) print_row(variant.name, variant.sentence);
  }
  const bool mutants = std::ranges::any_of(
      system.variants, [](const properties::Variant& v) { return !v.killed_by.empty(); });
  if (mutants)
    fmt::print("  mutants: the production core without one guard, and what catches it\n");
  for (const properties::Variant& variant : system.variants) {
    if (variant.killed_by.empty()) continue;
    fmt::print("    {:<35} {:<6} {}\n", variant.name, variant.killed_by, variant.sentence);
  }
}

void print_system(const System& system) {
  fmt::print("{}: {}\n", system.name, system.sentence);
  print_variants(system);
  fmt::print("  properties\n");
  for (const properties::Signature& signature : system.signatures) {
    print_row(name_of(signature),
              std::string(signature.sentence) + " (" + std::string(name_of(signature.when)) + ")");
  }
  if (!system.sometimes.empty()) fmt::print("  situations that must arise\n");
  for (const properties::Sometimes& situation : system.sometimes) {
    print_row(situation.name, situation.sentence);
  }
  std::string profiles;
  for (std::size_t i = 0; i < system.profile_count; ++i) {
    profiles += (i > 0 ? ", " : "") + std::string(sim::fault_profiles[i].name);
  }
  fmt::print("  fault profiles: {}\n", profiles);
  if (!system.options.empty()) fmt::print("  options (--set NAME=VALUE)\n");
  for (const sim::OptionFacts& option : system.options) {
    if (option.unit == "switch") {
      print_row(option.name, fmt::format("{} (on or off, default {})", option.sentence,
                                         option.fallback != 0 ? "on" : "off"));
      continue;
    }
    print_row(option.name, fmt::format("{} ({}: {} … {}, default {})", option.sentence, option.unit,
                                       option.minimum, option.maximum, option.fallback));
  }
  fmt::print("\n");
}

}  // namespace

ExitCode list() {
  for (const System& system : properties::systems()) print_system(system);
  fmt::print("strategies (--strategy A,B: equally often; default: the shares given here)\n");
  for (const sim::StrategyFacts& strategy : sim::strategy_facts) {
    print_row(strategy.name,
              fmt::format("{} ({} in 1000 runs)", strategy.sentence, strategy.share));
  }
  fmt::print("fault profiles (--faults)\n");
  for (const sim::FaultProfile& profile : sim::fault_profiles) {
    print_row(profile.name, profile.sentence);
  }
  fmt::print("faults (how many of a million events each hits under none/mild/typical/hostile)\n");
  for (std::size_t i = 0; i < sim::fault_count; ++i) {
    std::string weights;
    for (const sim::FaultProfile& profile : sim::fault_profiles) {
      const std::uint32_t weight = profile.weight(static_cast<sim::Fault>(i));
      weights += fmt::format("{}{}", weights.empty() ? "" : "/", weight);
    }
    print_row(sim::fault_facts[i].name,
              std::string(sim::fault_facts[i].sentence) + " (" + weights + ")");
  }
  return ExitCode::held;
}

}  // namespace interleave::tools
