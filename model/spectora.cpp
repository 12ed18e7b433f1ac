#include "model/spectora.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

namespace {

std::string name_of(Standing standing) {
  switch (standing) {
    case Standing::live:
      return "";
    case Standing::deleted:
      return " (deleted)";
    case Standing::hidden:
      return " (hidden)";
    case Standing::requested:
      return " (requested)";
  }
  return "";
}

/// "to wait 7 s": what a 429 asks for.
std::string patience_in_words(const std::optional<Duration>& retry_after) {
  if (!retry_after) return "to wait, it does not say how long";
  if (*retry_after < Duration{}) return "to wait until a date that is past";
  return "to wait " + duration_in_words(*retry_after);
}

}  // namespace

std::string describe(const SpectoraRequest& request) {
  const std::string place = " on " + name_of(request.order);
  switch (request.verb) {
    case SpectoraVerb::list_assignments:
      return "LIST" + place + (request.page > 1 ? ", page " + std::to_string(request.page) : "");
    case SpectoraVerb::delete_assignment:
      return "DELETE " + name_of(request.inspector) + place;
    case SpectoraVerb::post_assignment:
      return "POST " + name_of(request.inspector) + place;
    case SpectoraVerb::put_event:
      return "PUT event (" + describe(request.event) + ")" + place;
    case SpectoraVerb::get_event:
      return "GET event" + place;
  }
  return "unknown request";
}

std::string describe(Status status, const std::optional<Duration>& retry_after) {
  switch (status) {
    case Status::unreachable:
      return "connection refused";
    case Status::timed_out:
      return "timed out";
    case Status::unreadable:
      return "unreadable";
    case Status::too_many_requests:
      return "429, " + patience_in_words(retry_after);
    default:
      return std::to_string(static_cast<int>(status));
  }
}

std::string describe(const SpectoraRequest& request, const SpectoraReply& reply) {
  std::string text = describe(reply.status, reply.retry_after);
  if (reply.status != Status::ok) return text;
  if (request.verb == SpectoraVerb::list_assignments) {
    const bool whole = reply.assignments.size() == reply.total;
    return text + " with " + describe(reply.assignments) +
           (whole ? "" : ", of " + std::to_string(reply.total));
  }
  if (request.verb == SpectoraVerb::get_event) return text + " with " + describe(reply.event);
  return text;
}

std::string describe(const CalendarEvent& event) {
  return name_of(event.inspector) + ", " + name_of_appointment(event.starts);
}

std::string describe(const SpectoraCommit& commit) {
  const std::string order = name_of(commit.order) + ": ";
  switch (commit.effect) {
    case SpectoraEffect::assigned:
      return order + name_of(commit.assignment.inspector) + " assigned" +
             (commit.assignment.primary ? " as primary" : "");
    case SpectoraEffect::unassigned:
      return order + name_of(commit.assignment.inspector) + " removed";
    case SpectoraEffect::event_written:
      return order + "event at " + name_of_appointment(commit.event.starts) + " with " +
             name_of(commit.event.inspector);
  }
  return order + "unknown effect";
}

std::string describe(const AssignmentList& assignments) {
  std::vector<std::string> names;
  for (const Assignment& assignment : assignments) {
    names.push_back(name_of(assignment.inspector) + (assignment.primary ? " (primary)" : "") +
                    name_of(assignment.standing));
  }
  return enumeration(names, "nobody");
}

}  // namespace interleave::model
