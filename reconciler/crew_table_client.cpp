#include "reconciler/crew_table_client.hpp"

namespace interleave::reconciler {

using model::CrewTableVerb;
using model::InspectorId;
using model::JobId;
using model::LineId;

CrewTableCall CrewTableClient::read_members(JobId call) {
  return send(CrewTableVerb::read_members, call, InspectorId::none(), LineId::none(), {});
}

CrewTableCall CrewTableClient::read_rows(JobId call) {
  return send(CrewTableVerb::read_rows, call, InspectorId::none(), LineId::none(), {});
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

CrewTableCall CrewTableClient::send(CrewTableVerb verb, JobId call, InspectorId technician,
                                    LineId line, const model::CrewRowIds& rows) {
  const std::uint32_t ordinal = sent_[static_cast<std::size_t>(verb)]++;
  return CrewTableCall(port_, options_.timeout, options_.run, ordinal, verb, call, technician, line,
                       rows);
}

}  // namespace interleave::reconciler
