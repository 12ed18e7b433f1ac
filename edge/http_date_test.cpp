#include "edge/http_date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::edge {
namespace {

using namespace std::chrono;

TEST(HttpDate, looks_like_this) {
  const sys_seconds time = sys_days{year{2015} / 10 / 21} + 7h + 28min;
  EXPECT_EQ(http_date_of(time), "Wed, 21 Oct 2015 07:28:00 GMT");
  EXPECT_EQ(http_date_in("Wed, 21 Oct 2015 07:28:00 GMT"), time);
  EXPECT_EQ(http_date_in("Thu, 29 Feb 2024 23:59:60 GMT"), sys_days{year{2024} / 3 / 1});
}

RC_GTEST_PROP(HttpDate, comes_out_as_it_went_in, ()) {
  const auto since = *rc::gen::inRange<std::int64_t>(-62'135'596'800, 253'402'300'800);
  const sys_seconds time{seconds{since}};
  RC_ASSERT(http_date_in(http_date_of(time)) == time);
}

TEST(HttpDate, any_other_text_is_none) {
  for (const char* const text :
       {"", "17", "soon", "Wed, 21 Oct 2015 07:28:00", "Wed, 21 Oct 2015 07:28:00 CET",
        "Wednesday, 21-Oct-15 07:28:00 GMT", "Wed Oct 21 07:28:00 2015",
        "Wed, 21 Okt 2015 07:28:00 GMT", "Wed, 30 Feb 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 24:28:00 GMT", "Wed, 21 Oct 2015 07:60:00 GMT",
        "Wed, 21 Oct 2015 07:28:61 GMT", "Wed, 2x Oct 2015 07:28:00 GMT",
        "Xxx, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT "}) {
    EXPECT_FALSE(http_date_in(text)) << text;
  }
}

RC_GTEST_PROP(HttpDate, no_text_throws, (const std::string& text)) {
  static_cast<void>(http_date_in(text));
}

}  // namespace
}  // namespace interleave::edge
