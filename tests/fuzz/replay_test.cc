// Every input that is kept, and some made from them, through every target: what was found once
// stays found. Without libFuzzer, which `./dev faults fuzz` uses.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "fuzz/corpus.h"
#include "fuzz/mutator.h"
#include "fuzz/target.h"

namespace penstock::fuzzing {
namespace {

class ReplayTest : public ::testing::TestWithParam<Target> {
 protected:
  ReplayTest() { spdlog::set_level(spdlog::level::off); }

  /// What fails ends the program; then the input is in the file of that name.
  void run(std::string_view input) {
    last_input_.seekp(0);
    last_input_ << input << std::flush;
    std::filesystem::resize_file(last_input_path_, input.size());
    GetParam().run(input);
  }

  const std::string name_{GetParam().name};
  const std::string last_input_path_ = std::string(PENSTOCK_FUZZ_LAST_INPUTS) + "/" + name_;
  std::ofstream last_input_{last_input_path_, std::ios::binary};
  const std::vector<CorpusFile> corpus_ =
      read_corpus(std::string(PENSTOCK_FUZZ_CORPUS) + "/" + name_);
};

TEST_P(ReplayTest, TakesWhatIsInItsCorpus) {
  ASSERT_FALSE(corpus_.empty());
  for (const auto& file : corpus_) {
    SCOPED_TRACE(file.name);
    run(file.bytes);
  }
}

TEST_P(ReplayTest, TakesWhatBecomesOfItsCorpus) {
  ASSERT_FALSE(corpus_.empty());
  run("");
  Mutator mutator(corpus_);
  for (std::size_t i = 0; i < GetParam().mutations; ++i) run(mutator.next());
}

INSTANTIATE_TEST_SUITE_P(Fuzzing, ReplayTest, ::testing::ValuesIn(all_targets()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(CorpusTest, IsOfATarget) {
  for (const auto& entry : std::filesystem::directory_iterator(PENSTOCK_FUZZ_CORPUS)) {
    const auto name = entry.path().filename().string();
    EXPECT_NE(find_target(name), nullptr) << name;
  }
}

TEST(MutatorTest, MakesTheSameInputsEveryTime) {
  const std::vector<CorpusFile> corpus = {{"a", "from Orders"}, {"b", "where Total > 10"}};
  Mutator one(corpus);
  Mutator other(corpus);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(one.next(), other.next());
}

}  // namespace
}  // namespace penstock::fuzzing
