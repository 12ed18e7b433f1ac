#include "reconciler/frame_pool.hpp"

#include <array>
#include <new>

namespace interleave::reconciler {

#ifdef INTERLEAVE_PLAIN_FRAMES

void* allocate_frame(std::size_t size) { return ::operator new(size); }
void free_frame(void* frame, std::size_t) noexcept { ::operator delete(frame); }

#else

namespace {

constexpr std::size_t class_size = 64;
constexpr std::size_t class_count = 32;

struct FreeFrame {
  FreeFrame* next;
};

class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (FreeFrame* head : free_) {
      while (head != nullptr) {
        FreeFrame* next = head->next;
        ::operator delete(head);
        head = next;
      }
    }
  }

  void* take(std::size_t index) {
    FreeFrame* head = free_[index];
    if (head == nullptr) return ::operator new((index + 1) * class_size);
    free_[index] = head->next;
    return head;
  }

  void put(void* frame, std::size_t index) noexcept {
    free_[index] = ::new (frame) FreeFrame{free_[index]};
  }

 private:
  std::array<FreeFrame*, class_count> free_{};
};

// One for each thread, for the speed of it; it decides nothing.
thread_local Pool pool;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

constexpr std::size_t class_of(std::size_t size) { return (size - 1) / class_size; }

}  // namespace

void* allocate_frame(std::size_t size) {
  const std::size_t index = class_of(size);
  return index < class_count ? pool.take(index) : ::operator new(size);
}

void free_frame(void* frame, std::size_t size) noexcept {
  const std::size_t index = class_of(size);
  if (index < class_count) {
    pool.put(frame, index);
  } else {
    ::operator delete(frame);
  }
}

#endif

}  // namespace interleave::reconciler
