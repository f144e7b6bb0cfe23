#include "etl/current_changes.h"

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::testing::ElementsAre;

class CurrentChangesTest : public ::testing::Test {
 protected:
  std::vector<std::string> changes(const std::string& id,
                                   std::vector<std::string> collections = {"Users", "Orders"}) {
    Transformation transformation;
    transformation.all_documents = collections.empty();
    transformation.collections = std::move(collections);
    std::vector<std::string> words;
    for (const auto& change :
         must(current_changes(must(database_->snapshot()), transformation, id))) {
      words.push_back((change.document() != nullptr ? "put " : "delete ") + change.id() + " of " +
                      change.collection());
    }
    return words;
  }

  testing::TemporaryDatabase database_;
};

TEST_F(CurrentChangesTest, ADocumentThatIsThereIsAPut) {
  database_.put_in("Users", "users/1");
  EXPECT_THAT(changes("Users/1"), ElementsAre("put users/1 of Users"));
}

TEST_F(CurrentChangesTest, ADocumentThatIsGoneIsADelete) {
  database_.put_in("Users", "users/1");
  database_.remove("users/1");
  EXPECT_THAT(changes("users/1"), ElementsAre("delete users/1 of Users"));
}

TEST_F(CurrentChangesTest, ADocumentThatMovedLeftATombstoneBehind) {
  database_.put_in("Users", "users/1");
  database_.remove("users/1");
  database_.put_in("Orders", "users/1");
  EXPECT_THAT(changes("users/1"), ElementsAre("delete users/1 of Users", "put users/1 of Orders"));
  EXPECT_THAT(changes("users/1", {"Users"}), ElementsAre("delete users/1 of Users"));
}

TEST_F(CurrentChangesTest, ADocumentThatCameBackIsAPut) {
  database_.put_in("Users", "users/1");
  database_.remove("users/1");
  database_.put_in("Users", "users/1");
  EXPECT_THAT(changes("users/1"), ElementsAre("put users/1 of Users"));
}

TEST_F(CurrentChangesTest, OfWhatWasNeverThereEachCollectionHasADelete) {
  EXPECT_THAT(changes("users/9"),
              ElementsAre("delete users/9 of Users", "delete users/9 of Orders"));
  EXPECT_THAT(changes("users/9", {}), ElementsAre("delete users/9 of "));
}

}  // namespace
}  // namespace penstock::etl
