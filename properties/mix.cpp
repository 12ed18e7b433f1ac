#include "properties/mix.hpp"

#include <algorithm>

#include "properties/experiment.hpp"

namespace interleave::properties {
namespace {

constexpr std::string_view standard_name = "mix";

}  // namespace

void Mix::add(const Share& share) {
  shares_.push_back(share);
  parts_ += share.parts;
}

Mix Mix::standard() {
  Mix mix;
  for (std::size_t i = 0; i < sim::strategy_facts.size(); ++i) {
    mix.add({static_cast<sim::Strategy>(i), sim::strategy_facts[i].share});
  }
  std::ranges::stable_sort(mix.shares_, std::ranges::greater{}, &Share::parts);
  return mix;
}

Mix Mix::only(sim::Strategy strategy) {
  Mix mix;
  mix.add({strategy, 1});
  return mix;
}

Mix Mix::parse(std::string_view text) {
  if (text == standard_name) return standard();
  std::string_view names = text;
  Mix mix;
  for (;;) {
    const std::size_t comma = names.find(',');
    const sim::Strategy strategy = strategy_named(names.substr(0, comma));
    const bool known =
        std::ranges::find(mix.shares_, strategy, &Share::strategy) != mix.shares_.end();
    if (!known) mix.add({strategy, 1});
    if (comma == std::string_view::npos) return mix;
    names.remove_prefix(comma + 1);
  }
}

std::string Mix::as_argument() const {
  if (*this == standard()) return std::string(standard_name);
  std::string text;
  for (const Share& share : shares_) {
    text += (text.empty() ? "" : ",") + std::string(name_of(share.strategy));
  }
  return text;
}

sim::Strategy Mix::pick(sim::Bits bits) const {
  auto place = static_cast<std::uint32_t>(sim::scaled(bits, parts_));
  for (const Share& share : shares_) {
    if (place < share.parts) return share.strategy;
    place -= share.parts;
  }
  return shares_.back().strategy;
}

std::string Mix::in_words() const {
  std::string text;
  for (const Share& share : shares_) {
    if (!text.empty()) text += ", ";
    text += name_of(share.strategy);
    if (shares_.size() == 1) break;
    const std::uint32_t percent = (100 * share.parts + parts_ / 2) / parts_;
    text += " " + std::to_string(percent) + " %";
  }
  return text;
}

}  // namespace interleave::properties
