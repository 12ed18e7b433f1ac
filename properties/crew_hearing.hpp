#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "properties/crew_judge.hpp"
#include "sim/crew_scenario.hpp"

namespace interleave::properties {

/// For tests: tells a judge of crews a history that was made by hand, entry by entry, as the
/// services would publish it. Everything is about the element that was named last. An entry happens
/// a microsecond after the one before it, or at the time that was set since.
class CrewHearing {
 public:
  static constexpr model::ElementId sound{0};
  static constexpr model::ElementId lights{1};

  /// A sync run and the lease under which it sends; fencing 0 when it has none.
  struct SyncRun {
    model::Cause cause;
    model::ElementId element = lights;
    std::uint8_t worker = 0;
    std::uint32_t fencing = 0;
  };

  /// The element starts in step, with that crew on its first call.
  explicit CrewHearing(const CrewJudge::Options& options, const model::CrewMembers& crew = {},
                       model::ElementId element = lights)
      : judge_(options) {
    judge_.reset();
    given(element, crew);
  }

  /// The next entry happens so long after the start of the run.
  void at(model::Duration since_start) { next_ = model::Time(since_start); }
  void about(model::ElementId element) { element_ = element; }
  /// Another element starts in step, with that crew on its first call.
  void given(model::ElementId element, const model::CrewMembers& crew) {
    about(element);
    judge_.on_commit(tick(), model::CrewWish{call(), crew});
    here().crews[0] = crew;
    for (const model::CrewMember& member : crew) {
      row(member.technician, add(member.technician, model::Author::start));
    }
    save(0);
  }

  // ---- People ----

  /// They put that crew together for a call of the element, which thereby wants another one.
  void want(const model::CrewMembers& members, std::uint8_t number = 0) {
    here().crews[number] = members;
    judge_.on_commit(tick(), model::CrewWish{call(number), members});
    save(here().job.generation + 1);
  }
  void press(std::uint8_t number = 0) { judge_.on_asked(tick(), call(number)); }
  /// A worker heard of the latest generation.
  void announced() { judge_.on_announced(tick(), key(), here().job.generation); }

  // ---- Alerts ----

  /// Staff see it from then on.
  void alerted(model::Duration from) {
    tell_staff(model::IntentEffect::alerted, model::Time(from));
  }
  void alert_closed() { tell_staff(model::IntentEffect::alert_closed); }
  void acknowledged() { tell_staff(model::IntentEffect::acknowledged); }

  // ---- Runs and their leases ----

  SyncRun leased(std::uint8_t worker = 0) {
    const SyncRun run{model::Cause{++causes_}, element_, worker, ++fencings_};
    const model::Time now = tick();
    tell_store(now, model::IntentEffect::leased, run, now + std::chrono::seconds(60));
    return run;
  }
  SyncRun unleased() { return {model::Cause{++causes_}, element_}; }
  void released(const SyncRun& run) { tell_store(tick(), model::IntentEffect::released, run); }
  void recorded(const SyncRun& run) { tell_store(tick(), model::IntentEffect::recorded, run); }
  /// The run hears from the store whom people want.
  void read_job(const SyncRun& run, model::IntentStatus status = model::IntentStatus::ok) {
    model::IntentRequest request;
    request.run = run.cause;
    request.verb = model::IntentVerb::read_job;
    request.job = key();
    model::IntentReply reply;
    reply.status = status;
    reply.job = here().job;
    judge_.on_reply(tick(), request, reply);
  }
  void answer(const SyncRun& run, model::Verdict verdict = model::Verdict::in_step) {
    answer(run, verdict, here().job.generation);
  }
  void answer(const SyncRun& run, model::Verdict verdict, std::uint32_t generation) {
    judge_.on_answer(tick(), {key(), generation, verdict, run.cause});
  }

  // ---- The tables ----

  void read_members(const SyncRun& run, model::Status status = model::Status::ok) {
    ask_tables(run, model::CrewTableVerb::read_members, status);
  }
  /// A run of that call asks for it, and hears nothing yet.
  void drop_rows(const SyncRun& run, std::uint8_t number = 0) {
    model::CrewTableRequest request;
    request.run = run.cause;
    request.verb = model::CrewTableVerb::drop_rows;
    request.call = call(number);
    judge_.on_wire(tick(), request);
  }
  /// The journal is that from now on, if that is what the run hears.
  void write_books(const SyncRun& run, const model::CrewJournal& journal,
                   model::Status status = model::Status::ok) {
    ask_tables(run, model::CrewTableVerb::write_books, status, journal);
  }
  /// `kept`: with the books, by that run.
  model::CrewRow row(model::InspectorId technician, model::LineId line, std::uint8_t number = 0,
                     const std::optional<SyncRun>& kept = std::nullopt) {
    const model::CrewRow made{++rows_, technician, line};
    tell_tables(model::CrewTableEffect::inserted, number, made, kept);
    return made;
  }
  void drop(const model::CrewRow& row, std::uint8_t number = 0,
            const std::optional<SyncRun>& kept = std::nullopt) {
    tell_tables(model::CrewTableEffect::dropped, number, row, kept);
  }

  // ---- Flex ----

  [[nodiscard]] model::LineId line(std::uint8_t number) const {
    return model::line_of(element_, number);
  }
  /// It is there from now on; by nobody's request, unless the run is named that sent it.
  model::LineId add(model::InspectorId technician, model::Author author = model::Author::client) {
    return add(technician, author, SyncRun());
  }
  model::LineId add(model::InspectorId technician, model::Author author, const SyncRun& run) {
    const model::CrewLine added{line(here().made++), technician};
    here().lines.push_back(added);
    tell_flex(model::FlexEffect::added, added, author, run);
    return added.id;
  }
  void remove(model::LineId id, model::Author author = model::Author::client) {
    remove(id, author, SyncRun());
  }
  void remove(model::LineId id, model::Author author, const SyncRun& run) {
    const auto found = std::ranges::find(here().lines, id, &model::CrewLine::id);
    const model::CrewLine removed = *found;
    here().lines.erase(found);
    tell_flex(model::FlexEffect::deleted, removed, author, run);
  }
  void set_role(model::LineId id, bool lead) {
    const auto found = std::ranges::find(here().lines, id, &model::CrewLine::id);
    found->lead = lead;
    tell_flex(model::FlexEffect::role_set, *found, model::Author::client, {});
  }

  model::FlexRequest sent(const SyncRun& run, model::FlexRequest request) {
    request.run = run.cause;
    request.ordinal = requests_++;
    request.element = element_;
    request.fencing = run.fencing;
    judge_.on_wire(tick(), request);
    return request;
  }
  model::FlexRequest sent_add(const SyncRun& run, model::InspectorId technician) {
    model::FlexRequest request;
    request.verb = model::FlexVerb::add_resource;
    request.technician = technician;
    return sent(run, request);
  }
  model::FlexRequest sent_delete(const SyncRun& run, model::LineId id) {
    model::FlexRequest request;
    request.verb = model::FlexVerb::delete_line;
    request.line = id;
    return sent(run, request);
  }
  model::FlexRequest sent_batch(const SyncRun& run, const model::LineIdList& ids) {
    model::FlexRequest request;
    request.verb = model::FlexVerb::delete_lines;
    request.lines = ids;
    return sent(run, request);
  }
  void answered(const model::FlexRequest& request, const model::FlexReply& reply) {
    judge_.on_reply(tick(), request, reply);
  }
  void answered(const model::FlexRequest& request, model::Status status = model::Status::ok) {
    model::FlexReply reply;
    reply.status = status;
    answered(request, reply);
  }
  /// The run is shown what stands there.
  void list(const SyncRun& run, model::Status status = model::Status::ok) {
    model::FlexReply reply = shown();
    reply.status = status;
    answered(sent(run, {}), reply);
  }
  [[nodiscard]] model::FlexReply shown() const {
    model::FlexReply reply;
    reply.lines = elements_.at(element_.value).lines;
    reply.total = static_cast<std::uint8_t>(reply.lines.size());
    return reply;
  }
  /// The add is sent, takes effect, and its client is told so.
  model::LineId added(const SyncRun& run, model::InspectorId technician) {
    const model::FlexRequest request = sent_add(run, technician);
    model::FlexReply reply;
    reply.line = add(technician, model::Author::client, run);
    answered(request, reply);
    return reply.line;
  }
  /// The crew is read, and so is the line deleted.
  void deleted(const SyncRun& run, model::LineId id) {
    read_job(run);
    const model::FlexRequest request = sent_delete(run, id);
    remove(id, model::Author::client, run);
    answered(request);
  }

  // ---- Faults and phases ----

  /// Its direct consequences end now.
  void fault(sim::Fault fault) { judge_.on_fault(tick(), fault, model::OrderId{element_.value}); }
  void fault_everywhere(sim::Fault fault) { judge_.on_fault(tick(), fault, std::nullopt); }
  void crashed(std::uint8_t worker = 0) { judge_.on_crash(tick(), worker); }
  void probe_starts() { judge_.on_probe(tick()); }

  // ---- What the judge finds ----

  /// The signatures by now, as "CREW.missing".
  [[nodiscard]] std::vector<std::string> violated() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < crew_signatures.size(); ++i) {
      if (judge_.violated().contains(i)) names.push_back(name_of(crew_signatures[i]));
    }
    return names;
  }
  std::vector<std::string> at_rest() {
    judge_.finish(tick());
    return violated();
  }
  [[nodiscard]] std::vector<std::string> situations() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < crew_situations.size(); ++i) {
      if (judge_.sometimes().contains(i)) names.emplace_back(crew_situations[i].name);
    }
    return names;
  }
  [[nodiscard]] const Histogram& measure(CrewMeasure measure) const {
    return judge_.measures()[static_cast<std::size_t>(measure)];
  }
  [[nodiscard]] CrewJudge& judge() { return judge_; }

 private:
  struct Element {
    std::array<model::CrewMembers, model::calls_per_element> crews;
    model::Job job;  ///< whom both want
    model::LineList lines;
    std::uint8_t made = 0;
  };

  Element& here() { return elements_.at(element_.value); }
  [[nodiscard]] model::JobId key() const { return model::JobId{element_.value}; }
  [[nodiscard]] model::JobId call(std::uint8_t number = 0) const {
    return model::call_of(element_, number);
  }
  model::Time tick() { return std::exchange(next_, next_ + std::chrono::microseconds(1)); }

  void save(std::uint32_t generation) {
    model::Job& job = here().job;
    job.id = key();
    job.generation = generation;
    job.inspectors = sim::wanted_together(here().crews[0], here().crews[1]);
    judge_.on_commit(tick(), model::AttikCommit{job});
  }
  void tell_staff(model::IntentEffect effect, model::Time from = {}) {
    judge_.on_commit(tick(), model::IntentCommit{.effect = effect, .job = key(), .from = from});
  }
  void tell_store(model::Time now, model::IntentEffect effect, const SyncRun& run,
                  model::Time until = {}) {
    judge_.on_commit(now, model::IntentCommit{.effect = effect,
                                              .job = model::JobId{run.element.value},
                                              .run = run.cause,
                                              .fencing = run.fencing,
                                              .owner = run.worker,
                                              .until = until});
  }
  void tell_tables(model::CrewTableEffect effect, std::uint8_t number, const model::CrewRow& row,
                   const std::optional<SyncRun>& kept) {
    const model::Cause cause = kept ? kept->cause : model::Cause{};
    judge_.on_commit(tick(),
                     model::CrewTableCommit{effect, call(number), row, cause, kept.has_value()});
  }
  void ask_tables(const SyncRun& run, model::CrewTableVerb verb, model::Status status,
                  const model::CrewJournal& journal = {}) {
    model::CrewTableRequest request;
    request.run = run.cause;
    request.verb = verb;
    request.call = call();
    request.fencing = run.fencing;
    request.books.journal = journal;
    judge_.on_wire(tick(), request);
    model::CrewTableReply reply;
    reply.status = status;
    judge_.on_reply(tick(), request, reply);
  }
  void tell_flex(model::FlexEffect effect, const model::CrewLine& changed, model::Author author,
                 const SyncRun& run) {
    judge_.on_commit(tick(), model::FlexCommit{effect, changed, author, run.cause, run.fencing});
  }

  CrewJudge judge_;
  model::ElementId element_ = lights;
  std::array<Element, model::elements_max> elements_{};
  model::Time next_{};
  std::uint32_t rows_ = 0;
  std::uint32_t fencings_ = 0;
  std::uint32_t requests_ = 0;
  std::uint64_t causes_ = 0;
};

/// For tests: what is found if that holds, and nothing else.
inline std::vector<std::string> found_if(bool holds, std::string_view signature) {
  std::vector<std::string> found;
  if (holds) found.emplace_back(signature);
  return found;
}

/// For tests: judges nothing but those properties or signatures.
inline CrewJudge::Options only(std::initializer_list<std::string_view> names,
                               CrewJudge::Options options) {
  for (std::size_t i = 0; i < crew_signatures.size(); ++i) {
    const Signature& signature = crew_signatures[i];
    const bool judged =
        std::ranges::any_of(names, [full = name_of(signature), &signature](std::string_view name) {
          return name == signature.property || name == full;
        });
    if (!judged) options.unjudged.add(i);
  }
  return options;
}
/// For tests: of a sync that acts when it is asked, what it is judged by.
inline CrewJudge::Options historical_options() {
  CrewJudge::Options options;
  options.by_request = true;
  return only({"DBU", "CREW", "OWN", "FAILC.list", "FAILC.add", "FAILC.wish", "BLIND"}, options);
}
/// For tests: of the core that ships; a list may miss what is younger than 2 s, and an add can land
/// 30 s after its entry is written.
inline CrewJudge::Options production_options() {
  CrewJudge::Options options;
  options.lag = std::chrono::seconds(2);
  options.landing_max = std::chrono::seconds(30);
  return options;
}

}  // namespace interleave::properties
