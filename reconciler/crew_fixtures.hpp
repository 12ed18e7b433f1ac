#pragma once

#include <array>
#include <cctype>
#include <stdexcept>
#include <string>

#include "reconciler/crew_worker.hpp"
#include "reconciler/fixtures.hpp"

namespace interleave::reconciler {

/// For tests: the production worker of crews between a store, a database and a Flex that the test
/// answers by hand. Each `expect_…` takes the request that has to be the next one, and answers it.
/// The database remembers what was written; lines are named by their number under the element.
template <class Guards>
class CrewBenchOf final : public SyncLog {
 public:
  static constexpr model::ElementId sound{0};
  static constexpr model::ElementId lights{1};
  static constexpr model::Cause cause{77};
  static constexpr std::uint32_t fencing = 3;

  explicit CrewBenchOf(const Guards& guards = {}, model::ElementId of = lights)
      : worker({flex, tables, store, timer}, *this, telling(), guards), element(of) {
    timer.pass(std::chrono::hours(1));
  }

  /// Options under which the worker looks for no work by itself, and tells staff what failed.
  static SyncOptions telling() {
    SyncOptions options;
    options.sweep_period = {};
    options.alerts = true;
    return options;
  }
  static model::InspectorId technician(char letter) {
    return {static_cast<std::uint8_t>(std::toupper(letter) - 'A')};
  }
  [[nodiscard]] model::LineId line(int number) const {
    return model::line_of(element, static_cast<std::uint8_t>(number));
  }

  // ---- What there is ----

  /// From now on they are wanted on the first call of the element; the first of them leads. The
  /// generation tells apart how it was saved.
  void wish(const std::string& people, std::uint32_t generation = 2) {
    wanted.id = model::JobId{element.value};
    wanted.generation = generation;
    wanted.inspectors.clear();
    crews = {};
    for (const char person : people) {
      const bool first = wanted.inspectors.empty();
      wanted.inspectors.push_back(technician(person));
      crews.front().push_back(
          {technician(person), first ? model::CrewRole::lead : model::CrewRole::crew});
    }
  }
  /// The database knows: line `number` is ours.
  void own(char whose, int number) {
    books.journal.push_back({technician(whose), line(number)});
    books.links.front().push_back({technician(whose), line(number)});
  }
  /// Lines 0, 1, …: "A" is a contact of A, "*" says that the one before leads, "x" is a foreign
  /// one, and "." stands for one that is gone.
  [[nodiscard]] model::LineList standing(const std::string& people) const {
    model::LineList lines;
    int number = 0;
    for (const char person : people) {
      if (person == '*') {
        lines.back().lead = true;
        continue;
      }
      const auto whose = person == 'x' ? model::InspectorId::none() : technician(person);
      if (person != '.') lines.push_back({line(number), whose});
      ++number;
    }
    return lines;
  }

  // ---- Requests ----

  void change() { worker.on_change({cause, wanted, false}); }
  void click() {
    const Click click{model::call_of(element, 0), crews.front().front(), true};
    worker.on_click(wanted, click, cause);
  }
  /// Up to the list at Flex of a run for them.
  void start_run(const std::string& people) {
    wish(people);
    change();
    expect_lease();
    expect_read();
    expect_books();
  }
  /// Another round looks again, and is shown that.
  void expect_look(const std::string& people) {
    expect_read();
    expect_books();
    expect_list(people);
  }
  /// The next request, in a word: "LEASE", "BOOKS", "WRITE A? B0" (with what is ours by then, and
  /// open adds), "LIST", "ADD A", "LEAD 0", "CREW 0", "DELETE 0", "DELETE 0 1" (at once), …
  [[nodiscard]] std::string next() const {
    if (flex.pending() + tables.pending() + store.pending() > 1) return "several requests";
    if (store.pending() == 1) return word(store.next());
    if (tables.pending() == 1) return word(tables.next());
    return flex.pending() == 1 ? word(flex.next()) : "nothing";
  }

  // ---- The store ----

  void expect_lease(const model::Intent& intent = leased()) {
    model::IntentReply reply;
    reply.intent = intent;
    reply.generation = wanted.generation;
    answer_store("LEASE", reply);
  }
  static model::Intent leased() {
    model::Intent intent;
    intent.fencing = fencing;
    return intent;
  }
  void expect_read() {
    model::IntentReply reply;
    reply.job = wanted;
    answer_store("READ", reply);
  }
  model::RunEnd expect_finish() {
    const model::RunEnd end = next() == "FINISH" ? store.next().end : model::RunEnd{};
    model::IntentReply reply;
    reply.generation = wanted.generation;
    answer_store("FINISH", reply);
    return end;
  }
  void expect_from_store(const std::string& request, model::IntentStatus status) {
    model::IntentReply reply;
    reply.status = status;
    answer_store(request, reply);
  }

  // ---- The database ----

  void expect_books() {
    model::CrewTableReply reply;
    reply.crews = crews;
    reply.books = books;
    reply.answered_at = database_now();
    answer_tables("BOOKS", reply);
  }
  /// Rows and journal are written.
  void expect_write(const std::string& request) {
    take_write(request);
    answer_tables(request, {});
  }
  /// They are, and the answer is lost.
  void lose_write(const std::string& request) {
    take_write(request);
    expect_from_tables(request, model::Status::timed_out);
  }
  void expect_from_tables(const std::string& request, model::Status status) {
    model::CrewTableReply reply;
    reply.status = status;
    answer_tables(request, reply);
  }

  // ---- Flex ----

  void expect_list(const std::string& people) { answer_flex("LIST", list_of(people)); }
  /// As the endpoint that is asked would show that.
  [[nodiscard]] model::FlexReply list_of(const std::string& people) const {
    model::FlexReply reply;
    reply.lines = standing(people);
    reply.total = static_cast<std::uint8_t>(reply.lines.size());
    if (next() == "LIST") reply.shape = flex.next().listing;
    return reply;
  }
  /// The line of that number is made.
  void expect_add(const std::string& request, int number) {
    model::FlexReply reply;
    reply.line = line(number);
    answer_flex(request, reply);
  }
  void expect(const std::string& request, model::Status status) {
    model::FlexReply reply;
    reply.status = status;
    answer_flex(request, reply);
  }
  void answer_flex(const std::string& request, const model::FlexReply& reply) {
    expect_next(request);
    flex.answer(reply);
  }

  void on_started(const RunStart&) override { ++started; }
  void on_finished(const model::Answer&, bool asked) override {
    ++finished;
    if (asked) ++told;
  }

  HandPort<model::FlexRequest, model::FlexReply> flex;
  HandPort<model::CrewTableRequest, model::CrewTableReply> tables;
  HandPort<model::IntentRequest, model::IntentReply> store;
  HandTimer timer;
  CrewWorker<Guards> worker;
  model::ElementId element;
  model::Job wanted;
  std::array<model::CrewMembers, model::calls_per_element> crews;
  model::CrewBooks books;            ///< as the database has them
  model::Duration database_ahead{};  ///< its clock is, of the worker's
  int started = 0;
  int finished = 0;
  int told = 0;  ///< runs whose answer somebody waited for

 private:
  static std::string letter_of(model::InspectorId technician) {
    return {static_cast<char>('A' + technician.value)};
  }
  static std::string number_of(model::LineId line) {
    return std::to_string(line.value / model::elements_max);
  }
  static std::string word(const model::IntentRequest& request) {
    switch (request.verb) {
      case model::IntentVerb::acquire:
        return "LEASE";
      case model::IntentVerb::renew:
        return "RENEW";
      case model::IntentVerb::read_job:
        return "READ";
      case model::IntentVerb::finish:
        return "FINISH";
      default:
        return "?";
    }
  }
  static std::string word(const model::CrewTableRequest& request) {
    if (request.verb == model::CrewTableVerb::read_books) return "BOOKS";
    if (request.verb != model::CrewTableVerb::write_books) return "?";
    std::string all = "WRITE";
    for (const model::CrewEntry& entry : request.books.journal) {
      all += " " + letter_of(entry.technician) + (entry.open() ? "?" : number_of(entry.line));
    }
    return all;
  }
  static std::string word(const model::FlexRequest& request) {
    switch (request.verb) {
      case model::FlexVerb::list_lines:
        return "LIST";
      case model::FlexVerb::add_resource:
        return "ADD " + letter_of(request.technician) + (request.form ? " by form" : "");
      case model::FlexVerb::set_role:
        return (request.lead ? "LEAD " : "CREW ") + number_of(request.line);
      case model::FlexVerb::delete_line:
        return "DELETE " + number_of(request.line);
      case model::FlexVerb::delete_lines: {
        std::string all = "DELETE";
        for (const model::LineId line : request.lines) all += " " + number_of(line);
        return all;
      }
    }
    return "?";
  }
  [[nodiscard]] model::Time database_now() const { return timer.now() + database_ahead; }
  void take_write(const std::string& request) {
    expect_next(request);
    books = tables.next().books;
    for (model::CrewEntry& entry : books.journal) {
      if (entry.open() && entry.opened_at == model::Time{}) entry.opened_at = database_now();
    }
  }
  void answer_store(const std::string& request, const model::IntentReply& reply) {
    expect_next(request);
    store.answer(reply);
  }
  void answer_tables(const std::string& request, const model::CrewTableReply& reply) {
    expect_next(request);
    tables.answer(reply);
  }
  void expect_next(const std::string& request) const {
    if (next() != request) throw std::logic_error("expected " + request + ", found " + next());
  }
};

using CrewBench = CrewBenchOf<SealedGuards>;

/// Up to the answer to the add of A under an element that has nobody.
template <class Guards>
void send_first_add(CrewBenchOf<Guards>& bench) {
  bench.start_run("A");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
}

/// Up to what is done about contacts of ours of whom nobody is wanted.
template <class Guards>
void see_unwanted(CrewBenchOf<Guards>& bench, const std::string& people) {
  int number = 0;
  for (const char person : people) bench.own(person, number++);
  bench.start_run("");
  bench.expect_list(people);
  std::string write = "WRITE";  // they lose their rows first
  number = 0;
  for (const char person : people) write += " " + (person + std::to_string(number++));
  bench.expect_write(write);
}

}  // namespace interleave::reconciler
