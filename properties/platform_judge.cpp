#include "properties/platform_judge.hpp"

#include "properties/platform_tables.hpp"

namespace interleave::properties {

namespace {

template <class Row>
std::size_t offset_in(const JointTable<Row>& table, PlatformPart part) {
  return table.offset(static_cast<std::size_t>(part));
}

}  // namespace

PlatformJudge::PlatformJudge(const Options& options)
    : options_(options),
      whole_(options.whole),
      orders_(options.orders, whole_),
      assignments_(options.assignments, whole_),
      crew_(options.crew),
      booking_(options.booking) {}

void PlatformJudge::reset() {
  whole_.reset();
  orders_.reset();
  assignments_.reset();
  crew_.reset();
  booking_.reset();
}

void PlatformJudge::on_probe(model::Time at) {
  whole_.on_probe(at);
  orders_.on_probe(at);
  assignments_.on_probe(at);
  crew_.on_probe(at);
  booking_.on_probe(at);
}

void PlatformJudge::finish(model::Time at) {
  whole_.finish(at);
  orders_.finish(at);
  assignments_.finish(at);
  crew_.finish(at);
  booking_.finish(at);
}

SignatureSet PlatformJudge::violated() const {
  const auto offset = [&table = platform_signatures()](PlatformPart part) {
    return offset_in(table, part);
  };
  SignatureSet all;
  all.add_all(orders_.violated(), offset(PlatformPart::orders));
  all.add_all(assignments_.violated(), offset(PlatformPart::assignments));
  all.add_all(crew_.violated(), offset(PlatformPart::crew));
  all.add_all(booking_.violated(), offset(PlatformPart::booking));
  all.add_all(whole_.violated(), offset(PlatformPart::whole));
  return all;
}

SignatureSet PlatformJudge::sometimes() const {
  const auto offset = [&table = platform_situations()](PlatformPart part) {
    return offset_in(table, part);
  };
  SignatureSet all;
  all.add_all(orders_.sometimes(), offset(PlatformPart::orders));
  all.add_all(assignments_.sometimes(), offset(PlatformPart::assignments));
  all.add_all(crew_.sometimes(), offset(PlatformPart::crew));
  all.add_all(booking_.sometimes(), offset(PlatformPart::booking));
  return all;
}

std::vector<std::string> PlatformJudge::evidence() const {
  std::vector<std::string> all;
  const auto add = [&](std::string_view system, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) all.push_back(std::string(system) + line);
  };
  add("", whole_.evidence());
  add("orders: ", orders_.evidence());
  add("assignments: ", assignments_.evidence());
  add("crew: ", crew_.evidence());
  add("booking: ", booking_.evidence());
  return all;
}

}  // namespace interleave::properties
