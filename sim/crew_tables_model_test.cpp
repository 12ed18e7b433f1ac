// The tables of the crew sync against a sequential reference: one request after another, and no
// faults.

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include "sim/crew_tables.hpp"
#include "sim/fixtures.hpp"
#include "sim/model_based.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::CrewBooks;
using model::CrewEntry;
using model::CrewLink;
using model::CrewMember;
using model::CrewRow;
using model::CrewTableEffect;
using model::CrewTableReply;
using model::CrewTableRequest;
using model::CrewTableVerb;
using model::InspectorId;
using model::JobId;
using model::LineId;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr std::uint8_t element_count = 2;
constexpr std::uint8_t call_count = 8;  ///< of element 0: calls 0 and 4; of element 1: 1 and 5
constexpr std::size_t rows_most = 16;   ///< of a call
constexpr std::size_t given_most = 10;  ///< more than a run ever starts with
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr Cause run{50};

// ---- What is told to both ----

struct Step {
  enum class Kind : std::uint8_t { request, wish, give, clean_up, new_lease, pass };

  Kind kind = Kind::request;
  CrewTableRequest request{};    ///< of the others, its call; give: its row as well
  model::CrewMembers members{};  ///< wish
};

struct Change {
  CrewTableEffect effect{};
  JobId call;
  CrewRow row{};
  Cause by{};
  bool kept = false;

  friend bool operator==(const Change&, const Change&) = default;
};

struct Answer {
  Status status = Status::ok;
  bool done = true;
  std::vector<CrewMember> members{};  ///< read_members
  std::vector<CrewRow> rows{};        ///< read_rows
  /// read_books
  std::array<std::vector<CrewMember>, 2> crews{};
  std::array<std::vector<CrewLink>, 2> links{};
  std::vector<CrewEntry> journal{};
  Time answered_at{};
  std::vector<Change> changes{};

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::array<std::vector<CrewMember>, call_count> members{};
  std::array<std::vector<CrewRow>, call_count> rows{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

template <class List>
auto vector_of(const List& list) {
  return std::vector<typename List::value_type>(list.begin(), list.end());
}

std::ostream& operator<<(std::ostream& stream, const Step& step) {
  static constexpr std::array<std::string_view, 6> kinds{
      "", "wish", "give", "clean up", "new lease", "a second passes"};
  stream << kinds[static_cast<std::size_t>(step.kind)] << " " << describe(step.request)
         << ", fencing " << step.request.fencing;
  for (const auto& links : step.request.books.links) {
    stream << "; links:";
    for (const CrewLink& link : links) {
      stream << " " << name_of(link.technician) << " " << name_of(link.line);
    }
  }
  return stream << "; " << model::describe(step.members);
}

std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << describe(answer.status, std::nullopt) << (answer.done ? ", done, " : ", ")
         << answer.members.size() << " members, " << answer.crews[0].size() << " and "
         << answer.crews[1].size() << " in crews, " << answer.journal.size() << " entries";
  for (const CrewRow& row : answer.rows) stream << "; " << describe(row);
  for (const auto& links : answer.links) {
    for (const CrewLink& link : links) stream << "; link to " << name_of(link.line);
  }
  for (const Change& change : answer.changes) {
    stream << "; effect " << static_cast<int>(change.effect) << " on " << name_of(change.call)
           << ": " << describe(change.row) << (change.kept ? ", kept" : "");
  }
  return stream;
}

std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (std::size_t call = 0; call < call_count; ++call) {
    stream << "call " << call << " of " << visible.members[call].size();
    for (const CrewRow& row : visible.rows[call]) stream << "; " << describe(row);
    stream << "; ";
  }
  return stream;
}

// ---- The reference ----

/// The contract of model::CrewTableRequest. `unique`: a call has one row of a technician.
class Reference {
 public:
  explicit Reference(bool unique = true) : unique_(unique) {}

  Answer play(const Step& step) {
    changes_.clear();
    by_ = step.kind == Step::Kind::request ? run : Cause{};
    kept_ = false;
    Answer answer;
    Call& call = calls_[step.request.call.value];
    switch (step.kind) {
      case Step::Kind::request:
        answer = transact(step.request, call);
        break;
      case Step::Kind::wish:
        call.members = vector_of(step.members);
        break;
      case Step::Kind::give:
        insert(step.request.call, {step.request.technician, step.request.line});
        journals_[element(step.request)].push_back({step.request.technician, step.request.line});
        break;
      case Step::Kind::clean_up:
        clean_up();
        break;
      case Step::Kind::new_lease:
        ++leases_[element(step.request)];
        break;
      case Step::Kind::pass:
        now_ += 1s;
        break;
    }
    answer.changes = changes_;
    answer.done = answer.status == Status::ok;
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::size_t call = 0; call < call_count; ++call) {
      all.members[call] = calls_[call].members;
      all.rows[call] = calls_[call].rows;
    }
    return all;
  }
  /// Rows are given where they fit. Books are kept only of calls that have one row of everybody.
  [[nodiscard]] bool allows(const Step& step) const {
    const CrewTableRequest& request = step.request;
    if (step.kind == Step::Kind::give) {
      const Call& call = calls_[request.call.value];
      return call.rows.size() < given_most && journals_[element(request)].size() < given_most &&
             (!unique_ || !has_row(call, request.technician));
    }
    if (step.kind != Step::Kind::request || request.verb < CrewTableVerb::read_books) return true;
    return request.call.value < element_count && !has_twins(request.call.value) &&
           !has_twins(request.call.value + 4U);
  }

  [[nodiscard]] std::uint32_t lease(JobId call) const { return leases_[call.value % 4U]; }

 private:
  struct Call {
    std::vector<CrewMember> members;
    std::vector<CrewRow> rows;
    std::uint32_t next_row = 1;
  };

  static std::size_t element(const CrewTableRequest& request) { return request.call.value % 4U; }
  static bool has_row(const Call& call, InspectorId technician) {
    return std::ranges::find(call.rows, technician, &CrewRow::technician) != call.rows.end();
  }
  [[nodiscard]] bool has_twins(std::size_t call) const {
    const std::vector<CrewRow>& rows = calls_[call].rows;
    return std::ranges::any_of(rows, [&](const CrewRow& row) {
      return std::ranges::count(rows, row.technician, &CrewRow::technician) > 1;
    });
  }

  Answer transact(const CrewTableRequest& request, Call& call) {
    switch (request.verb) {
      case CrewTableVerb::read_members:
        return {.members = call.members};
      case CrewTableVerb::read_rows:
        return {.rows = call.rows};
      case CrewTableVerb::insert_row:
        if (unique_ && has_row(call, request.technician)) return {.status = Status::conflict};
        break;
      case CrewTableVerb::upsert_row:
        if (!unique_) return {.status = Status::unprocessable};
        for (CrewRow& row : call.rows) {
          if (row.technician != request.technician) continue;
          replace(request.call, row, request.line);
          return {};
        }
        break;
      case CrewTableVerb::drop_rows:
        for (const std::uint32_t row : request.rows) drop(request.call, row);
        return {};
      case CrewTableVerb::read_books:
        return read_books(element(request));
      case CrewTableVerb::write_books:
        return write_books(request);
    }
    if (call.rows.size() == rows_most) return {.status = Status::unprocessable};
    insert(request.call, {request.technician, request.line});
    return {};
  }
  [[nodiscard]] Answer read_books(std::size_t number) const {
    Answer answer{.journal = journals_[number], .answered_at = now_};
    for (std::size_t alias = 0; alias < 2; ++alias) {
      const Call& call = calls_[number + 4 * alias];
      answer.crews[alias] = call.members;
      for (const CrewRow& row : call.rows)
        answer.links[alias].push_back({row.technician, row.line});
      std::ranges::sort(answer.links[alias], {}, &CrewLink::technician);
    }
    return answer;
  }
  Answer write_books(const CrewTableRequest& request) {
    const std::size_t number = element(request);
    if (request.fencing != 0 && request.fencing != leases_[number]) {
      return {.status = Status::conflict};
    }
    kept_ = true;
    journals_[number] = vector_of(request.books.journal);
    for (CrewEntry& entry : journals_[number]) {
      if (entry.line == LineId::none() && entry.opened_at == Time{}) entry.opened_at = now_;
    }
    for (std::size_t alias = 0; alias < 2; ++alias) {
      const JobId id{static_cast<std::uint8_t>(number + 4 * alias)};
      const model::CrewLinks& links = request.books.links[alias];
      for (CrewRow row : std::vector<CrewRow>(calls_[id.value].rows)) {
        const auto link = std::ranges::find(links, row.technician, &CrewLink::technician);
        if (link == links.end()) {
          drop(id, row.id);
        } else if (link->line != row.line) {
          replace(id, *std::ranges::find(calls_[id.value].rows, row.id, &CrewRow::id), link->line);
        }
      }
      for (const CrewLink& link : links) {
        if (!has_row(calls_[id.value], link.technician)) insert(id, link);
      }
    }
    return {};
  }
  /// Of the rows of one technician on a call the youngest stays.
  void clean_up() {
    for (std::uint8_t number = 0; number < call_count; ++number) {
      const std::vector<CrewRow> rows = calls_[number].rows;
      for (const CrewRow& row : rows) {
        for (const CrewRow& other : rows) {
          const bool younger = other.technician == row.technician && other.id > row.id;
          if (younger) drop(JobId{number}, row.id);
        }
      }
    }
  }

  void insert(JobId call, const CrewLink& link) {
    Call& there = calls_[call.value];
    there.rows.push_back({there.next_row++, link.technician, link.line});
    note(CrewTableEffect::inserted, call, there.rows.back());
  }
  void replace(JobId call, CrewRow& row, LineId line) {
    row.line = line;
    note(CrewTableEffect::replaced, call, row);
  }
  void drop(JobId call, std::uint32_t id) {
    std::vector<CrewRow>& rows = calls_[call.value].rows;
    const auto row = std::ranges::find(rows, id, &CrewRow::id);
    if (row == rows.end()) return;
    note(CrewTableEffect::dropped, call, *row);
    rows.erase(row);
  }
  void note(CrewTableEffect effect, JobId call, const CrewRow& row) {
    changes_.push_back({effect, call, row, by_, kept_});
  }

  bool unique_;
  std::array<Call, call_count> calls_{};
  std::array<std::vector<CrewEntry>, 4> journals_{};
  std::array<std::uint32_t, 4> leases_{};
  Time now_{};
  Cause by_{};
  bool kept_ = false;
  std::vector<Change> changes_;
};

// ---- The system ----

/// The tables, or some that are told something else than what was meant.
class System final : private Leases {
 public:
  using Twist = std::function<void(Step&)>;

  explicit System(bool unique = true, Twist twist = {})
      : tables_(machine_.scheduler(), recorder_, *this), twist_(std::move(twist)) {
    tables_.reset(unique);
  }

  Answer play(Step step) {
    if (twist_) twist_(step);
    recorder_.crew_rows.clear();
    const JobId call = step.request.call;
    Answer answer;
    switch (step.kind) {
      case Step::Kind::request:
        answer = send(step.request);
        break;
      case Step::Kind::wish:
        tables_.wish(call, step.members);
        break;
      case Step::Kind::give:
        tables_.give(call, step.request.technician, step.request.line);
        break;
      case Step::Kind::clean_up:
        tables_.clean_up();
        break;
      case Step::Kind::new_lease:
        ++leases_[model::element_of(call).value];
        break;
      case Step::Kind::pass:
        machine_.pass(1s);
        break;
    }
    for (const model::CrewTableCommit& commit : recorder_.crew_rows) {
      answer.changes.push_back({commit.effect, commit.call, commit.row, commit.run, commit.kept});
    }
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::uint8_t call = 0; call < call_count; ++call) {
      all.members[call] = vector_of(tables_.members(JobId{call}));
      all.rows[call] = vector_of(tables_.rows(JobId{call}));
    }
    return all;
  }

 private:
  Answer send(CrewTableRequest request) {
    request.run = run;
    CrewTableReply reply;
    Answer answer;
    answer.done = tables_.apply(request, Cause{1000 + sent_++}, true, reply);
    answer.status = reply.status;
    answer.members = vector_of(reply.members);
    answer.rows = vector_of(reply.rows);
    for (std::size_t alias = 0; alias < 2; ++alias) {
      answer.crews[alias] = vector_of(reply.crews[alias]);
      answer.links[alias] = vector_of(reply.books.links[alias]);
    }
    answer.journal = vector_of(reply.books.journal);
    answer.answered_at = reply.answered_at;
    return answer;
  }
  [[nodiscard]] std::uint32_t fencing_of(JobId job) const override { return leases_[job.value]; }

  Machine machine_;
  Recorder recorder_;
  CrewTables<Recorder> tables_;
  Twist twist_;
  std::array<std::uint32_t, model::elements_max> leases_{};
  std::uint64_t sent_ = 0;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

InspectorId any_technician() { return InspectorId{any<std::uint8_t>(0, 3)}; }
LineId any_line() { return LineId{any<std::uint8_t>(0, 5)}; }

/// Any who are on a call, each once.
model::CrewMembers any_members() {
  model::CrewMembers members;
  for (std::uint8_t person = 0; person < 4; ++person) {
    const auto role = static_cast<model::CrewRole>(any(0, 2));
    if (one_in(2)) members.push_back({InspectorId{person}, role});
  }
  return members;
}
/// Lines for any of the technicians, and in the journal some that are ours and some open adds.
CrewBooks any_books(Time now) {
  CrewBooks books;
  for (std::uint8_t person = 0; person < 4; ++person) {
    for (model::CrewLinks& links : books.links) {
      if (one_in(2)) links.push_back({InspectorId{person}, any_line()});
    }
    CrewEntry entry{InspectorId{person}};
    if (one_in(2)) entry.line = any_line();
    if (entry.open() && one_in(2)) entry.opened_at = now;
    if (one_in(2)) books.journal.push_back(entry);
  }
  return books;
}

Step any_step(const Reference& reference) {
  Step step;
  step.kind = one_in(3) ? static_cast<Step::Kind>(any(1, 5)) : Step::Kind::request;
  CrewTableRequest& request = step.request;
  request.verb = static_cast<CrewTableVerb>(any(0, 6));
  // Mostly one call, so that it fills up at times.
  request.call = model::call_of(model::ElementId{static_cast<std::uint8_t>(one_in(6) ? 1 : 0)},
                                one_in(6) ? 1 : 0);
  request.technician = any_technician();
  request.line = any_line();
  for (int count = any(0, 2); count > 0; --count) {
    request.rows.push_back(any<std::uint32_t>(1, 20));
  }
  const std::uint32_t latest = reference.lease(request.call);
  request.fencing = one_in(3) ? any<std::uint32_t>(0, latest + 1) : latest;
  if (request.verb == CrewTableVerb::write_books) request.books = any_books(Time{1s});
  if (step.kind == Step::Kind::wish) step.members = any_members();
  return step;
}

struct Claim {
  template <class Thing>
  static void equal(const Thing& found, const Thing& expected) {
    RC_ASSERT(found == expected);
  }
  static void given(bool allowed) { RC_PRE(allowed); }
};
using Command = rc::state::Command<Reference, System>;

/// Whether the constraint is to be there, and whether it is.
struct Unique {
  bool wanted = true;
  bool is = true;
};

void follow_the_reference(Unique unique, const System::Twist& twist = {}) {
  System system(unique.is, twist);
  rc::state::check(Reference(unique.wanted), system, [](const Reference& reference) {
    return rc::gen::exec([reference]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step(reference));
    });
  });
}

RC_GTEST_PROP(CrewTablesModel, with_the_constraint_are_as_their_contract_says, ()) {
  follow_the_reference({true, true});
}
RC_GTEST_PROP(CrewTablesModel, without_it_are_as_their_contract_says, ()) {
  follow_the_reference({false, false});
}

// ---- The reference itself ----

Step ask(CrewTableVerb verb, InspectorId technician = a, LineId line = LineId{0}) {
  Step step;
  step.request.verb = verb;
  step.request.technician = technician;
  step.request.line = line;
  return step;
}
Step books(std::uint32_t fencing) {
  Step step = ask(CrewTableVerb::write_books);
  step.request.fencing = fencing;
  step.request.books.links[0] = {{b, LineId{4}}};
  return step;
}

TEST(CrewTablesModel, the_reference_accepts_a_right_history) {
  using enum CrewTableVerb;
  const std::vector<std::pair<Step, Status>> history{
      {ask(insert_row, a), Status::ok},               // row 1
      {ask(insert_row, a), Status::conflict},         // the constraint
      {ask(upsert_row, a, LineId{4}), Status::ok},    // row 1 as well
      {ask(insert_row, b), Status::ok},               // row 2
      {books(1), Status::conflict},                   // there was no lease yet
      {{.kind = Step::Kind::new_lease}, Status::ok},  //
      {books(1), Status::ok},                         // row 1 goes
      {ask(read_books), Status::ok},
  };
  Reference reference;
  System system;
  for (const auto& [step, status] : history) {
    SCOPED_TRACE(testing::Message() << step);
    const Answer expected = reference.play(step);
    EXPECT_EQ(expected.status, status);
    EXPECT_EQ(system.play(step), expected);
    EXPECT_EQ(system.visible(), reference.visible());
  }
  EXPECT_THAT(reference.visible().rows[0], testing::ElementsAre(CrewRow{2, b, LineId{4}}));
}

/// Whether some history tells such tables from the reference.
bool refuted(Unique unique, const System::Twist& twist = {}) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams params;
  params.seed = 1;
  params.disableShrinking = true;
  return rc::detail::checkTestable([&] { follow_the_reference(unique, twist); },
                                   rc::detail::TestMetadata(), params, silent)
      .is<rc::detail::FailureResult>();
}

TEST(CrewTablesModel, the_reference_rejects_a_constraint_that_is_not_to_be_or_is_missing) {
  for (const bool wanted : {false, true}) {
    for (const bool is : {false, true}) EXPECT_EQ(refuted({wanted, is}), wanted != is);
  }
}

TEST(CrewTablesModel, the_reference_rejects_tables_that_break_a_rule) {
  using enum CrewTableVerb;
  const auto turns = [](CrewTableVerb from, CrewTableVerb into) {
    return [from, into](Step& step) {
      if (step.request.verb == from) step.request.verb = into;
    };
  };
  const std::vector<std::pair<std::string_view, System::Twist>> wrong{
      {"an insert writes over no row", turns(insert_row, upsert_row)},
      {"an upsert does", turns(upsert_row, insert_row)},
      {"members are no rows", turns(read_members, read_rows)},
      {"books are written", turns(write_books, read_books)},
      {"all rows are dropped that were named",
       [](Step& step) {
         if (!step.request.rows.empty()) step.request.rows.pop_back();
       }},
      {"books are written under the latest lease alone",
       [](Step& step) { step.request.fencing = 0; }},
      {"an alias has its own rows",
       [](Step& step) { std::ranges::reverse(step.request.books.links); }},
      {"the journal is as it was written", [](Step& step) { step.request.books.journal.clear(); }},
      {"an entry keeps the time when it was opened",
       [](Step& step) {
         for (CrewEntry& entry : step.request.books.journal) entry.opened_at = Time{};
       }},
  };
  for (const auto& [rule, twist] : wrong) EXPECT_TRUE(refuted({}, twist)) << rule;
}

TEST(CrewTablesModel, the_reference_rejects_tables_that_overlook_what_else_happens) {
  using enum Step::Kind;
  for (const Step::Kind kind : {wish, give, clean_up, new_lease, pass}) {
    EXPECT_TRUE(refuted({false, false}, [kind](Step& step) {
      if (step.kind == kind) step = ask(CrewTableVerb::read_members);
    })) << static_cast<int>(kind);
  }
}

}  // namespace
}  // namespace interleave::sim
