#include "reconciler/as_found/crew.hpp"

#include <algorithm>

namespace interleave::reconciler::as_found {

using namespace model;

namespace {

/// The line that was added, if the answer holds its id where the code looks for it.
LineId id_in(const FlexReply& reply) {
  const bool looked_for = reply.place == IdPlace::id || reply.place == IdPlace::line_item_id ||
                          reply.place == IdPlace::data_id;
  return reply.status == Status::ok && looked_for ? reply.line : LineId::none();
}

/// Whether the body is what the code expects of that endpoint.
bool readable(const FlexReply& reply, Listing listing) {
  return reply.status == Status::ok && reply.shape == listing;
}

bool lists(const LineList& lines, LineId line) {
  return std::ranges::find(lines, line, &CrewLine::id) != lines.end();
}

bool has_row(const CrewRows& rows, InspectorId technician) {
  return std::ranges::find(rows, technician, &CrewRow::technician) != rows.end();
}

}  // namespace

/// Whoever has no resource at Flex is passed over. The code takes somebody whose role was cleared
/// for one of the crew if the profile says so.
CrewMembers CrewRun::wanted_of(const CrewMembers& members) const {
  CrewMembers wanted;
  for (const CrewMember& member : members) {
    const Profile profile = profile_of(member.technician);
    const bool fallback = remedies_.as_coded && profile.department == department_of(element());
    if (member.role == CrewRole::cleared && !fallback) continue;
    if (profile.resource) wanted.push_back(member);
  }
  return wanted;
}

bool CrewRun::wants(InspectorId technician) const {
  return std::ranges::find(wanted_, technician, &CrewMember::technician) != wanted_.end();
}

Task<> CrewRun::sync() {
  const CrewTableReply& crew = co_await tables_.read_members(call_);
  wanted_ = wanted_of(crew.members);
  const CrewTableReply& read = co_await tables_.read_rows(call_);
  rows_ = read.rows;
  if (remedies_.prune_first) co_await prune();
  co_await drop_stale();
  const CrewRows rows = rows_;
  for (const CrewMember& member : wanted_) {
    if (!has_row(rows, member.technician)) co_await add(member);
  }
  for (const CrewRow& row : rows) {
    if (!wants(row.technician)) co_await remove(row);
  }
  if (!remedies_.prune_first) co_await prune();
}

/// Whoever has a row then counts as being there: to the audit, those whose row was just dropped,
/// too.
Task<> CrewRun::drop_stale() {
  const FlexReply& listed = co_await flex_.list_lines(element(), Listing::row_data);
  const LineList lines = readable(listed, Listing::row_data) ? listed.lines : LineList();
  CrewRowIds stale;
  CrewRows kept;
  for (const CrewRow& row : rows_) {
    if (lists(lines, row.line)) {
      kept.push_back(row);
    } else {
      stale.push_back(row.id);
    }
  }
  if (!stale.empty()) co_await tables_.drop_rows(call_, stale);
  if (remedies_.as_coded) rows_ = kept;
  if (!remedies_.reread) co_return;
  const CrewTableReply& again = co_await tables_.read_rows(call_);
  rows_ = again.rows;
}

/// The code sends an add whose answer shows no id once more, in another encoding.
Task<> CrewRun::add(CrewMember member) {
  const FlexReply& added = co_await flex_.add_resource(element(), member.technician);
  const bool said_yes = added.status == Status::ok || added.status == Status::unreadable;
  LineId line = id_in(added);
  if (line == LineId::none() && said_yes && remedies_.as_coded) {
    const FlexReply& again = co_await flex_.add_resource(element(), member.technician, true);
    line = id_in(again);
  }
  if (line == LineId::none()) co_return;
  if (remedies_.upsert) {
    co_await tables_.upsert_row(call_, member.technician, line);
  } else {
    co_await tables_.insert_row(call_, member.technician, line);
  }
  if (department_of(element()) != Department::sound) co_return;
  const bool lead = member.role == CrewRole::lead;
  co_await flex_.set_role(line, lead);
}

Task<> CrewRun::remove(CrewRow row) {
  co_await flex_.delete_line(row.line);
  const CrewRowIds rows{row.id};
  co_await tables_.drop_rows(call_, rows);
}

/// Orphans are contacts of technicians who were not wanted when the sync began; when nobody was,
/// every contact is one.
Task<> CrewRun::prune() {
  const LineList lines = co_await list_anyhow();
  LineIdList orphans;
  for (const CrewLine& line : lines) {
    const bool ours = line.technician != InspectorId::none() && !wants(line.technician);
    if (wanted_.empty() || ours) orphans.push_back(line.id);
  }
  if (orphans.empty()) co_return;
  if (remedies_.as_coded) {
    co_await flex_.delete_lines(element(), orphans);
    co_return;
  }
  for (const LineId line : orphans) co_await flex_.delete_line(line);
}

/// By the first endpoint whose answer can be read.
Task<LineList> CrewRun::list_anyhow() {
  for (std::size_t i = 0; i < listing_count; ++i) {
    const auto listing = static_cast<Listing>(i);
    const FlexReply& reply = co_await flex_.list_lines(element(), listing);
    if (readable(reply, listing)) co_return reply.lines;
  }
  co_return LineList();
}

/// Whoever has no resource at Flex cannot be added there.
Task<> CrewRun::add_one(CrewMember member) {
  if (profile_of(member.technician).resource) co_await add(member);
}

Task<> CrewRun::remove_one(InspectorId technician) {
  const CrewTableReply& read = co_await tables_.read_rows(call_);
  const CrewRows rows = read.rows;
  for (const CrewRow& row : rows) {
    if (row.technician == technician) co_await remove(row);
  }
}

}  // namespace interleave::reconciler::as_found
