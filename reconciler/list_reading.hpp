#pragma once

#include <cstdint>

#include "model/spectora.hpp"

namespace interleave::reconciler {

/// A list that is read page by page, and believed only when all of it held at one moment.
///
/// Between two pages records may come and go. Rows are listed by age and a record that is gone
/// never returns, so a row only ever moves towards the first page, and new ones stand at the end. A
/// page that shows the same rows twice has therefore not changed in between. So the pages are read
/// there and back, 1, 2, …, n, …, 2, 1: when each is on the way back what it was on the way there,
/// all of them stood like that while the last one was read. Anything else, and the reading starts
/// again. Most lists have one page, which is read once. Pure; does not allocate.
class ListReading {
 public:
  struct Options {
    bool all_pages = true;  ///< a mutant: the first page only
    bool steady = true;     ///< a mutant: there only, and whatever it shows is believed
  };

  /// How often a reading starts at most; a list that moves as often cannot be read for now.
  static constexpr int starts_max = 4;

  explicit ListReading(const Options& options) : options_(options) {}

  /// The list has been read, or cannot be.
  [[nodiscard]] bool done() const { return done_; }
  /// The page to read next.
  [[nodiscard]] std::uint8_t page() const { return page_; }
  /// Takes what that page shows.
  void take(const model::SpectoraReply& reply);

  /// Whether it was read; if not, the list never stood still.
  [[nodiscard]] bool whole() const { return whole_; }
  /// Every row of the list, oldest first; whole lists only.
  [[nodiscard]] const model::AssignmentList& rows() const { return rows_; }

 private:
  void take_on_the_way_there(const model::SpectoraReply& reply);
  void take_on_the_way_back(const model::SpectoraReply& reply);
  [[nodiscard]] bool seen(model::Cause record) const;
  void turn_back();
  void end() { done_ = whole_ = true; }
  void start_again();

  Options options_;
  model::AssignmentList rows_;
  std::uint8_t page_ = 1;
  std::uint8_t total_ = 0;
  std::uint8_t page_size_ = 0;  ///< of every page but the last
  bool back_ = false;           ///< on the way back
  bool done_ = false;
  bool whole_ = false;
  int starts_ = 1;
};

}  // namespace interleave::reconciler
