#include "edge/spectora_json.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "edge/http_date.hpp"
#include "edge/retry_after.hpp"
#include "model/ensure.hpp"

namespace interleave::edge {

using namespace model;

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> issuer_names{"attik-created", "spectora-native",
                                                       "calendar"};

// ---- Numbers and ids as text ----

/// The whole text as a number, nothing when it is none or does not fit.
template <class Number>
std::optional<Number> number_in(std::string_view text, int base = 10) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

/// An id, never `none()`.
template <class Id>
std::optional<Id> id_in(std::string_view text) {
  const auto number = number_in<std::uint8_t>(text);
  if (!number || Id{*number} == Id::none()) return std::nullopt;
  return Id{*number};
}

template <class Kind>
std::string text_of(Id<Kind> id) {
  return std::to_string(id.value);
}

std::string text_of(Cause cause) { return fmt::format("{:016x}", cause.value); }

std::optional<Cause> cause_in(std::string_view text) {
  const auto number = number_in<std::uint64_t>(text, 16);
  return number ? std::optional(Cause{*number}) : std::nullopt;
}

std::optional<Issuer> issuer_in(std::string_view text) {
  const auto found = std::ranges::find(issuer_names, text);
  if (found == issuer_names.end()) return std::nullopt;
  return static_cast<Issuer>(found - issuer_names.begin());
}

// ---- JSON ----

/// Reads fields of one JSON object. What is missing or of another type makes the object bad, and
/// reads as the dullest value. Fields that nobody asks for are nobody's business.
class Reader {
 public:
  explicit Reader(const Json& object) : object_(object), good_(object.is_object()) {}

  [[nodiscard]] bool good() const { return good_; }

  template <class Id>
  Id id(const char* name) {
    return taken(id_in<Id>(text(name)));
  }
  Cause cause(const char* name) { return taken(cause_in(text(name))); }
  InspectorId inspector_or_nobody(const char* name) {
    if (field(name).is_null()) return InspectorId::none();
    return id<InspectorId>(name);
  }
  bool boolean(const char* name) {
    const Json& value = field(name);
    good_ = good_ && value.is_boolean();
    return good_ && value.get<bool>();
  }
  /// False when it is not there, and not when it is no switch.
  bool flag(const char* name) { return object_.contains(name) && boolean(name); }
  /// Whether there is anything else than null.
  bool has(const char* name) {
    const auto found = object_.is_object() ? object_.find(name) : object_.end();
    return found != object_.end() && !found->is_null();
  }
  std::uint8_t count(const char* name) {
    constexpr std::uint64_t most = assignments_per_order_max;
    const Json& value = field(name);
    good_ = good_ && value.is_number_unsigned() && value.get<std::uint64_t>() <= most;
    return good_ ? value.get<std::uint8_t>() : std::uint8_t{0};
  }
  Time time(const char* name) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const Json& value = field(name);
    good_ = good_ && (value.is_number_unsigned() ? value.get<std::uint64_t>() <= most
                                                 : value.is_number_integer());
    return good_ ? Time(Duration(value.get<std::int64_t>())) : Time{};
  }
  const Json& list(const char* name) {
    const Json& value = field(name);
    good_ = good_ && value.is_array();
    return value;
  }
  const Json& field(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end()) return *found;
    good_ = false;
    return missing_;
  }

 private:
  std::string_view text(const char* name) {
    const Json& value = field(name);
    good_ = good_ && value.is_string();
    return good_ ? std::string_view(value.get_ref<const std::string&>()) : std::string_view();
  }
  template <class Value>
  Value taken(const std::optional<Value>& value) {
    good_ = good_ && value.has_value();
    return value.value_or(Value{});
  }

  const Json& object_;
  const Json missing_;
  bool good_;
};

/// Nothing that is no JSON throws; it is no object either.
Json parse(const std::string& text) { return Json::parse(text, nullptr, false); }

Json inspector_or_null(InspectorId inspector) {
  return inspector == InspectorId::none() ? Json() : Json(text_of(inspector));
}

Json to_json(const CalendarEvent& event) {
  return {{"inspector", inspector_or_null(event.inspector)},
          {"starts_us", event.starts.time_since_epoch().count()}};
}

CalendarEvent read_event(Reader& reader) {
  CalendarEvent event;
  event.inspector = reader.inspector_or_nobody("inspector");
  event.starts = reader.time("starts_us");
  return event;
}

Standing read_standing(Reader& reader) {
  const bool hidden = reader.flag("hidden");
  const bool requested = reader.flag("requested");
  if (reader.has("deleted_at")) return Standing::deleted;
  if (hidden) return Standing::hidden;
  return requested ? Standing::requested : Standing::live;
}

Json to_json(const Assignment& assignment) {
  Json row{{"id", text_of(assignment.record)},
           {"inspector", text_of(assignment.inspector)},
           {"primary", assignment.primary}};
  if (assignment.standing == Standing::deleted) row["deleted_at"] = http_date_of(simulated_date);
  if (assignment.standing == Standing::hidden) row["hidden"] = true;
  if (assignment.standing == Standing::requested) row["requested"] = true;
  return row;
}

/// False when a record is not one, or when there are more than an order may hold: of a list that is
/// cut short, whoever is missing would be assigned again.
bool read_assignments(const Json& list, AssignmentList& assignments) {
  for (const Json& record : list) {
    if (full(assignments)) return false;
    Reader reader(record);
    const Cause id = reader.cause("id");
    const InspectorId inspector = reader.id<InspectorId>("inspector");
    assignments.push_back({id, inspector, reader.boolean("primary"), read_standing(reader)});
    if (!reader.good()) return false;
  }
  return true;
}

/// Whether the body says what an answer to that request has to say.
bool read_body(const SpectoraRequest& request, const std::string& body, SpectoraReply& reply) {
  const Json json = parse(body);
  Reader reader(json);
  const bool about_it = reader.id<OrderId>("order") == request.order;
  if (!reader.good() || !about_it) return false;
  if (request.verb == SpectoraVerb::list_assignments) {
    const Json& list = reader.list("assignments");
    reply.total = reader.count("total");
    return reader.good() && read_assignments(list, reply.assignments) &&
           reply.assignments.size() <= reply.total;
  }
  if (request.verb == SpectoraVerb::get_event) {
    Reader event(reader.field("event"));
    reply.event = read_event(event);
    return event.good();
  }
  return true;
}

// ---- Where a request goes ----

std::string_view method_of(SpectoraVerb verb) {
  switch (verb) {
    case SpectoraVerb::list_assignments:
    case SpectoraVerb::get_event:
      return "GET";
    case SpectoraVerb::delete_assignment:
      return "DELETE";
    case SpectoraVerb::post_assignment:
      return "POST";
    case SpectoraVerb::put_event:
      return "PUT";
  }
  return "GET";
}

std::string target_of(const SpectoraRequest& request) {
  std::string order = "/orders/" + text_of(request.order);
  switch (request.verb) {
    case SpectoraVerb::list_assignments:
      if (request.page > 1) return order + "/assignments?page=" + std::to_string(request.page);
      return order + "/assignments";
    case SpectoraVerb::post_assignment:
      return order + "/assignments";
    case SpectoraVerb::delete_assignment:
      return order + "/assignments/" + text_of(request.record);
    case SpectoraVerb::get_event:
    case SpectoraVerb::put_event:
      return order + "/event";
  }
  return order;
}

std::string body_of(const SpectoraRequest& request) {
  if (request.verb == SpectoraVerb::put_event) return to_json(request.event).dump();
  if (request.verb != SpectoraVerb::post_assignment) return {};
  return Json{{"inspector", text_of(request.inspector)}, {"primary", request.primary}}.dump();
}

std::vector<std::string_view> parts_of(std::string_view target) {
  std::vector<std::string_view> parts;
  while (target.starts_with('/')) {
    target.remove_prefix(1);
    const std::string_view part = target.substr(0, target.find('/'));
    parts.push_back(part);
    target.remove_prefix(part.size());
  }
  return parts;
}

/// The number behind "?page=", 1 if it is not there; what else stands there is noticed later.
std::uint8_t page_in(std::string_view target) {
  constexpr std::string_view query = "?page=";
  const std::size_t place = target.find(query);
  if (place == std::string_view::npos) return 1;
  return number_in<std::uint8_t>(target.substr(place + query.size())).value_or(1);
}

/// Reads order, record, page and verb.
bool read_target(const WireRequest& wire, SpectoraRequest& request) {
  constexpr std::array verbs{SpectoraVerb::list_assignments, SpectoraVerb::delete_assignment,
                             SpectoraVerb::post_assignment, SpectoraVerb::put_event,
                             SpectoraVerb::get_event};
  const std::vector<std::string_view> parts = parts_of(wire.target);
  if (parts.size() < 3 || parts.size() > 4) return false;
  const auto order = id_in<OrderId>(parts[1]);
  const auto record = parts.size() == 4 ? cause_in(parts[3]) : Cause{};
  if (!order || !record) return false;
  request.order = *order;
  request.record = *record;
  request.page = page_in(wire.target);
  // The verb is the one that would be sent so.
  return std::ranges::any_of(verbs, [&](SpectoraVerb verb) {
    request.verb = verb;
    return wire.method == method_of(verb) && wire.target == target_of(request);
  });
}

bool read_body(const WireRequest& wire, SpectoraRequest& request) {
  if (request.verb == SpectoraVerb::post_assignment) {
    const Json json = parse(wire.body);
    Reader reader(json);
    request.inspector = reader.id<InspectorId>("inspector");
    request.primary = reader.boolean("primary");
    return reader.good();
  }
  if (request.verb == SpectoraVerb::put_event) {
    const Json json = parse(wire.body);
    Reader reader(json);
    request.event = read_event(reader);
    return reader.good();
  }
  if (request.verb == SpectoraVerb::delete_assignment) {
    const auto inspector = id_in<InspectorId>(wire.inspector);
    request.inspector = inspector.value_or(InspectorId::none());
    return inspector || wire.inspector.empty();
  }
  return true;
}

}  // namespace

WireRequest to_wire(const SpectoraRequest& request) {
  WireRequest wire;
  wire.method = method_of(request.verb);
  wire.target = target_of(request);
  wire.body = body_of(request);
  wire.run = text_of(request.run);
  wire.ordinal = std::to_string(request.ordinal);
  wire.issuer = issuer_names[static_cast<std::size_t>(request.issuer)];
  if (request.fencing != 0) wire.fencing = std::to_string(request.fencing);
  const bool deletes = request.verb == SpectoraVerb::delete_assignment;
  if (deletes && request.inspector != InspectorId::none()) {
    wire.inspector = text_of(request.inspector);
  }
  return wire;
}

std::optional<SpectoraRequest> request_from_wire(const WireRequest& wire) {
  SpectoraRequest request;
  const auto run = cause_in(wire.run);
  const auto ordinal = number_in<std::uint32_t>(wire.ordinal);
  const auto issuer = issuer_in(wire.issuer);
  const auto fencing = wire.fencing.empty() ? 0U : number_in<std::uint32_t>(wire.fencing);
  if (!run || !ordinal || !issuer || !fencing) return std::nullopt;
  request.run = *run;
  request.ordinal = *ordinal;
  request.issuer = *issuer;
  request.fencing = *fencing;
  if (!read_target(wire, request) || !read_body(wire, request)) return std::nullopt;
  return request;
}

WireReply to_wire(const SpectoraRequest& request, const SpectoraReply& reply) {
  WireReply wire;
  wire.status = static_cast<std::uint16_t>(reply.status);
  ensure(wire.status >= 100, "a status that travels");
  if (reply.retry_after) {
    wire.retry_after = retry_after_of(*reply.retry_after);
    wire.date = http_date_of(simulated_date);
  }
  if (!bears_value(wire.status)) return wire;
  Json body{{"order", text_of(request.order)}};
  if (request.verb == SpectoraVerb::list_assignments) {
    body["assignments"] = Json::array();
    for (const Assignment& assignment : reply.assignments) {
      body["assignments"].push_back(to_json(assignment));
    }
    body["total"] = reply.total;
  }
  if (request.verb == SpectoraVerb::get_event) body["event"] = to_json(reply.event);
  wire.body = body.dump();
  return wire;
}

SpectoraReply reply_from_wire(const SpectoraRequest& request, const WireReply& wire) {
  SpectoraReply reply;
  // Below 100 are our own words for an answer that never came: no remote may put them in our mouth.
  const bool is_http = wire.status >= 100 && wire.status <= 999;
  reply.status = is_http ? static_cast<Status>(wire.status) : Status::unreadable;
  if (reply.status == Status::too_many_requests) {
    reply.retry_after = retry_after_in(wire.retry_after, wire.date);
  }
  if (bears_value(wire.status) && !read_body(request, wire.body, reply)) {
    reply = SpectoraReply{};
    reply.status = Status::unreadable;
  }
  return reply;
}

}  // namespace interleave::edge
