#include "unit/documents/whole_model_fixture.h"

namespace penstock::documents {
namespace {

using WholeModelTest = WholeModelFixture;

TEST_F(WholeModelTest, DatabaseAndModelAgree) { run(steps(2'500)); }

}  // namespace
}  // namespace penstock::documents
