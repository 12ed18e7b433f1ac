#include "model/flex.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

namespace {

std::string name_of(const LineIdList& lines) {
  std::vector<std::string> names;
  for (const LineId line : lines) names.push_back(name_of(line));
  return enumeration(names, "no line");
}

std::string name_of(Listing listing) {
  switch (listing) {
    case Listing::row_data:
      return "row-data";
    case Listing::find_row_data:
      return "findRowData";
    case Listing::line_item:
      return "line-item";
    case Listing::children:
      return "children";
    case Listing::line_items:
      return "line-items";
  }
  return "unknown";
}

std::string name_of(IdPlace place) {
  switch (place) {
    case IdPlace::id:
      return "id";
    case IdPlace::line_item_id:
      return "lineItemId";
    case IdPlace::data_id:
      return "data.id";
    case IdPlace::added_lines:
      return "addedLineItems[0].id";
    case IdPlace::location_header:
      return "the Location header";
  }
  return "unknown";
}

}  // namespace

std::uint64_t FlexRequest::fingerprint() const {
  std::uint64_t all = std::uint64_t{token} << 40U;
  all ^= (std::uint64_t{element.value} << 32U) | (std::uint64_t{technician.value} << 24U) |
         (std::uint64_t{line.value} << 16U) | (static_cast<std::uint64_t>(listing) << 8U) |
         (form ? 2U : 0U) | (lead ? 1U : 0U);
  for (const LineId each : lines) all = mix(all ^ each.value);
  return all;
}

std::string name_of(LineId line) {
  return line == LineId::none() ? "no line" : "line " + std::to_string(line.value);
}

std::string name_of(ElementId element) { return "element " + std::to_string(element.value); }

std::string describe(const CrewLine& line) {
  const bool foreign = line.technician == InspectorId::none();
  return name_of(line.id) + " (" + (foreign ? "a foreign contact" : name_of(line.technician)) +
         (line.lead ? ", lead)" : ")");
}

std::string describe(const LineList& lines) {
  std::vector<std::string> names;
  for (const CrewLine& line : lines) names.push_back(describe(line));
  return enumeration(names, "none");
}

std::string describe(const FlexRequest& request) {
  const std::string element = name_of(request.element);
  switch (request.verb) {
    case FlexVerb::list_lines:
      return "LIST " + element + " by " + name_of(request.listing);
    case FlexVerb::add_resource:
      return "ADD " + name_of(request.technician) + " to " + element +
             (request.form ? ", form-encoded" : "");
    case FlexVerb::set_role:
      return "SET role of " + name_of(request.line) + " to " + (request.lead ? "lead" : "crew");
    case FlexVerb::delete_line:
      return "DELETE " + name_of(request.line);
    case FlexVerb::delete_lines:
      return "DELETE " + name_of(request.lines) + " at once";
  }
  return "unknown request";
}

std::string describe(const FlexRequest& request, const FlexReply& reply) {
  std::string text = describe(reply.status, reply.retry_after);
  if (reply.status != Status::ok) return text;
  if (request.verb == FlexVerb::add_resource) {
    const bool elsewhere = reply.place != IdPlace::id;
    return text + " with " + name_of(reply.line) +
           (elsewhere ? ", in " + name_of(reply.place) : "");
  }
  if (request.verb != FlexVerb::list_lines) return text;
  return text + " with " + describe(reply.lines) +
         (reply.total != reply.lines.size() ? " of " + std::to_string(reply.total) : "") +
         (reply.shape != request.listing ? ", shaped like " + name_of(reply.shape) : "");
}

std::string describe(const FlexCommit& commit) {
  const std::string line = name_of(element_of(commit.line.id)) + ": " + describe(commit.line);
  switch (commit.effect) {
    case FlexEffect::added:
      return line + " added";
    case FlexEffect::deleted:
      return line + " deleted";
    case FlexEffect::role_set:
      return line + " set";
  }
  return line + " unknown effect";
}

}  // namespace interleave::model
