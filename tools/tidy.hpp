#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The house rules as tests. Each rule is a pure function from a source to the places that break it;
// tidy_test.cpp runs them all over the tree. Comments and literals trip no rule but `leftovers` and
// `layout`, which read the bare text. The rules look at tokens, not at meaning: they are there to
// catch a slip, not to defeat an adversary.
namespace interleave::tools {

struct SourceFile {
  std::string path;  // from the root of the repository, separated by '/'
  std::string text;
};

// One place that breaks a rule. `found` and `expected` complete the sentence of `describe`.
struct Complaint {
  std::string path;
  int line = 0;  // from 1
  std::string found;
  std::string expected;
};

using Complaints = std::vector<Complaint>;

// "path:line: found ..., expected ..."
std::string describe(const Complaint& complaint);

// Every .hpp and .cpp of every room below `root`, ordered by path.
// Throws std::runtime_error for a file that cannot be read.
std::vector<SourceFile> read_source_tree(const std::filesystem::path& root);

// Every rule over every file.
Complaints complaints_about(const std::vector<SourceFile>& tree);

// ---- Rules ----

// Includes run model <- reconciler <- sim <- properties <- tools and bench; edge stands on sim, and
// tools may use it. Our headers are named from the root.
Complaints upward_includes(const SourceFile& file);

// Needs all files: a cycle is reported once, at the include that closes it.
Complaints include_cycles(const std::vector<SourceFile>& tree);

// Clocks, chance, threads, floats and unordered containers where a run must be a pure function of
// its decisions; libraries outside their door; `using namespace std`.
Complaints banned_names(const SourceFile& file);

// Variables that outlive a run in the rooms that must be deterministic: at namespace scope, and
// `static` inside braces. `Type name(argument);` reads like a function and is not seen.
Complaints mutable_globals(const SourceFile& file);

// g++ 12 miscompiles co_await in many places, most without a diagnostic. Three forms are safe:
//   co_await f(x);     T name = co_await f(x);     co_return co_await f(x);
// and only while f(x) holds no brace, '?', lambda, subscript or operator.
Complaints misplaced_awaits(const SourceFile& file);

Complaints missing_pragma_once(const SourceFile& file);

// Words that mark unfinished work, and paths that exist on one machine only.
Complaints leftovers(const SourceFile& file);

// Tabs, lines over 100 columns, files over 400 lines (tests over 600).
Complaints layout(const SourceFile& file);

}  // namespace interleave::tools
