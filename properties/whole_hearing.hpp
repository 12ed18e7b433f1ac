#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "properties/whole_judge.hpp"

namespace interleave::properties {

/// For tests: tells a judge of the whole a history that was made by hand, entry by entry, as the
/// services would publish it. Everything happens at the time that was set last, the start of the
/// run at first, and is about job 1, which is booking 0, unless another job is named.
class WholeHearing {
  using CalendarEntry = model::CalendarEntry;
  using Duration = model::Duration;
  using EntryId = model::EntryId;
  using InspectorId = model::InspectorId;
  using IntentEffect = model::IntentEffect;
  using JobId = model::JobId;
  using Job = model::Job;
  using Time = model::Time;

 public:
  using Core = WholeJudge::Core;
  using Inspectors = std::initializer_list<InspectorId>;
  using Change = std::function<void(CalendarEntry&)>;

  static constexpr JobId subject{1};
  static constexpr JobId second{2};
  static constexpr InspectorId a{0};
  static constexpr InspectorId b{1};
  static constexpr Duration length = std::chrono::minutes(150);
  static constexpr Time nine{std::chrono::hours(24 + 9)};
  static constexpr Time half_past_eleven = nine + length;

  explicit WholeHearing(const WholeJudge::Options& options) : judge_(options) {}
  WholeHearing() : WholeHearing(WholeJudge::Options()) {}

  /// From now on it is so long after the start of the run.
  void at(Duration since_start) { now_ = Time(since_start); }

  // ---- Attik ----

  static EntryId entry_of(JobId job) { return EntryId{static_cast<std::uint8_t>(job.value - 1)}; }
  /// Somebody books: A at nine, as one transaction.
  void booked(JobId job = subject, const Change& change = {}) {
    judge_.on_booked(entry_of(job), job);
    begin(job, change);
    write_row(job, model::Writing::internal);
    write_job(job);
  }
  /// The run starts with such a booking, and the order that it wants.
  void given(JobId job = subject, const Change& change = {}) {
    judge_.on_booked(entry_of(job), job);
    begin(job, change);
    write_row(job, model::Writing::given);
    write_job(job);
    made(0, job);
    assigned({a}, 0, job);
  }
  /// People change it, as one transaction.
  void saved(const Change& change, JobId job = subject) {
    change_row(change, job);
    copy_row(job);
    write_job(job);
  }
  void cancelled(JobId job = subject) {
    saved([](CalendarEntry& row) { row.live = false; }, job);
  }
  void moved(Time starts, JobId job = subject) {
    saved([&](CalendarEntry& row) { row.when = {starts, starts + length}; }, job);
  }
  void reassigned(Inspectors inspectors, JobId job = subject) {
    saved([&](CalendarEntry& row) { row.inspectors = list(inspectors); }, job);
  }
  /// Of the two that belong together only one is written.
  void change_row(const Change& change, JobId job = subject) {
    change(row_of(job));
    write_row(job, model::Writing::move);
  }
  void change_job(const std::function<void(Job&)>& change, JobId job = subject) {
    change(job_of(job));
    write_job(job);
  }
  /// A row of that booking, of which there is no job.
  void row_alone() {
    begin(subject, {});
    write_row(subject, model::Writing::internal);
  }
  void job_alone() {
    judge_.on_booked(entry_of(subject), subject);
    begin(subject, {});
    write_job(subject);
  }
  /// A row that is written before anybody says which job it is, and a job that is written first.
  void row_first() {
    row_alone();
    judge_.on_booked(entry_of(subject), subject);
    write_job(subject);
  }
  void job_first() {
    job_alone();
    write_row(subject, model::Writing::internal);
  }
  /// A sync writes the job.
  void by_sync(const std::function<void(Job&)>& change) {
    Job job = job_of(subject);
    change(job);
    judge_.on_commit(now_, model::AttikCommit{job, true});
  }
  /// Something else than a booking.
  void other_row(model::EntryKind kind) {
    CalendarEntry entry;
    entry.id = EntryId{9};
    entry.kind = kind;
    judge_.on_commit(now_, model::CalendarCommit{.entry = entry});
  }

  // ---- Alerts ----

  /// Staff see it from then on.
  void alerted(Core core, Duration from, JobId job = subject) {
    judge_.on_intent(core, now_, {.effect = IntentEffect::alerted, .job = job, .from = Time(from)});
  }
  void alert_closed(Core core) { tell(core, IntentEffect::alert_closed); }
  void acknowledged(Core core) { tell(core, IntentEffect::acknowledged); }

  // ---- Spectora ----

  /// An order that stands on nobody, at the time of its booking.
  void made(std::uint8_t number = 0, JobId job = subject) {
    judge_.on_commit(now_, commit(model::OrderEffect::created, number, job, row_of(job)));
  }
  void order_cancelled(std::uint8_t number = 0, JobId job = subject) {
    model::OrderCommit told = commit(model::OrderEffect::cancelled, number, job, row_of(job));
    told.order.cancelled = true;
    judge_.on_commit(now_, told);
  }
  void rescheduled(Time starts) {
    model::OrderCommit told = commit(model::OrderEffect::rescheduled, 0, subject, row_of(subject));
    told.order.event.starts = starts;
    judge_.on_commit(now_, told);
  }
  void event(Time starts, std::uint8_t number = 0, JobId job = subject) {
    judge_.on_commit(now_, model::SpectoraCommit{.effect = model::SpectoraEffect::event_written,
                                                 .order = model::order_of(job, number),
                                                 .assignment = {},
                                                 .event = {starts, a}});
  }
  void assigned(Inspectors inspectors, std::uint8_t number = 0, JobId job = subject) {
    for (const InspectorId each : inspectors) {
      assign(model::SpectoraEffect::assigned, each, number, job);
    }
  }
  void unassigned(InspectorId inspector, std::uint8_t number = 0, JobId job = subject) {
    assign(model::SpectoraEffect::unassigned, inspector, number, job);
  }

  // ---- What the judge finds ----

  void probe_starts() { judge_.on_probe(now_); }
  /// The signatures by now, as "WHOLE.record".
  [[nodiscard]] std::vector<std::string> violated() const {
    std::vector<std::string> names;
    judge_.violated().for_each(
        [&](std::size_t place) { names.push_back(name_of(whole_signatures[place])); });
    return names;
  }
  std::vector<std::string> at_rest() {
    judge_.finish(now_);
    return violated();
  }
  [[nodiscard]] const Histogram& measure() const { return judge_.measures()[0]; }
  [[nodiscard]] WholeJudge& judge() { return judge_; }

 private:
  static model::InspectorList list(Inspectors inspectors) {
    return {inspectors.begin(), inspectors.end()};
  }
  static model::OrderCommit commit(model::OrderEffect effect, std::uint8_t number, JobId job,
                                   const CalendarEntry& row) {
    return {effect, {model::order_of(job, number), {job, number}, {row.when.start, a}}};
  }
  CalendarEntry& row_of(JobId job) { return rows_.at(job.value); }
  Job& job_of(JobId job) { return jobs_.at(job.value); }

  void begin(JobId job, const Change& change) {
    CalendarEntry& row = row_of(job);
    row = {};
    row.id = entry_of(job);
    row.inspectors = list({a});
    row.when = {nine, half_past_eleven};
    if (change) change(row);
    copy_row(job);
  }
  void copy_row(JobId id) {
    const CalendarEntry& row = row_of(id);
    Job& job = job_of(id);
    job.id = id;
    job.starts = row.when.start;
    job.inspectors = row.inspectors;
    job.cancelled = !row.live;
  }
  void write_row(JobId job, model::Writing writing) {
    judge_.on_commit(now_, model::CalendarCommit{.entry = row_of(job), .writing = writing});
  }
  void write_job(JobId job) {
    ++job_of(job).generation;
    judge_.on_commit(now_, model::AttikCommit{job_of(job)});
  }
  void tell(Core core, IntentEffect effect) {
    judge_.on_intent(core, now_, {.effect = effect, .job = subject});
  }
  /// Spectora knows them by other ids. A record is called after its order and inspector.
  void assign(model::SpectoraEffect effect, InspectorId inspector, std::uint8_t number, JobId job) {
    const model::OrderId order = model::order_of(job, number);
    const model::Cause record{order.value * 256U + inspector.value + 1};
    judge_.on_commit(
        now_, model::SpectoraCommit{.effect = effect,
                                    .order = order,
                                    .assignment = {record, model::spectora_identity(inspector)},
                                    .event = {}});
  }

  WholeJudge judge_;
  Time now_{};
  std::array<CalendarEntry, WholeJudge::jobs_max> rows_{};
  std::array<Job, WholeJudge::jobs_max> jobs_{};
};

}  // namespace interleave::properties
