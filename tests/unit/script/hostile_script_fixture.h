#pragma once

#include <string>

#include <gmock/gmock.h>

#include "script_fixture.h"

namespace penstock::script {

class HostileScriptTest : public ScriptTest {
 protected:
  void SetUp() override {
    ScriptTest::SetUp();
    options_.limits.memory_bytes_max = std::uint64_t{250} << 20;
  }

  /// Runs `harm` for the second of three documents and returns why that one failed.
  std::string failure_of(const std::string& harm) {
    const auto outcomes = run("if (this.N === 2) {" + harm + "}\nloadToA({ N: this.N });",
                              {R"({"N":1})", R"({"N":2,"S":"some text"})", R"({"N":3})"});
    EXPECT_THAT(outcomes[0].objects, ::testing::ElementsAre(R"(A {"N":1})")) << harm;
    EXPECT_THAT(outcomes[2].objects, ::testing::ElementsAre(R"(A {"N":3})")) << harm;
    EXPECT_EQ(outcomes[0].failure + outcomes[2].failure, "") << harm;
    EXPECT_THAT(outcomes[1].objects, ::testing::IsEmpty()) << harm;
    return outcomes[1].failure;
  }

  /// The two documents after one that ran `change` find `probe` as it always is.
  void expect_no_trace(const std::string& change, const std::string& probe) {
    const auto outcomes =
        run("output(" + probe + "); if (this.N === 1) {" + change + "; output('done'); }",
            {R"({"N":0})", R"({"N":1})", R"({"N":2})", R"({"N":3})"});
    EXPECT_EQ(outcomes[1].failure, "") << change;
    EXPECT_EQ(outcomes[1].output.back(), "done") << change;
    EXPECT_EQ(outcomes[2].output, outcomes[0].output) << change;
    EXPECT_EQ(outcomes[3].output, outcomes[0].output) << change;
  }
};

class EndlessScriptTest : public HostileScriptTest {
 protected:
  void SetUp() override {
    HostileScriptTest::SetUp();
    options_.limits.document_time = std::chrono::milliseconds{300};
  }
};

}  // namespace penstock::script
