#pragma once

#include "app/demo/demo_stage.h"
#include "base/result.h"

namespace penstock::app {

/// The demo, against a running server without databases, told on the terminal step by step.
/// `url_line` says where the server is; `kept`: it goes on afterwards. Errors: the first promise
/// that was not kept.
Result<void> run_demo(DemoStage& stage, std::string_view url_line, bool kept);

}  // namespace penstock::app
