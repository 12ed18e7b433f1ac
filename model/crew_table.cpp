#include "model/crew_table.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

namespace {

std::string describe(const CrewRows& rows) {
  std::vector<std::string> names;
  for (const CrewRow& row : rows) names.push_back(describe(row));
  return enumeration(names, "none");
}

std::string name_of(const CrewRowIds& rows) {
  std::vector<std::string> names;
  for (const std::uint32_t row : rows) names.push_back("row " + std::to_string(row));
  return enumeration(names, "no row");
}

}  // namespace

std::uint64_t CrewTableRequest::fingerprint() const {
  std::uint64_t all = (std::uint64_t{call.value} << 16U) | (std::uint64_t{technician.value} << 8U) |
                      std::uint64_t{line.value};
  for (const std::uint32_t row : rows) all = mix(all ^ row);
  if (verb == CrewTableVerb::write_books) all = mix(all + books.fingerprint()) + fencing;
  return all;
}

std::string describe(const CrewTableRequest& request) {
  const std::string call = name_of(request.call);
  const std::string pair = name_of(request.technician) + " with " + name_of(request.line);
  switch (request.verb) {
    case CrewTableVerb::read_members:
      return "READ crew of " + call;
    case CrewTableVerb::read_rows:
      return "READ rows of " + call;
    case CrewTableVerb::insert_row:
      return "INSERT " + pair + " for " + call;
    case CrewTableVerb::upsert_row:
      return "UPSERT " + pair + " for " + call;
    case CrewTableVerb::drop_rows:
      return "DROP " + name_of(request.rows) + " of " + call;
    case CrewTableVerb::read_books:
      return "READ books of " + name_of(element_of(request.call));
    case CrewTableVerb::write_books:
      return "WRITE books of " + name_of(element_of(request.call)) +
             " (ours: " + describe(request.books.journal) + ")";
  }
  return "unknown request";
}

std::string describe(const CrewTableRequest& request, const CrewTableReply& reply) {
  std::string text = describe(reply.status, std::nullopt);
  if (reply.status != Status::ok) return text;
  if (request.verb == CrewTableVerb::read_members) return text + " with " + describe(reply.members);
  if (request.verb == CrewTableVerb::read_rows) return text + " with " + describe(reply.rows);
  if (request.verb != CrewTableVerb::read_books) return text;
  const auto& [first, second] = reply.crews;
  text += " with " + describe(first) + (second.empty() ? "" : ", alias " + describe(second));
  return text + " (ours: " + describe(reply.books.journal) + ")";
}

}  // namespace interleave::model
