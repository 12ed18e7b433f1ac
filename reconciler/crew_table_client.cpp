#include "reconciler/crew_table_client.hpp"

namespace interleave::reconciler {

using model::CrewTableVerb;
using model::InspectorId;
using model::JobId;
using model::LineId;

CrewTableCall CrewTableClient::read_members(JobId call) {
  return send(CrewTableVerb::read_members, call);
}

CrewTableCall CrewTableClient::read_rows(JobId call) {
  return send(CrewTableVerb::read_rows, call);
}

CrewTableCall CrewTableClient::insert_row(JobId call, InspectorId technician, LineId line) {
  return send(CrewTableVerb::insert_row, call, technician, line, {});
}

CrewTableCall CrewTableClient::upsert_row(JobId call, InspectorId technician, LineId line) {
  return send(CrewTableVerb::upsert_row, call, technician, line, {});
}

CrewTableCall CrewTableClient::drop_rows(JobId call, const model::CrewRowIds& rows) {
  return send(CrewTableVerb::drop_rows, call, InspectorId::none(), LineId::none(), rows);
}

CrewTableCall CrewTableClient::read_books(model::ElementId element) {
  return send(CrewTableVerb::read_books, call_of(element, 0));
}

CrewTableCall CrewTableClient::write_books(model::ElementId element, std::uint32_t fencing,
                                           const model::CrewBooks& books) {
  return send(CrewTableVerb::write_books, call_of(element, 0), InspectorId::none(), LineId::none(),
              {}, fencing, books);
}

CrewTableCall CrewTableClient::send(CrewTableVerb verb, JobId call, InspectorId technician,
                                    LineId line, const model::CrewRowIds& rows,
                                    std::uint32_t fencing, const model::CrewBooks& books) {
  const std::uint32_t ordinal = sent_[static_cast<std::size_t>(verb)]++;
  return CrewTableCall(port_, options_.timeout, options_.run, ordinal, verb, call, technician, line,
                       rows, fencing, books);
}

}  // namespace interleave::reconciler
