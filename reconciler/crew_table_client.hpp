#pragma once

#include <array>
#include <cstdint>

#include "model/crew_table.hpp"
#include "reconciler/port.hpp"

namespace interleave::reconciler {

using CrewTablePort = Port<model::CrewTableRequest, model::CrewTableReply>;
using CrewTableCall = Call<model::CrewTableRequest, model::CrewTableReply>;

/// The tables of the crew sync as one run uses them. It numbers the run's requests by verb. The
/// port must outlive it.
class CrewTableClient {
 public:
  struct Options {
    model::Cause run;
    /// How long to wait for each reply; zero waits for ever.
    model::Duration timeout{};
  };

  CrewTableClient(CrewTablePort& port, const Options& options) : port_(port), options_(options) {}

  /// Who is on the call.
  CrewTableCall read_members(model::JobId call);
  CrewTableCall read_rows(model::JobId call);
  CrewTableCall insert_row(model::JobId call, model::InspectorId technician, model::LineId line);
  CrewTableCall upsert_row(model::JobId call, model::InspectorId technician, model::LineId line);
  CrewTableCall drop_rows(model::JobId call, const model::CrewRowIds& rows);
  /// Who is on the calls of an element, and what is kept about it.
  CrewTableCall read_books(model::ElementId element);
  /// `fencing`: the lease under which it is done; 0 names none.
  CrewTableCall write_books(model::ElementId element, std::uint32_t fencing,
                            const model::CrewBooks& books);

 private:
  CrewTableCall send(model::CrewTableVerb verb, model::JobId call,
                     model::InspectorId technician = model::InspectorId::none(),
                     model::LineId line = model::LineId::none(), const model::CrewRowIds& rows = {},
                     std::uint32_t fencing = 0, const model::CrewBooks& books = {});

  CrewTablePort& port_;
  Options options_;
  std::array<std::uint32_t, model::crew_table_verb_count> sent_{};
};

}  // namespace interleave::reconciler
