#pragma once

#include <filesystem>
#include <string_view>

namespace interleave::tools {

/// Makes sure that a file can be written there, before any work is done. An existing file stays as
/// it is. Throws UsageError.
void require_writable_file(const std::filesystem::path& path, std::string_view what);

/// Creates the directory if it is missing and makes sure that it can be written. Throws UsageError.
void require_writable_directory(const std::filesystem::path& path, std::string_view what);

/// Writes a file whole or not at all: into a temporary file beside it, which is then renamed.
/// Follows symbolic links, and writes through devices and pipes. Throws UsageError; an older file
/// is then still whole.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Adds to the end of a file that belongs to somebody else. `what` names it in messages. Throws
/// UsageError.
void append_to_file(const std::filesystem::path& path, std::string_view text,
                    std::string_view what);

}  // namespace interleave::tools
