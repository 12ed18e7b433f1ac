#pragma once

#include <algorithm>
#include <array>

#include "model/flex.hpp"
#include "sim/doing.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// The lines under each element, and how they stood a moment ago. Every change is published as a
/// commit. Observer: `on_commit(Time, const FlexCommit&)`.
template <class Observer>
class CrewLines {
 public:
  CrewLines(Scheduler& scheduler, Observer& observer)
      : scheduler_(scheduler), observer_(observer) {}

  void reset() {
    for (Element& element : elements_) {
      element.rows.clear();
      element.made = 0;
    }
    commits_ = 0;
  }

  /// How many changes there were so far.
  [[nodiscard]] std::uint64_t commits() const { return commits_; }
  /// No line can be added: too many stand there, or ever stood.
  [[nodiscard]] bool full(model::ElementId element) const {
    const Element& there = elements_[element.value];
    return now(element).size() == model::lines_at_once_max ||
           there.made == model::lines_per_element_max;
  }
  /// The one that stands there; null: none of that id does.
  [[nodiscard]] const model::CrewLine* find(model::LineId id) const {
    const auto& rows = elements_[model::element_of(id).value].rows;
    const auto found =
        std::ranges::find_if(rows, [&](const Row& row) { return row.line.id == id && !row.gone; });
    return found == rows.end() ? nullptr : &found->line;
  }
  /// Whether it was added after that moment.
  [[nodiscard]] bool is_younger(model::LineId id, model::Time than) const {
    const auto& rows = elements_[model::element_of(id).value].rows;
    const auto found =
        std::ranges::find_if(rows, [&](const Row& row) { return row.line.id == id; });
    return found != rows.end() && found->added_at > than;
  }
  /// The lines of an element, oldest first, as a list showed them then: what was added since is
  /// missing, what was deleted since stands. Of roles a list shows what they are now.
  [[nodiscard]] model::LineList as_of(model::ElementId element, model::Time time) const;
  [[nodiscard]] model::LineList now(model::ElementId element) const {
    return as_of(element, scheduler_.now());
  }

  /// Adds a line. Precondition: the element is not full.
  const model::CrewLine& add(model::ElementId element, model::InspectorId technician, bool lead,
                             const Doing& doing);
  /// Preconditions: it stands there.
  void remove(model::LineId id, const Doing& doing);
  void set_role(model::LineId id, bool lead, const Doing& doing);

 private:
  /// Those that stand there, and the latest that do not any more.
  static constexpr std::size_t rows_max = 2 * model::lines_at_once_max;

  struct Row {
    model::CrewLine line;
    model::Time added_at{};
    bool gone = false;
    model::Time gone_at{};
  };
  struct Element {
    model::List<Row, rows_max> rows;
    std::uint8_t made = 0;  ///< how many lines there ever were
  };

  Row& row_of(model::LineId id) {
    auto& rows = elements_[model::element_of(id).value].rows;
    return *std::ranges::find_if(rows, [&](const Row& row) { return row.line.id == id; });
  }
  void publish(model::FlexEffect effect, const model::CrewLine& line, const Doing& doing) {
    ++commits_;
    observer_.on_commit(scheduler_.now(),
                        model::FlexCommit{effect, line, doing.author, doing.run, doing.fencing});
  }

  Scheduler& scheduler_;
  Observer& observer_;
  std::array<Element, model::elements_max> elements_;
  std::uint64_t commits_ = 0;
};

template <class Observer>
model::LineList CrewLines<Observer>::as_of(model::ElementId element, model::Time time) const {
  model::LineList seen;
  for (const Row& row : elements_[element.value].rows) {
    const bool there = row.added_at <= time && (!row.gone || row.gone_at > time);
    if (there && !model::full(seen)) seen.push_back(row.line);
  }
  return seen;
}

template <class Observer>
const model::CrewLine& CrewLines<Observer>::add(model::ElementId element,
                                                model::InspectorId technician, bool lead,
                                                const Doing& doing) {
  Element& there = elements_[element.value];
  if (model::full(there.rows)) there.rows.erase(std::ranges::find_if(there.rows, &Row::gone));
  const model::LineId id = model::line_of(element, there.made++);
  there.rows.push_back({{id, technician, lead}, scheduler_.now(), false, {}});
  publish(model::FlexEffect::added, there.rows.back().line, doing);
  return there.rows.back().line;
}

template <class Observer>
void CrewLines<Observer>::remove(model::LineId id, const Doing& doing) {
  Row& row = row_of(id);
  row.gone = true;
  row.gone_at = scheduler_.now();
  publish(model::FlexEffect::deleted, row.line, doing);
}

template <class Observer>
void CrewLines<Observer>::set_role(model::LineId id, bool lead, const Doing& doing) {
  Row& row = row_of(id);
  row.line.lead = lead;
  publish(model::FlexEffect::role_set, row.line, doing);
}

}  // namespace interleave::sim
