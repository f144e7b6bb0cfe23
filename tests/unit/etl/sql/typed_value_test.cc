#include "etl/sql/typed_value.h"

#include <string>

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

using ::penstock::testing::must;

class TypedValueTest : public ::testing::Test {
 protected:
  /// "-" if the object is no typed value, the objection, or the value.
  std::string read(std::string_view json) {
    const auto typed = TypedValue::of(*must(reader_.read(json)));
    if (!typed) return "-";
    return typed->objection().value_or(std::string(typed->value.json));
  }

  ObjectReader reader_;
};

TEST_F(TypedValueTest, IsAnObjectWithATypeAndAValue) {
  EXPECT_EQ(read(R"({"Type":"Double","Value":3})"), "3");
  EXPECT_EQ(read(R"({"Value":"a","Type":"String","Size":10})"), R"("a")");
  EXPECT_EQ(read(R"({"Type":"Guid","Value":null})"), "") << "which a null is";
}

TEST_F(TypedValueTest, IsNoOtherObject) {
  EXPECT_EQ(read(R"({"Type":"Double"})"), "-");
  EXPECT_EQ(read(R"({"Type":1,"Value":3})"), "-");
  EXPECT_EQ(read(R"({"Type":"Double","Value":3,"Unit":"m"})"), "-");
  EXPECT_EQ(read("{}"), "-");
}

TEST_F(TypedValueTest, NamesAreThoseOfTheProvidersWhateverTheirCase) {
  EXPECT_EQ(read(R"({"Type":"nvarchar","Value":"a"})"), R"("a")");
  EXPECT_EQ(read(R"({"Type":"Array | Double","Value":[3,2]})"), "[3,2]");
  EXPECT_EQ(read(R"({"Type":"Nonsense","Value":1})"), "there is no type 'Nonsense'");
  EXPECT_EQ(read(R"({"Type":"Array|","Value":[]})"), "there is no type ''");
}

TEST_F(TypedValueTest, ValueThatIsNotOfItsTypeIsRefused) {
  EXPECT_EQ(read(R"({"Type":"Guid","Value":"6F9619FF-8B86-D011-B42D-00CF4FC964FF"})"),
            R"("6F9619FF-8B86-D011-B42D-00CF4FC964FF")");
  EXPECT_EQ(read(R"({"Type":"Guid","Value":"6F9619FF"})"), "the value is no 'Guid'");
  EXPECT_EQ(read(R"({"Type":"Int32","Value":true})"), "the value is no 'Int32'");
  EXPECT_EQ(read(R"({"Type":"DateTime","Value":5})"), "the value is no 'DateTime'");
  EXPECT_EQ(read(R"({"Type":"Array | Text","Value":"a"})"), "the value is no 'Array | Text'");
  EXPECT_EQ(read(R"({"Type":"Text","Value":["a"]})"), "the value is no 'Text'");
}

}  // namespace
}  // namespace penstock::etl::sql
