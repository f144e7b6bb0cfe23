// The random mix of documents/whole_model_fixture.h with scripts in between, that patch documents
// and write others with them.
#include <fmt/format.h>

#include "unit/documents/whole_model_fixture.h"
#include "unit/patch/patch_runner.h"

namespace penstock::patch {
namespace {

using documents::WholeModelFixture;

class PatchedModelTest : public WholeModelFixture {
 protected:
  void SetUp() override {
    if (!patches_.start()) GTEST_SKIP() << "built without the script worker";
  }

  /// A script that adds to the number of one document and does something to another.
  void patch_one() {
    const auto id = random_id();
    auto other = random_id();
    while (other == id) other = random_id();
    const int by = small_number();
    PatchRequest request;
    request.id = id;
    request.script.arguments =
        fmt::format(R"({{"by":{},"other":"{}","collection":"{}"}})", by, other, other.substr(0, 4));
    request.script.text = "this.n += args.by;";
    const auto number = model_.number_in(id);
    const auto body = fmt::format(R"({{"n":{}}})", number.value_or(0) + by);
    auto after = model_;
    bool is_allowed = true;
    switch (pick(6)) {
      case 0:
        request.script.text +=
            "put(args.other, {n: args.by, '@metadata': {'@collection': args.collection}})";
        if (number) after.put(other, fmt::format(R"({{"n":{}}})", by), false, std::nullopt);
        break;
      case 1:
        request.script.text += "del(args.other)";
        if (number) after.remove(other);
        break;
      case 2:
        request.script.text += "throw new Error('on purpose')";
        is_allowed = !number;
        break;
      case 3:
        request.script.text += "put(args.other, {}, 'A:0-none')";
        is_allowed = !number;
        break;
      case 4:
        request.create_if_missing =
            fmt::format(R"({{"n":{},"@metadata":{{"@collection":"{}"}}}})", by, id.substr(0, 4));
        if (!number) after.put(id, body, false, std::nullopt);
        break;
      default: break;
    }
    if (number) after.rewrite(id, body);
    const auto patched = patches_.patch(*database_, request);
    EXPECT_EQ(patched.has_value(), is_allowed) << (patched ? "" : patched.error().message);
    if (patched) model_ = std::move(after);
  }

  PatchRunner patches_;
};

TEST_F(PatchedModelTest, DatabaseAndModelAgree) {
  run(documents::steps(1'000), [this] { patch_one(); });
}

}  // namespace
}  // namespace penstock::patch
