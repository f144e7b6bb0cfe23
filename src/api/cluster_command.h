#pragma once

#include <memory>

#include "api/batch_command.h"

// Cluster-wide transactions (protocol, section 4): a batch with "TransactionMode": "ClusterWide"
// writes documents and compare-exchange values together. One node is a whole cluster here, so the
// batch is a transaction like any other; what is left to do is to find sessions that got in each
// other's way.
//
// Each document that such a batch writes has a guard, the compare-exchange value
// "rvn-atomic/<id>" = {"Object": {"Id": ..., "ChangeVector": ...}} with the change vector that the
// batch gave it. A session that loaded the document before that change vector was given missed a
// cluster-wide write, and its own is refused. What ordinary sessions write in between is no
// conflict. The guard goes with the document.
namespace penstock::api {

/// "CompareExchangePUT": writes a value, if its index is the expected one.
Result<std::unique_ptr<BatchCommand>> parse_compare_exchange_put(const CommandMembers& members);

/// "CompareExchangeDELETE"
Result<std::unique_ptr<BatchCommand>> parse_compare_exchange_delete(const CommandMembers& members);

/// Reads a command of a cluster-wide batch, which may be of few types only: PUT and DELETE, with
/// their guards if `guards_documents`, and the two above. Errors: kInvalidArgument.
Result<std::unique_ptr<BatchCommand>> parse_cluster_command(std::string_view type,
                                                            const CommandMembers& members,
                                                            bool guards_documents);

}  // namespace penstock::api
