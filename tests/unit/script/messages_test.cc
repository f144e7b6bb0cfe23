#include "script/messages.h"

#include <array>

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::script {
namespace {

Message only_frame(const std::string& frame) {
  FrameReader reader;
  reader.append(frame);
  return testing::must(reader.next()).value();
}

TEST(MessagesTest, PutsFramesTogetherFromAnyPieces) {
  const auto bytes = encode(LoadMessage{{}, {"a"}}) + encode(LoadMessage{{}, {"bc"}});
  FrameReader reader;
  std::vector<std::string> ids;
  for (const char byte : bytes) {
    reader.append({&byte, 1});
    if (const auto message = testing::must(reader.next())) {
      ids.push_back(testing::must(decode_load(message->body)).arguments.front());
    }
  }

  EXPECT_EQ(ids, (std::vector<std::string>{"a", "bc"}));
}

TEST(MessagesTest, CarriesASliceAsOneArrayWithThePlacesOfItsDocuments) {
  const ScriptInput first{"a", R"({"n":1})"};
  const ScriptInput second{"b", R"({"n":9007199254740993})"};
  const std::array<const ScriptInput*, 2> inputs{&first, &second};

  const auto message = only_frame(encode_run(7, inputs));
  const auto run = testing::must(decode_run(message.body));

  EXPECT_EQ(run.script, 7u);
  EXPECT_EQ(run.slice, R"([{"n":1},{"n":9007199254740993}])");
  ASSERT_EQ(run.documents.size(), 2u);
  EXPECT_EQ(run.slice.substr(run.documents[1].offset, run.documents[1].length), second.json);
  EXPECT_TRUE(run.documents[0].plain);
  EXPECT_FALSE(run.documents[1].plain);
}

TEST(MessagesTest, RefusesFramesThatAreTooLongOrCutOff) {
  FrameReader reader;
  reader.append(std::string("\xff\xff\xff\xff\x01", 5));
  EXPECT_FALSE(reader.next());

  const auto outcome = only_frame(encode(OutcomeMessage{1, true, ".\n"}));
  EXPECT_OK(decode_outcome(outcome.body));
  EXPECT_FALSE(decode_outcome(outcome.body.substr(0, outcome.body.size() - 1)));
  EXPECT_FALSE(decode_compile(outcome.body));
}

}  // namespace
}  // namespace penstock::script
