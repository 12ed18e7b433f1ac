#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/crew_books.hpp"

namespace interleave::model {

enum class CrewTableVerb : std::uint8_t {
  read_members,
  read_rows,
  insert_row,
  upsert_row,  ///< writes the line over that of a row of the same technician
  drop_rows,
  read_books,   ///< who is on the calls of an element, and what is kept about it
  write_books,  ///< all that is kept about it is as given from now on
};
inline constexpr std::size_t crew_table_verb_count = 7;

/// A request to the tables that the crew sync keeps. Each is one transaction. Which fields count
/// depends on the verb.
struct CrewTableRequest {
  Cause run;
  std::uint32_t ordinal = 0;  ///< how many requests of this verb the same run sent before
  CrewTableVerb verb = CrewTableVerb::read_members;
  JobId call;                                    ///< of an element: its first
  InspectorId technician = InspectorId::none();  ///< insert_row, upsert_row
  LineId line = LineId::none();                  ///< insert_row, upsert_row
  CrewRowIds rows{};                             ///< drop_rows
  /// write_books: the lease of the element under which it is sent; 0 names none. Under one that has
  /// gone to another it is refused.
  std::uint32_t fencing = 0;
  CrewBooks books{};  ///< write_books

  /// A number that tells two requests of one name apart, for the trace.
  [[nodiscard]] std::uint64_t fingerprint() const;
  [[nodiscard]] Cause cause() const {
    return run.child(56 + static_cast<std::uint32_t>(verb), ordinal);
  }
};

/// As a database behind HTTP answers: 409 for a row that the constraint refuses, and for books that
/// are written under a lease which has gone to another; 503 when it is not available, and nothing
/// was done.
struct CrewTableReply {
  Status status = Status::ok;
  CrewMembers members{};  ///< read_members
  CrewRows rows{};        ///< read_rows, by id
  /// read_books: who is on each call.
  std::array<CrewMembers, calls_per_element> crews{};
  CrewBooks books{};   ///< read_books
  Time answered_at{};  ///< read_books: by the database's clock
};

enum class CrewTableEffect : std::uint8_t { inserted, replaced, dropped };

/// One entry of the commit log of the rows.
struct CrewTableCommit {
  CrewTableEffect effect = CrewTableEffect::inserted;
  JobId call;
  CrewRow row;        ///< as it stands then, or stood
  Cause run{};        ///< the sync run that asked for it; none: the run starts so
  bool kept = false;  ///< with the books, as the core does that keeps a lease
};

/// "READ rows of job 1", "INSERT A with line 5 for job 1": a request in the words of the story.
std::string describe(const CrewTableRequest& request);
std::string describe(const CrewTableRequest& request, const CrewTableReply& reply);

}  // namespace interleave::model
