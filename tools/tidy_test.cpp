#include "tools/tidy.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/tidy_lexer.hpp"

namespace interleave::tools {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Complaints await_complaints(std::string_view statement) {
  return misplaced_awaits(
      {"reconciler/x.cpp", "Task<void> f() {\n" + std::string(statement) + "\n}"});
}

Complaints sim_names(std::string_view text) {
  return banned_names({"sim/x.cpp", std::string(text)});
}

Complaints sim_globals(std::string_view text) {
  return mutable_globals({"sim/x.cpp", std::string(text)});
}

std::string texts_of(const Code& code) {
  std::string joined;
  for (const Token& token : code.tokens) joined += token.text + " ";
  return joined;
}

// ---- The tree ----

TEST(Tidy, the_source_tree_keeps_the_house_rules) {
  const std::vector<SourceFile> tree = read_source_tree(INTERLEAVE_SOURCE_DIR);
  for (const Complaint& complaint : complaints_about(tree)) ADD_FAILURE() << describe(complaint);
}

TEST(Tidy, the_tree_that_is_read_holds_this_test) {
  const std::vector<SourceFile> tree = read_source_tree(INTERLEAVE_SOURCE_DIR);
  EXPECT_THAT(tree, testing::Contains(testing::Field(&SourceFile::path, "tools/tidy_test.cpp")));
}

TEST(Tidy, every_rule_is_asked_about_every_file) {
  // One break of each rule, in an order that the rules do not share.
  const SourceFile file{"sim/x.hpp",
                        "#include \"tools/y.hpp\"\n"  // upward, and no #pragma once
                        "#include \"sim/x.hpp\"\n"    // a cycle
                        "\tint counter = 0;\n"        // a tab, a mutable variable
                        "// TO"
                        "DO\n"  // unfinished
                        "Task<void> f() {\n"
                        "  if (co_await g()) return;\n"  // misplaced
                        "  double x;\n"                  // a banned name
                        "}\n"};
  EXPECT_THAT(complaints_about({file}), SizeIs(8));
}

TEST(Tidy, a_complaint_says_where_what_and_what_instead) {
  EXPECT_EQ(describe({"sim/x.cpp", 7, "'double'", "integers"}),
            "sim/x.cpp:7: found 'double', expected integers");
}

// ---- The lexer ----

TEST(TidyLexer, comments_are_no_tokens) {
  EXPECT_EQ(texts_of(read_code("a /* b \n c */ d // e\nf")), "a d f ");
}

TEST(TidyLexer, literals_keep_their_place_and_lose_their_text) {
  EXPECT_EQ(texts_of(read_code(R"(f("a \" // b", '"', '\'');)")), R"(f ( "" , "" , "" ) ; )");
}

TEST(TidyLexer, a_raw_literal_ends_at_its_own_delimiter) {
  EXPECT_EQ(texts_of(read_code("x = R\"ab(\" )\" )b\" \n)ab\"; y")), R"(x = "" ; y )");
}

TEST(TidyLexer, a_digit_separator_opens_no_literal) {
  EXPECT_EQ(texts_of(read_code("1'000'000 + 0x1p3 + 'a'")), R"(1'000'000 + 0x1p3 + "" )");
}

TEST(TidyLexer, lines_are_counted_through_comments_literals_and_continuations) {
  const Code code = read_code("/*\n*/ R\"(\n)\" \\\n a");
  ASSERT_THAT(code.tokens, SizeIs(2));
  EXPECT_EQ(code.tokens[0].line, 2);
  EXPECT_EQ(code.tokens[1].line, 4);
}

TEST(TidyLexer, includes_are_read_apart_from_the_tokens) {
  const Code code = read_code("#include <a/b.hpp>\n  #  include \"c.hpp\"  // d\nint x;");
  EXPECT_EQ(texts_of(code), "int x ; ");
  ASSERT_THAT(code.includes, SizeIs(2));
  EXPECT_EQ(code.includes[0].path, "a/b.hpp");
  EXPECT_FALSE(code.includes[0].quoted);
  EXPECT_EQ(code.includes[1].path, "c.hpp");
  EXPECT_TRUE(code.includes[1].quoted);
  EXPECT_EQ(code.includes[1].line, 2);
}

TEST(TidyLexer, unfinished_literals_and_comments_end_with_the_text) {
  for (const std::string_view text : {"\"a", "'", "/* a", "R\"(a", "R\"a", "#include", "#", "\\"}) {
    EXPECT_LE(read_code(text).tokens.size(), 2U) << text;
  }
}

// ---- Includes ----

TEST(TidyIncludes, a_room_may_include_itself_and_those_below) {
  EXPECT_THAT(upward_includes({"sim/x.cpp", "#include \"sim/y.hpp\"\n#include \"model/z.hpp\"\n"}),
              IsEmpty());
  EXPECT_THAT(upward_includes({"tools/x.cpp", "#include \"edge/y.hpp\"\n"}), IsEmpty());
  EXPECT_THAT(upward_includes({"edge/x.cpp", "#include \"sim/y.hpp\"\n"}), IsEmpty());
}

TEST(TidyIncludes, an_include_that_points_up_is_reported) {
  const Complaints complaints =
      upward_includes({"reconciler/x.cpp", "#include <vector>\n#include \"sim/choices.hpp\"\n"});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_EQ(describe(complaints.front()),
            "reconciler/x.cpp:2: found include of \"sim/choices.hpp\", expected reconciler to "
            "include only model, reconciler");
}

TEST(TidyIncludes, rooms_side_by_side_do_not_include_each_other) {
  EXPECT_THAT(upward_includes({"bench/x.cpp", "#include \"tools/y.hpp\"\n"}), SizeIs(1));
  EXPECT_THAT(upward_includes({"tools/x.cpp", "#include \"bench/y.hpp\"\n"}), SizeIs(1));
  EXPECT_THAT(upward_includes({"edge/x.cpp", "#include \"properties/y.hpp\"\n"}), SizeIs(1));
  EXPECT_THAT(upward_includes({"properties/x.cpp", "#include \"edge/y.hpp\"\n"}), SizeIs(1));
}

TEST(TidyIncludes, a_test_is_held_to_the_order_too) {
  EXPECT_THAT(upward_includes({"model/x_test.cpp", "#include \"sim/fixtures.hpp\"\n"}), SizeIs(1));
}

TEST(TidyIncludes, an_include_that_does_not_begin_at_the_root_is_reported) {
  EXPECT_THAT(upward_includes({"sim/x.cpp", "#include \"choices.hpp\"\n"}), SizeIs(1));
}

TEST(TidyIncludes, an_include_in_a_comment_or_literal_is_none) {
  const std::string text = "// #include \"sim/y.hpp\"\nauto s = R\"(\n#include \"sim/y.hpp\"\n)\";";
  EXPECT_THAT(upward_includes({"model/x.cpp", text}), IsEmpty());
}

TEST(TidyIncludes, a_cycle_is_reported_once_with_its_whole_path) {
  const Complaints complaints = include_cycles({{"sim/a.hpp", "#include \"sim/b.hpp\"\n"},
                                                {"sim/b.hpp", "\n#include \"sim/c.hpp\"\n"},
                                                {"sim/c.hpp", "\n\n#include \"sim/a.hpp\"\n"}});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_EQ(describe(complaints.front()),
            "sim/c.hpp:3: found the cycle sim/a.hpp -> sim/b.hpp -> sim/c.hpp -> sim/a.hpp, "
            "expected includes without a cycle");
}

TEST(TidyIncludes, two_ways_to_one_header_are_no_cycle) {
  EXPECT_THAT(include_cycles({{"sim/a.hpp", "#include \"sim/b.hpp\"\n#include \"sim/c.hpp\"\n"},
                              {"sim/b.hpp", "#include \"sim/c.hpp\"\n"},
                              {"sim/c.hpp", ""}}),
              IsEmpty());
}

// ---- Banned names ----

TEST(TidyNames, clocks_are_reported_in_the_deterministic_rooms) {
  for (const std::string_view text :
       {"std::chrono::system_clock::now();", "std::chrono::steady_clock::now();",
        "high_resolution_clock c;", "x = time(nullptr);", "return std::time(nullptr);",
        "f(::clock());"}) {
    EXPECT_THAT(sim_names(text), SizeIs(1)) << text;
  }
}

TEST(TidyNames, foreign_chance_is_reported_in_the_deterministic_rooms) {
  for (const std::string_view text :
       {"x = rand();", "std::srand(1);", "std::random_device d;", "std::mt19937 g;",
        "std::uniform_int_distribution<int> d;", "std::shuffle(a, b, g);"}) {
    EXPECT_THAT(sim_names(text), SizeIs(1)) << text;
  }
}

TEST(TidyNames, threads_unordered_containers_floats_and_the_environment_are_reported) {
  for (const std::string_view text :
       {"std::hash<int> h;", "std::unordered_map<int, int> m;", "std::unordered_set<int> s;",
        "std::thread t;", "std::jthread t;", "std::mutex m;", "std::atomic<int> a;",
        "std::async(f);", "thread_local int x;", "float x;", "double x;", "std::getenv(n);"}) {
    EXPECT_THAT(sim_names(text), SizeIs(1)) << text;
  }
}

TEST(TidyNames, longer_names_members_comments_and_literals_are_no_slip) {
  for (const std::string_view text :
       {"world.time();", "timer->clock();", "Instant World::time() const;", "Instant time();",
        "doubled = operand(x);", "own::uniform_distribution d;", "// double\n",
        "log(\"std::thread\");", "State::hash(x);"}) {
    EXPECT_THAT(sim_names(text), IsEmpty()) << text;
  }
}

TEST(TidyNames, the_outer_rooms_may_use_clocks_and_threads) {
  EXPECT_THAT(banned_names({"properties/x.cpp", "std::thread t; double x; steady_clock c;"}),
              IsEmpty());
}

TEST(TidyNames, a_thread_local_is_allowed_in_the_frame_pool_alone) {
  const std::string text = "thread_local Pool pool;";
  EXPECT_THAT(banned_names({"reconciler/frame_pool.cpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"reconciler/task.hpp", text}), SizeIs(1));
}

TEST(TidyNames, using_namespace_std_is_reported_everywhere) {
  EXPECT_THAT(banned_names({"tools/x.cpp", "using namespace std;"}), SizeIs(1));
  EXPECT_THAT(banned_names({"tools/x.cpp", "using namespace std::chrono_literals;"}), IsEmpty());
}

TEST(TidyNames, json_stands_behind_its_door) {
  const std::string text = "#include <nlohmann/json.hpp>\nnlohmann::json j;";
  EXPECT_THAT(banned_names({"properties/capsule.cpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"properties/result_json.cpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"edge/spectora_json.cpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"tools/replay.cpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"properties/suite.cpp", text}), SizeIs(2));
  EXPECT_THAT(banned_names({"edge/http_port.cpp", text}), SizeIs(2));
  EXPECT_THAT(banned_names({"sim/network_json.cpp", text}), SizeIs(2));
}

TEST(TidyNames, asio_and_beast_stand_in_edge_alone) {
  for (const std::string text : {"#include <boost/asio/post.hpp>\nboost::asio::post(f);",
                                 "#include <boost/beast/http.hpp>\nboost::beast::tcp_stream s;"}) {
    EXPECT_THAT(banned_names({"edge/http.cpp", text}), IsEmpty());
    EXPECT_THAT(banned_names({"tools/serve.cpp", text}), SizeIs(2));
  }
}

TEST(TidyNames, rapidcheck_stands_in_tests_and_its_bridge) {
  const std::string text = "#include <rapidcheck/gtest.h>\nrc::check(f);";
  EXPECT_THAT(banned_names({"model/interval_test.cpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"properties/rapidcheck_bridge.hpp", text}), IsEmpty());
  EXPECT_THAT(banned_names({"model/interval.cpp", text}), SizeIs(2));
  EXPECT_THAT(banned_names({"model/x.cpp", "#include \"properties/rapidcheck_bridge.hpp\"\n"}),
              IsEmpty());
}

// ---- Mutable globals ----

TEST(TidyGlobals, variables_that_outlive_a_run_are_reported) {
  for (const std::string_view text :
       {"int counter = 0;", "namespace a {\nCounter counter{1};\n}", "inline Names names;",
        "extern int counter;", "static int counter;", "std::vector<int> seen = {1, 2};",
        "void f() { static int calls = 0; }", "class World { static int count_; };",
        "void f() {}\nint counter;", "T::T() : a_{1}, b_{2} {}\nint counter;"}) {
    EXPECT_THAT(sim_globals(text), SizeIs(1)) << text;
  }
}

TEST(TidyGlobals, constants_functions_types_and_locals_are_no_slip) {
  for (const std::string_view text :
       {"constexpr int limit = 3;", "inline constexpr auto table = make({{1, 2}, {3, 4}});",
        "const auto sum = Sum{1} + Sum{2};", "class World;", "struct World { int a = 1; };",
        "enum class Kind : int { pass, drop };", "using A = B;", "namespace a = b::c;",
        "template <class T>\nint f(T x) { int y = x; return y; }",
        "static int f(int x) { return x; }", "T::T(int a) : a_{a}, b_{a} { int c = a; }",
        "static_assert(true);", "#define A int b\n", "bool operator==(A, B);",
        "void f() { static const Table table = make(); }",
        "void f() { constexpr static int limit = 3; }", "concept A = requires(B b) { b.c(); };",
        "auto f() -> int { return 1; }", "struct A { static A make(int x); };"}) {
    EXPECT_THAT(sim_globals(text), IsEmpty()) << text;
  }
}

TEST(TidyGlobals, the_frame_pool_and_the_outer_rooms_may_hold_one) {
  EXPECT_THAT(mutable_globals({"reconciler/frame_pool.cpp", "thread_local Pool pool;"}), IsEmpty());
  EXPECT_THAT(mutable_globals({"bench/x.cpp", "int counter = 0;"}), IsEmpty());
}

// ---- co_await ----

TEST(TidyAwait, the_three_safe_forms_are_accepted) {
  for (const std::string_view statement :
       {"co_await f();", "co_await api.call(std::move(request), 3, \"{?\");", "co_await task;",
        "const auto result = co_await f(x);", "Response seen = co_await a->b.c();",
        "std::map<int, T> found = co_await read<int, T>(key);", "co_return co_await f(Id(3));",
        "for (Id id : ids) co_await api.call(id);", "for (int i = 0; i < 3; ++i) co_await f(i);",
        "if (ready) co_await f(); else co_return co_await g();", "do co_await f(); while (x);",
        "switch (x) { case A::b: co_await f(); default: co_await g(); }",
        "auto work = [](Port& port) -> Task<void> { co_await port.read(); };",
        "#if 1\nco_await f();\n#endif",
        "auto operator co_await() { return Awaiter(x ? 1 : 2); }"}) {
    EXPECT_THAT(await_complaints(statement), IsEmpty()) << statement;
  }
}

// Seven families of patterns that g++ 12 miscompiles or rejects.
TEST(TidyAwait, form_1_a_condition_that_awaits_is_reported) {
  for (const std::string_view statement :
       {"if (co_await f()) g();", "if (!co_await f()) g();", "switch (co_await f()) {}",
        "while (co_await f()) {}", "if (bool ok = co_await f()) g();",
        "for (x : co_await f()) g();", "for (x : g(co_await f())) h();"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, form_2_an_aggregate_in_the_operand_is_reported) {
  for (const std::string_view statement :
       {"co_await f(Request{1, name});", "co_await f({.id = 1});", "co_await Sleep{1};",
        "co_await Api{}.call();", "T t = co_await f(Request{1, name});"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, form_3_a_lambda_in_the_operand_is_reported) {
  for (const std::string_view statement :
       {"co_await f([x] { return x; });", "co_await [x]() -> Task<void> { g(); }();"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, form_4_an_initializer_list_in_the_operand_is_reported) {
  for (const std::string_view statement :
       {"co_await f({a, b});", "co_await f(std::vector{a, b});"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, form_5_a_choice_around_or_inside_the_operand_is_reported) {
  for (const std::string_view statement :
       {"T t = c ? co_await a() : T();", "T t = c ? T() : co_await a();",
        "co_await f(c ? T(1) : T(2));"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, form_6_an_await_inside_an_initializer_is_reported) {
  for (const std::string_view statement :
       {"Aggregate a{1, co_await f(), s};", "T t{co_await f()};", "T t(co_await f());",
        "g(co_await f());", "T t = g(co_await f());"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, form_7_an_operand_that_is_a_subscript_is_reported) {
  EXPECT_THAT(await_complaints("co_await tasks[i];"), SizeIs(1));
  EXPECT_THAT(await_complaints("T t = co_await tasks[i];"), SizeIs(1));
}

TEST(TidyAwait, anything_but_the_whole_initializer_of_one_local_is_reported) {
  for (const std::string_view statement :
       {"auto [a, b] = co_await f();", "x = co_await f();", "this->x = co_await f();",
        "T::x = co_await f();", "T a = co_await f(), b = 1;", "T a = 1, b = co_await f();",
        "T a = co_await f() + 1;", "T a = -co_await f();", "co_await f(), g();",
        "co_return -co_await f();", "(void)co_await f();", "T a = 1, b = co_await f();"}) {
    EXPECT_THAT(await_complaints(statement), SizeIs(1)) << statement;
  }
}

TEST(TidyAwait, each_of_two_awaits_is_judged_by_itself) {
  EXPECT_THAT(await_complaints("co_await co_await f();"), SizeIs(1));
  EXPECT_THAT(await_complaints("co_await f(co_await g());"), SizeIs(1));
  const Complaints complaints = await_complaints("co_await f();\nif (co_await f()) g();");
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_EQ(describe(complaints.front()),
            "reconciler/x.cpp:3: found co_await inside a larger expression, expected 'co_await "
            "f(x);', 'T name = co_await f(x);' or 'co_return co_await f(x);'");
}

TEST(TidyAwait, a_complaint_names_what_stands_in_the_operand) {
  const Complaints complaints = await_complaints("co_await f(Request{1, name});");
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_THAT(complaints.front().found, HasSubstr("'{'"));
}

TEST(TidyAwait, comments_and_literals_are_no_slip) {
  EXPECT_THAT(await_complaints("// if (co_await f())\nlog(\"if (co_await f())\");"), IsEmpty());
}

// ---- Guards, leftovers, layout ----

TEST(TidyText, a_header_without_pragma_once_is_reported) {
  EXPECT_THAT(missing_pragma_once({"sim/x.hpp", "// why\n#pragma once\n"}), IsEmpty());
  EXPECT_THAT(missing_pragma_once({"sim/x.cpp", ""}), IsEmpty());
  EXPECT_THAT(missing_pragma_once({"sim/x.hpp", "// #pragma once\n"}), SizeIs(1));
}

TEST(TidyText, unfinished_work_is_reported_in_comments_and_literals_too) {
  for (const std::string_view word : {"TO"
                                      "DO",
                                      "FIX"
                                      "ME",
                                      "X"
                                      "XX"}) {
    EXPECT_THAT(leftovers({"sim/x.cpp", fmt::format("// {}: later", word)}), SizeIs(1)) << word;
    EXPECT_THAT(leftovers({"sim/x.cpp", fmt::format("log(\"{}\");", word)}), SizeIs(1)) << word;
    EXPECT_THAT(leftovers({"sim/x.cpp", fmt::format("int a{};", word)}), IsEmpty()) << word;
  }
  EXPECT_THAT(leftovers({"sim/x.cpp", "capsule-" + std::string(6, 'X')}), IsEmpty());
}

TEST(TidyText, a_path_of_one_machine_is_reported) {
  for (const std::string_view folder : {"ho"
                                        "me",
                                        "wo"
                                        "rk",
                                        "ro"
                                        "ot",
                                        "Us"
                                        "ers"}) {
    EXPECT_THAT(leftovers({"sim/x.cpp", fmt::format("open(\"/{}/a\");", folder)}), SizeIs(1));
    EXPECT_THAT(leftovers({"sim/x.cpp", fmt::format("open(\"a/{}/b\");", folder)}), IsEmpty());
  }
}

TEST(TidyText, tabs_and_long_lines_are_reported_by_line) {
  // 100 columns of two bytes each are 100 columns.
  std::string widest;
  for (int column = 0; column < 100; ++column) widest += "\u00b5";
  EXPECT_THAT(layout({"sim/x.cpp", widest + "\n"}), IsEmpty());
  const Complaints complaints = layout({"sim/x.cpp", "a\n\tb\n" + std::string(101, 'c')});
  ASSERT_THAT(complaints, SizeIs(2));
  EXPECT_EQ(describe(complaints[0]), "sim/x.cpp:2: found a tab, expected spaces");
  EXPECT_EQ(describe(complaints[1]), "sim/x.cpp:3: found 101 columns, expected at most 100");
}

TEST(TidyText, a_file_over_400_lines_is_reported_and_a_test_over_600) {
  const auto file_of = [](std::string path, std::size_t lines) {
    return SourceFile{std::move(path), std::string(lines, '\n')};
  };
  EXPECT_THAT(layout(file_of("sim/x.cpp", 400)), IsEmpty());
  EXPECT_THAT(layout(file_of("sim/x.cpp", 401)), SizeIs(1));
  EXPECT_THAT(layout(file_of("sim/x_test.cpp", 600)), IsEmpty());
  EXPECT_THAT(layout(file_of("sim/x_test.cpp", 601)), SizeIs(1));
}

}  // namespace
}  // namespace interleave::tools
