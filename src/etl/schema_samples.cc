#include "etl/schema_samples.h"

#include <utility>

#include "etl/batch_builder.h"

namespace penstock::etl {
namespace {

Result<std::vector<LoadBatch>> sample(const ProcessBlueprint& blueprint,
                                      const ProcessSurroundings& surroundings,
                                      const std::stop_token& stop) {
  BatchBuilderLimits limits;
  limits.documents_max = kSampledDocumentsMax;
  BatchBuilder builder({surroundings.source, surroundings.scripts, surroundings.clock},
                       blueprint.transformation, limits);
  std::vector<LoadBatch> samples;
  samples.push_back(TRY(builder.build(Etag{}, stop)).load);
  const auto sampled_to = samples.front().to;
  const auto last = TRY(TRY(surroundings.source.snapshot()).last_etag());
  if (last.value <= sampled_to.value + kSampledDocumentsMax) {
    samples.push_back(TRY(builder.build(sampled_to, stop)).load);
  } else {
    samples.push_back(TRY(builder.build(Etag{last.value - kSampledDocumentsMax}, stop)).load);
  }
  return samples;
}

}  // namespace

Result<std::vector<std::string>> missing_schema_of(const ProcessBlueprint& blueprint,
                                                   const ProcessSurroundings& surroundings,
                                                   const std::stop_token& stop) {
  const auto samples = TRY(sample(blueprint, surroundings, stop));
  ProcessErrors errors(surroundings.errors,
                       process_key(surroundings.source, blueprint.task, blueprint.transformation));
  const auto destination =
      TRY(surroundings.make_destination({blueprint.task, blueprint.transformation,
                                         blueprint.connection, surroundings.source, errors}));
  return destination->missing_schema(samples, stop);
}

}  // namespace penstock::etl
