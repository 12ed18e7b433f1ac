#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/cause.hpp"
#include "model/inspection.hpp"
#include "model/list.hpp"
#include "model/spectora.hpp"

namespace interleave::model {

using ElementId = Id<struct ElementKind>;
using LineId = Id<struct LineKind>;

/// The most elements of a run, and the most lines that one may ever get.
inline constexpr std::uint8_t elements_max = 4;
inline constexpr std::uint8_t lines_per_element_max = 60;

/// The n-th line that is made under an element, counted from 0. None depends on what is made under
/// other elements.
constexpr LineId line_of(ElementId element, std::uint8_t number) {
  return LineId{static_cast<std::uint8_t>(element.value + number * elements_max)};
}
/// The element that the line was made under.
constexpr ElementId element_of(LineId line) {
  return ElementId{static_cast<std::uint8_t>(line.value % elements_max)};
}

/// A contact line under an element at Flex.
struct CrewLine {
  LineId id = LineId::none();
  /// Whose contact it is; `none()`: of somebody who is no technician of ours.
  InspectorId technician = InspectorId::none();
  bool lead = false;  ///< its business role

  friend constexpr bool operator==(const CrewLine&, const CrewLine&) = default;
};

/// The most lines that stand under an element at once; one that is added beyond it is refused.
inline constexpr std::size_t lines_at_once_max = 16;
using LineList = List<CrewLine, lines_at_once_max>;
using LineIdList = List<LineId, lines_at_once_max>;

enum class FlexVerb : std::uint8_t {
  list_lines,
  add_resource,
  set_role,
  delete_line,
  delete_lines,
};
inline constexpr std::size_t flex_verb_count = 5;

/// Whether a request of that verb may change anything at Flex.
constexpr bool writes(FlexVerb verb) { return verb != FlexVerb::list_lines; }

/// The endpoints that list the lines of an element, each in a shape of its own.
enum class Listing : std::uint8_t {
  row_data,       ///< GET line-item/{id}/row-data/
  find_row_data,  ///< GET line-item/{id}/row-data/findRowData
  line_item,      ///< GET line-item/{id}
  children,       ///< GET line-item/{id}/children
  line_items,     ///< GET element/{id}/line-items
};
inline constexpr std::size_t listing_count = 5;

/// Where the answer to an add holds the id of the new line.
enum class IdPlace : std::uint8_t { id, line_item_id, data_id, added_lines, location_header };
inline constexpr std::size_t id_place_count = 5;

/// A request to Flex's API. Which fields count depends on the verb.
struct FlexRequest {
  /// The sync run that sends it, as a correlation id.
  Cause run;
  /// How many requests of this verb the same run sent before.
  std::uint32_t ordinal = 0;
  FlexVerb verb = FlexVerb::list_lines;
  ElementId element;
  /// The fencing number of the lease under which it is sent; 0 when there is none. Flex does not
  /// look at it.
  std::uint32_t fencing = 0;
  /// The number of the token that it carries: see FlexReply.
  std::uint32_t token = 0;
  Listing listing = Listing::row_data;           ///< list_lines
  InspectorId technician = InspectorId::none();  ///< add_resource
  bool form = false;                             ///< add_resource: form-encoded instead of JSON
  LineId line = LineId::none();                  ///< set_role, delete_line
  bool lead = false;                             ///< set_role
  LineIdList lines{};                            ///< delete_lines

  /// A number that tells two requests of one name apart, for the trace.
  [[nodiscard]] std::uint64_t fingerprint() const;
  /// The causal name of this request.
  [[nodiscard]] Cause cause() const {
    return run.child(48 + static_cast<std::uint32_t>(verb), ordinal);
  }
};

struct FlexReply {
  Status status = Status::ok;
  /// list_lines: what the element has, oldest first.
  LineList lines{};
  /// list_lines: how many that are, by Flex's own count.
  std::uint8_t total = 0;
  /// list_lines: which endpoint's shape the body has.
  Listing shape = Listing::row_data;
  /// add_resource: the line that was made.
  LineId line = LineId::none();
  IdPlace place = IdPlace::id;  ///< add_resource: where the body holds that
  /// A token that came in the header, to be used from now on; 0: none did.
  std::uint32_t token = 0;
  /// too_many_requests: how long the sender shall wait, as SpectoraReply says.
  std::optional<Duration> retry_after{};
};

enum class FlexEffect : std::uint8_t { added, deleted, role_set };

/// One entry of Flex's commit log.
struct FlexCommit {
  FlexEffect effect = FlexEffect::added;
  CrewLine line;  ///< as it stands then, or stood
  Author author = Author::start;
  Cause run{};                ///< client, late: the sync run that sent the request
  std::uint32_t fencing = 0;  ///< client, late: the lease under which it was sent
};

/// "line 1", "line 5", …
std::string name_of(LineId line);
/// "element 1", …
std::string name_of(ElementId element);
/// "line 1 (A, lead)", "line 4 (a foreign contact)".
std::string describe(const CrewLine& line);
/// "line 1 (A) and line 5 (B)"; "none" for no lines.
std::string describe(const LineList& lines);
/// "ADD A to element 1", "DELETE line 5": a request in the words of the story.
std::string describe(const FlexRequest& request);
/// "200 with line 1 (A)", "timed out": a reply in the words of the timeline.
std::string describe(const FlexRequest& request, const FlexReply& reply);
/// "element 1: line 5 (B) added": a commit in the words of the story.
std::string describe(const FlexCommit& commit);

}  // namespace interleave::model
