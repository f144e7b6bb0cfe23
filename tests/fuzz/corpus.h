#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace penstock::fuzzing {

/// An input that is kept in the tree.
struct CorpusFile {
  std::string name;
  std::string bytes;
};

/// The files of a folder, by name.
std::vector<CorpusFile> read_corpus(const std::filesystem::path& folder);

}  // namespace penstock::fuzzing
