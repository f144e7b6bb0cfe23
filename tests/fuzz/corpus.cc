#include "fuzz/corpus.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace penstock::fuzzing {

std::vector<CorpusFile> read_corpus(const std::filesystem::path& folder) {
  std::vector<CorpusFile> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return files;
}

}  // namespace penstock::fuzzing
